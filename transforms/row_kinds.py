"""The kinds of rows that are written: each has a folder of the output of its name, and a record class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

from transforms.records import Article, Failure
from transforms.revision_records import ArticleRevision, Retraction

Kind = Literal["articles", "failures", "revisions", "retractions"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
Row = Article | Failure | ArticleRevision | Retraction
# The record in each row of a folder.
RECORDS: Final[Mapping[str, type[Row]]] = {
    "articles": Article,
    "failures": Failure,
    "revisions": ArticleRevision,
    "retractions": Retraction,
}
# The field by which the rows of a folder are dated.
TIMES: Final[Mapping[str, str]] = {
    "articles": "fetched.fetched_at",
    "failures": "failed_at",
    "revisions": "fetched.fetched_at",
    "retractions": "retracted_at",
}
