"""What mends a slip of the pen, and what may be more."""

import pytest

from transforms.pure.revisions.slips import is_slip


@pytest.mark.parametrize(
    ("removed", "added"),
    [
        ("goverment", "government"),
        ("recieved", "received"),
        ("teh", "the"),
        ("dam", "dam,"),
        ("Dam", "dam"),
        ("can not", "cannot"),
        ("well known", "well-known"),
        ("accomodation comittee", "accommodation committee"),
        ("neccessary", "necessary"),
        ("наводненее", "наводнение"),
    ],
)
def test_slips(removed: str, added: str) -> None:
    assert is_slip(removed.split(), added.split(), None)


@pytest.mark.parametrize(
    ("removed", "added"),
    [
        ("12", "13"),
        ("3rd", "2nd"),
        ("now", "not"),
        ("he", "she"),
        ("Smyth", "Smith"),
        ("million", "billion"),
        ("legal", "illegal"),
        ("possible", "impossible"),
        ("increase", "decrease"),
        ("dam", "wall"),
        ("", "not"),
        ("not", ""),
        ("the dam", "the old dam"),
        ("x" * 200, "x" * 199 + "y"),
    ],
)
def test_no_slips(removed: str, added: str) -> None:
    assert not is_slip(removed.split(), added.split(), "was")


def test_a_word_that_stood_twice_is_a_slip() -> None:
    assert is_slip(["the"], [], "The") and not is_slip(["the"], [], None)
