"""What is signed, by which key, and what is said where there is none; sites verify it in tests/test_signed_run.py."""

from __future__ import annotations

import json
import logging
import pickle
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from asking import NOON, Clock, failure, get
from hostile_server import HTML, HostileServer, redirect, reply
from signed import DIRECTORY, PEM, Message, Verifier, key_file, key_of

from transforms.clock import utc_now
from transforms.errors import SigningKeyError
from transforms.pure.net.responses import Kind
from transforms.pure.signing.signing_keys import SigningKey, private_jwk
from transforms.web.options import SignatureOptions, WebOptions
from transforms.web.request_signer import RequestSigner, read_keys

LATER = NOON + timedelta(days=30)


def options(*keys: str, **more: Any) -> SignatureOptions:
    return SignatureOptions(directory=DIRECTORY, key=keys, **more)


def signer_of(folder: Path, clock: Clock, *keys: SigningKey) -> RequestSigner:
    files = [key_file(folder, key, f"{n}.key") for n, key in enumerate(keys)]
    return RequestSigner(options(*files), clock)


def keyid(headers: dict[str, str]) -> str | None:
    return headers["Signature-Input"].partition('keyid="')[2].partition('"')[0] if headers else None


@pytest.mark.parametrize("kind", get_args(Kind))
def test_what_goes_to_sites_and_hubs_is_signed(tmp_path: Path, kind: Kind) -> None:
    headers = signer_of(tmp_path, Clock(), key_of(1)).headers(kind, "GET", "https://paper.example/a")
    is_signed = kind not in ("notice", "sink")
    assert sorted(headers) == (["Signature", "Signature-Agent", "Signature-Input"] if is_signed else [])


def test_no_two_signatures_are_the_same(tmp_path: Path) -> None:
    signer = signer_of(tmp_path, Clock(), key_of(1))
    made = {signer.headers("page", "GET", "https://paper.example/a")["Signature"] for _ in range(20)}
    assert len(made) == 20


def test_the_next_key_takes_over_when_it_becomes_valid(tmp_path: Path) -> None:
    clock = Clock()
    old = key_of(1, expires_at=LATER + timedelta(days=1))
    signer = signer_of(tmp_path, clock, old, key_of(2, not_before=LATER))
    used = []
    for _ in range(3):
        used.append(keyid(signer.headers("page", "GET", "https://paper.example/a")))
        clock.add(20 * 86400)
    assert used == [key_of(1).thumbprint, key_of(1).thumbprint, key_of(2).thumbprint]


def test_once_no_key_is_valid_requests_go_unsigned_and_that_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    signer = signer_of(tmp_path, clock, key_of(1, expires_at=LATER))
    clock.add(31 * 86400)
    with caplog.at_level(logging.WARNING):
        assert [signer.headers("page", "GET", "https://paper.example/a") for _ in range(3)] == [{}, {}, {}]
    assert [record.getMessage() for record in caplog.records] == [
        "web.signature: no key is valid any more: requests are not signed; make a new one"
    ]


@pytest.mark.parametrize(
    ("days", "following", "is_said"), [(13, False, True), (13, True, False), (15, False, False), (None, False, False)]
)
def test_that_the_last_key_ends_soon_is_said_when_a_run_begins(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, days: int | None, following: bool, is_said: bool
) -> None:
    keys = [key_of(1, expires_at=None if days is None else NOON + timedelta(days=days))]
    keys += [key_of(2, not_before=NOON + timedelta(days=12))] if following else []
    with caplog.at_level(logging.WARNING):
        signer_of(tmp_path, Clock(), *keys)
    said = ["web.signature: in less than 14 days no key is valid any more; make the next one"]
    assert [record.getMessage() for record in caplog.records] == (said if is_said else [])


def test_a_key_may_stand_in_the_environment() -> None:
    text = json.dumps(private_jwk(key_of(1)))
    (key,) = read_keys(options(key_env="SITE_KEY"), {"SITE_KEY": text})
    assert key.thumbprint == key_of(1).thumbprint


MISSING: dict[str, tuple[SignatureOptions, dict[str, str], str]] = {
    "no file": (options("/nowhere/crawler.key"), {}, "web.signature.key: /nowhere/crawler.key cannot be read"),
    "a folder": (options("/"), {}, "web.signature.key: / cannot be read (Is a directory)"),
    "no variable": (options(), {}, "web.signature.key_env: NEWSBEAM_SIGNING_KEY is not set"),
    "an empty variable": (options(), {"NEWSBEAM_SIGNING_KEY": ""}, "NEWSBEAM_SIGNING_KEY is not set"),
    "no key": (options(), {"NEWSBEAM_SIGNING_KEY": "CANARY"}, "NEWSBEAM_SIGNING_KEY: this is no such key"),
    "the example": (options(), {"NEWSBEAM_SIGNING_KEY": PEM}, "this is the example of RFC 9421, which everybody has"),
    "not valid yet": (
        options(),
        {"NEWSBEAM_SIGNING_KEY": json.dumps(private_jwk(key_of(1, not_before=LATER)))},
        f"no key is valid now ({key_of(1).thumbprint} is valid from 2026-12-22 12:00 UTC)",
    ),
}


@pytest.mark.parametrize(("given", "environ", "said"), MISSING.values(), ids=MISSING)
def test_what_is_missing_is_said(given: SignatureOptions, environ: dict[str, str], said: str) -> None:
    with pytest.raises(SigningKeyError) as caught:
        RequestSigner(given, Clock(), environ)
    assert said in str(caught.value) and "CANARY" not in str(caught.value)


def test_what_travels_to_workers_holds_no_key(tmp_path: Path) -> None:
    """The graph of a job holds the options; each worker reads the key itself."""
    key = key_of(1)
    web = WebOptions(signature=options(key_file(tmp_path, key)))
    secret = private_jwk(key)["d"]
    for form in (repr(web), msgspec.json.encode(web).decode(), pickle.dumps(web).decode("latin-1")):
        assert str(tmp_path) in form and secret not in form


def signed_by(server: HostileServer, *paths: str) -> list[str]:
    """Which key signed each request for these paths, as a site finds; each nonce may come once."""
    site = Verifier(key_of(1))
    return [
        site.verify(Message("GET", f"http://{asked.host}{asked.path}", asked.headers))
        for asked in server.log
        if asked.path in paths
    ]


def test_each_hop_is_signed_for_the_site_that_is_asked(server: HostileServer, open_web: Any, tmp_path: Path) -> None:
    server.answers |= {
        "/a": redirect("http://other.example/b"),
        "/b": redirect("http://other.example/c?d=e"),
        "/c?d=e": reply(body=HTML),
        "/robots.txt": reply(body=b"User-agent: *\nAllow: /", kind="text/plain"),
    }
    web = open_web(signature=options(key_file(tmp_path, key_of(1))))
    assert get(web, "http://paper.example/a").body == HTML
    assert [asked.path for asked in server.log] == ["/robots.txt", "/a", "/robots.txt", "/b", "/c?d=e"]
    assert signed_by(server, *{asked.path for asked in server.log}) == [key_of(1).thumbprint] * 5


def test_without_the_option_nothing_is_signed(server: HostileServer, open_web: Any) -> None:
    server.answers["/a"] = reply(body=HTML)
    get(open_web(), "http://paper.example/a")
    assert [name for asked in server.log for name in asked.headers if name.lower().startswith("signature")] == []


def test_a_form_for_a_hub_is_signed_and_what_goes_to_a_receiver_is_not(
    server: HostileServer, open_web: Any, tmp_path: Path
) -> None:
    server.answers |= {"/hub": reply(202), "/hook": reply(204)}
    web = open_web(signature=options(key_file(tmp_path, key_of(1))))
    web.submit(web.post("http://paper.example/hub", {"hub.mode": "subscribe"})).result()
    web.submit(web.post_bytes("http://paper.example/hook", b"{}", {})).result()
    hub, hook = [asked for asked in server.log if asked.path != "/robots.txt"]
    assert Verifier(key_of(1)).verify(Message("POST", "http://paper.example/hub", hub.headers))
    assert "Signature" not in hook.headers


def test_the_headers_of_a_subscriber_do_not_replace_a_signature(
    server: HostileServer, open_web: Any, tmp_path: Path
) -> None:
    server.answers["/a"] = reply(body=HTML)
    web = open_web(signature=options(key_file(tmp_path, key_of(1))))
    get(web, "http://paper.example/a", headers={"Signature": "x=:AAAA:", "X-Reader": "1"})
    assert signed_by(server, "/a") == [key_of(1).thumbprint]


def test_a_web_without_its_key_is_not_opened_and_leaves_no_thread(open_web: Any) -> None:
    with pytest.raises(SigningKeyError, match=r"/nowhere/crawler\.key"):
        open_web(clock=utc_now, signature=options("/nowhere/crawler.key"))


def test_a_signature_is_in_no_error(server: HostileServer, open_web: Any, tmp_path: Path) -> None:
    server.answers["/a"] = reply(404)
    error = failure(open_web(signature=options(key_file(tmp_path, key_of(1)))), "http://paper.example/a")
    assert "sig1" not in f"{error!r} {error.__cause__!r} {error.evidence!r}"
