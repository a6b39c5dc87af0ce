"""The step `topics`: what the publisher says, and what the words of the text tell."""

from datetime import UTC, datetime

import pytest

from transforms.annotations import Topic
from transforms.pure.enrichment.topics import TopicsOptions, add_topics, find_topics
from transforms.records import Article, FeedRef, Fetched, Source

SPORT, ECONOMY, POLITICS = "medtop:15000000", "medtop:04000000", "medtop:11000000"
STATED_ONLY = TopicsOptions(text=False)
MATCH = (
    "The striker scored twice before half time and the goalkeeper saved a penalty. The coach praised the midfielders."
)


def article(
    *,
    section: str | None = None,
    tags: tuple[str, ...] = (),
    categories: tuple[str, ...] = (),
    path: str = "a/1",
    text: str = "The dam.",
    title: str | None = None,
    outlet: str | None = None,
    language: str | None = "en",
) -> Article:
    return Article(
        id="1",
        url=f"https://valley.example/{path}",
        fetched_url=f"https://valley.example/{path}",
        source=Source(site="valley.example", name=outlet),
        feed=FeedRef(url="https://valley.example/feed", categories=categories),
        fetched=Fetched(fetched_at=datetime(2026, 11, 1, tzinfo=UTC), status=200, bytes=1),
        text=text,
        title=title,
        section=section,
        tags=tags,
        language=language,
    )


def sources(topics: list[Topic]) -> dict[str, str]:
    return {topic.code: topic.source for topic in topics}


def test_a_topic_has_its_code_its_name_a_score_and_where_it_was_read() -> None:
    assert add_topics(article(section="Sport"), STATED_ONLY).topics == (
        Topic(code=SPORT, name="sport", score=0.9, source="section"),
    )


def test_nothing_is_said_where_nothing_is_sure() -> None:
    assert add_topics(article(section="World", tags=("Marian Holt",)), TopicsOptions()).topics == ()


def test_section_beats_tags_and_tags_beat_the_address() -> None:
    topics = find_topics(article(section="Sport", tags=("Politics",), path="business/1"), STATED_ONLY)
    assert [(topic.code, topic.source) for topic in topics] == [
        (SPORT, "section"),
        (POLITICS, "tags"),
        (ECONOMY, "path"),
    ]
    assert [topic.code for topic in find_topics(article(tags=("Politics",), path="business/1"), STATED_ONLY)] == [
        POLITICS,
        ECONOMY,
    ]


def test_witnesses_that_agree_raise_the_score() -> None:
    alone, both = (
        find_topics(article(section="Sport", categories=said), STATED_ONLY)[0].score for said in ((), ("Football",))
    )
    assert both > alone


def test_tags_that_name_many_topics_are_the_sites_own_list() -> None:
    assert find_topics(article(tags=("Sport", "Politics", "Business", "Weather")), STATED_ONLY) == []


def test_the_outlets_own_name_says_no_topic() -> None:
    assert find_topics(article(section="Business", tags=("Business",), outlet="Business"), STATED_ONLY) == []


def test_the_text_fills_in_where_the_publisher_says_nothing() -> None:
    topics = find_topics(article(title="Rovers through to the cup final", text=MATCH), TopicsOptions())
    assert sources(topics) == {SPORT: "text"}
    assert find_topics(article(title="Rovers through to the cup final", text=MATCH), STATED_ONLY) == []


def test_the_text_raises_what_the_publisher_says() -> None:
    told, stated = (find_topics(article(path="sport/1", text=MATCH), o) for o in (TopicsOptions(), STATED_ONLY))
    assert (told[0].source, stated[0].source) == ("path", "path")
    assert told[0].score > stated[0].score


def test_the_threshold_is_an_option() -> None:
    assert find_topics(article(path="sport/1"), TopicsOptions(text=False, threshold=0.7)) == []


def test_names_of_your_own_come_first() -> None:
    options = TopicsOptions(text=False, sections={"Mill Lane": "sport", "Business": "none"})
    assert sources(find_topics(article(section="Mill Lane", tags=("Business",)), options)) == {SPORT: "section"}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"threshold": 1.5}, r"^threshold: expected a number from 0 to 1, got 1.5$"),
        ({"sections": {"Mill Lane": "gossip"}}, r"^sections: Mill Lane: 'gossip' is no top IPTC Media Topic"),
    ],
)
def test_options_that_make_no_sense_are_refused(changed: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        TopicsOptions(**changed)  # type: ignore[arg-type]
