"""Looking at the directory of keys, on a real web server with TLS: what is asked, and what is said of each answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from served_directory import HOST, ServedDirectory
from signed import key_file, key_of

from transforms.errors import SigningKeyError
from transforms.pure.signing.key_directories import MEDIA_TYPE, WELL_KNOWN, write_directory
from transforms.web.directory_look import look_at_directory
from transforms.web.options import SignatureOptions, WebOptions

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = f"https://{HOST}{WELL_KNOWN}"
KEY = key_of(1)
SIGNED = f"Requests are signed with the key {KEY.thumbprint}, which is valid without an end."
TAIL = "Until that is mended, sites cannot tell that a request is yours."


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServedDirectory]:
    running = ServedDirectory(tmp_path)
    monkeypatch.setattr(aiohttp.connector, "_SSL_CONTEXT_VERIFIED", running.believed())
    running.body, running.headers = write_directory([key_of(2), KEY]).encode(), {"Content-Type": MEDIA_TYPE}
    yield running
    running.close()


def look(served: ServedDirectory, folder: Path, directory: str = f"https://{HOST}") -> list[str]:
    signature = SignatureOptions(directory=directory, key=key_file(folder, KEY))
    return look_at_directory(WebOptions(resolve=served.pins, signature=signature), lambda: NOON)


def test_a_directory_that_holds_the_key(served: ServedDirectory, tmp_path: Path) -> None:
    assert look(served, tmp_path) == [SIGNED, f"{URL} holds it."]
    ((path, headers),) = served.asked
    assert (path, headers["Accept"]) == (WELL_KNOWN, MEDIA_TYPE)
    assert "Signature" not in headers, "a verifier has no key of ours"


def test_another_document_needs_no_type_of_its_own(served: ServedDirectory, tmp_path: Path) -> None:
    served.headers = {"Content-Type": "application/json"}
    assert look(served, tmp_path, f"https://{HOST}/bot/keys.json") == [
        SIGNED,
        f"https://{HOST}/bot/keys.json holds it.",
    ]


def test_a_directory_without_the_key(served: ServedDirectory, tmp_path: Path) -> None:
    served.body = write_directory([key_of(2)]).encode()
    said = f"{URL} does not hold the key {KEY.thumbprint} (1 others). {TAIL}"
    assert look(served, tmp_path) == [SIGNED, said]


def test_a_directory_of_another_type(served: ServedDirectory, tmp_path: Path) -> None:
    served.headers = {"Content-Type": "application/json"}
    assert look(served, tmp_path)[1] == f"{URL} is served as application/json, not as {MEDIA_TYPE}. {TAIL}"


@pytest.mark.parametrize(
    ("status", "said"), [(404, "answered 404"), (302, "answered 302, which nobody follows"), (500, "answered 500")]
)
def test_a_directory_that_is_not_there(served: ServedDirectory, tmp_path: Path, status: int, said: str) -> None:
    served.status, served.headers = status, {"Location": "/elsewhere"}
    assert look(served, tmp_path)[1] == f"{URL} {said}. {TAIL}"
    assert len(served.asked) == 1


def test_a_directory_that_cannot_be_asked(served: ServedDirectory, tmp_path: Path) -> None:
    said = look(served, tmp_path, "https://localhost:9/")
    assert said[0] == SIGNED
    assert said[1].startswith(
        "Whether https://localhost:9/.well-known/http-message-signatures-directory holds it is not"
    )
    assert "is not allowed by the address guard" in said[1]
    assert served.asked == []


def test_no_key_is_said_before_anything_is_asked(served: ServedDirectory, tmp_path: Path) -> None:
    expired = key_file(tmp_path, key_of(3, expires_at=NOON), "old.key")
    options = WebOptions(resolve=served.pins, signature=SignatureOptions(directory=f"https://{HOST}", key=expired))
    with pytest.raises(SigningKeyError, match="no key is valid now"):
        look_at_directory(options, lambda: NOON)
    assert served.asked == []
