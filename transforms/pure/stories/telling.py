"""Tell a story: from the numbers of its articles to what readers see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import numpy

from transforms.pure.entities.entity_people import surname
from transforms.pure.entities.entity_words import first_names, name_key
from transforms.pure.stories.copies import copy_kind
from transforms.pure.stories.groups import EndedStory, LiveStory
from transforms.pure.stories.originals import CopySource, find_original
from transforms.pure.stories.profiles import Profile
from transforms.pure.stories.rows import NO_GROUP, LiveRows
from transforms.pure.stories.views import StoryState, StoryView
from transforms.story_records import StoryArticle, StoryCopies, StoryCopy, StoryHour

_HOUR = 3600
_MOST_ENTITIES = 12


def tell_story(story: LiveStory, rows: LiveRows) -> StoryView:
    """Give a story as it stands."""
    profiles = [rows.profile(number) for number in story.members]
    alike = centralities(story.members, rows)
    central = max(range(len(profiles)), key=lambda at: (profiles[at].title is not None, alike[at], -at))
    state: StoryState = "grown" if story.is_told else "split" if story.split_from else "new"
    return StoryView(
        story_id=story.id,
        state=state,
        title=profiles[central].title,
        articles=tuple(_tell_article(*one) for one in zip(profiles, rows.nearest(story.members), strict=True)),
        copies=tell_copies(story.members, profiles, rows),
        languages=_ranked(profile.language for profile in profiles),
        entities=rank_names([profile.entities for profile in profiles])[:_MOST_ENTITIES],
        first_seen=_moment(story.first_seen),
        last_seen=_moment(story.last_seen),
        growth=tuple(StoryHour(hour=_moment(hour * _HOUR), articles=n) for hour, n in sorted(story.growth.items())),
        split_from=story.split_from,
    )


def tell_copies(members: Sequence[int], profiles: Sequence[Profile], rows: LiveRows) -> tuple[StoryCopies, ...]:
    """Give the groups of copies among the articles of a story, in the order in which their first articles came."""
    groups: dict[int, list[Profile]] = {}
    for number, profile in zip(members, profiles, strict=True):
        if (group := rows.group(number)) != NO_GROUP:
            groups.setdefault(group, []).append(profile)
    return tuple(_tell_group(group) for group in groups.values() if len(group) > 1)


def _tell_group(group: Sequence[Profile]) -> StoryCopies:
    original = find_original([_source(profile) for profile in group])
    text = group[original.at].copy
    copies = tuple(
        StoryCopy(
            id=profile.id,
            site=profile.site,
            # A copy of a copy may have too little in common with the original to count as its copy.
            kind=copied.kind if (copied := copy_kind(text, profile.copy)) else "edited",
            delay_seconds=round(delay),
        )
        for at, (profile, delay) in enumerate(zip(group, original.delays, strict=True))
        if at != original.at
    )
    return StoryCopies(original=group[original.at].id, evidence=original.evidence, copies=copies)


def _source(profile: Profile) -> CopySource:
    return CopySource(
        id=profile.id,
        url=profile.url,
        site=profile.site,
        seen_at=profile.seen_at,
        canonical_url=profile.canonical_url,
        agency=profile.agency,
        published_at=profile.published_at,
    )


def tell_ended(story: EndedStory) -> StoryView:
    """Give a story that is no more."""
    return StoryView(
        story_id=story.id,
        state="closed" if story.merged_into is None else "merged",
        title=None,
        articles=(),
        first_seen=_moment(story.first_seen),
        last_seen=_moment(story.last_seen),
        merged_into=story.merged_into,
    )


def centralities(members: Sequence[int], rows: LiveRows) -> list[float]:
    """Give how like each article is to the middle of all: the cosine with the sum of their vectors."""
    numbers = numpy.array(members, numpy.int64)
    terms, weights = rows.take("terms", numbers), rows.take("weights", numbers).astype(numpy.float32)
    distinct, at = numpy.unique(terms, return_inverse=True)
    middle = numpy.bincount(at.ravel(), weights.ravel(), len(distinct))
    length = float(numpy.sqrt(middle @ middle)) or 1.0
    return [
        round(min(1.0, float(value)), 3) for value in (middle[at.reshape(terms.shape)] * weights).sum(axis=1) / length
    ]


def _tell_article(profile: Profile, similarity: float | None) -> StoryArticle:
    return StoryArticle(
        id=profile.id,
        site=profile.site,
        url=profile.url,
        title=profile.title,
        published_at=profile.published_at,
        similarity=similarity,
    )


def _ranked(names: Iterable[str | None]) -> tuple[str, ...]:
    counts = Counter(name for name in names if name)
    return tuple(name for name, _ in counts.most_common())


def rank_names(named: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Give the names that articles have, those that most have first; a surname alone is the person's whom the most name in full.

    >>> rank_names([["Biden", "House"], ["Joe Biden", "Ana Biden"], ["Joe Biden", "White House", "Lowe’s"], ["Lowe"]])
    ('Joe Biden', 'Lowe’s', 'House', 'Ana Biden', 'White House')
    """
    counts = Counter(name for names in named for name in names)
    people: dict[str, str] = {}
    for name, _ in counts.most_common():
        if " " in name and name_key(name.split()[0]) in first_names():
            people.setdefault(surname(name), name)
    for name in [name for name in counts if " " not in name]:
        full = people.get(name_key(name)) or next((form for form in (f"{name}’s", f"{name}'s") if form in counts), None)
        if full is not None:
            counts[full] += counts.pop(name)
    return tuple(name for name, _ in counts.most_common())


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
