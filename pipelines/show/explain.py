"""Explain how a page became its record: the readings, what was dropped, and where each field comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from pipelines.show.columns import fold_line, padded
from transforms import reasons
from transforms.pure.article import PageReading
from transforms.pure.body.agreement import agreement, word_grams
from transforms.pure.body.bodies import MIN_AGREEMENT, Body, Reading
from transforms.pure.text.normal import clean_line, count_words, fold
from transforms.records import Article, Failure, Image, Page

MIN_COLUMNS = 60
# Of what another reading has and the text has not, the first lines are enough.
MAX_UNCHOSEN = 12
_LABEL, _NAME, _SOURCE = 10, 15, 11
_ADDRESSES = {
    "fetched": "fetched now",
    "--url": "read from a file; --url gives its address",
    "canonical": "read from a file; the page states this address itself; --url sets another",
    "stand-in": "read from a file whose address is not known; this one stands in for it; --url sets it",
}
_FIELDS = (
    *("title", "standfirst", "authors", "published_at", "modified_at", "language", "section", "tags", "is_free"),
    "canonical_url",
)


class PageReport(Struct, frozen=True, kw_only=True):
    """A page, and what came of it.

    `address` says how its URL is known (see `_ADDRESSES`). `page` is None where it could not be fetched, `reading` where it
    could not be read; `found` is what was found, whether or not it is an article; `drop` why an ingest would not keep it.
    """

    url: str
    address: str
    record: Article | Failure
    page: Page | None = None
    reading: PageReading | None = None
    found: Article | None = None
    drop: str | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """Give what the record alone does not show."""
        doubts = [f"{self.url}: {_ADDRESSES[self.address]}"] if self.address in ("canonical", "stand-in") else []
        return (*doubts, *([_dropped(self.drop)] if self.drop else []))


def explain(report: PageReport, columns: int) -> str:
    """Give the report in lines of at most so many columns (60 at least); the page's address alone is never cut."""
    width = max(columns, MIN_COLUMNS) - _LABEL
    sections = [("Page", _page(report, width)), ("Outcome", _outcome(report, width))]
    if report.reading is not None and report.found is not None:
        body = report.reading.body
        sections += [
            ("Readings", _readings(body, width)),
            ("Dropped", _cleaned_off(body, width)),
            ("Unchosen", _unchosen(body, width)),
            ("Text", _text(body, width)),
            ("Fields", _fields(report.found, width)),
            ("Images", _images(report.found.images, width)),
        ]
    return "\n\n".join(_section(label, list(lines)) for label, lines in sections)


def _section(label: str, lines: list[str]) -> str:
    return "\n".join(padded("" if at else label, _LABEL) + line for at, line in enumerate(lines or ["none"]))


def _row(name: str, text: str, width: int, most_lines: int = 1) -> Iterator[str]:
    """Give a name, and beside it a text on a few lines."""
    for at, line in enumerate(fold_line(text, width - _NAME, most_lines)):
        yield padded("" if at else name, _NAME) + line


def _page(report: PageReport, width: int) -> Iterator[str]:
    yield clean_line(report.url)
    yield from fold_line(_ADDRESSES[report.address], width)
    if report.page is not None:
        encoding = f", decoded as {report.reading.encoding}" if report.reading is not None else ""
        yield f"{report.page.size:,} bytes{encoding}, status {report.page.status}"


def _outcome(report: PageReport, width: int) -> Iterator[str]:
    record = report.record
    if isinstance(record, Failure):
        yield f"no article: {record.reason} (stage {record.stage})"
        yield from fold_line(record.message, width)
        for name, value in msgspec.to_builtins(record.evidence).items():
            if value not in (None, ()):
                yield from _row(name, str(value), width)
        yield from fold_line(reasons.explain(record.reason), width)
    else:
        words = f"{count_words(record.text)[0]:,} words"
        confidence = "" if record.quality.confidence is None else f"; confidence {record.quality.confidence:.2f}"
        flags = ", ".join(record.quality.flags) or "none"
        yield from fold_line(f"{record.page_kind}, {words}{confidence}; flags: {flags}", width)
    if report.drop is not None:
        yield from fold_line(_dropped(report.drop), width)
        yield from fold_line(reasons.explain(report.drop), width)
    if report.reading is not None:
        kinds = ", ".join(sorted(reasons.of_kind("refusal")))
        found = report.reading.refusal.reason if report.reading.refusal is not None else "none"
        yield from fold_line(f"refusal: {found} (looked for {kinds})", width)


def _dropped(reason: str) -> str:
    return f"an ingest with this configuration would drop the article: {reason}"


def _readings(body: Body, width: int) -> Iterator[str]:
    """List the readings: the size of each, how far it agrees with the others, and a mark at the chosen one."""
    if body.agreement is None:
        yield "quality.agreement: none, the two compared did not both find text"
    else:
        line = f"quality.agreement {body.agreement:.2f}, of the two compared (more compete below {MIN_AGREEMENT:.2f})"
        yield from fold_line(line, width)
    if body.line_up:
        yield from _compared(body.readings, None, width)
        yield "the line-up:"
    yield from _compared(body.line_up or body.readings, body.source, width)
    yield from fold_line(f"chosen: {body.source}, because {body.why}", width)


def _compared(readings: tuple[Reading, ...], chosen: str | None, width: int) -> Iterator[str]:
    grams = {reading.name: word_grams(reading.text) for reading in readings}
    for reading in readings:
        others = [name for name in grams if name != reading.name]
        shared = ", ".join(f"{name} {agreement(grams[reading.name], grams[name]):.2f}" for name in others)
        size = f"{count_words(reading.text)[0]:,} words in {len(reading.kept)} blocks"
        votes = " (only votes)" if reading.only_votes else ""
        name = ("* " if reading.name == chosen else "  ") + reading.name
        yield from _row(name, f"{size}{votes}, agrees with {shared}", width, 3)


def _cleaned_off(body: Body, width: int) -> Iterator[str]:
    """List what cleaning removed from the chosen reading, by the name of the rule."""
    for block in body.dropped:
        yield from _row(block.reason, block.text, width, 2)


def _unchosen(body: Body, width: int) -> Iterator[str]:
    """List what other readings hold and the text does not: what the choice or the cleaning may have got wrong."""
    known = {fold(text) for text in (*body.paragraphs, *(block.text for block in body.dropped))}
    lines: dict[str, Reading] = {}
    for reading in (*body.readings, *body.line_up):
        lines |= {b.text: reading for b in reading.kept if fold(b.text) not in known and b.text not in lines}
    for text, reading in list(lines.items())[:MAX_UNCHOSEN]:
        yield from _row(reading.name, text, width)
    if len(lines) > MAX_UNCHOSEN:
        yield f"and {len(lines) - MAX_UNCHOSEN:,} more"


def _text(body: Body, width: int) -> Iterator[str]:
    kinds = {b.text: b.kind for reading in (*body.readings, *body.line_up) for b in reading.kept}
    for at, paragraph in enumerate(body.paragraphs, 1):
        kind = kinds.get(paragraph, "paragraph")
        yield from _row(f"{at:>4} {kind}", paragraph, width)


def _fields(article: Article, width: int) -> Iterator[str]:
    """List each field that a page can give: where its value comes from, and the value."""
    record: dict[str, Any] = msgspec.to_builtins(article)
    values = {name: record[name] for name in _FIELDS} | {"source.name": article.source.name}
    found = {name: value for name, value in values.items() if value not in (None, ())}
    sources = {value.field: value.source for value in article.provenance}
    for name, value in found.items():
        text = "; ".join(value) if isinstance(value, tuple) else str(value)
        source = padded(sources.get(name, "-"), _SOURCE)
        for at, line in enumerate(fold_line(text, width - _NAME - _SOURCE, 3)):
            yield padded("" if at else name, _NAME) + (" " * _SOURCE if at else source) + line
    absent = ", ".join(name for name in values if name not in found)
    yield from _row("absent", absent or "none", width, 3)


def _images(images: tuple[Image, ...], width: int) -> Iterator[str]:
    """List each image: the paragraph that it stands behind, its caption and its credit."""
    for image in images:
        place = "announced" if image.position is None else f"behind {image.position}"
        yield from _row(place, image.url, width)
        for name, value in (("caption", image.caption), ("credit", image.credit)):
            if value is not None:
                yield from _row(f"  {name}", value, width, 2)
