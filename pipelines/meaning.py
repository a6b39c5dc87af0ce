"""What is said of a field of the written records."""

from __future__ import annotations

from typing import NamedTuple


class Meaning(NamedTuple):
    """A field's meaning, and its counterparts in schema.org (NewsArticle) and IPTC ninjs 3; empty where there are none.

    `since` is the version of the schema that brought the field: records of earlier ones do not have it.
    """

    text: str
    schema_org: str = ""
    ninjs: str = ""
    since: str = "v1.0"
