"""Plain lists, and newsboat's."""

from __future__ import annotations

import pytest
from ends_soon import ends_soon

from transforms.pure.lists.listed import ListedFeed, ListError
from transforms.pure.lists.plain import read_plain

A = "https://a.example/rss"


@pytest.mark.parametrize(
    ("line", "feed"),
    [
        (A, {}),
        (f"  {A}  ", {}),
        (f"{A} # daily", {}),
        (f"{A}#top", {"url": f"{A}#top"}),
        (f"{A},0.xml", {"url": f"{A},0.xml"}),
        (f'{A} "sea" "ports" "~Valley, \'North\'"', {"tags": ("sea", "ports"), "name": "Valley, 'North'"}),
        (f'{A} "!" "a # b" # hidden', {"tags": ("a # b",)}),
        (f"feed:{A}", {}),
    ],
)
def test_lines(line: str, feed: dict[str, object]) -> None:
    read = read_plain(f"# papers\n\n{line}\n")
    assert read.feeds == (ListedFeed(**{"line": 3, "url": A} | feed),)  # type: ignore[arg-type]
    assert read.faults == ()


def test_what_is_more_than_an_address_is_a_fault_with_its_line() -> None:
    read = read_plain(f"{A}\n{A} {A}\n")
    assert [(fault.line, fault.sentence) for fault in read.faults] == [(2, f'expected one URL a line, got "{A} {A}"')]
    assert len(read.feeds) == 1


@ends_soon
def test_a_line_without_an_end_is_not_looked_into() -> None:
    (fault,) = read_plain("a" + ' "' * 5_000_000).faults
    assert fault.sentence == "expected one URL a line, got 10,000,001 characters"


def test_a_million_wrong_lines_end_in_a_sentence() -> None:
    with pytest.raises(ListError, match='line 1: expected one URL a line, got "a b"; and so on'):
        read_plain("a b\n" * 1_000_000)
