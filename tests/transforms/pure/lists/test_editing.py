"""Edits of a YAML list: what they change, and that they change nothing else."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from transforms.pure.lists.editing import append_feeds, list_items, remove_items, set_enabled
from transforms.pure.lists.listed import ListError
from transforms.records import Feed

MINE = """\
# My feeds. Ask Ana before adding wires.

# Regional
- https://valley.example/rss   # daily
-   url: "https://coast.example/feed.xml"
    name:   Coast Herald    # the old one
    tags: [sea,  fishing]

# Wires
-   {url: https://wire.example/rss, name: A wire}
-   url: https://isle.example/rss
    enabled: no
    # about the section
    section: 010
-
    url: https://hills.example/rss
    tags:
      - north
      - rain
# the end
"""
NEW = [Feed(url="https://new.example/rss", name="New: one"), Feed(url="https://other.example/rss")]


def lines_changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that are gone, and those that came."""
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return old, new


def test_the_items_are_listed_with_their_lines() -> None:
    assert [(item.line, item.url, item.enabled) for item in list_items(MINE)] == [
        (4, "https://valley.example/rss", True),
        (5, "https://coast.example/feed.xml", True),
        (10, "https://wire.example/rss", True),
        (11, "https://isle.example/rss", False),
        (16, "https://hills.example/rss", True),
    ]


def test_what_is_added_stands_behind_the_last_item() -> None:
    assert lines_changed(MINE, append_feeds(MINE, NEW)) == (
        [],
        ["- url: https://new.example/rss", "  name: 'New: one'", "- https://other.example/rss"],
    )


@pytest.mark.parametrize(
    ("position", "gone"),
    [
        (0, ["- https://valley.example/rss   # daily"]),
        (1, MINE.splitlines()[4:7]),
        (2, ["-   {url: https://wire.example/rss, name: A wire}"]),
        (3, MINE.splitlines()[10:14]),
        (4, MINE.splitlines()[14:19]),
    ],
)
def test_only_the_lines_of_an_item_are_removed(position: int, gone: list[str]) -> None:
    assert lines_changed(MINE, remove_items(MINE, {position})) == (gone, [])


def test_several_are_removed_at_once() -> None:
    assert [item.url for item in list_items(remove_items(MINE, {0, 2, 4}))] == [
        "https://coast.example/feed.xml",
        "https://isle.example/rss",
    ]
    assert list_items(remove_items(MINE, range(5))) == []


@pytest.mark.parametrize(
    ("position", "enabled", "gone", "came"),
    [
        pytest.param(
            0,
            False,
            ["- https://valley.example/rss   # daily"],
            ["- url: https://valley.example/rss   # daily", "  enabled: false"],
            id="a URL alone",
        ),
        pytest.param(1, False, [], ["    enabled: false"], id="keys and values"),
        pytest.param(
            2,
            False,
            ["-   {url: https://wire.example/rss, name: A wire}"],
            ["-   {url: https://wire.example/rss, name: A wire, enabled: false}"],
            id="in braces",
        ),
        pytest.param(3, True, ["    enabled: no"], [], id="enabled again"),
        pytest.param(3, False, [], [], id="disabled already"),
        pytest.param(4, False, [], ["    enabled: false"], id="below a dash"),
    ],
)
def test_an_item_is_disabled_and_enabled(position: int, enabled: bool, gone: list[str], came: list[str]) -> None:
    changed = set_enabled(MINE, position, enabled=enabled)
    assert lines_changed(MINE, changed) == (gone, came)
    assert list_items(changed)[position].enabled == enabled


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- {url: a, enabled: off }\n", "- {url: a, enabled: true }\n"),
        ("- url: a\n  enabled: false # too slow\n", "- url: a\n  enabled: true # too slow\n"),
        ("- enabled: false\n  url: a\n", "- enabled: true\n  url: a\n"),
        ("- {url: a, enabled: false}", "- {url: a, enabled: true}"),
    ],
)
def test_enabling_says_true_where_a_line_holds_more(before: str, after: str) -> None:
    assert set_enabled(before, 0, enabled=True) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "- https://other.example/rss\n"),
        ("# none yet\n", "# none yet\n- https://other.example/rss\n"),
        ("# none yet", "# none yet\n- https://other.example/rss\n"),
        ("---\n# none\n", "---\n# none\n- https://other.example/rss\n"),
        ("[]\n", "\n- https://other.example/rss\n"),
        ("feeds:\n", "feeds:\n  - https://other.example/rss\n"),
        ("feeds: []  # none yet\n# end\n", "feeds:   # none yet\n  - https://other.example/rss\n# end\n"),
        ("feeds:\n- a\n", "feeds:\n- a\n- https://other.example/rss\n"),
        ("feeds:\n    - a # b\n", "feeds:\n    - a # b\n    - https://other.example/rss\n"),
        ("- a\n...\n", "- a\n- https://other.example/rss\n...\n"),
        ("- a", "- a\n- https://other.example/rss\n"),
        ("- |\n  a\n", "- |\n  a\n- https://other.example/rss\n"),
        ("- url: a\n  name:\n", "- url: a\n  name:\n- https://other.example/rss\n"),
        ("- ? a\n", "- ? a\n- https://other.example/rss\n"),
        ("-\n-\n", "-\n-\n- https://other.example/rss\n"),
    ],
)
def test_something_is_added_to_any_list(before: str, after: str) -> None:
    assert append_feeds(before, NEW[1:]) == after


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- a\n- [b\n", "line 3: this is not valid YAML: "),
        ("[a, b]", "line 1: the list stands in brackets; write each feed behind a dash"),
        ("output: out\nfeeds: [a]\n", "line 1: expected a list of feeds, each behind a dash"),
        ("words", "line 1: expected a list of feeds"),
        ("- &a {url: a}\n- *a\n", "line 1: the list uses an alias (*); write the value out"),
        ("- a\n---\n- b\n", "line 2: this is not valid YAML: "),
        ("[]\n...\n", "it is written in a way that cannot be edited safely here; change it by hand"),
        ("[" * 100_000, "line 1: this is not valid YAML: exceeded maximum nesting depth"),
        ("- " * 100_000, "line 1: this is not valid YAML: exceeded maximum nesting depth"),
        ("a" * 20_000_000, "it is larger than 16 MB; split it"),
        ("- a\0", "this is not valid YAML: "),
        ("".join(f"- &x{n} [*x{n - 1}, *x{n - 1}]\n" if n else "- &x0 a\n" for n in range(60)), "line 1: the list uses"),
    ],
)  # fmt: skip
def test_what_cannot_be_edited_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ListError) as refused:
        append_feeds(text, NEW)
    assert str(refused.value).startswith(sentence)


def test_a_list_does_not_grow_beyond_what_is_read_again() -> None:
    with pytest.raises(ListError, match="it would be larger than 16 MB; name the other list in `feeds_from`"):
        append_feeds("- a\n", [Feed(url="https://a.example/" + "x" * 8_000_000)] * 3)


ITEMS = st.sampled_from(
    [
        "- https://p{n}.example/rss",
        "- https://p{n}.example/rss # daily",
        "- url: https://p{n}.example/rss\n  name: A\n  # inside\n  enabled: false # slow",
        "- {{url: https://p{n}.example/rss, tags: [a, b]}}",
        "-   name: 'B'\n    url: \"https://p{n}.example/rss\"",
        "# above\n- url: https://p{n}.example/rss\n  enabled: true\n",
    ]
)


@given(st.lists(ITEMS, min_size=1, max_size=5), st.data())
def test_any_edit_keeps_all_comments_and_all_other_items(items: list[str], data: st.DataObject) -> None:
    text = "# top\n" + "\n".join(item.format(n=n) for n, item in enumerate(items)) + "\n# end\n"
    before = yaml.safe_load(text)
    position = data.draw(st.integers(0, len(items) - 1))
    removed = remove_items(text, {position})
    assert (yaml.safe_load(removed) or []) == before[:position] + before[position + 1 :]
    assert removed.count("# above") == text.count("# above") and removed.endswith("# end\n")
    enabled = data.draw(st.booleans())
    changed = set_enabled(text, position, enabled=enabled)
    after = yaml.safe_load(changed)
    assert list_items(changed)[position].enabled == enabled
    assert (after[:position], after[position + 1 :]) == (before[:position], before[position + 1 :])
    assert changed.count("#") == text.count("#")
    assert [item.url for item in list_items(append_feeds(text, NEW))] == [
        *(item.url for item in list_items(text)), "https://new.example/rss", "https://other.example/rss",
    ]  # fmt: skip
