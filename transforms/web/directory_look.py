"""Look whether sites find our key where our signatures say that it is."""

from __future__ import annotations

import asyncio

from transforms.clock import Clock
from transforms.errors import FetchError, SigningKeyError
from transforms.pure.net.responses import media_type
from transforms.pure.signing.key_directories import MEDIA_TYPE, DirectoryAddress, find_fault, read_directory_address
from transforms.pure.signing.signing_keys import choose_key
from transforms.web.exchange import Answer, Exchange
from transforms.web.options import WebOptions
from transforms.web.request_signer import none_is_valid, read_keys, validity
from transforms.web.rests import Rests
from transforms.web.sites import Sites

MAX_BYTES = 1_000_000
ASKED_SECONDS = 20.0


def look_at_directory(options: WebOptions, clock: Clock) -> list[str]:
    """Say by which key requests are signed, and whether the directory holds it. Raises: SigningKeyError.

    The directory is asked as its verifiers ask it: without a signature, following no redirect.
    """
    keys = read_keys(options.signature)
    key = choose_key(keys, clock())
    if key is None:
        raise SigningKeyError(none_is_valid(options.signature, keys))
    address = read_directory_address(options.signature.directory or "")
    said = f"Requests are signed with the key {key.thumbprint}, which {validity(key)}."
    try:
        answer = asyncio.run(_ask(address.url, options, clock))
    except FetchError as error:
        return [said, f"Whether {address.url} holds it is not known: {error.problem}."]
    fault = _fault(answer, address) or find_fault(answer.body, key.thumbprint, clock())
    if fault is None:
        return [said, f"{address.url} holds it."]
    return [said, f"{address.url} {fault}. Until that is mended, sites cannot tell that a request is yours."]


def _fault(answer: Answer, address: DirectoryAddress) -> str | None:
    if answer.status != 200:
        follows = ", which nobody follows" if 300 <= answer.status < 400 else ""
        return f"answered {answer.status}{follows}"
    found = media_type(answer.headers)
    if address.is_well_known and found != MEDIA_TYPE:
        return f"is served as {found or 'nothing'}, not as {MEDIA_TYPE}"
    return None


async def _ask(url: str, options: WebOptions, clock: Clock) -> Answer:
    sites = Sites(options, clock, Rests(options.down_seconds, clock))
    exchange = Exchange(options, sites)
    try:
        return await exchange.ask(
            url,
            "robots",  # of which any type is read
            headers={"Accept": MEDIA_TYPE},
            max_bytes=MAX_BYTES,
            budget_seconds=min(options.total_seconds, ASKED_SECONDS),
        )
    finally:
        await exchange.close()
