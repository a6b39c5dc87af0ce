"""Fingerprints: the same everywhere, near for near texts, far for others."""

import hashlib
import os
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.pure.text.fingerprints import content_hash, fingerprint, shingles, similarity

WORDS = [
    f"{first}{second}"
    for first in ["stone", "river", "bridge", "valley", "winter", "market"]
    for second in ["s", "ed", "ing", "er", "ly"]
]
TEXT = " ".join(WORDS[(7 * at * at + 3 * at) % len(WORDS)] for at in range(300))


def test_content_hash_is_sha256_of_the_stated_form() -> None:
    assert content_hash("  Zu\u0308rich\n\nbleibt ") == hashlib.sha256("Zürich bleibt".encode()).hexdigest()
    assert content_hash("Zürich bleibt.") != content_hash("Zürich bleibt")


@given(st.text(st.sampled_from("aZ \n\t\r\u00a0\u2028\x1c.u\u0308é\u00ad")) | st.text())
def test_content_hash_sees_one_space_for_any_white_space(text: str) -> None:
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    assert content_hash(text) == hashlib.sha256(plain.encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The dam opens", {"the dam", "dam opens"}),
        ("Dam – Dam, dam", {"dam dam"}),
        ("水位上昇", {"水位", "位上", "上昇"}),
        ("Dam", set()),
        ("", set()),
    ],
    ids=["words", "punctuation and case", "no spaces", "one word", "empty"],
)
def test_shingles(text: str, expected: set[str]) -> None:
    assert shingles(text) == expected


def test_fingerprint_names_its_scheme_and_is_bounded() -> None:
    found = fingerprint(TEXT)
    assert found is not None
    assert found.startswith("minhash1.rensa")
    assert len(found.partition(":")[2]) == 684  # 128 numbers of 4 bytes in base64


def test_no_fingerprint_of_one_word() -> None:
    assert fingerprint("Dam") is None


def test_near_texts_are_near_and_others_far() -> None:
    words = TEXT.split()
    edited = " ".join("changed" if at % 20 == 0 else word for at, word in enumerate(words))
    other = " ".join(word[::-1] for word in words)
    whole, near, far = fingerprint(TEXT), fingerprint(edited), fingerprint(other)
    assert whole is not None and near is not None and far is not None
    a, b = shingles(TEXT), shingles(edited)
    assert similarity(whole, near) == pytest.approx(len(a & b) / len(a | b), abs=0.15)  # three standard errors
    assert similarity(whole, far) == pytest.approx(0.0, abs=0.05)


def test_fingerprints_of_different_schemes_cannot_be_compared() -> None:
    found = fingerprint(TEXT)
    assert found is not None
    with pytest.raises(
        ValueError, match=r"scheme minhash1\.rensa\d+ cannot be compared with one of minhash0: make them again"
    ):
        similarity(found, found.replace(found.partition(":")[0], "minhash0"))


@pytest.mark.parametrize("seed", ["1", "4242"])
def test_every_process_gives_the_same(seed: str) -> None:
    module = "transforms.pure.text.fingerprints"
    code = f"import sys; from {module} import *; t = sys.stdin.read(); print(fingerprint(t), content_hash(t))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=TEXT,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout.split() == [fingerprint(TEXT), content_hash(TEXT)]
