"""Directories of keys: where one is, what it holds, and what is wrong with one."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms
from signed import key_of

from transforms.pure.signing.key_directories import (
    MEDIA_TYPE,
    find_fault,
    read_directory_address,
    sign_directory,
    write_directory,
)
from transforms.pure.signing.signing_keys import private_jwk, public_jwk

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = key_of(1)
WELL_KNOWN = "https://bot.paper.example/.well-known/http-message-signatures-directory"
ADDRESSES = {
    "an origin": ("https://bot.paper.example", WELL_KNOWN, '"https://bot.paper.example"'),
    "with a slash": ("https://bot.paper.example/", WELL_KNOWN, '"https://bot.paper.example"'),
    "the document itself": (WELL_KNOWN, WELL_KNOWN, '"https://bot.paper.example"'),
    "capitals, white space and the usual port": (
        " HTTPS://Bot.Paper.Example:443 ",
        WELL_KNOWN,
        '"https://bot.paper.example"',
    ),
    "another port": (
        "https://bot.paper.example:8443",
        WELL_KNOWN.replace(".example/", ".example:8443/"),
        '"https://bot.paper.example:8443"',
    ),
    "a name that is not ASCII": (
        "https://bücher.example",
        WELL_KNOWN.replace("bot.paper", "xn--bcher-kva"),
        '"https://xn--bcher-kva.example"',
    ),
    "another document": (
        "https://paper.example/keys.json",
        "https://paper.example/keys.json",
        '"https://paper.example/keys.json";type=jwks_uri',
    ),
}


@pytest.mark.parametrize(("text", "url", "agent"), ADDRESSES.values(), ids=ADDRESSES)
def test_the_address_of_a_directory(text: str, url: str, agent: str) -> None:
    found = read_directory_address(text)
    assert (found.url, found.agent, found.is_well_known) == (url, agent, "type" not in agent)


@pytest.mark.parametrize(
    "text",
    [
        "", "bot.paper.example", "http://bot.paper.example", "ftp://bot.paper.example", "https://", "https://a.example/?b",
        "https://a.example/#b", "https://anna:pw@bot.paper.example", "/keys/crawler.key",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_directory(text: str) -> None:
    with pytest.raises(ValueError, match=r"as in https://bot\.paper\.example"):
        read_directory_address(text)


def test_a_directory_holds_public_keys_alone() -> None:
    keys = [KEY, key_of(2, not_before=NOON, expires_at=NOON + timedelta(days=90))]
    listed = json.loads(write_directory(keys))["keys"]
    assert listed == [public_jwk(key) for key in keys]
    assert [sorted(key) for key in listed] == [
        ["crv", "kid", "kty", "use", "x"],
        ["crv", "exp", "kid", "kty", "nbf", "use", "x"],
    ]


class AnyKey(HTTPSignatureKeyResolver):
    def resolve_public_key(self, key_id: str) -> Any:
        return next(key for key in (KEY, key_of(2)) if key.thumbprint == key_id).private.public_key()


def test_the_headers_of_a_directory_prove_that_its_keys_are_at_hand() -> None:
    """Another implementation verifies one signature for each key."""
    keys, body = [KEY, key_of(2)], write_directory([KEY, key_of(2)]).encode()
    headers = sign_directory(keys, body, "bot.paper.example", datetime.now(UTC), timedelta(days=30))
    assert headers["Content-Type"] == MEDIA_TYPE
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    assert headers["Content-Digest"] == f"sha-256=:{digest}:"
    asked = SimpleNamespace(method="GET", url=WELL_KNOWN, headers={})
    answer = SimpleNamespace(status_code=200, headers=headers, request=asked)
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=AnyKey())
    found = verifier.verify(
        answer,
        expect_tag="http-message-signatures-directory",
        require_components=('"@authority";req', "content-digest"),
        body=body,
    )
    assert [one.parameters["keyid"] for one in found] == [key.thumbprint for key in keys]
    assert [one.parameters["expires"] - one.parameters["created"] for one in found] == [30 * 86400] * 2


def listing(*keys: object) -> bytes:
    return json.dumps({"keys": keys}).encode()


PUBLIC = public_jwk(KEY)
FAULTS: dict[str, tuple[bytes, str | None]] = {
    "it is there": (listing(PUBLIC), None),
    "among others": (listing({"kty": "RSA"}, "x", public_jwk(key_of(2)), PUBLIC), None),
    "without a name": (listing({name: PUBLIC[name] for name in ("kty", "crv", "x")}), None),
    "valid now": (listing(PUBLIC | {"nbf": 1795348800, "exp": 1795348801}), None),
    "times that cannot be read": (listing(PUBLIC | {"nbf": "now", "exp": 1e300}), None),
    "another key": (listing(public_jwk(key_of(2))), f"does not hold the key {KEY.thumbprint} (1 others)"),
    "no key": (listing(), "holds no key"),
    "another name": (listing(PUBLIC | {"kid": "crawler"}), f"gives the key {KEY.thumbprint} another name (kid)"),
    "not yet": (
        listing(PUBLIC | {"nbf": 1795348801}),
        f"says that the key {KEY.thumbprint} is valid from 2026-11-22 12:00 UTC only",
    ),
    "not any more": (
        listing(PUBLIC | {"exp": 1795348800}),
        f"says that the key {KEY.thumbprint} was valid until 2026-11-22 12:00 UTC only",
    ),
    "the private part, too": (
        listing(private_jwk(KEY)),
        f"shows the private part of the key {KEY.thumbprint} (d): everybody can sign with it now; make a new one",
    ),
    "a page": (b"<!doctype html>", 'is no JSON document with a list of "keys"'),
    "a list": (b"[1]", 'is no JSON document with a list of "keys"'),
    "no list": (b'{"keys": 3}', 'is no JSON document with a list of "keys"'),
    "a nest": (b"[" * 100_000, 'is no JSON document with a list of "keys"'),
}


@pytest.mark.parametrize(("body", "fault"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_with_a_directory(body: bytes, fault: str | None) -> None:
    assert find_fault(body, KEY.thumbprint, NOON) == fault
