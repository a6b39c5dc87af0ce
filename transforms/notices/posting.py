"""Post a signed letter, through the guard and the limits of all requests; no redirect is followed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from transforms.clock import Clock
from transforms.errors import FetchError
from transforms.notices.options import NotifyOptions
from transforms.notices.outbox import Letter
from transforms.notices.signing import sign
from transforms.web.client import Web
from transforms.web.options import SignatureOptions, WebOptions

_TAKEN: Final = range(200, 300)


class Delivery(Struct, frozen=True, kw_only=True):
    """What became of a letter: None where it was taken, else a problem, and how long the receiver wants to be left alone."""

    letter: Letter
    at: datetime
    problem: str | None = None
    wait_seconds: float | None = None


def open_web(options: WebOptions, notify: NotifyOptions, clock: Clock) -> Web:
    """Give the client for the receiver, which may reach the private addresses of `notify` alone, not those of feeds."""
    return Web(
        replace(
            options,
            allow_addresses=notify.allow_addresses,
            signature=SignatureOptions(),
            total_seconds=notify.timeout_seconds,
            connect_seconds=min(options.connect_seconds, notify.timeout_seconds),
            spacing_seconds=0,
            down_seconds=0,
        ),
        clock,
    )


def post_letter(web: Web, url: str, key: bytes, letter: Letter, clock: Clock) -> Delivery:
    """Try to deliver a letter."""
    body = letter.body.encode()
    try:
        headers = sign(key, letter.id, int(clock().timestamp()), body)
        status = web.submit(web.post_bytes(url, body, {"Content-Type": "application/json", **headers})).result()
    except FetchError as error:
        # The guard speaks of the option for feeds, which does not open an address to notices.
        said = error.problem.replace("web.allow_addresses", "notify.allow_addresses")
        return Delivery(letter=letter, at=clock(), problem=said, wait_seconds=error.wait_seconds)
    problem = None if status in _TAKEN else f"it answered {status}"
    return Delivery(letter=letter, at=clock(), problem=problem)
