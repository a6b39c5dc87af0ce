"""What the readers of lists share: spellings of addresses, tags and languages, and their bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.pure.lists.listed import (
    MAX_FAULTS,
    MAX_WRONG_LINES,
    Findings,
    ListedFeed,
    ListError,
    clean_address,
    clean_language,
    clean_name,
    distinct_tags,
    is_language,
    join_tags,
    lines_of,
    split_tags,
)

TAGS = st.lists(st.text("ab Ü,;|\"/#'", min_size=1, max_size=8), max_size=5).map(distinct_tags)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://a.example/rss", "https://a.example/rss"),
        ("  https://a.example/rss\t", "https://a.example/rss"),
        ("feed:https://a.example/rss", "https://a.example/rss"),
        ("feed://https://a.example/rss", "https://a.example/rss"),
        ("feed://a.example/rss", "http://a.example/rss"),
        ("FEED://a.example/rss", "http://a.example/rss"),
        ("itpc://a.example/cast", "http://a.example/cast"),
        ("<https://a.example/rss>", "https://a.example/rss"),
        ("https://a.example/rss?a=1&amp;b=2", "https://a.example/rss?a=1&b=2"),
        ("https://a.example/feed://x", "https://a.example/feed://x"),
        ("https://a.example/r\x00s\x05s", "https://a.example/rss"),
        ("", ""),
    ],
)
def test_an_address_is_what_it_means(written: str, address: str) -> None:
    assert clean_address(written) == address


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        ("", ()),
        ("sea", ("sea",)),
        ("sea, fishing;ports|boats", ("sea", "fishing", "ports", "boats")),
        (" sea ,, sea, ", ("sea",)),
        ('"ports, harbours" , sea', ("ports, harbours", "sea")),
        ('"He said ""no"""', ('He said "no"',)),
        ('12" records', ('12" records',)),
        ('"', ()),
    ],
)
def test_tags_are_split(written: str, tags: tuple[str, ...]) -> None:
    assert split_tags(written) == tags


@given(TAGS)
def test_tags_that_are_joined_are_split_again(tags: tuple[str, ...]) -> None:
    assert split_tags(join_tags(tags)) == tags


@pytest.mark.parametrize("text", ["", "a", "a\n", "\n", "a\nb", "a\n\nb\n"])
def test_lines_are_those_of_the_text(text: str) -> None:
    assert list(lines_of(text)) == text.splitlines()


@pytest.mark.parametrize(
    ("text", "language", "is_one"),
    [
        ("de", "de", True),
        ("pt_BR", "pt-BR", True),
        ("German", "de", True),
        ("Klingon!", "Klingon!", False),
        (" ", None, False),
        (None, None, False),
    ],
)
def test_languages(text: str | None, language: str | None, is_one: bool) -> None:
    assert clean_language(text) == language
    assert is_language(language) == is_one


def test_a_name_is_one_line_of_bounded_length() -> None:
    assert clean_name(" Valley\n  News ") == "Valley News"
    assert clean_name(" \n ") is clean_name(None) is None
    cut = [clean_name("x" * size + " y" * 300) for size in range(3)]
    assert [clean_name(name) for name in cut] == cut
    assert clean_name("a" * 1_000_000) == "a" * 300


def test_a_feed_in_several_folders_is_one_with_all_tags_and_all_that_is_known() -> None:
    findings = Findings()
    findings.add(ListedFeed(line=1, url="https://a.example/rss", tags=("sea",)))
    findings.add(ListedFeed(line=2, url="https://b.example/rss"))
    findings.add(ListedFeed(line=3, url="https://a.example/rss", tags=("sea", "ports"), name="A"))
    assert findings.result(merged=True).feeds == (
        ListedFeed(line=1, url="https://a.example/rss", tags=("sea", "ports"), name="A"),
        ListedFeed(line=2, url="https://b.example/rss"),
    )


def test_many_faults_are_counted_and_very_many_end_the_reading() -> None:
    findings = Findings()
    for line in range(MAX_FAULTS + 3):
        findings.fault(line, "wrong")
    read = findings.result()
    assert (len(read.faults), read.more_faults) == (MAX_FAULTS, 3)
    with pytest.raises(ListError, match="line 0: wrong; and so on in more than 10,000 lines: this is no list of feeds"):
        for line in range(MAX_WRONG_LINES):
            findings.fault(line, "wrong")


def test_what_a_list_is_quoted_with_is_one_line() -> None:
    """Its columns and names are of somebody else, and reach a terminal."""
    assert str(ListError("line 1: no column, but a\x1b[2J\nb\u202e")) == "line 1: no column, but a[2J b"
    findings = Findings()
    findings.fault(1, "got a\r\nb")
    findings.skip(2, "not c\x9b")
    found = findings.result()
    assert [fault.sentence for fault in (*found.faults, *found.skipped)] == ["got a b", "not c"]
