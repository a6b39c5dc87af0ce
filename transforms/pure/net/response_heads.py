"""The head of an HTTP answer: what servers that break the rules mean by it, in a form that a strict parser takes."""

from __future__ import annotations

import re

from msgspec import Struct

# One answer may have so many bytes of status line and header lines; real ones with 300 lines have 30 kB.
HEAD_MAX_BYTES = 262_144
_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"\s*HTTP/[0-9](?:\.[0-9])? +([0-9]{3})\b")
_LENGTH = re.compile(rb"^content-length[ \t]*:([^\r\n]*)(\r?\n)", re.IGNORECASE | re.MULTILINE)
_CHUNKED = re.compile(rb"^transfer-encoding[ \t]*:[^\r\n]*\bchunked[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_DIGITS = re.compile(rb"[0-9]{1,18}")


class ResponseHead(Struct, frozen=True):
    """A head to hand to the parser. `status` is None where the first line is none of HTTP.

    `is_all`: the answer ends with it (RFC 9112, 6.3). `is_followed`: it says that a body follows all the same.
    """

    data: bytes
    status: int | None
    is_all: bool = False
    is_followed: bool = False


def find_end(data: bytes, begin: int = 0) -> int | None:
    """Give the position behind the empty line that ends a head; None where it is not there yet.

    >>> find_end(b"HTTP/1.1 200 OK\\r\\nA: b\\r\\n\\r\\n<html>"), find_end(b"HTTP/1.1 200 OK\\r\\nA: b\\r\\n")
    (25, None)
    """
    found = _END.search(data, max(0, begin))
    return found.end() if found else None


def may_begin(data: bytes) -> bool:
    """Tell whether a head of HTTP may begin like this.

    >>> may_begin(b"HT"), may_begin(b"\\r\\nHTTP/1.1 200"), may_begin(b"SSH-2.0")
    (True, True, False)
    """
    begin = data[:64].lstrip(b"\r\n")[:5]
    return b"HTTP/".startswith(begin)


def mend_head(data: bytes) -> ResponseHead:
    """Give a head with one Content-Length at most, and tell whether the answer ends with it.

    Equal lengths, in lines or in a list, are one (RFC 9110, 8.6); beside `chunked` a length has no meaning (RFC 9112, 6.3).
    Different lengths stay as they are, for the parser to refuse. A 204 and a 304 have no body, whatever they say of it.

    >>> mend_head(b"HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\nContent-Length: 5\\r\\n\\r\\n").data
    b'HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\n'
    """
    found = _STATUS.match(data)
    status = int(found[1]) if found else None
    values = [value.strip() for line in _LENGTH.findall(data) for value in line[0].split(b",")]
    if status in (204, 304):
        is_followed = any(value.strip(b"0") for value in values) or _CHUNKED.search(data) is not None
        return ResponseHead(_LENGTH.sub(b"", data), status, is_all=True, is_followed=is_followed)
    if values and _CHUNKED.search(data):
        data = _LENGTH.sub(b"", data)
    elif len(values) > 1 and _are_equal(values):
        data = _with_one_length(data, values[0])
    return ResponseHead(data, status)


def _are_equal(values: list[bytes]) -> bool:
    return all(_DIGITS.fullmatch(value) for value in values) and len({int(value) for value in values}) == 1


def _with_one_length(data: bytes, value: bytes) -> bytes:
    first = _LENGTH.search(data)
    assert first is not None
    line = b"Content-Length: " + value + first[2]
    return data[: first.start()] + line + _LENGTH.sub(b"", data[first.end() :])
