"""The JSON Schemas of the written records."""

from __future__ import annotations

import json
from typing import Any, Literal


def schema(
    kind: Literal["article", "failure", "revision", "retraction", "story", "health"] = "article",
) -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of a record, as `newsbeam schema` prints it.

    >>> schema("failure")["title"]
    'newsbeam failure'
    """
    from pipelines.schema import schema_text

    found: dict[str, Any] = json.loads(schema_text(kind))
    return found
