"""What sites repeat: learned from different stories alone, in any order, within bounds, for a time."""

from __future__ import annotations

import base64
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.pure.body import site_memory
from transforms.pure.body.site_memory import (
    ArticleOutline,
    Lessons,
    Repeat,
    SiteMemory,
    learn,
    may_be_one_story,
    outline_article,
)
from transforms.pure.page.blocks import Block

TODAY = date(2026, 11, 24)
DAY = 20_781  # since 1 January 1970, as `date -d 2026-11-24 +%s` says, divided by 86,400
NAMES = [
    "amber",
    "birch",
    "cedar",
    "daisy",
    "ember",
    "fjord",
    "grove",
    "heron",
    "ivory",
    "juniper",
    "kestrel",
    "lichen",
]


def seen(name: str, *blocks: str, title: str | None = None, sketch: bytes | None = None) -> ArticleOutline:
    """What an article showed that has nothing to do with any other."""
    made = sketch if sketch is not None else bytes([NAMES.index(name) + 1] * 32)
    return ArticleOutline(name, title or f"{name} {name}wood {name}land", base64.b64encode(made).decode(), blocks)


def repeats(memory: SiteMemory) -> dict[str, int]:
    return {key: repeat.articles for key, repeat in memory.repeats.items()}


LESSONS = {
    "one article": ([seen("amber", "x")], {}),
    "two": ([seen("amber", "x", "y"), seen("birch", "x", "z")], {"x": 2}),
    "three": ([seen("amber", "x"), seen("birch", "x", "y"), seen("cedar", "x", "y")], {"x": 3, "y": 2}),
    "many": ([seen(name, "x") for name in NAMES], {"x": 3}),
    "the same article twice": ([seen("amber", "x"), seen("amber", "x")], {}),
    "a title twice": ([seen("amber", "x", title="the dam"), seen("birch", "x", title="the dam")], {}),
    "a text twice": ([seen("amber", "x"), seen("birch", "x", sketch=bytes([1] * 32))], {}),
    "a text mostly changed": ([seen("amber", "x"), seen("birch", "x", sketch=bytes([1] * 9 + [2] * 23))], {"x": 2}),
    "two of a series": (
        [seen("amber", "x", title="storm breaks the dam"), seen("birch", "x", title="after storm breaks new dam")],
        {},
    ),
    "two of a series and another": (
        [
            seen("amber", "x", "y", title="storm breaks the dam"),
            seen("birch", "x", "y", title="after storm breaks new dam"),
            seen("cedar", "x"),
        ],
        {"x": 2},
    ),
    "two of a series, unspaced": (
        [seen("amber", "x", title="台風でダムが決壊"), seen("birch", "x", title="決壊したダムと台風")],
        {},
    ),
    "without titles": (
        [ArticleOutline("a", "", "", ("x",)), ArticleOutline("b", "", "", ("x",))],
        {"x": 2},
    ),
}


@pytest.mark.parametrize(("articles", "found"), LESSONS.values(), ids=LESSONS)
def test_a_block_of_different_stories_is_the_sites(articles: list[ArticleOutline], found: dict[str, int]) -> None:
    assert repeats(learn(SiteMemory(), articles, DAY)) == found


@pytest.mark.parametrize(("articles", "found"), LESSONS.values(), ids=LESSONS)
def test_a_turn_an_article_teaches_the_same(articles: list[ArticleOutline], found: dict[str, int]) -> None:
    memory = SiteMemory()
    for article in articles:
        memory = learn(memory, [article], DAY)
    assert repeats(memory) == found


def test_a_story_that_is_published_again_and_again_is_not_emptied() -> None:
    story = [
        Block(f"The water stood knee deep in the cellars of {name}, and the pumps ran until late.") for name in NAMES
    ]
    edited = [Block(block.text.replace("until late", "all night")) for block in story[:6]]
    first = outline_article("a", "Flood in the old town", story)
    second = outline_article("b", "What the rain did", [*edited, *story[6:], Block("One more line.")])
    third = outline_article("c", "Flood in the old town", [Block("All is new."), *story[9:]])
    assert len({*first.blocks} & {*second.blocks}) > 4 and {*first.blocks} & {*third.blocks}
    assert may_be_one_story(first, second) and may_be_one_story(first, third)
    assert repeats(learn(SiteMemory(), [first, second, third], DAY)) == {}


def test_short_articles_are_not_one_story_by_what_the_site_adds() -> None:
    note = [Block(f"Send the {name} desk a letter at any hour, and we will answer soon.") for name in NAMES[:3]]
    flood = [Block(f"In {name} there was water in all of the cellars, and pumps ran.") for name in NAMES[:6]]
    school = [Block(f"Pupils from {name} would like a roof that lasts a winter long.") for name in NAMES[6:]]
    one, two = outline_article("a", "Flood", [*flood, *note]), outline_article("b", "School", [*school, *note])
    assert not may_be_one_story(one, two)
    assert len(repeats(learn(SiteMemory(), [one, two], DAY))) == 3


def test_a_phrase_that_few_of_many_articles_share_is_no_template() -> None:
    many = [ArticleOutline(str(n), "", "", ("x", "y") if n < 2 else ("y",) if n < 4 else ()) for n in range(40)]
    assert repeats(learn(SiteMemory(), many, DAY)) == {"y": 3}


def test_what_is_not_seen_for_sixty_days_is_forgotten() -> None:
    memory = learn(SiteMemory(), [seen("amber", "x", "y"), seen("birch", "x", "y")], DAY)
    later = learn(memory, [seen("cedar", "x")], DAY + 60)
    assert later.repeats == {"x": Repeat(3, DAY + 60), "y": Repeat(2, DAY)}
    assert learn(later, [seen("daisy")], DAY + 61).repeats == {"x": Repeat(3, DAY + 60)}
    assert [article.id for article in learn(later, [], DAY + 61).articles] == ["cedar"]
    lessons = Lessons({"s.example": msgspec.Raw(msgspec.json.encode(later))}, TODAY + timedelta(days=61))
    assert lessons.known("s.example") == {"x": 3}


def test_a_site_is_remembered_within_bounds() -> None:
    keys = [f"{n:08d}" for n in range(200)]
    memory = SiteMemory()
    for turn, name in enumerate(NAMES):
        memory = learn(memory, [seen(name, *keys[turn * 8 : turn * 8 + 16])], DAY + turn)
    memory = learn(memory, [seen("amber", *keys), seen("birch", *keys)], DAY + 20)
    assert [article.id for article in memory.articles][-2:] == ["amber", "birch"]
    assert len(memory.articles) == 8 and len(memory.repeats) == 64
    full = [seen(name, *keys[:16], title=f"{name} " * 20) for name in NAMES]
    worst = SiteMemory(learn(SiteMemory(), full, DAY).articles, memory.repeats)
    assert len(msgspec.json.encode(worst)) < 5_000


def site_names(lessons: Lessons) -> list[str]:
    return list(lessons.learned())


def test_of_too_many_sites_those_seen_last_are_remembered() -> None:
    lessons = Lessons({}, TODAY)
    for n in range(site_memory.MAX_SITES):
        lessons.note(f"s{n:04d}.example", ArticleOutline("a", "", "", ()))
    learned = lessons.learned()
    assert len(learned) == site_memory.MAX_SITES
    after = Lessons(learned, TODAY)
    after.note("new.example", ArticleOutline("a", "", "", ()))
    after.note("s0000.example", ArticleOutline("b", "", "", ()))
    assert site_names(after) == [*list(learned)[2:], "new.example", "s0000.example"]


def test_of_too_many_bytes_those_seen_last_are_remembered() -> None:
    big = msgspec.Raw(msgspec.json.encode(SiteMemory((ArticleOutline("a", "t" * 500_000, "", ()),))))
    lessons = Lessons({f"s{n}.example": big for n in range(8)}, TODAY)
    lessons.note("new.example", ArticleOutline("a", "", "", ()))
    assert site_names(lessons) == [*(f"s{n}.example" for n in range(1, 8)), "new.example"]
    assert sum(map(len, map(bytes, lessons.learned().values()))) <= site_memory.MAX_BYTES


def test_a_turn_knows_what_was_known_when_it_began() -> None:
    lessons = Lessons({}, TODAY)
    for name in NAMES[:3]:
        assert lessons.known("s.example") == {}
        lessons.note("s.example", seen(name, "x"))
    after = Lessons(lessons.learned(), TODAY)
    assert (after.known("s.example"), after.known("other.example")) == ({"x": 3}, {})


def test_what_is_remembered_of_other_sites_is_not_even_read() -> None:
    broken = msgspec.Raw(b"not JSON")
    lessons = Lessons({"other.example": broken}, TODAY)
    lessons.note("s.example", seen("amber", "x"))
    assert lessons.learned()["other.example"] == broken


@pytest.mark.parametrize("broken", [b"[]", b'{"articles": 1}', b"not JSON"])
def test_what_cannot_be_read_is_learned_anew(broken: bytes) -> None:
    lessons = Lessons({"s.example": msgspec.Raw(broken)}, TODAY)
    assert lessons.known("s.example") == {}
    for name in NAMES[:2]:
        lessons.note("s.example", seen(name, "x"))
    assert Lessons(lessons.learned(), TODAY).known("s.example") == {"x": 2}


SHOWN = st.builds(
    ArticleOutline,
    st.sampled_from("abcdef"),
    st.sampled_from(["", "storm breaks dam", "storm breaks dyke", "market opens late", "market opens early"]),
    st.sampled_from(["", *(base64.b64encode(bytes([n] * 32)).decode() for n in range(3))]),
    st.lists(st.sampled_from("uvwxyz"), unique=True).map(tuple),
)


@given(st.lists(st.tuples(st.sampled_from(["s.example", "t.example"]), SHOWN), max_size=30), st.data())
@settings(max_examples=150, deadline=None)
def test_the_order_of_a_turns_articles_changes_nothing(
    shown: list[tuple[str, ArticleOutline]], data: st.DataObject
) -> None:
    def learned(given: list[tuple[str, ArticleOutline]], before: dict[str, msgspec.Raw]) -> list[tuple[str, bytes]]:
        lessons = Lessons(before, TODAY)
        for site, one in given:
            lessons.note(site, one)
        return [(site, bytes(memory)) for site, memory in lessons.learned().items()]

    before = {site: msgspec.Raw(memory) for site, memory in learned(shown[:10], {})}
    assert learned(data.draw(st.permutations(shown)), before) == learned(shown, before)
