"""What others say of our signatures: the library `http-message-signatures`, which shares no code with ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver, InvalidSignature, algorithms

from transforms.pure.signing.signing_keys import SigningKey, make_signing_key, private_jwk

# What the draft asks for and what we add, as the library writes it.
REQUIRED = ("@method", "@authority", "@path")
MEMBER, WHOLE = '"signature-agent";key="sig1"', "signature-agent"
# RFC 9421, appendix B.1.4; its thumbprint is that of the test vectors of the draft.
PEM = """-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----
"""
DIRECTORY = "https://bot.paper.example"


class Message(NamedTuple):
    method: str
    url: str
    headers: Mapping[str, str]


class _Keys(HTTPSignatureKeyResolver):
    def __init__(self, keys: Mapping[str, Ed25519PublicKey]) -> None:
        self._keys = keys

    def resolve_public_key(self, key_id: str) -> Any:
        return self._keys[key_id]


class Verifier:
    """A site that verifies what it is asked, and takes no nonce twice: that is for the site to see (RFC 9421, 7.2.2)."""

    def __init__(self, *keys: SigningKey, older_form: bool = False) -> None:
        self._required = (*REQUIRED, WHOLE if older_form else MEMBER)
        resolver = _Keys({key.thumbprint: key.private.public_key() for key in keys})
        self._verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=resolver)
        self._seen: set[str] = set()

    def verify(self, message: Message) -> str:
        """The name of the key that signed it. Raises: InvalidSignature."""
        (found,) = self._verifier.verify(message, expect_tag="web-bot-auth", require_components=self._required)
        if found.nonce is None or found.nonce in self._seen:
            raise InvalidSignature("the nonce was seen before")
        self._seen.add(found.nonce)
        return str(found.parameters["keyid"])


def key_of(number: int, **times: Any) -> SigningKey:
    """A key of a seed that is always the same."""
    return make_signing_key(bytes([number]) * 32, **times)


def key_file(folder: Path, key: SigningKey, name: str = "crawler.key") -> str:
    path = folder / name
    path.write_text(json.dumps(private_jwk(key)))
    return str(path)
