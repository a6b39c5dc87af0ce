"""The directory of keys that a signature names: where it is, what it holds, and whether it holds a key.

draft-meunier-webbotauth-httpsig-protocol-02: "Key Distribution and Discovery", "Directory Format", and "Possession Proof on the
Directory Response".
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import http_sf
from msgspec import Struct

from transforms.pure.net.audiences import origin_of
from transforms.pure.net.urls import resolve
from transforms.pure.signing.signed_messages import Covered, sign_message
from transforms.pure.signing.signing_keys import SigningKey, public_jwk, thumbprint_of

WELL_KNOWN: Final = "/.well-known/http-message-signatures-directory"
MEDIA_TYPE: Final = "application/http-message-signatures-directory+json"
TAG: Final = "http-message-signatures-directory"
_EXPECTED: Final = (
    "expected the https address under which your public keys are published, as in https://bot.paper.example (the keys are at"
    f" {WELL_KNOWN} there then)"
)


class DirectoryAddress(Struct, frozen=True):
    """Where the keys are: the URL of the document, and our value in Signature-Agent."""

    url: str
    agent: str

    @property
    def is_well_known(self) -> bool:
        """Whether the document is at the well-known place of its origin, where it needs its own media type."""
        return self.url.endswith(WELL_KNOWN)


def read_directory_address(text: str) -> DirectoryAddress:
    """Read where the directory is: an origin, or the URL of a JSON Web Key Set (its type is `jwks_uri` then).

    Raises: ValueError with a sentence.

    >>> read_directory_address("https://bot.paper.example/").agent
    '"https://bot.paper.example"'
    >>> read_directory_address("https://paper.example/bot/keys.json").agent
    '"https://paper.example/bot/keys.json";type=jwks_uri'
    """
    try:
        url = resolve(text.strip(), text.strip())
    except ValueError:
        raise ValueError(_EXPECTED) from None
    parts = urlsplit(url)
    if parts.scheme != "https" or "@" in parts.netloc or parts.query or parts.fragment or not url.isascii():
        raise ValueError(f"{_EXPECTED}, without user, query or fragment")
    origin = origin_of(url)
    if parts.path in ("", "/", WELL_KNOWN):
        return DirectoryAddress(origin + WELL_KNOWN, http_sf.ser(origin))
    return DirectoryAddress(url, f"{http_sf.ser(url)};type=jwks_uri")


def write_directory(keys: Sequence[SigningKey]) -> str:
    """Give the document: a JSON Web Key Set (RFC 7517, 5) of the public keys, in the order given."""
    return json.dumps({"keys": [public_jwk(key) for key in keys]}, indent=2) + "\n"


def sign_directory(
    keys: Sequence[SigningKey], body: bytes, authority: str, now: datetime, lifetime: timedelta
) -> dict[str, str]:
    """Give the headers that prove that whoever serves a directory at this authority (host, or host:port) has the keys in it.

    One signature for each key, over the authority that was asked (RFC 9421, 2.4) and the bytes of the body (RFC 9530).
    """
    digest = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
    covered = (Covered("@authority", authority, {"req": True}), Covered("content-digest", digest))
    created = int(now.timestamp())
    times = {"created": created, "expires": created + int(lifetime.total_seconds())}
    signed = [
        sign_message(key.private, f"binding{n}", covered, {**times, "keyid": key.thumbprint, "tag": TAG})
        for n, key in enumerate(keys)
    ]
    return {
        "Content-Type": MEDIA_TYPE,
        "Content-Digest": digest,
        "Signature-Input": ", ".join(member for member, _ in signed),
        "Signature": ", ".join(signature for _, signature in signed),
    }


def find_fault(body: bytes, thumbprint: str, now: datetime) -> str | None:
    """Give what keeps others from finding a key in a directory, as the end of a sentence that begins with it; None: nothing.

    A key is known by its material; a `kid` that is something else is a fault, since others look there first.
    """
    try:
        listed = json.loads(body)["keys"]
        keys = [key for key in listed if isinstance(key, dict)]
    except (ValueError, KeyError, TypeError, RecursionError):
        return 'is no JSON document with a list of "keys"'
    found = next((key for key in keys if _thumbprint(key) == thumbprint), None)
    if found is None:
        return f"does not hold the key {thumbprint} ({len(keys)} others)" if keys else "holds no key"
    if found.get("kid", thumbprint) != thumbprint:
        return f"gives the key {thumbprint} another name (kid)"
    if "d" in found:
        return f"shows the private part of the key {thumbprint} (d): everybody can sign with it now; make a new one"
    begins, ends = _moment(found.get("nbf")), _moment(found.get("exp"))
    if begins is not None and now < begins:
        return f"says that the key {thumbprint} is valid from {begins:%Y-%m-%d %H:%M} UTC only"
    if ends is not None and ends <= now:
        return f"says that the key {thumbprint} was valid until {ends:%Y-%m-%d %H:%M} UTC only"
    return None


def _thumbprint(key: dict[str, Any]) -> str | None:
    if (key.get("kty"), key.get("crv")) != ("OKP", "Ed25519") or not isinstance(key.get("x"), str):
        return None
    return thumbprint_of(key)


def _moment(seconds: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int | float) else None
    except (ValueError, OverflowError, OSError):
        return None
