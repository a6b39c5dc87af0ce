"""The card of an exported dataset: the README.md from which Hugging Face, and people, learn what is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import yaml
from msgspec import Struct, field

from pipelines.export.choice import ExportChoice, Kind
from pipelines.typed_schemas import columns_of
from transforms.columns import Column
from transforms.pure.text.languages import UNDETERMINED
from transforms.row_kinds import RECORDS

if TYPE_CHECKING:
    import pyarrow as pa

# https://huggingface.co/docs/datasets-cards: the names of sizes, by the first number that is too large for them.
_SIZES: Final = (
    (10**3, "n<1K"),
    (10**4, "1K<n<10K"),
    (10**5, "10K<n<100K"),
    (10**6, "100K<n<1M"),
    (10**7, "1M<n<10M"),
    (10**8, "10M<n<100M"),
)
# What `language` holds where it is not known.
_UNKNOWN: Final = (None, UNDETERMINED)
_TYPES: Final = {
    "text": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "time": "time",
    "json": "object",
}


# The moments by which rows are told, and in what word; and what they are by which they are chosen.
_MOMENTS: Final[Mapping[Kind, tuple[str, str]]] = {
    "articles": ("Published", "published_at"),
    "failures": ("Failed", "failed_at"),
    "revisions": ("Published", "published_at"),
    "retractions": ("Withdrawn", "retracted_at"),
}
_CAME_TO_BE: Final[Mapping[Kind, str]] = {
    "articles": "fetched",
    "failures": "failed",
    "revisions": "fetched",
    "retractions": "withdrawn",
}


class CardFigures(Struct):
    """What is counted while rows are written: languages, sites, and the first and last day."""

    rows: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    sites: Counter[str] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None

    def add(self, kind: Kind, table: pa.Table) -> None:
        """Count the rows of a table."""
        self.rows += table.num_rows
        if kind in ("articles", "revisions"):
            self.languages.update(language for language in table["language"].to_pylist() if language not in _UNKNOWN)
            self.sites.update(source["site"] for source in table["source"].to_pylist())
        times = [at for at in table[_MOMENTS[kind][1]].to_pylist() if at is not None]
        self.first = min([*times, *([self.first] if self.first else [])], default=None)
        self.last = max([*times, *([self.last] if self.last else [])], default=None)


def card(choice: ExportChoice, figures: CardFigures, version: str, made_at: datetime) -> str:
    """Give the card of an export: front matter in YAML, and a page for people."""
    front = yaml.safe_dump(_front_matter(choice, figures), sort_keys=False, allow_unicode=True)
    parts = [
        f"---\n{front}---\n\n# News {choice.kind}",
        _size(choice, figures),
        _collected(choice, version, made_at),
        "## Licence\n\nUnknown: rights stay with the publishers. What each page said of its use was not cleared by anybody.",
        "## Fields\n\n" + "\n".join(_fields(choice.kind)),
    ]
    return "\n\n".join(parts) + "\n"


def size_category(rows: int) -> str:
    """Give Hugging Face's name of a number of rows.

    >>> size_category(999), size_category(1000), size_category(10**9)
    ('n<1K', '1K<n<10K', '100M<n<1B')
    """
    return next((name for limit, name in _SIZES if rows < limit), "100M<n<1B")


def _front_matter(choice: ExportChoice, figures: CardFigures) -> dict[str, Any]:
    languages = sorted({language.partition("-")[0].lower() for language in figures.languages})
    return {
        "pretty_name": f"News {choice.kind}",
        **({"language": languages} if languages else {}),
        "license": "unknown",
        "size_categories": [size_category(figures.rows)],
        "tags": ["news", "newsbeam"],
        "configs": [{"config_name": "default", "data_files": [{"split": "train", "path": "data/*.parquet"}]}],
    }


def _size(choice: ExportChoice, figures: CardFigures) -> str:
    lines = [f"{figures.rows:,} {choice.kind}" + (f" from {len(figures.sites):,} sites." if figures.sites else ".")]
    if figures.first and figures.last:
        what, span = _MOMENTS[choice.kind][0], f"{figures.first:%Y-%m-%d} to {figures.last:%Y-%m-%d}"
        lines[0] += f" {what} from {span} (UTC), as far as it is known."
    if figures.languages:
        unknown = figures.rows - figures.languages.total()
        rows = [f"| `{language}` | {n:,} |" for language, n in figures.languages.most_common()]
        rows += [f"| unknown | {unknown:,} |"] if unknown else []
        lines += ["", "| language | rows |", "|---|---|", *rows]
    return "\n".join(lines)


def _collected(choice: ExportChoice, version: str, made_at: datetime) -> str:
    asked = [f"`{choice.where}`"] if choice.where else []
    asked += [f"{_CAME_TO_BE[choice.kind]} on {choice.since} or later"] if choice.since else []
    slice_ = f" Of the whole dataset these are the rows with: {' and '.join(asked)}." if asked else ""
    return (
        f"## How it was collected\n\nnewsbeam {version} polled news feeds, fetched the pages that they named,"
        f" and extracted the text. The copy was made on {made_at:%Y-%m-%d}.{slice_}"
    )


def _fields(kind: Kind) -> Iterator[str]:
    yield "| field | type | meaning |"
    yield "|---|---|---|"
    yield from _rows(columns_of(RECORDS[kind]), "")


def _rows(columns: tuple[Column, ...], above: str) -> Iterator[str]:
    for column in columns:
        one = "object" if column.parts else _TYPES[column.type]
        shown = f"list of {one}s" if column.repeated and column.parts else f"list of {one}" if column.repeated else one
        yield f"| `{above}{column.name}` | {shown}{' or null' if column.nullable else ''} | {column.meaning} |"
        yield from _rows(column.parts, f"{above}{column.name}{'[].' if column.repeated else '.'}")
