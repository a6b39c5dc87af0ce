"""The step `topics`: which of the 17 top IPTC Media Topics an article is about, each with a score.

What the publisher says comes first: its section, then its tags and the categories of its feed, then the address. What the words
of the text tell comes second: it fills in where the publisher says nothing, and raises or adds where it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from transforms.annotations import Topic
from transforms.pure.net.urls import same_site
from transforms.pure.topics.media_topics import find_topic, media_topics
from transforms.pure.topics.section_topics import Sections, path_names, plain, sections_for
from transforms.pure.topics.topic_words import words_for
from transforms.records import Article

# How far each witness is believed, beside the text's own words, which bring a score of theirs.
BELIEF: Mapping[str, float] = {"section": 0.9, "tags": 0.7, "categories": 0.7, "path": 0.65}
# A section that names several topics, such as Science & Health, has articles of the one and of the other.
SHARED_SECTION = 0.62
# Tags that name so many topics are the site's own list, which stands on each of its pages.
MOST_TAG_TOPICS = 3
# A second topic needs two witnesses where the section names the first: a tag alone, or a folder, says too little of the whole.
BESIDE_SECTION = 0.75
# The same beside tags and addresses, which are less sure.
BESIDE_OTHERS = 0.85
# A tag or a folder is not believed where the text has next to no word of its topic and is sure of another one.
UNHEARD = 0.1
SURE = 0.45
CONTRADICTED = 0.55


class TopicsOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which topics an article is given.

    threshold: a topic with a lower score, 0 to 1, is not given.
    text: whether the words of the text are read, too, beside what the publisher says.
    sections: names of sections, tags or folders of addresses of your own, each with its topic (code or name), or `none`.
    """

    threshold: float = 0.6
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
    words = words_for(article.language) if options.text else None
    told = words.score(article.title or "", article.text) if words else {}
    witnesses = _heard(_stated(article, sections), told)
    strongest = max((name for beliefs in witnesses.values() for name in beliefs), key=_rank, default="text")
    topics = []
    for code in {**witnesses, **told}:
        beliefs = {**witnesses.get(code, {}), **({"text": told[code]} if code in told else {})}
        source = max(beliefs, key=_rank)
        score = _together(beliefs.values()) * _share_beside(source, strongest)
        if score >= options.threshold:
            topics.append(Topic(code=code, name=media_topics()[code], score=round(score, 2), source=source))
    return sorted(topics, key=lambda topic: (-topic.score, topic.code))


def _rank(witness: str) -> float:
    return BELIEF.get(witness, 0.0)


def _share_beside(source: str, strongest: str) -> float:
    """Give how much counts what a witness says beside the strongest one of the article."""
    if _rank(source) >= _rank(strongest):
        return 1.0
    return BESIDE_SECTION if strongest == "section" else BESIDE_OTHERS


def _heard(stated: Mapping[str, Mapping[str, float]], told: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Give what the publisher says, with less belief in tags and addresses that the text contradicts."""
    if max(told.values(), default=0.0) < SURE:
        return {code: dict(beliefs) for code, beliefs in stated.items()}
    heard: dict[str, dict[str, float]] = {}
    for code, beliefs in stated.items():
        contradicted = beliefs.get("section", 0.0) < BELIEF["section"] and told.get(code, 0.0) < UNHEARD
        heard[code] = {name: belief * CONTRADICTED if contradicted else belief for name, belief in beliefs.items()}
    return heard


def _stated(article: Article, sections: Sections) -> dict[str, dict[str, float]]:
    """Give what the publisher says: for each topic the witnesses that name it, and how far each is believed."""
    outlet = plain(article.source.name or "")
    names = {
        "section": [article.section] if article.section else [],
        "tags": article.tags,
        "categories": article.feed.categories,
        "path": path_names(_address(article), article.source.site),
    }
    stated: dict[str, dict[str, float]] = {}
    for witness, said in names.items():
        codes = {code for name in said if plain(name) != outlet for code in sections.topics_of(name)}
        if witness in ("tags", "categories") and len(codes) > MOST_TAG_TOPICS:
            continue
        belief = SHARED_SECTION if witness == "section" and len(codes) > 1 else BELIEF[witness]
        for code in codes:
            stated.setdefault(code, {})[witness] = belief
    return stated


def _address(article: Article) -> str:
    """Give the address that names folders: the canonical one, where it is of the same site."""
    canonical = article.canonical_url
    return canonical if canonical is not None and same_site(canonical, article.url) else article.url


def _together(beliefs: Iterable[float]) -> float:
    """Give how far several witnesses that agree are believed: wrong only where all of them are."""
    doubt = 1.0
    for belief in beliefs:
        doubt *= 1 - belief
    return 1 - doubt
