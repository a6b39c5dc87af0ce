"""Signatures of webhooks; the vector is that of the libraries of Standard Webhooks."""

from __future__ import annotations

import base64

import pytest

from transforms.notices.signing import read_secret, sign

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'


def test_the_vector_of_the_specification() -> None:
    assert sign(read_secret(SECRET), ID, AT, BODY) == {
        "webhook-id": ID,
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@pytest.mark.parametrize(
    ("id_", "at", "body"), [("msg_2", AT, BODY), (ID, AT + 1, BODY), (ID, AT, BODY + b" ")], ids=["id", "time", "body"]
)
def test_the_signature_is_over_all_three(id_: str, at: int, body: bytes) -> None:
    key = read_secret(SECRET)
    assert sign(key, id_, at, body)["webhook-signature"] != sign(key, ID, AT, BODY)["webhook-signature"]


def secret(size: int) -> str:
    return "whsec_" + base64.b64encode(b"x" * size).decode()


@pytest.mark.parametrize("text", [SECRET, f"{SECRET}\n", secret(24), secret(64)])
def test_a_secret_is_read(text: str) -> None:
    assert 24 <= len(read_secret(text)) <= 64


@pytest.mark.parametrize(
    "text", ["", "hunter2CANARY", SECRET.removeprefix("whsec_"), "whsec_CANARY!", secret(23), secret(65)]
)
def test_what_is_no_secret_is_refused_and_not_shown(text: str) -> None:
    with pytest.raises(
        ValueError, match="expected whsec_ and 24 to 64 bytes as base64; make one with python"
    ) as refused:
        read_secret(text)
    assert not text or text not in str(refused.value)
    assert "CANARY" not in str(refused.value)
