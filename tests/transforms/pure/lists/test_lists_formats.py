"""Which format a list has, and the text of its bytes."""

from __future__ import annotations

import pytest

from transforms.pure.lists.formats import format_of, list_text, read_list
from transforms.pure.lists.listed import MAX_PLAIN_BYTES, MAX_STRUCTURED_BYTES, ListError

A = "https://a.example/rss"


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("<?xml version='1.0'?><opml/>", "subscriptions", "opml"),
        ("\n<opml/>", "feeds.csv", "opml"),
        (f"url\n{A}", "feeds.txt", "csv"),
        (f"name,feed_url\nA,{A}", "feeds", "csv"),
        (f"{A},Valley", "feeds.txt", "csv"),
        (A, "feeds.csv", "csv"),
        (A, "feeds.TSV", "csv"),
        (A, "feeds.txt", "plain"),
        (f"# papers\n{A} # daily\n", "urls", "plain"),
        ("", "feeds.txt", "plain"),
        ("nonsense", "feeds.txt", "plain"),
        (f"# mine\n- {A}", "list.txt", "yaml"),
        (f"feeds:\n  - {A}", "list", "yaml"),
        (A, "feeds.yaml", "yaml"),
        (f'["{A}"]', "feeds.json", "yaml"),
    ],
)
def test_the_format_is_seen(text: str, name: str, expected: str) -> None:
    assert format_of(text, name) == expected


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfurl\r\nx\r\n", "url\nx\n"),
        ("url\tname\r\nx\tZ\u00fcrich".encode("utf-16"), "url\tname\nx\tZürich"),
        (b"url\rx\r", "url\nx\n"),
        (b"<?xml encoding='iso-8859-1'?><opml>Z\xfcrich", "<?xml encoding='iso-8859-1'?><opml>Zürich"),
        (b"<?xml version='1.0' encoding='utf-16'?><opml>Z\xc3\xbcrich", "<?xml version='1.0' encoding='utf-16'?><opml>Zürich"),
        ("<opml>Zürich".encode("utf-16"), "<opml>Zürich"),
    ],
)  # fmt: skip
def test_bytes_are_read(data: bytes, text: str) -> None:
    assert list_text(data) == text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"url\nhttps://a.example/\xe9", "line 2: this is not UTF-8 (byte 22); save it as UTF-8"),
        (b"url\n\0", "line 2: there is a NUL byte, so this is no text; save it as UTF-8"),
        (b"\xff\xfea", "it begins as UTF-16 and is none; save it as UTF-8"),
        (b"x" * (MAX_PLAIN_BYTES + 1), "it is larger than 64 MB; split it"),
    ],
)
def test_bytes_that_are_no_list_are_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(ListError) as refused:
        list_text(data)
    assert str(refused.value) == sentence


def test_what_has_a_structure_may_be_less_large() -> None:
    text = "x" * (MAX_STRUCTURED_BYTES + 1)
    assert format_of(text, "feeds.txt") == "plain"
    for name in ("feeds.csv", "feeds.yaml"):
        with pytest.raises(ListError, match="it is larger than 16 MB; split it"):
            format_of(text, name)


def test_each_format_is_read() -> None:
    assert read_list(A, "plain").feeds[0].url == A
    assert read_list(f"url\n{A}", "csv").feeds[0].url == A
    assert read_list(f"<opml><body><outline xmlUrl='{A}'/></body></opml>", "opml").feeds[0].url == A
