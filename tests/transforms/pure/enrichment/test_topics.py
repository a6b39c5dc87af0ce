"""The step `topics`: what the publisher says, and what the words of the text tell."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from bench.enrichment.topics import measure_pages, measure_written
from bench.pages import has_newsroom
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
    low = TopicsOptions(text=False, threshold=0.3)
    topics = find_topics(article(section="Sport", tags=("Politics",), path="business/1"), low)
    assert [(topic.code, topic.source) for topic in topics] == [
        (SPORT, "section"),
        (POLITICS, "tags"),
        (ECONOMY, "path"),
    ]
    topics = find_topics(article(tags=("Politics",), path="business/1"), low)
    assert [topic.code for topic in topics] == [POLITICS, ECONOMY]


def test_beside_a_section_one_weaker_witness_is_not_enough_and_two_are() -> None:
    stated = article(section="Sport", tags=("Politics",))
    assert sources(find_topics(stated, STATED_ONLY)) == {SPORT: "section"}
    several = article(section="Sport", tags=("Politics",), categories=("Elections",), path="politics/1")
    assert sources(find_topics(several, STATED_ONLY)) == {
        SPORT: "section",
        POLITICS: "tags",
    }


def test_of_a_section_that_names_several_topics_the_text_chooses() -> None:
    stated = article(section="Business & Sport", title="Rovers through to the cup final", text=MATCH)
    assert sources(find_topics(stated, TopicsOptions())) == {SPORT: "section"}
    assert sources(find_topics(stated, STATED_ONLY)) == {SPORT: "section", ECONOMY: "section"}


def test_a_folder_that_the_text_contradicts_is_not_believed() -> None:
    topics = find_topics(
        article(path="business/1", title="Rovers through to the cup final", text=MATCH), TopicsOptions()
    )
    assert sources(topics) == {SPORT: "text"}


def test_the_canonical_address_of_the_site_is_read_before_the_other() -> None:
    moved = replace(article(path="r/1"), canonical_url="https://valley.example/sport/1")
    assert sources(find_topics(moved, STATED_ONLY)) == {SPORT: "path"}
    elsewhere = replace(article(path="r/1"), canonical_url="https://other.example/sport/1")
    assert find_topics(elsewhere, STATED_ONLY) == []


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


def test_accuracy_and_coverage_stay_above_their_floors() -> None:
    low = [figure for figure in measure_written() if figure.floor is not None and figure.value < figure.floor]
    assert low == []


@pytest.mark.skipif(not has_newsroom(), reason="the newsroom's pages are not on this machine")
def test_real_pages_stay_above_their_floors() -> None:
    low = [figure for figure in measure_pages() if figure.floor is not None and figure.value < figure.floor]
    assert low == []
