"""Signatures of messages: the vectors of the draft and of RFC 9421, of which Ed25519 gives the same bytes each time.

draft-meunier-webbotauth-httpsig-protocol-02, "EdDSA Using Curve edwards25519"; RFC 9421, appendix B.2.6.
"""

from __future__ import annotations

from typing import Any

import pytest
from signed import PEM

from transforms.pure.signing.signed_messages import Covered, sign_message
from transforms.pure.signing.signing_keys import read_signing_key

KEYID = "poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U"
AGENT = '"https://signature-agent.test"'
DIGEST = "sha-256=:CADMT2aBdV/rqQr/NIru64ERQkCobVvllA4V0fLFDu0=:"


def of_draft(nonce: str, expires: int) -> dict[str, Any]:
    return {
        "created": 1735689600, "keyid": KEYID, "alg": "ed25519", "expires": expires, "nonce": nonce, "tag": "web-bot-auth",
    }  # fmt: skip


VECTORS: dict[str, tuple[str, list[Covered], dict[str, Any], str, str]] = {
    "a request that says where its key is": (
        "sig2",
        [Covered("@authority", "example.com"), Covered("signature-agent", AGENT, {"key": "agent2"})],
        of_draft(
            "n9p433xm+NJ3ph3upfBIGmsuwHw387YV7Q/F+6BSpGCVjYCqQw6rznNA8PVVLySrAWsv0hQtFioQb6E1YsauiA==", 4889289600
        ),
        '("@authority" "signature-agent";key="agent2");created=1735689600'
        f';keyid="{KEYID}";alg="ed25519";expires=4889289600'
        ';nonce="n9p433xm+NJ3ph3upfBIGmsuwHw387YV7Q/F+6BSpGCVjYCqQw6rznNA8PVVLySrAWsv0hQtFioQb6E1YsauiA=="'
        ';tag="web-bot-auth"',
        "RdNFx5Bj6au3YgAMQL/RzmUlZE8QZLIaXGRpw985hWnwPfMxT228NMk6ehRS1PSl4e8PhbNZACSanGdhEwYCCg==",
    ),
    "the older form": (
        "sig2",
        [Covered("@authority", "example.com"), Covered("signature-agent", AGENT)],
        of_draft(
            "e8N7S2MFd/qrd6T2R3tdfAuuANngKI7LFtKYI/vowzk4lAZYadIX6wW25MwG7DCT9RUKAJ0qVkU0mEeLElW1qg==", 1735693200
        ),
        '("@authority" "signature-agent");created=1735689600'
        f';keyid="{KEYID}";alg="ed25519";expires=1735693200'
        ';nonce="e8N7S2MFd/qrd6T2R3tdfAuuANngKI7LFtKYI/vowzk4lAZYadIX6wW25MwG7DCT9RUKAJ0qVkU0mEeLElW1qg=="'
        ';tag="web-bot-auth"',
        "jdq0SqOwHdyHr9+r5jw3iYZH6aNGKijYp/EstF4RQTQdi5N5YYKrD+mCT1HA1nZDsi6nJKuHxUi/5Syp3rLWBA==",
    ),
    "a directory": (
        "binding",
        [Covered("@authority", "signature-agent.test", {"req": True}), Covered("content-digest", DIGEST)],
        {"created": 1735689600, "expires": 4889289600, "keyid": KEYID, "tag": "http-message-signatures-directory"},
        '("@authority";req "content-digest");created=1735689600;expires=4889289600'
        f';keyid="{KEYID}";tag="http-message-signatures-directory"',
        "l6P8R67tm3kujAxbHWio7ll01qrEZ0dKD/WWlGhNYEmTnFZM8Wt0VQ9zqGfvo7T/UMkBxsigzChM1Gpz7gOVBg==",
    ),
    "the request of RFC 9421": (
        "sig-b26",
        [
            Covered("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
            Covered("@method", "POST"),
            Covered("@path", "/foo"),
            Covered("@authority", "example.com"),
            Covered("content-type", "application/json"),
            Covered("content-length", "18"),
        ],
        {"created": 1618884473, "keyid": "test-key-ed25519"},
        '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473'
        ';keyid="test-key-ed25519"',
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==",
    ),
}


@pytest.mark.parametrize(("label", "covered", "parameters", "listed", "signature"), VECTORS.values(), ids=VECTORS)
def test_the_vectors_of_the_specifications(
    label: str, covered: list[Covered], parameters: dict[str, Any], listed: str, signature: str
) -> None:
    member, signed = sign_message(read_signing_key(PEM).private, label, covered, parameters)
    assert member == f"{label}={listed}"
    assert signed == f"{label}=:{signature}:"


def test_a_line_break_forges_no_part() -> None:
    """Values come from URLs, which have none; a value that is not ASCII is refused, since RFC 9421, 2.5 allows none."""
    with pytest.raises(UnicodeEncodeError):
        sign_message(read_signing_key(PEM).private, "sig1", [Covered("@path", "/ä")], {"created": 1})
