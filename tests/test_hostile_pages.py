"""Pages made to hang or exhaust their reader: each gives a record, or a reason that names what happened.

They are read as an ingest reads them, in a child of the pool with a deadline. Nothing here asserts a time: where our own work
grew with the square of a page, its deadline would end it, and the reason would be `hung`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from odd_pages import page_of

from transforms.errors import ExtractError
from transforms.extract_results import ExtractOptions, await_answer
from transforms.pool.pool import Pool
from transforms.pure.article import extract_article
from transforms.pure.normalisation import normalise_article
from transforms.pure.page.elements import parse_html

# Many times what any of these pages takes, on a busy machine, too.
OPTIONS = ExtractOptions(page_seconds=120.0)
SENTENCE = "The river rose by two metres during the night, and the bridges were closed until the morning. "
STORY = "".join(f"<p>Gate {n}: {SENTENCE}</p>" for n in range(6))
LINKED = '<script type="application/ld+json">{}</script>'


def page(inner: str, head: str = "", title: str = "Dam opens early") -> bytes:
    top = f"<!doctype html><html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>"
    return f"{top}{inner}</article></body></html>".encode("utf-8", "surrogatepass")


def linked(json_text: str) -> bytes:
    return page(STORY, LINKED.format(json_text))


# Each gives the six paragraphs of the story, whatever else is on it.
HARMLESS: dict[str, Callable[[], bytes]] = {
    "10 MB of <b>, never closed": lambda: page(STORY + "<b>" * 240_000 + "x" * 9_000_000),
    "20,000 rows, never closed": lambda: page(STORY + "<table>" + "<tr><td>a" * 20_000),
    "50,000 line breaks": lambda: page(STORY + "<br>" * 50_000),
    "an attribute of a megabyte": lambda: page(f"<div class='{'x ' * 500_000}' id='{'a' * 100_000}'>{STORY}</div>"),
    "a picture's text of a megabyte": lambda: page(
        f"{STORY}<figure><img src=a.jpg alt='{'word ' * 200_000}'></figure>"
    ),
    "900,000 attributes": lambda: page(f"<div {' '.join(f'a{n}' for n in range(900_000))}>{STORY}</div>"),
    "null bytes": lambda: page(STORY).replace(b" ", b"\x00 \x00"),
    "lone surrogates as entities": lambda: page(STORY.replace("river", "river &#xD800;&#57343;")),
    "lone surrogates in JSON-LD": lambda: linked(
        r'{"@type": "NewsArticle", "headline": "Dam \ud800 opens", "author": "\udfff"}'
    ),
    "8,000 links": lambda: page(STORY + "".join(f"<a href=/{n}>Story {n} of many others</a> " for n in range(8_000))),
    "links in links": lambda: page(STORY + "<a href=/><span>" * 100 + "<p>Another story of many</p>" * 10_000),
    "JSON-LD of 9 MB": lambda: linked(f'{{"@type": "NewsArticle", "keywords": [{",".join(["1"] * 4_500_000)}]}}'),
    "JSON-LD, deep": lambda: linked("[" * 900_000),
    "JSON-LD that points to itself": lambda: linked(
        '{"@graph": [{"@id": "a", "@type": "NewsArticle", "author": {"@id": "b"}}, {"@id": "b", "name": {"@id": "a"}}]}'
    ),
    "JSON-LD, broken, with a long gap": lambda: linked('{"@type": "NewsArticle",' + " " * 1_900_000 + "x"),
    "JSON-LD, broken, of quotes": lambda: linked('{"@type": "NewsArticle",' + '"headline":"' * 150_000),
    "a long run of spaces": lambda: page(STORY + "<p>a" + " " * 5_000_000),
    "a long run of &": lambda: page(STORY + "&" * 3_000_000),
    "comments, never closed": lambda: page(STORY + "<!--" * 200_000),
    "headings": lambda: page(STORY + "".join(f"<h2>Related {n}</h2>" for n in range(10_000))),
    "labels": lambda: page(STORY + "<p>Related</p>" * 8_000),
}


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool(1, preload=(extract_article.__module__,))
    yield pool
    pool.close()


def paragraphs(pool: Pool, body: bytes) -> list[str]:
    """The paragraphs of a page's article, read in a child. Raises: ExtractError."""
    extract = partial(extract_article, min_text_chars=OPTIONS.min_text_chars)
    asked = page_of(body)
    found = await_answer(asked, pool.submit(extract, asked, OPTIONS.page_seconds), OPTIONS)
    return normalise_article(found.article).text.split("\n\n")


@pytest.mark.parametrize("name", HARMLESS)
def test_a_hostile_page_gives_its_story(pool: Pool, name: str) -> None:
    body = HARMLESS[name]()
    assert len(body) <= 10_000_000, "no page may be larger"
    found = paragraphs(pool, body)
    story = [line for line in found if line.startswith("Gate ")]
    assert [line[:10] for line in story] == [f"Gate {n}: The"[:10] for n in range(6)]
    assert all(line.endswith("closed until the morning.") for line in story)


LONG: dict[str, tuple[Callable[[], bytes], int, int]] = {
    "5 MB in one paragraph": (
        lambda: page("<p>" + "".join(f"{n}. {SENTENCE}" for n in range(48_000)) + "</p>"),
        1,
        4_800_000,
    ),
    "a word of 5 MB": (lambda: page(f"{STORY}<p>{'a' * 5_000_000}</p>"), 7, 5_000_000),
    "a letter with a million marks": (
        lambda: page(f"{STORY}<p>a{chr(0x301) + chr(0x323)}" + "\u0323\u0301" * 500_000),
        7,
        100,
    ),
    "5,000 paragraphs": (lambda: page("".join(f"<p>{n}. {SENTENCE}</p>" for n in range(5_000))), 5_000, 95),
}


@pytest.mark.parametrize(("build", "count", "longest"), LONG.values(), ids=LONG)
def test_a_long_page_is_read_in_whole(pool: Pool, build: Callable[[], bytes], count: int, longest: int) -> None:
    found = paragraphs(pool, build())
    assert len(found) == count
    assert max(map(len, found)) >= longest


REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "10 MB of <p>": (lambda: page(STORY + "<p>" * 3_200_000), "too_many_tags", "found 3,200,0"),
    "200,000 links": (lambda: page(STORY + "<a href=/a>b</a>" * 200_000), "too_many_tags", "expected at most 250,000"),
    "a long run of <": (lambda: page(STORY + "<" * 5_000_000), "too_many_tags", "found 5,000,0"),
    "100,000 levels": (lambda: page("<div>" * 100_000 + STORY + "</div>" * 100_000), "no_text", "found 0 characters"),
    "null bytes only": (lambda: bytes(5_000_000), "not_html", "found no HTML element in its 5000000 bytes"),
}


@pytest.mark.parametrize(("build", "reason", "message"), REFUSED.values(), ids=REFUSED)
def test_a_page_beyond_the_bounds_is_refused_with_a_reason(
    pool: Pool, build: Callable[[], bytes], reason: str, message: str
) -> None:
    with pytest.raises(ExtractError) as refused:
        paragraphs(pool, build())
    assert refused.value.reason == reason
    assert message in str(refused.value)


def test_no_tree_is_deeper_than_recursion_can_follow() -> None:
    tree = parse_html("<html><body>" + "<div>" * 100_000 + "x")
    depth = 0
    while tree is not None and len(tree):
        tree, depth = tree[0], depth + 1
    assert 200 < depth < 256
