"""Content-Encoding: which codings of a body are to be undone, and in which order (RFC 9110, 8.4)."""

from __future__ import annotations

# The codings that we have decoders for.
KNOWN = frozenset({"gzip", "deflate", "br", "zstd"})
# Their long names, which some servers write.
_ALIASES = {"brotli": "br", "zstandard": "zstd"}
# These do change the body, and we cannot undo them (IANA's registry, and what some servers send beside it).
_UNREADABLE = frozenset(
    {"compress", "exi", "pack200-gzip", "dcb", "dcz", "sdch", "bzip2", "lzma", "xz", "lz4", "snappy", "aes128gcm"}
)


def read_codings(content_encoding: str | None) -> tuple[str, ...]:
    """Give the known codings, in the order in which they are undone: the last that was applied comes first.

    Other words are no codings: servers write the charset there (`UTF-8`), or how a store was filled (`aws-chunked`).

    >>> read_codings("gzip,aws-chunked"), read_codings("UTF-8"), read_codings("deflate, x-gzip")
    (('gzip',), (), ('gzip', 'deflate'))
    """
    return tuple(word for word in reversed(_words(content_encoding)) if word in KNOWN)


def find_unreadable(content_encoding: str | None) -> str | None:
    """Give a coding that changes the body and that nobody here can undo; None where there is none.

    >>> find_unreadable("x-compress, gzip"), find_unreadable("none")
    ('compress', None)
    """
    return next((word for word in _words(content_encoding) if word in _UNREADABLE), None)


def _words(content_encoding: str | None) -> list[str]:
    words = (content_encoding or "").replace(";", ",").split(",")
    plain = (word.strip(" \t\"'").lower().removeprefix("x-") for word in words)
    return [_ALIASES.get(word, word) for word in plain]
