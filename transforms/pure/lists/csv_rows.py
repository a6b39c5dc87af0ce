"""CSV, read: a table with a header, whatever its columns are called and with whatever they are separated."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from transforms.pure.lists.listed import (
    FeedList,
    Findings,
    ListedFeed,
    ListError,
    clean_address,
    clean_language,
    clean_name,
    distinct_tags,
    is_language,
    lines_of,
    split_tags,
)

DELIMITERS = ",;\t|"
# How people call the columns, small and without what is no letter; where several are there, the first counts.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "url": (
        "xmlurl", "feedurl", "feed", "feedlink", "feedaddress", "rssurl", "rssfeed", "rss", "rsslink", "atom", "url",
        "uri", "link", "address", "href",
    ),
    "name": ("name", "title", "feedname", "feedtitle", "text", "source", "sourcename", "outlet", "publisher", "newspaper"),
    "language": ("language", "lang", "languagecode", "locale"),
    "section": ("section", "desk", "ressort", "rubric"),
    "tags": (
        "tags", "tag", "category", "categories", "folder", "folders", "group", "groups", "labels", "label", "keywords",
        "topic", "topics",
    ),
    "interval": (
        "interval", "intervalseconds", "intervalsec", "pollinterval", "refreshinterval", "updateinterval", "intervalminutes",
        "intervalmin", "intervalhours",
    ),
    "enabled": ("enabled", "enable", "active", "isenabled", "isactive", "disabled", "isdisabled"),
}  # fmt: skip
_COLUMN_OF = {spelling: column for column, spellings in COLUMNS.items() for spelling in spellings}
_RANK = {spelling: rank for spellings in COLUMNS.values() for rank, spelling in enumerate(spellings)}
_UNITS = {"intervalminutes": "m", "intervalmin": "m", "intervalhours": "h"}
_YES = frozenset(("1", "x", "y", "t", "yes", "true", "on", "enabled", "active"))
_NO = frozenset(("0", "n", "f", "no", "false", "off", "disabled", "inactive"))
_URL = re.compile(r"(?:(?<!\s)\s+)?[\"'<]?(?:feed:)?(?:https?|feed)://", re.IGNORECASE)
_SEPARATED = re.compile(r"sep=(.)", re.IGNORECASE)
_MAX_HEADER_CHARACTERS = 10_000


def read_csv(text: str) -> FeedList:
    """Read the feeds of a CSV with a header. Raises: ListError where there is no header, or the text is no CSV.

    >>> [(feed.url, feed.name, feed.tags) for feed in read_csv("Title;Feed URL;Folder\\nA;https://a.example/rss;sea").feeds]
    [('https://a.example/rss', 'A', ('sea',))]
    """
    rows = _rows(text)
    line, header, delimiter = next(rows, (1, [], ","))
    columns = _columns(line, header, delimiter)
    used = {index for indexes in columns.values() for index in indexes}
    findings = Findings()
    for line, row, _ in rows:
        _read_row(line, row, header, columns, findings)
    unused = [cell.strip() for index, cell in enumerate(header) if index not in used and cell.strip()]
    return findings.result(unused)


def is_header(line: str) -> bool:
    """Tell whether a line names a column for the addresses of feeds.

    >>> is_header("name;feed_url"), is_header("https://a.example/rss,A")
    (True, False)
    """
    cells = [re.split(f"[{re.escape(DELIMITERS)}]", line)] if not _URL.search(line) else []
    return any(_COLUMN_OF.get(_spelling(cell)) == "url" for row in cells for cell in row)


def is_without_header(lines: Sequence[str]) -> bool:
    """Tell whether lines are the rows of a CSV without a header: addresses with other values beside them.

    An address may hold commas and semicolons itself; so what stands beside it must not look like the rest of an address.

    >>> is_without_header(["https://a.example/rss,Valley,de"]), is_without_header(["https://a.example/rss,0.xml"])
    (True, False)
    """
    return bool(lines) and any(all(_is_row(line, delimiter) for line in lines) for delimiter in DELIMITERS)


def _is_row(line: str, delimiter: str) -> bool:
    cells = [cell.strip() for cell in line.split(delimiter)]
    if len(cells) < 2 or not any(_URL.match(cell) for cell in cells):
        return False
    others = [cell for cell in cells if not _URL.match(cell)]
    return not any(re.search(r"[/.=?&]", cell) and " " not in cell for cell in others)


def _rows(text: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield the rows that hold something: the line where each begins, its cells, and the delimiter."""
    lines = lines_of(text)
    first, header = next(((number, line) for number, line in enumerate(lines) if line.strip()), (0, ""))
    said = _SEPARATED.fullmatch(header.strip())
    if said:
        first, header = first + 1, next(lines, "")
    if len(header) > _MAX_HEADER_CHARACTERS:
        raise ListError(
            f"line {first + 1}: a CSV begins with the names of its columns; this line is {len(header):,} characters long"
        )
    delimiter = said[1] if said else _delimiter(header)
    kept = (f"{line}\n" for line in chain([header], lines))
    reader = csv.reader(kept, delimiter=delimiter, strict=True, skipinitialspace=True)
    before = 0
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ListError(f"line {first + before + 1}: this is not valid CSV: {_said(error)}") from None
        line, before = first + before + 1, reader.line_num
        if any(cell.strip() for cell in row) and not row[0].lstrip().startswith("#"):
            yield line, row, delimiter


def _said(error: csv.Error) -> str:
    if "field larger than field limit" in str(error) or "unexpected end" in str(error):
        return "a quotation mark is not closed"
    return str(error)


def _delimiter(header: str) -> str:
    """Give what separates the columns of a header: with what most of its cells are known."""

    def known(delimiter: str) -> tuple[int, int]:
        cells = header.split(delimiter)
        return sum(_spelling(cell) in _COLUMN_OF for cell in cells), len(cells)

    return max(DELIMITERS, key=known)


def _spelling(cell: str) -> str:
    return re.sub(r"[^a-z]", "", cell.casefold())


def _columns(line: int, header: list[str], delimiter: str) -> dict[str, list[int]]:
    """Give where each column stands: one place, or several for tags. Raises: ListError where there are no addresses."""
    if any(_URL.match(cell) for cell in header):
        raise ListError(
            f"line {line}: a CSV needs a first line that names its columns, such as `url,name,language,tags`;"
            f" this one begins with an address"
        )
    found: dict[str, list[int]] = {}
    for index, cell in enumerate(header):
        if column := _COLUMN_OF.get(_spelling(cell)):
            found.setdefault(column, []).append(index)
    if "url" not in found:
        names = ", ".join(cell.strip()[:40] for cell in header[:12]) or "nothing"
        raise ListError(
            f"line {line}: no column holds the addresses of the feeds; call it url (or feed, feed_url, xmlUrl);"
            f" the columns here are {names}"
        )
    for column, indexes in found.items():
        if column != "tags":
            found[column] = [min(indexes, key=lambda index: _RANK[_spelling(header[index])])]
    return found


def _read_row(
    line: int, row: list[str], header: list[str], columns: Mapping[str, list[int]], findings: Findings
) -> None:
    if any(cell.strip() for cell in row[len(header) :]):
        findings.fault(line, f"the row has {len(row)} values, the first line names {len(header)} columns")
        return

    def cell(column: str) -> str:
        indexes = columns.get(column)
        return row[indexes[0]].strip() if indexes and indexes[0] < len(row) else ""

    url = clean_address(cell("url"))
    if not url:
        findings.fault(line, f"there is no address in the column {header[columns['url'][0]].strip()}")
        return
    language = clean_language(cell("language"))
    if language is not None and not is_language(language):
        findings.fault(line, f'language: expected a language tag like de or pt-BR, got "{language[:80]}"')
        return
    tags = [tag for index in columns.get("tags", ()) if index < len(row) for tag in split_tags(row[index])]
    findings.add(
        ListedFeed(
            line=line,
            url=url,
            name=clean_name(cell("name")),
            language=language,
            section=clean_name(cell("section")),
            tags=distinct_tags(tags),
            interval=_interval(cell("interval"), header, columns),
            enabled=_enabled(cell("enabled"), header, columns),
        )
    )


def _interval(text: str, header: list[str], columns: Mapping[str, list[int]]) -> str | None:
    if not text:
        return None
    unit = _UNITS.get(_spelling(header[columns["interval"][0]]), "")
    return text + unit if text[-1].isdigit() else text


def _enabled(text: str, header: list[str], columns: Mapping[str, list[int]]) -> str | None:
    if not text:
        return None
    word = text.lower()
    if word not in _YES | _NO:
        return text  # whoever reads it says that it is none
    turned = "disabled" in _spelling(header[columns["enabled"][0]])
    return "true" if (word in _YES) != turned else "false"
