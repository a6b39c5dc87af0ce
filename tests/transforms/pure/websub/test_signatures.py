"""Signatures of hubs, against values that openssl made (`openssl dgst -sha256 -hmac Jefe`, RFC 2202 and 4231, case 2)."""

from __future__ import annotations

import pytest

from transforms.pure.websub.signatures import is_signed

BODY = b"what do ya want for nothing?"
SIGNED = {
    "sha1": "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
    "sha256": "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    "sha384": "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
    "sha512": (
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e07"
        "0a38bce737"
    ),
}


@pytest.mark.parametrize("method", SIGNED)
def test_each_method_of_the_standard(method: str) -> None:
    assert is_signed("Jefe", f"{method}={SIGNED[method]}", BODY)
    assert is_signed("Jefe", f"{method.upper()}={SIGNED[method].upper()}", BODY)
    assert not is_signed("Other", f"{method}={SIGNED[method]}", BODY)
    assert not is_signed("Jefe", f"{method}={SIGNED[method]}", BODY + b"!")
    assert not is_signed("Jefe", f"{method}={SIGNED[method][:-1]}", BODY)


@pytest.mark.parametrize(
    "header",
    [
        None, "", "=", "sha256", "sha256=", "md5=750c783e6ab0b503eaa86e310a5db738", SIGNED["sha1"],
        f"sha256={SIGNED['sha1']}", "sha1=ü", "new=1",
    ],
)  # fmt: skip
def test_what_is_no_signature(header: str | None) -> None:
    assert not is_signed("Jefe", header, BODY)
