"""Sign an HTTP message: which parts of it are covered, and under which parameters (RFC 9421, 2.5 and 3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import http_sf
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

ALGORITHM: Final = "ed25519"  # RFC 9421, 3.3.6


class Covered(Struct, frozen=True):
    """A part of a message that is signed: its name and parameters (RFC 9421, 2), and its value in this message."""

    name: str
    value: str
    parameters: Mapping[str, Any] = {}


def sign_message(
    private: Ed25519PrivateKey, label: str, covered: Iterable[Covered], parameters: Mapping[str, Any]
) -> tuple[str, str]:
    """Give the members that Signature-Input and Signature get for this label (RFC 9421, 4.1 and 4.2).

    Values are as they stand in the message, without line breaks; parameters keep their order.
    """
    parts = list(covered)
    names = [(part.name, dict(part.parameters)) for part in parts]
    inner: Any = (names, dict(parameters))
    member = http_sf.ser({label: inner})
    lines = [f"{http_sf.ser(name)}: {part.value}" for name, part in zip(names, parts, strict=True)]
    base = "\n".join([*lines, f'"@signature-params": {member.removeprefix(f"{label}=")}'])
    return member, f"{label}={http_sf.ser(private.sign(base.encode('ascii')))}"
