"""Two versions of an article: what changed, how much it matters, what counts as nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from transforms.pure.revisions.comparing import MOST_CHARACTERS, MOST_PLACES, compare_articles
from transforms.records import Article, FeedRef, Fetched, Source
from transforms.revision_records import Changes, WordChange

AT = datetime(2026, 11, 22, 10, 15, tzinfo=UTC)
STORY = "\n\n".join(f"On day {number} the water rose by an inch, and the wall of the dam held." for number in range(8))
ARTICLE = Article(
    id="a" * 24,
    url="https://paper.example/dam",
    fetched_url="https://paper.example/dam",
    source=Source(site="paper.example"),
    feed=FeedRef(url="https://paper.example/feed.xml"),
    fetched=Fetched(fetched_at=AT, status=200, bytes=9),
    text=STORY,
    title="Dam holds",
    standfirst="Eight days of rising water.",
    authors=("Ada Fernwright",),
    published_at=AT,
    modified_at=AT,
)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"modified_at": AT + timedelta(hours=2)},
        {"text": STORY.replace("\n\n", "\n\n\n\n").replace(" dam", "\u00a0dam")},
        {"text": f"{STORY}\n\n14 comments"},
        {"text": f"{STORY}\n\nWatch the video below."},
        {"published_at": AT + timedelta(seconds=20)},
        {"published_at": AT.replace(hour=0, minute=0)},
        {"authors": ("ADA FERNWRIGHT",)},
        {"tags": ("dams",), "section": "Rivers", "word_count": 3},
    ],
)
def test_what_counts_as_nothing(changed: dict[str, Any]) -> None:
    assert compare_articles(ARTICLE, replace(ARTICLE, **changed)) is None


@pytest.mark.parametrize(
    ("changed", "fields", "significance"),
    [
        ({"title": "Dam breaks"}, ("title",), "edit"),
        ({"title": "Dam hodls"}, ("title",), "typo"),
        ({"title": None}, ("title",), "edit"),
        ({"standfirst": "Nine days of rising water."}, ("standfirst",), "edit"),
        ({"authors": ("Ada Fernwright", "Bo Hill")}, ("authors",), "edit"),
        ({"published_at": AT + timedelta(hours=3)}, ("published_at",), "edit"),
        ({"published_at": None}, ("published_at",), "edit"),
        ({"text": STORY.replace("day 3", "day 13")}, ("text",), "edit"),
        ({"text": STORY.replace("water", "watre")}, ("text",), "typo"),
        ({"text": STORY.replace("the wall", "teh wall"), "authors": ()}, ("text", "authors"), "edit"),
        ({"text": f"{STORY}\n\nThe board meets on Thursday to vote on a second wall further down."}, ("text",), "edit"),
        ({"text": f"{STORY}\n\n{' '.join(f'word{n}' for n in range(900))}"}, ("text",), "edit"),
        ({"text": " ".join(f"word{n}" for n in range(90))}, ("text",), "rewrite"),
        ({"text": f"{STORY}\n\nCorrection: It was a foot."}, ("text",), "correction"),
        (
            {"text": STORY.replace("inch", "foot"), "modified_at": AT + timedelta(hours=2)},
            ("text", "modified_at"),
            "edit",
        ),
    ],
)
def test_what_is_a_new_version(changed: dict[str, Any], fields: tuple[str, ...], significance: str) -> None:
    found = compare_articles(ARTICLE, replace(ARTICLE, **changed))
    assert found is not None
    assert (found.changes.fields, found.significance) == (fields, significance)


def test_the_words_that_changed_are_listed() -> None:
    found = compare_articles(ARTICLE, replace(ARTICLE, title="Old dam breaks"))
    assert found is not None
    assert found.changes == Changes(
        fields=("title",),
        words=(
            WordChange(field="title", position=0, removed="Dam holds", added="Old dam breaks"),
        ),
        words_removed=2,
        words_added=3,
    )  # fmt: skip


def test_of_a_long_change_the_beginning_is_listed() -> None:
    found = compare_articles(ARTICLE, replace(ARTICLE, text=f"{STORY} {'more ' * 9000}"))
    assert found is not None
    (change,) = found.changes.words
    assert change.removed is None and change.added is not None
    assert change.added.endswith("…") and len(change.added) <= MOST_CHARACTERS
    assert found.changes.words_added == 9000


def test_of_many_changes_the_first_are_listed() -> None:
    before = replace(ARTICLE, text=" ".join(f"{n} same{n}" for n in range(200)))
    found = compare_articles(before, replace(before, text=" ".join(f"x{n} same{n}" for n in range(200))))
    assert found is not None
    assert len(found.changes.words) == MOST_PLACES and found.changes.omitted == 200 - MOST_PLACES
    assert found.changes.words_removed == found.changes.words_added == 200


def test_a_note_that_stood_there_before_makes_no_correction() -> None:
    before = replace(ARTICLE, text=f"{STORY}\n\nCorrection: It was a foot.")
    later = compare_articles(before, replace(before, title="Dam breaks"))
    second = compare_articles(before, replace(before, text=f"{before.text}\n\nCorrection: It was a yard."))
    assert later is not None and later.significance == "edit" and later.correction is None
    assert second is not None and second.correction == "Correction: It was a yard."


def test_a_notice_is_a_withdrawal_where_it_is_new() -> None:
    gone = replace(ARTICLE, text="This article has been removed because its sources could not be confirmed.")
    found = compare_articles(ARTICLE, gone)
    assert found is not None and found.withdrawal == gone.text
    again = compare_articles(gone, replace(gone, title="Removed: dam holds"))
    assert again is not None and again.withdrawal is None


def test_a_last_line_that_says_something_of_the_change_counts() -> None:
    found = compare_articles(ARTICLE, replace(ARTICLE, text=f"{STORY}\n\nDieser Text wurde korrigiert."))
    assert found is not None and found.significance == "correction"
