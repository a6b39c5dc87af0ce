"""The step `topics`: which of the 17 top IPTC Media Topics an article is about, each with a score.

What the publisher says comes first: its section, then its tags and the categories of its feed, then the address. What the words
of the text tell comes second: it fills in where the publisher says nothing, and raises or adds where it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from transforms.annotations import Topic
from transforms.pure.enrichment.media_topics import find_topic, media_topics
from transforms.pure.enrichment.section_topics import Sections, path_names, plain, sections_for
from transforms.pure.enrichment.topic_words import words_for
from transforms.records import Article

# How far each witness is believed; the first has the last word on what the record names as source.
BELIEF: Mapping[str, float] = {"section": 0.9, "tags": 0.7, "categories": 0.7, "path": 0.65}
# Tags that name so many topics are the site's own list, which stands on each of its pages.
MOST_TAG_TOPICS = 3
# Where the publisher names a topic, what only a weaker witness says counts less.
BESIDE_STATED = 0.75


class TopicsOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which topics an article is given.

    threshold: a topic with a lower score, 0 to 1, is not given.
    text: whether the words of the text are read, too, beside what the publisher says.
    sections: names of sections, tags or folders of addresses of your own, each with its topic (code or name), or `none`.
    """

    threshold: float = 0.4
    text: bool = True
    sections: dict[str, str] = {}

    def __post_init__(self) -> None:
        """Raises ValueError for a threshold beyond 0 to 1, and for a topic that does not exist."""
        if not 0 <= self.threshold <= 1:
            raise ValueError(f"threshold: expected a number from 0 to 1, got {self.threshold}")
        for name, topic in self.sections.items():
            if topic != "none":
                try:
                    find_topic(topic)
                except ValueError as error:
                    raise ValueError(f"sections: {name}: {error}") from None


def add_topics(article: Article, options: TopicsOptions) -> Article:
    """Give the article its topics, the surest first: none where nothing is sure enough."""
    return replace(article, topics=tuple(find_topics(article, options)))


def find_topics(article: Article, options: TopicsOptions) -> list[Topic]:
    """Give the topics of an article that reach the threshold, the surest first."""
    sections = sections_for(article.language, sorted(options.sections.items()))
    stated = _stated(article, sections)
    words = words_for(article.language) if options.text else None
    told = words.score(article.title or "", article.text) if words else {}
    topics = []
    for code in {**stated, **told}:
        witnesses = stated.get(code, {})
        if code in told:
            witnesses = {**witnesses, "text": told[code]}
        score = _together(witnesses.values()) * (1.0 if code in _strongest(stated) or not stated else BESIDE_STATED)
        if score >= options.threshold:
            source = max(witnesses, key=lambda name: (name != "text", witnesses[name]))
            topics.append(Topic(code=code, name=media_topics()[code], score=round(score, 2), source=source))
    return sorted(topics, key=lambda topic: (-topic.score, topic.code))


def _stated(article: Article, sections: Sections) -> dict[str, dict[str, float]]:
    """Give what the publisher says: for each topic the witnesses that name it, and how far each is believed."""
    outlet = plain(article.source.name or "")
    names = {
        "section": [article.section] if article.section else [],
        "tags": article.tags,
        "categories": article.feed.categories,
        "path": path_names(article.url, article.source.site),
    }
    stated: dict[str, dict[str, float]] = {}
    for witness, said in names.items():
        codes = {code for name in said if plain(name) != outlet for code in sections.topics_of(name)}
        if witness in ("tags", "categories") and len(codes) > MOST_TAG_TOPICS:
            continue
        for code in codes:
            stated.setdefault(code, {})[witness] = BELIEF[witness]
    return stated


def _strongest(stated: Mapping[str, Mapping[str, float]]) -> set[str]:
    """Give the topics that the strongest of the witnesses names."""
    most = max((max(witnesses.values()) for witnesses in stated.values()), default=0.0)
    return {code for code, witnesses in stated.items() if max(witnesses.values()) == most}


def _together(beliefs: Iterable[float]) -> float:
    """Give how far several witnesses that agree are believed: wrong only where all of them are."""
    doubt = 1.0
    for belief in beliefs:
        doubt *= 1 - belief
    return 1 - doubt
