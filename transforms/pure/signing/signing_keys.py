"""Keys that requests are signed with: Ed25519 (RFC 8032), read from a JWK or from PEM, and known by their thumbprint.

A file of ours is a private JWK (RFC 8037, 2) with the times from and until which it is valid: `nbf` and `exp`, as a directory of
keys has them. What `openssl genpkey -algorithm ed25519` writes is read, too. No message holds anything of a key.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from msgspec import Struct

SEED_BYTES: Final = 32
# The key of RFC 9421, appendix B.1.4, which everybody knows.
TEST_THUMBPRINT: Final = "poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U"
_EXPECTED: Final = (
    "expected an Ed25519 private key: a file that `newsbeam keys new` made, or PEM from"
    " `openssl genpkey -algorithm ed25519`"
)
_SEED: Final = re.compile(r"[A-Za-z0-9_-]{43}")


class SigningKey(Struct, frozen=True, kw_only=True):
    """A private key, and from when until when it is valid (None: without an end). `x` is the public key, in base64url.

    `thumbprint` is the key's name in signatures and directories (RFC 7638; RFC 8037, appendix A.3).
    """

    private: Ed25519PrivateKey
    x: str
    thumbprint: str
    not_before: datetime | None = None
    expires_at: datetime | None = None

    def is_valid(self, now: datetime) -> bool:
        """Tell whether it may sign now."""
        has_begun = self.not_before is None or self.not_before <= now
        return has_begun and (self.expires_at is None or now < self.expires_at)


class _PrivateJwk(Struct, frozen=True):
    kty: str
    crv: str
    x: str
    d: str
    nbf: int | None = None
    exp: int | None = None


def make_signing_key(seed: bytes, not_before: datetime | None = None, expires_at: datetime | None = None) -> SigningKey:
    """Give the key of 32 random bytes."""
    private = Ed25519PrivateKey.from_private_bytes(seed)
    x = _to_text(private.public_key().public_bytes_raw())
    thumbprint = thumbprint_of({"kty": "OKP", "crv": "Ed25519", "x": x})
    return SigningKey(private=private, x=x, thumbprint=thumbprint, not_before=not_before, expires_at=expires_at)


def read_signing_key(text: str) -> SigningKey:
    """Read a key as it stands in a file. Raises: ValueError with a sentence, in which nothing of it stands."""
    return _read_pem(text) if text.lstrip().startswith("-----BEGIN") else _read_jwk(text)


def looks_like_key(text: str) -> bool:
    """Tell whether a text is a key itself, where the name of its file is expected.

    >>> looks_like_key("crawler.key"), looks_like_key('{"kty": "OKP"}')
    (False, True)
    """
    return "-----BEGIN" in text or "{" in text or "\n" in text


def private_jwk(key: SigningKey) -> dict[str, Any]:
    """Give what a file of ours holds (RFC 8037, 2): nobody else may see it."""
    return {**public_jwk(key), "d": _to_text(key.private.private_bytes_raw())}


def public_jwk(key: SigningKey) -> dict[str, Any]:
    """Give what a directory says of a key (draft-meunier-webbotauth-httpsig-protocol, "Directory Format")."""
    jwk: dict[str, Any] = {"kty": "OKP", "crv": "Ed25519", "kid": key.thumbprint, "x": key.x, "use": "sig"}
    for name, moment in (("nbf", key.not_before), ("exp", key.expires_at)):
        if moment is not None:
            jwk[name] = int(moment.timestamp())
    return jwk


def thumbprint_of(jwk: dict[str, Any]) -> str:
    """Give the thumbprint of an Ed25519 public key (RFC 7638, 3; RFC 8037, 2): SHA-256 over its three members, in base64url.

    >>> thumbprint_of({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
    'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'
    """
    members = {name: jwk[name] for name in ("crv", "kty", "x")}
    canonical = json.dumps(members, sort_keys=True, separators=(",", ":"))
    return _to_text(hashlib.sha256(canonical.encode()).digest())


def choose_key(keys: Iterable[SigningKey], now: datetime) -> SigningKey | None:
    """Give the key that signs now: of those that are valid the one that became so last; None where none is."""
    valid = [key for key in keys if key.is_valid(now)]
    earliest = datetime.min.replace(tzinfo=UTC)
    return max(valid, key=lambda key: key.not_before or earliest, default=None)


def _read_pem(text: str) -> SigningKey:
    try:
        private = load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError(f"this cannot be read without a password; {_EXPECTED}") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise ValueError(f"this is a key of another kind; {_EXPECTED}")
    return make_signing_key(private.private_bytes_raw())


def _read_jwk(text: str) -> SigningKey:
    try:
        jwk = msgspec.json.decode(text, type=_PrivateJwk)
        if (jwk.kty, jwk.crv) != ("OKP", "Ed25519"):
            raise ValueError
        key = make_signing_key(_to_seed(jwk.d), _moment(jwk.nbf), _moment(jwk.exp))
    except (ValueError, OverflowError, OSError):  # msgspec's errors are ValueErrors
        raise ValueError(f"this is no such key; {_EXPECTED}") from None
    if key.x != jwk.x:
        raise ValueError("its public part (x) is not that of its private part (d): make a new key")
    return key


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _to_text(data: bytes) -> str:
    """Give bytes in base64url without padding (RFC 7515, 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _to_seed(text: str) -> bytes:
    """Give the 32 bytes of a private part. Raises: ValueError."""
    if not _SEED.fullmatch(text):
        raise ValueError
    return base64.urlsafe_b64decode(text + "=")
