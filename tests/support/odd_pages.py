"""Pages that hypothesis makes up: trees of HTML with known words, their markup in several spellings, and broken markup."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from hypothesis import strategies as st

from transforms.records import Entry, Page

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
URL = "https://paper.example/2026/dam-opens"

BLOCKS = ("p", "p", "p", "div", "section", "article", "h2", "h3", "ul", "ol", "blockquote", "figure", "table", "aside")
# What may stand in which block; anything else takes all of BLOCKS and text.
ONLY = {"ul": "li", "ol": "li", "table": "tr", "tr": "td"}
# Blocks that end where another block begins, or that hold words only.
PLAIN = frozenset(("p", "h2", "h3", "figcaption"))
INLINES = ("b", "i", "em", "a", "span", "strong", "time", "small", "u")
CLASSES = ("story", "body", "caption", "byline", "related", "author", "credit", "date", "teaser", "newsletter", "x")
# Drawn whole: words of their own would make trees too dear to draw by the thousand.
TEXTS = (
    *("", " ", "dam", "Related", "By Ana Sample", "Photo: Ana Sample", "© 2026", "12:30", "keeper, said", "“so” it’s"),
    *(
        "Subscribe to our newsletter",
        "Read more: gates closed",
        "co\u00adop",
        "a\u200bb",
        "e\u0301tage",
        "Fluß 1.000",
        "水位",
    ),
    "The river rose by two metres during the night, and the bridges of the town were closed until the morning.",
    "Keepers opened gate after gate; nobody was hurt, said Ana Sample, who has watched the water for forty years.",
    "“We had sandbags for one street,” she said, “and there are nine of them behind the old harbour wall.”",
    "Der Fluss stieg in der Nacht um zwei Meter, und die Brücken der Stadt blieben bis zum Morgen gesperrt.",
    "Река поднялась на два метра за ночь, и мосты города закрыли до утра, сообщил смотритель плотины.",
    "ارتفع النهر مترين خلال الليل وأغلقت جسور المدينة حتى الصباح كما قال حارس السد القديم هناك.",
    "川の水位が夜の間に二メートル上がり、町の橋は朝まで閉鎖された。門番は「四十年で初めてだ」と話した。",
    "นที่แม่น้ำสูงขึ้นสองเมตรในตอนกลางคืนและสะพานของเมืองถูกปิดจนถึงเช้า",
    "नदी का जलस्तर रात में दो मीटर बढ़ गया और शहर के पुल सुबह तक बंद रहे।",
)


class Element(NamedTuple):
    """An element of a made-up page: text, and elements, each with the text behind it."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    text: str = ""
    children: tuple[tuple[Element, str], ...] = ()


texts = st.sampled_from(TEXTS)
# With a space ahead: where an element between two words is left out, they stay two.
tails = texts.map(" {}".format)
attributes = st.dictionaries(
    st.sampled_from(("class", "id", "itemprop", "lang", "data-x")), st.sampled_from(CLASSES), max_size=2
).map(lambda found: tuple(found.items()))


@st.composite
def inlines(draw: st.DrawFn, depth: int = 1) -> Element:
    """Gives an element within a line."""
    tag = draw(st.sampled_from(INLINES))
    inner = st.tuples(inlines(depth - 1), tails) if depth and tag != "a" else st.nothing()
    children = tuple(draw(st.lists(inner, max_size=2))) if depth and tag != "a" else ()
    own = (*draw(attributes), *((("href", "/other"),) if tag == "a" else ()))
    return Element(tag, own, draw(texts), children)


@st.composite
def blocks(draw: st.DrawFn, tag: str | None = None, depth: int = 2) -> Element:
    """Gives a block with blocks in it, or with words and inline elements."""
    tag = tag or draw(st.sampled_from(BLOCKS))
    own = draw(attributes)
    if tag == "figure":
        picture = Element("img", (("src", f"/{draw(st.sampled_from('abcd'))}.jpg"), ("alt", draw(texts))))
        caption = Element("figcaption", (), draw(texts))
        return Element(tag, own, "", ((picture, ""), (caption, "")))
    if tag in ONLY or (tag not in PLAIN and depth and draw(st.booleans())):
        inner = blocks(ONLY.get(tag), depth - 1) if depth else blocks("p", 0)
        if tag in ONLY and not depth:
            return Element("p", own, draw(texts))
        return Element(tag, own, "", tuple((child, "") for child in draw(st.lists(inner, max_size=3))))
    return Element(tag, own, draw(texts), tuple(draw(st.lists(st.tuples(inlines(), tails), max_size=2))))


@st.composite
def trees(draw: st.DrawFn) -> Element:
    """Gives a page as a tree: a head that may say something of it, a title, and blocks."""
    head = [Element("title", (), draw(texts))]
    for name in draw(st.lists(st.sampled_from(("author", "description", "keywords", "og:title")), unique=True)):
        head.append(Element("meta", (("name", name), ("content", draw(texts)))))
    if draw(st.booleans()):
        linked = {"@type": "NewsArticle", "headline": draw(texts), "articleBody": draw(texts), "author": draw(texts)}
        script = json.dumps(linked, ensure_ascii=draw(st.booleans()))
        head.append(Element("script", (("type", "application/ld+json"),), script))
    body = [Element("h1", (), draw(texts)), *draw(st.lists(blocks(), min_size=1, max_size=5))]
    outer = [Element("head", (), "", tuple((child, "") for child in head))]
    outer.append(Element("body", draw(attributes), "", tuple((child, "") for child in body)))
    return Element("html", (("lang", "en"),), "", tuple((child, "") for child in outer))


def markup(element: Element, backwards: bool = False) -> str:
    """Gives the HTML of a tree, each element's attributes in order or backwards."""
    pairs = reversed(element.attributes) if backwards else element.attributes
    own = "".join(f' {name}="{html.escape(value)}"' for name, value in pairs)
    if element.tag in ("img", "meta"):
        return f"<{element.tag}{own}>"
    text = element.text if element.tag == "script" else html.escape(element.text)
    inner = "".join(markup(child, backwards) + html.escape(tail) for child, tail in element.children)
    return f"<{element.tag}{own}>{text}{inner}</{element.tag}>"


def words_of(element: Element) -> str:
    """Gives all that a page says: its text in order, then its attributes, then the strings of its JSON-LD."""
    return f"{_flow(element)} {' '.join(_asides(element))}"


def _flow(element: Element) -> str:
    if element.tag == "script":
        return ""
    inner = "".join(_flow(child) + tail for child, tail in element.children)
    return f"{element.text}{inner}{'' if element.tag in INLINES else ' '}"


def _asides(element: Element) -> Iterator[str]:
    yield from (value for _, value in element.attributes)
    if element.tag == "script":
        yield from json.loads(element.text).values()
    for child, _ in element.children:
        yield from _asides(child)


def page_of(body: bytes, charset: str | None = None) -> Page:
    """Gives a page with that body, of a feed that says nothing but the link."""
    entry = Entry(id="g" * 24, url=URL, link=URL, feed_url="https://feeds.example/all.xml", parked_at=NOW)
    return Page(entry=entry, fetched_url=URL, status=200, body=body, fetched_at=NOW, size=len(body), charset=charset)


JUNK = (
    *("<", ">", "&", '"', "'", "</p>", "</div>", "</body>", "</html>", "<p", "<!--", "-->", "<![CDATA[", "]]>", "<?x"),
    *(
        "&#xD800;",
        "&#0;",
        "&#x110000;",
        "&nbsp;",
        "&bogus;",
        "\x00",
        "\ufffe",
        "\ud800",
        "\u202e",
        "\u200d",
        "\x1b[31m",
    ),
    *(
        "<script>",
        "</script>",
        "<style>",
        "<svg>",
        "<template>",
        "<noscript>",
        "<textarea>",
        "<plaintext>",
        "<frameset>",
    ),
    *(
        "<table><tr>",
        "<select><option>",
        "<base href='//'>",
        "<meta charset=utf-7>",
        "<html lang='x-'>",
        "<img srcset=','>",
    ),
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": ["\\ud800", {"name": 1}], "author": [[]]}</script>',
    '<script type="application/ld+json">{"@graph": [{"@type": [1, null]}, "Article", {"@id": {}}], "image": {"url": 1}}</script>',
)


@st.composite
def broken_pages(draw: st.DrawFn) -> bytes:
    """Gives the bytes of a page whose markup was cut, doubled and sown with junk, in some encoding."""
    text = markup(draw(trees()))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        middle = draw(st.sampled_from(JUNK) | st.text(max_size=8) | st.just(text[start:end] * 2))
        text = text[:start] + middle + text[end:]
    encoding = draw(
        st.sampled_from(("utf-8", "utf-8", "utf-16-le", "cp1252", "gb18030", "shift_jis", "koi8-r", "cp500"))
    )
    return text.encode(encoding, "surrogatepass" if encoding == "utf-8" else "xmlcharrefreplace")


charsets = st.none() | st.sampled_from(
    ("utf-8", "latin-1", "gb2312", "shift_jis", "utf-16", "utf-7", "none", "\x00", "ｕ")
)
any_bytes = st.binary(max_size=600) | st.binary(max_size=600).map(lambda body: b"<!doctype html><html><p>" + body)
