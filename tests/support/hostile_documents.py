"""Documents made to cost their reader the square of their size, each with work that reads it: run it within bounds (`bounded`).

Each is so large that work by its square would take many times the bounds, and what is done takes a second or two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from bare_articles import bare_article
from odd_pages import page_of

from transforms.errors import FeedError
from transforms.pure.article import extract_article
from transforms.pure.body.context import PageContext, place_blocks
from transforms.pure.body.cuts import cut_pull_quotes
from transforms.pure.enrichment.enriching import EnrichOptions, run_step
from transforms.pure.feeds.indexes import choose_sitemaps
from transforms.pure.feeds.parse import parse_feed
from transforms.pure.feeds.sitemaps import read_index
from transforms.pure.normalisation import normalise_article
from transforms.pure.page.blocks import Block, with_spaces
from transforms.pure.stories.live import LiveStories
from transforms.pure.stories.options import StoryOptions
from transforms.pure.stories.originals import CopySource, find_original
from transforms.pure.stories.profiles import make_profile
from transforms.records import Source

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SENTENCE = "The river rose by two metres during the night, and the bridges were closed until the morning. "
STORY = "".join(f"<p>Gate {n}: {SENTENCE}</p>" for n in range(6))
LETTERS = "abcdefghij"


def page(inner: str, lang: str = "en") -> bytes:
    head = f'<!doctype html><html lang="{lang}"><head><title>Dam opens early</title></head><body><article>'
    return f"{head}<h1>Dam opens early</h1>{inner}</article></body></html>".encode()


def rss(inner: str) -> bytes:
    return f"<rss version='2.0'><channel><title>V</title><item><link>/1</link>{inner}</item></channel></rss>".encode()


def atom(inner: str, behind: str = "") -> bytes:
    entry = f'<entry><id>tag:1</id><link href="/1"/>{inner}</entry>{behind}'
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>V</title>{entry}</feed>'.encode()


def letters(number: int, alphabet: str = LETTERS) -> str:
    """Gives five letters for a number, others for each."""
    return "".join(alphabet[number // 10**place % 10] for place in range(5))


# Pages: what stands in an article. All of the story is found.
PAGES: dict[str, Callable[[], bytes]] = {
    "words between what is hidden": lambda: page(
        STORY + "<p>" + "word <span style='display:none'>x</span>" * 100_000 + "</p>"
    ),
    "readings above characters": lambda: page("<p>" + "<ruby>水<rt>みず</rt></ruby>" * 60_000 + "。</p>", "ja"),
    "words between scripts": lambda: page(STORY + "<p>" + "word <script>x</script>" * 60_000 + "</p>"),
}

# Feeds: what stands in their one item.
FEEDS: dict[str, Callable[[], bytes]] = {
    "categories": lambda: rss("".join(f"<category>c{n}</category>" for n in range(100_000))),
    "namespaces": lambda: rss("".join(f'<a:x xmlns:a="urn:{n}">v</a:x>' for n in range(80_000))),
    "an author of dots": lambda: rss(f"<author>{'a.' * 500_000}@b.c</author>"),
    "white space round a content": lambda: atom(
        f'<content type="xhtml">{chr(10)}{"&#32;" * 1_500_000}<div xmlns="http://www.w3.org/1999/xhtml">w</div></content>'
    ),
    "addresses in addresses": lambda: atom("", "<a xml:base='b/'>" * 40_000 + "</a>" * 40_000),
}


def _speakers(count: int) -> Iterator[str]:
    for n in range(count):
        yield f"Ana Samp{letters(n)} came. “Gate {n} is open,” said Ana Samp{letters(n)}. “It holds for now,” she said. "


def _in_one_case(count: int) -> Iterator[str]:
    for name in (f"Пет{letters(n, 'абвгдежзик')}" for n in range(count)):
        yield f"Иван {name} ушёл. «Она стоит», — сказал {name}. "


def _japanese(count: int) -> Iterator[str]:
    for n in range(count):
        yield f"佐{chr(0x4E00 + n % 900)}{chr(0x5400 + n // 900)}市長は「工事が終わった」と話した。"


# Texts: their language, and who speaks in them.
TEXTS: dict[str, tuple[str, Callable[[], str]]] = {
    "marks that nothing closes": ("en", lambda: "“a " * 500_000),
    "marks of all kinds": ("en", lambda: "“a „b «c »d ‹e ‚f " * 60_000),
    "pronouns behind thousands of speakers": ("en", lambda: "".join(_speakers(15_000))),
    "thousands of names in one case": ("ru", lambda: "".join(_in_one_case(12_000))),
    "speech between dashes": ("de", lambda: "— " + "a, b — " * 150_000),
    "verbs between dashes": ("de", lambda: "— " + "sagte, er — " * 100_000),
    "Japanese names": ("ja", lambda: "".join(_japanese(30_000))),
}


def _marks(count: int) -> str:
    """Gives marks of several kinds without a space, in an order that never repeats."""
    return "".join("“”()!'\"‘"[(n * n // 7 + n) % 8] for n in range(count))


# Texts of which a model is to say who is named in them.
NAMED: dict[str, Callable[[], str]] = {
    "marks without a space": lambda: _marks(1_000_000),
    "letters without a space": lambda: "".join(letters(n) for n in range(200_000)),
    "one name, said 250,000 times": lambda: "Ana Velm opens the ga" * 250_000,
}
# Names that thousands of articles share; the rest of each is its own.
_SHARED_NAMES = " ".join(f"{letters(n).title()}ville" for n in range(20))


def read_page(name: str) -> int:
    """Gives how many paragraphs of a page are the story's."""
    text = normalise_article(extract_article(page_of(PAGES[name]()), 20).article).text
    return sum(line.startswith(("Gate ", "水")) for line in text.split("\n\n"))


def read_feed(name: str) -> str:
    """Gives the link of a feed's one item, or the reason why there is none."""
    try:
        return parse_feed(FEEDS[name](), "https://valley.example/rss", "text/xml", NOON).items[0].link
    except FeedError as error:
        return error.reason


def find_quotes(name: str) -> tuple[int, tuple[str, ...]]:
    """Gives how many quotes are found in a text, and the flags that the article has then."""
    language, text = TEXTS[name]
    article = run_step("quotes", bare_article(text=text(), language=language), EnrichOptions())
    return len(article.quotes or ()), article.quality.flags


def pull_quotes(count: int) -> int:
    """Gives how many of many quotations are taken out of a text that says some of them."""
    said = [f"Gate {letters(n)} of the dam stays open until the morning" for n in range(count)]
    blocks = [*(Block(f"{one}, she said.") for one in said), *(Block(one, "quote") for one in reversed(said))]
    return len(cut_pull_quotes(place_blocks(blocks, PageContext()), PageContext(), {}))


def part_words(count: int) -> int:
    """Gives the length of a line that is one word of many."""
    return len(
        with_spaces(
            [Block("damDam" * count)], [Block("dam"), Block("Dam"), *map(Block, ("damDam" * n for n in range(9)))]
        )[0].text
    )


def find_first(count: int) -> tuple[int, str]:
    """Gives the original of many copies, of which each credits an agency and names another page as its own; and what shows it."""
    group = [
        CopySource(
            id=f"a{n}",
            url=f"https://s{n}.example/dam",
            site=f"s{n}.example",
            seen_at=NOON,
            agency=f"Agency {n}",
            canonical_url=f"https://s{n // 2}.example/dam",
        )
        for n in range(count)
    ]
    found = find_original(group)
    return found.at, found.evidence


def find_names(name: str) -> tuple[str, ...]:
    """Gives the flags of an article in whose hostile text names are looked for: none where that ended well."""
    article = bare_article(text=NAMED[name](), title="Dam opens", language="en")
    return run_step("entities", article, EnrichOptions()).quality.flags


def read_sitemap_index(count: int) -> list[str]:
    """Gives the sitemaps that are to be read of an index that lists very many, itself in several spellings among them."""
    own = "https://valley.example/index.xml"
    spelled = [
        own,
        own.upper().replace("INDEX.XML", "index.xml"),
        f"{own}#top",
        own.replace(".example", ".example:443"),
    ]
    listed = [*spelled, *(f"https://valley.example/2026-{n % 12 + 1:02}/{letters(n)}.xml" for n in range(count))]
    body = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in listed)
    found = read_index(f"<sitemapindex>{body}</sitemapindex>", own, NOON).sitemaps
    return [one.url for one in choose_sitemaps(found, own, 3)]


def group_under_one_name(count: int) -> int:
    """Gives how many stories there are of articles that all name the same twenty places, and of which each says other things."""
    stories = LiveStories(StoryOptions())
    for n in range(count):
        own = " ".join(letters(n * 7 + place) for place in range(12))
        text = f"The mayors of {_SHARED_NAMES} met over {own}. {_SHARED_NAMES} agreed on {own[::-1]}."
        source = Source(site=f"s{n}.example")
        article = bare_article(id=f"a{n}", title=f"Talks {letters(n)}", text=text, language="en", source=source)
        stories.add(make_profile(article))
    return len(stories.changed())


WORK: dict[str, Callable[[], object]] = {
    **{f"page: {name}": partial(read_page, name) for name in PAGES},
    **{f"feed: {name}": partial(read_feed, name) for name in FEEDS},
    **{f"quotes: {name}": partial(find_quotes, name) for name in TEXTS},
    "page: quotations that the text says as well": partial(pull_quotes, 40_000),
    "page: a word of many": partial(part_words, 200_000),
    "stories: copies that name one another": partial(find_first, 40_000),
    "stories: names that all articles share": partial(group_under_one_name, 4_000),
    "sitemaps: an index of 50,000": partial(read_sitemap_index, 60_000),
    **{f"entities: {name}": partial(find_names, name) for name in NAMED},
}


def spin() -> None:
    """Uses CPU for ever."""
    while True:
        pass
