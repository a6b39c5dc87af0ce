"""The headers of a signed request, and what another implementation says of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from http_message_signatures import InvalidSignature
from signed import DIRECTORY, Message, Verifier, key_of

from transforms.pure.signing.key_directories import read_directory_address
from transforms.pure.signing.signed_requests import sign_request

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
AGENT = read_directory_address(DIRECTORY).agent
KEY = key_of(1)
NONCE = bytes(64)


def now() -> datetime:
    return datetime.now(UTC)


def signed(url: str, *, method: str = "GET", agent: str = AGENT, at: datetime, nonce: bytes = NONCE) -> Message:
    return Message(method, url, sign_request(KEY, agent, method, url, at, nonce))


def test_the_headers_are_those_of_the_draft() -> None:
    headers = sign_request(KEY, AGENT, "GET", "https://paper.example/flood?page=2", NOON, NONCE)
    signature = headers.pop("Signature")
    assert headers == {
        "Signature-Agent": 'sig1="https://bot.paper.example"',
        "Signature-Input": 'sig1=("@method" "@authority" "@path" "signature-agent";key="sig1");created=1795348800'
        f';keyid="{KEY.thumbprint}";alg="ed25519";expires=1795348860;nonce="{"A" * 86}==";tag="web-bot-auth"',
    }
    assert re.fullmatch(r"sig1=:[A-Za-z0-9+/]{86}==:", signature)


URLS = [
    "https://paper.example/",
    "https://paper.example/a/b%20c;d=e?f=g&h",
    "https://paper.example:8443/rss",
    "http://paper.example/rss",
    "http://127.0.0.1:8080/robots.txt",
    "https://[2001:db8::1]:8443/a",
    "https://xn--bcher-kva.example/%C3%BC",
]


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_implementation_verifies_it(url: str, method: str) -> None:
    assert Verifier(KEY).verify(signed(url, method=method, at=now())) == KEY.thumbprint


def test_the_user_in_an_address_is_not_signed() -> None:
    headers = sign_request(KEY, AGENT, "GET", "https://anna:s3cret@paper.example/rss", now(), NONCE)
    assert Verifier(KEY).verify(Message("GET", "https://paper.example/rss", headers)) == KEY.thumbprint
    assert "s3cret" not in str(headers)


def test_a_directory_elsewhere_than_at_the_well_known_place_is_verified() -> None:
    agent = read_directory_address("https://paper.example/bot/keys.json").agent
    message = signed("https://paper.example/a", agent=agent, at=now())
    assert message.headers["Signature-Agent"] == 'sig1="https://paper.example/bot/keys.json";type=jwks_uri'
    assert Verifier(KEY).verify(message) == KEY.thumbprint


def test_the_older_form_names_the_directory_alone() -> None:
    headers = sign_request(KEY, AGENT, "GET", "https://paper.example/a", now(), NONCE, older_form=True)
    assert headers["Signature-Agent"] == '"https://bot.paper.example"'
    assert '("@method" "@authority" "@path" "signature-agent");created=' in headers["Signature-Input"]
    message = Message("GET", "https://paper.example/a", headers)
    assert Verifier(KEY, older_form=True).verify(message) == KEY.thumbprint
    with pytest.raises(InvalidSignature):
        Verifier(KEY).verify(message)


REFUSED = {
    "another page": (lambda m: m._replace(url="https://paper.example/b"), timedelta()),
    "another site": (lambda m: m._replace(url="https://other.example/a"), timedelta()),
    "another method": (lambda m: m._replace(method="POST"), timedelta()),
    "another directory": (
        lambda m: m._replace(headers=m.headers | {"Signature-Agent": 'sig1="https://evil.example"'}),
        timedelta(),
    ),
    "a longer life": (
        lambda m: m._replace(
            headers=m.headers | {"Signature-Input": m.headers["Signature-Input"].replace("expires=", "expires=9")}
        ),
        timedelta(),
    ),
    "expired": (lambda m: m, -timedelta(seconds=70)),
    "from the future": (lambda m: m, timedelta(minutes=5)),
}


@pytest.mark.parametrize(("change", "shift"), REFUSED.values(), ids=REFUSED)
def test_what_was_changed_or_is_late_is_refused(change, shift: timedelta) -> None:  # type: ignore[no-untyped-def]
    message = signed("https://paper.example/a", at=now() + shift)
    with pytest.raises(InvalidSignature):
        Verifier(KEY).verify(change(message))


def test_a_replay_is_refused() -> None:
    site, message = Verifier(KEY), signed("https://paper.example/a", at=now())
    site.verify(message)
    with pytest.raises(InvalidSignature, match="nonce"):
        site.verify(message)


def test_the_key_of_somebody_else_verifies_nothing() -> None:
    headers = signed("https://paper.example/a", at=now()).headers
    renamed = headers["Signature-Input"].replace(KEY.thumbprint, key_of(2).thumbprint)
    with pytest.raises(InvalidSignature):
        Verifier(key_of(2)).verify(Message("GET", "https://paper.example/a", {**headers, "Signature-Input": renamed}))
