"""Tell whether a hub has signed what it delivers (WebSub, section 8)."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

METHODS: Final = ("sha1", "sha256", "sha384", "sha512")


def is_signed(secret: str, header: str | None, body: bytes) -> bool:
    """Tell whether an `X-Hub-Signature` is that of a body under a secret. The methods are those of the standard.

    >>> is_signed("key", "sha1=de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9", b"The quick brown fox jumps over the lazy dog")
    True
    """
    method, equals, given = (header or "").strip().partition("=")
    if not equals or method.lower() not in METHODS or not given.isascii():
        return False
    made = hmac.new(secret.encode(), body, getattr(hashlib, method.lower())).hexdigest()
    return hmac.compare_digest(made, given.strip().lower())
