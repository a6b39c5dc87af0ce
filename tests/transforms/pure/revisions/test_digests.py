"""The digest of what is compared: equal where nothing changed, another one for all that makes a later version."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bare_articles import bare_article
from msgspec.structs import replace

from transforms.pure.revisions.comparing import compare_articles
from transforms.pure.revisions.digests import comparable_digest
from transforms.records import Fetched

AT = datetime(2026, 11, 22, 10, 15, tzinfo=UTC)
ARTICLE = bare_article(
    text="The wall of the dam held.\n\nThe water rose by an inch.",
    title="Dam holds",
    standfirst="Eight days of rising water.",
    authors=("Ada Fernwright", "Bo Hill"),
    published_at=AT,
    modified_at=AT,
)


@pytest.mark.parametrize(
    "changed",
    [
        {"modified_at": AT + timedelta(hours=2)},
        {"text": "The wall of the dam held.\n\n\nThe water rose by an\u00a0inch.\n\n14 comments"},
        {"published_at": AT + timedelta(seconds=20)},
        {"authors": ("BO HILL", "ADA FERNWRIGHT")},
        {"tags": ("dams",), "section": "Rivers", "word_count": 3},
        {"fetched": Fetched(fetched_at=AT + timedelta(hours=1), status=200, bytes=12, etag='"2"')},
    ],
)
def test_what_has_one_digest_has_nothing_to_compare(changed: dict[str, Any]) -> None:
    after = replace(ARTICLE, **changed)
    assert comparable_digest(after) == comparable_digest(ARTICLE)
    assert compare_articles(ARTICLE, after) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Dam breaks"},
        {"title": None},
        {"standfirst": None},
        {"title": "Dam", "standfirst": "holds Eight days of rising water."},
        {"text": "The wall of the dam held. The water rose by a foot."},
        {"text": "The wall of the dam held. The water rose by an inch.\n\nCorrection: It was a foot."},
        {"authors": ("Ada Fernwright",)},
        {"authors": ()},
        {"published_at": AT + timedelta(hours=2)},
        {"published_at": None},
    ],
)
def test_what_is_a_later_version_has_another_digest(changed: dict[str, Any]) -> None:
    after = replace(ARTICLE, **changed)
    assert compare_articles(ARTICLE, after) is not None
    assert comparable_digest(after) != comparable_digest(ARTICLE)


def test_it_is_short_and_the_same_on_every_machine() -> None:
    assert comparable_digest(replace(ARTICLE, text="", title=None, standfirst=None, authors=(), published_at=None)) == (
        "8d327a422d048f370785839580e356de"
    )
