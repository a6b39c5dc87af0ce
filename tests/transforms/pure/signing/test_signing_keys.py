"""Keys of signatures: what is read, what it is called, and which one signs. The values are those of RFC 8037 and RFC 9421."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from signed import PEM, key_of

from transforms.pure.signing.signing_keys import (
    choose_key,
    looks_like_key,
    make_signing_key,
    private_jwk,
    public_jwk,
    read_signing_key,
)

# RFC 8037, appendices A.1 and A.3.
D, X = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
JWK = {"kty": "OKP", "crv": "Ed25519", "d": D, "x": X}
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = datetime(2026, 12, 22, 12, tzinfo=UTC)


def test_a_key_is_known_by_its_thumbprint() -> None:
    key = read_signing_key(json.dumps(JWK))
    assert (key.x, key.thumbprint, key.not_before, key.expires_at) == (X, THUMBPRINT, None, None)
    assert read_signing_key(PEM).thumbprint == "poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U"


def test_a_key_says_when_it_is_valid() -> None:
    key = read_signing_key(json.dumps(JWK | {"nbf": 1795348800, "exp": 1797940800}))
    assert (key.not_before, key.expires_at) == (NOON, LATER)
    assert [key.is_valid(moment) for moment in (datetime(2026, 11, 22, tzinfo=UTC), NOON, LATER)] == [
        False,
        True,
        False,
    ]


def test_what_is_written_is_read_as_it_was() -> None:
    key = make_signing_key(b"7" * 32, NOON, LATER)
    again = read_signing_key(json.dumps(private_jwk(key)))
    assert (again.x, again.thumbprint, again.not_before, again.expires_at) == (key.x, key.thumbprint, NOON, LATER)


def test_the_public_part_holds_no_private_one() -> None:
    key = make_signing_key(b"7" * 32, NOON)
    assert public_jwk(key) == {
        "kty": "OKP", "crv": "Ed25519", "kid": key.thumbprint, "x": key.x, "use": "sig", "nbf": 1795348800,
    }  # fmt: skip


def other_pem(private: ec.EllipticCurvePrivateKey | x25519.X25519PrivateKey) -> str:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


UNREADABLE = {
    "nothing": "",
    "no key": "CANARY",
    "no JSON object": '["CANARY"]',
    "no private part": json.dumps({"kty": "OKP", "crv": "Ed25519", "x": X, "CANARY": 1}),
    "another curve": json.dumps(JWK | {"crv": "X25519"}),
    "a short private part": json.dumps(JWK | {"d": D[:-4]}),
    "another alphabet": json.dumps(JWK | {"d": D.replace("_", "/")}),
    "a moment that is none": json.dumps(JWK | {"exp": "tomorrow"}),
    "a moment that never comes": json.dumps(JWK | {"exp": 10**30}),
    "damaged PEM": PEM.replace("MC4", "CANARY"),
    "PEM of another kind": other_pem(ec.generate_private_key(ec.SECP256R1())),
    "PEM for agreement alone": other_pem(x25519.X25519PrivateKey.generate()),
    "not ASCII": "-----BEGIN Schlüssel",
    "a public part that is not its own": json.dumps(JWK | {"x": "A" * 43}),
}


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_such_key_is_refused_and_not_shown(text: str) -> None:
    with pytest.raises(ValueError, match=r"newsbeam keys new|make a new key") as caught:
        read_signing_key(text)
    said = f"{caught.value!r} {caught.value.__cause__!r}"
    assert "CANARY" not in said and D[:8] not in said


@pytest.mark.parametrize(
    ("text", "expected"), [("keys/crawler.key", False), (PEM, True), (json.dumps(JWK), True), ("", False)]
)
def test_a_key_in_place_of_its_file(text: str, expected: bool) -> None:
    assert looks_like_key(text) is expected


CHOICES = {
    "the only one": ([key_of(1)], 1),
    "the one that became valid last": ([key_of(1, not_before=NOON), key_of(2)], 1),
    "the next is not valid yet": ([key_of(1), key_of(2, not_before=LATER)], 1),
    "the first is over": ([key_of(1, expires_at=NOON), key_of(2, not_before=NOON)], 2),
    "none is valid": ([key_of(1, expires_at=NOON), key_of(2, not_before=LATER)], None),
    "of equals the first": ([key_of(1), key_of(2)], 1),
    "none": ([], None),
}


@pytest.mark.parametrize(("keys", "expected"), CHOICES.values(), ids=CHOICES)
def test_the_key_that_signs_now(keys: list, expected: int | None) -> None:
    chosen = choose_key(keys, NOON)
    assert (chosen and chosen.thumbprint) == (expected and key_of(expected).thumbprint)
