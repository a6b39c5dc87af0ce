"""`newsbeam keys`: what each command writes and prints, and that nothing private is printed."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from signed import PEM, key_file, key_of

from pipelines.cli import main
from transforms.pure.signing.signing_keys import public_jwk, read_signing_key


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_new_key_is_for_its_owner_alone_and_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    before = os.umask(0)
    try:
        assert main(["keys", "new", "crawler.key"]) == 0
    finally:
        os.umask(before)
    path = Path("crawler.key")
    key = read_signing_key(path.read_text())
    assert path.stat().st_mode & 0o777 == 0o600
    said = capsys.readouterr()
    assert key.thumbprint in said.out and json.loads(path.read_text())["d"] not in said.out + said.err
    assert "newsbeam keys directory crawler.key" in said.out
    assert max(map(len, said.out.splitlines())) <= 80


def test_no_two_keys_are_the_same() -> None:
    assert [main(["keys", "new", name]) for name in ("a.key", "b.key")] == [0, 0]
    assert (
        read_signing_key(Path("a.key").read_text()).thumbprint != read_signing_key(Path("b.key").read_text()).thumbprint
    )


def test_no_key_is_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    Path("crawler.key").write_text("mine")
    assert main(["keys", "new", "crawler.key"]) == 2
    assert capsys.readouterr().err == "crawler.key is there already, and no key is overwritten: name another file\n"
    assert Path("crawler.key").read_text() == "mine"
    assert main(["keys", "new", "nowhere/crawler.key"]) == 2
    assert "nowhere/crawler.key cannot be written (No such file or directory)" in capsys.readouterr().err


def test_the_days_of_a_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "new", "next.key", "--from", "2127-01-01", "--until", "2127-06-01"]) == 0
    assert "is valid from 2127-01-01 00:00 UTC until 2127-06-01 00:00 UTC." in capsys.readouterr().out
    for days in (["--until", "2020-01-01"], ["--from", "2127-06-01", "--until", "2127-06-01"]):
        assert main(["keys", "new", "other.key", *days]) == 2
        assert "give a later day" in capsys.readouterr().err
        assert not Path("other.key").exists()


def test_keys_are_shown_by_their_names(capsys: pytest.CaptureFixture[str]) -> None:
    Path("crawler.pem").write_text(PEM.replace("MC4CAQAwBQYDK2VwBCIEIJ+D", "MC4CAQAwBQYDK2VwBCIEIJ+E"))
    Path("crawler.pem").chmod(0o644)
    assert main(["keys", "new", "next.key", "--from", "2127-01-01"]) == 0
    capsys.readouterr()
    assert main(["keys", "show", "crawler.pem", "next.key"]) == 0
    first, warning, second = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"crawler\.pem: [\w-]{43} is valid without an end, and signs now", first)
    assert warning == "    others on this machine can read it: chmod 600 crawler.pem"
    assert re.fullmatch(r"next\.key: [\w-]{43} is valid from 2127-01-01 00:00 UTC", second)
    assert main(["keys", "show", "next.key"]) == 0
    assert capsys.readouterr().out.endswith("\nNone of them is valid now.\n")


@pytest.mark.parametrize("command", ["show", "directory"])
def test_a_file_that_is_no_key(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("notes.txt").write_text("CANARY")
    assert main(["keys", command, "notes.txt"]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("notes.txt: this is no such key; ") and "CANARY" not in said.err + said.out
    assert main(["keys", command, "gone.key"]) == 2
    assert "gone.key cannot be read (No such file or directory)" in capsys.readouterr().err


def test_the_directory_is_what_is_served_and_its_headers_are_those_of_these_bytes(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    files = [key_file(tmp_path, key_of(1), "a.key"), key_file(tmp_path, key_of(2), "b.key")]
    assert main(["keys", "directory", *files]) == 0
    document = capsysbinary.readouterr().out
    assert json.loads(document) == {"keys": [public_jwk(key_of(1)), public_jwk(key_of(2))]}
    assert main(["keys", "directory", *files, "--sign", "https://bot.paper.example/", "--days", "7"]) == 0
    headers = dict(line.split(": ", 1) for line in capsysbinary.readouterr().out.decode().splitlines())
    assert list(headers) == ["Content-Type", "Content-Digest", "Signature-Input", "Signature"]
    digest = subprocess.run(
        ["openssl", "dgst", "-sha256", "-binary"], input=document, capture_output=True, check=True
    ).stdout
    assert headers["Content-Digest"] == f"sha-256=:{base64.b64encode(digest).decode()}:"
    assert headers["Signature-Input"].count('tag="http-message-signatures-directory"') == 2


def test_an_address_that_cannot_be_signed_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = key_file(tmp_path, key_of(1))
    assert main(["keys", "directory", file, "--sign", "bot.paper.example"]) == 2
    assert "newsbeam keys directory --sign: expected the https address" in capsys.readouterr().err
