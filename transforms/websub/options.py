"""Options of the listener for hubs (WebSub). It is off until an address is named under which hubs reach it."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class WebSubOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How hubs let us know that feeds have news.

    callback: the public URL under which hubs reach the listener, as through a reverse proxy; null: nothing listens.
    listen: the address and port on which `newsbeam stream` listens.
    lease_seconds: for how long a subscription is asked for; the hub decides.
    stretch: polls of a feed whose hub delivers are so many times as far apart.
    cap_seconds: but never further apart than this.
    """

    callback: str | None = None
    listen: str = "127.0.0.1:8917"
    lease_seconds: Annotated[float, Meta(ge=60)] = 864_000.0
    stretch: Annotated[float, Meta(ge=1)] = 4.0
    cap_seconds: Annotated[float, Meta(gt=0)] = 43_200.0


def read_listen(text: str) -> tuple[str, int]:
    """Read the address and port to listen on. Raises: ValueError, with a sentence.

    >>> read_listen("127.0.0.1:8917"), read_listen("[::]:80")
    (('127.0.0.1', 8917), ('::', 80))
    """
    host, colon, port = text.strip().rpartition(":")
    if not colon or not host or not (port.isascii() and port.isdigit()) or not int(port) < 65536:
        raise ValueError(f"{text!r} is no address to listen on; expected one like 127.0.0.1:8917")
    return host.strip("[]"), int(port)
