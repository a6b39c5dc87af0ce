"""Which format a list of feeds has, and the text of its bytes."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Literal

from transforms.pure.feeds.decoding import decode_feed
from transforms.pure.lists.csv_rows import is_header, is_without_header, read_csv
from transforms.pure.lists.listed import MAX_PLAIN_BYTES, MAX_STRUCTURED_BYTES, FeedList, ListError, lines_of
from transforms.pure.lists.opml import read_opml
from transforms.pure.lists.plain import read_plain

Format = Literal["opml", "csv", "plain", "yaml"]

_SUFFIXES: Mapping[str, Format] = {
    "csv": "csv", "tsv": "csv", "tab": "csv", "yaml": "yaml", "yml": "yaml", "json": "yaml",
}  # fmt: skip
_READERS: Mapping[str, Callable[[str], FeedList]] = {"opml": read_opml, "csv": read_csv, "plain": read_plain}
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LOOKED_AT_LINES = 20


def list_text(data: bytes) -> str:
    """Give the text of a list with plain line ends: UTF-8, UTF-16 with its mark, or for XML what it declares.

    Raises: ListError where it is too large, no text, or in another encoding.
    """
    return _decoded(data).replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    if len(data) > MAX_PLAIN_BYTES:
        raise _too_large(MAX_PLAIN_BYTES)
    if data[:256].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").startswith(b"<"):
        return decode_feed(data)
    for mark, name in _WIDE:  # as Excel writes "Unicode text"
        if data.startswith(mark):
            try:
                return data.decode(name)
            except UnicodeDecodeError:
                raise ListError("it begins as UTF-16 and is none; save it as UTF-8") from None
    zero = data.find(b"\0")
    if zero >= 0:
        raise ListError(
            f"line {data.count(10, 0, zero) + 1}: there is a NUL byte, so this is no text; save it as UTF-8"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ListError(
            f"line {data.count(10, 0, error.start) + 1}: this is not UTF-8 (byte {error.start}); save it as UTF-8"
        ) from None


def format_of(text: str, name: str) -> Format:
    """Give the format of a list, by how it begins and what its file is called. Raises: ListError where it is too large.

    >>> format_of("<opml/>", "feeds.txt"), format_of("url,name", "a"), format_of("- https://a.example/rss", "a")
    ('opml', 'csv', 'yaml')
    """
    written_in = _format_of(text, name)
    if written_in != "plain" and len(text) > MAX_STRUCTURED_BYTES:
        raise _too_large(MAX_STRUCTURED_BYTES)
    return written_in


def _format_of(text: str, name: str) -> Format:
    if text[:1000].lstrip().startswith("<"):
        return "opml"
    known = _SUFFIXES.get(name.rpartition(".")[2].lower())
    if known is not None:
        return known
    lines = list(islice(_said_lines(text), _LOOKED_AT_LINES))
    first = lines[0] if lines else ""
    if first.startswith(("- ", "feeds:", "---", "[", "{")):
        return "yaml"
    return "csv" if is_header(first) or is_without_header(lines) else "plain"


def read_list(text: str, written_in: Format) -> FeedList:
    """Read the feeds of a list that is OPML, CSV or plain. Raises: ListError."""
    return _READERS[written_in](text)


def _too_large(most: int) -> ListError:
    return ListError(f"it is larger than {most // 1_000_000} MB; split it")


def _said_lines(text: str) -> Iterator[str]:
    """Yield the lines of a text's beginning that are no comments."""
    for line in lines_of(text[:100_000]):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            yield stripped
