"""The head of a page, its images, and the barriers that stand in an article's place."""

import pytest

from transforms.pure.barriers import find_barrier
from transforms.pure.blocks import without_metadata, without_tail
from transforms.pure.elements import element_text, parse_html
from transforms.pure.heads import split_authors, without_site
from transforms.pure.images import find_figures, place_images, split_credit
from transforms.pure.pages import Hints, page_kind, read_hints
from transforms.records import Image

BASE = "https://www.valley.example/news/dam-84211"


def hints(head: str, body: str = "", root: str = "<html>", entry_title: str | None = None) -> Hints:
    tree = parse_html(f"{root}<head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    return read_hints(tree, BASE, entry_title)


OG = '<meta property="og:title" content="Dam opens early | Valley Herald"><meta property="og:site_name" content="Valley Herald">'
TITLES = {
    "h1 that agrees": (OG, "<h1>Dam opens early</h1>", None, ("Dam opens early", "h1")),
    "second h1 agrees": (OG, "<h1>Valley Herald</h1><h1>Dam opens early</h1>", None, ("Dam opens early", "h1")),
    "h1 with more to say": (
        OG,
        "<h1>Dam opens early after record rain</h1>",
        None,
        ("Dam opens early after record rain", "h1"),
    ),
    "no h1 agrees": (OG, "<h1>Region</h1><h1>News</h1>", None, ("Dam opens early", "opengraph")),
    "h1 alone": ("", "<h1>Dam opens early</h1>", None, ("Dam opens early", "h1")),
    "feed before title element": ("<title>valley</title>", "", "Dam opens early", ("Dam opens early", "feed")),
    "title element": ("<title>Dam opens early</title>", "", None, ("Dam opens early", "title")),
    "JSON-LD before OpenGraph": (
        OG + '<script type="application/ld+json">{"@type": "Article", "headline": "The dam is open"}</script>',
        "",
        None,
        ("The dam is open", "jsonld"),
    ),
    "name attribute instead of property": (
        '<meta name="twitter:title" content="Dam opens">',
        "",
        None,
        ("Dam opens", "meta"),
    ),
}


@pytest.mark.parametrize(("head", "body", "entry", "expected"), TITLES.values(), ids=TITLES.keys())
def test_title(head: str, body: str, entry: str | None, expected: tuple[str, str]) -> None:
    title = hints(head, body, entry_title=entry).title
    assert title is not None
    assert (title.value, title.source) == expected


def test_no_title() -> None:
    assert hints("").title is None


SPLIT = {
    "by": ("By Ana Sample", ["Ana Sample"]),
    "German": ("Von Jörg Muster und Käthe Muster", ["Jörg Muster", "Käthe Muster"]),
    "French": ("Par Anne Exemple et Luc Exemple", ["Anne Exemple", "Luc Exemple"]),
    "commas": ("Ana Sample, Ben Sample", ["Ana Sample", "Ben Sample"]),
    "a name that begins like a word": ("Byron Sample", ["Byron Sample"]),
    "address": ("ana@valley.example", []),
    "profile": ("https://valley.example/ana", []),
    "sentence": ("the editors of this paper in the old town hall", []),
    "credit": ("(Image: Valley Photo)", []),
    "Han": ("李样本", ["李样本"]),
}


@pytest.mark.parametrize(("text", "expected"), SPLIT.values(), ids=SPLIT.keys())
def test_split_authors(text: str, expected: list[str]) -> None:
    assert split_authors(text) == expected


def test_publisher_as_author_gives_way_to_a_person() -> None:
    linked = '{"@type": "Article", "author": "Valley Herald", "publisher": {"name": "Valley Herald"}}'
    head = f'<script type="application/ld+json">{linked}</script>'
    alone = hints(head)
    assert (alone.authors, alone.authors_source) == (("Valley Herald",), "jsonld")
    named = hints(head, '<p class="byline"><a rel="author" href="/ana">Ana Sample</a></p>')
    assert (named.authors, named.authors_source) == (("Ana Sample",), "byline")


def test_bylines_of_other_articles_are_not_taken() -> None:
    other = '<aside><ul><li><a rel="author">Ben Sample</a></li></ul></aside>'
    body = f'<header><span itemprop="author">Ana Sample</span></header>{other}'
    assert hints("", body).authors == ("Ana Sample",)


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("Dam opens - Valley Herald", "Valley Herald", "Dam opens"),
        ("VALLEY HERALD: Dam", "Valley Herald", "VALLEY HERALD: Dam"),
        ("Valley Herald | Dam opens", "Valley Herald", "Dam opens"),
        ("Dam - opens", "Valley Herald", "Dam - opens"),
        ("Dam opens - Valley Herald", None, "Dam opens - Valley Herald"),
    ],
)
def test_without_site(title: str, site: str | None, expected: str) -> None:
    assert without_site(title, site) == expected


DESCRIBED = '<meta name="description" content="The keeper of the dam would rather be early than sorry this year.">'
LINE = "The keeper of the dam would rather be early than sorry this year."
STANDFIRSTS = {
    "by class": (f'<h1>Dam</h1><p class="article__standfirst">{LINE}</p>', LINE),
    "in the header": (f"<header><h1>Dam</h1><p>{LINE}</p></header>", LINE),
    "as a heading": (f"<h1>Dam</h1><h2>{LINE}</h2>", LINE),
    "first paragraph of the text": (f"<h1>Dam</h1><div><p>{LINE}</p><p>More.</p></div>", None),
    "not shown": ("<h1>Dam</h1>", None),
}


@pytest.mark.parametrize(("body", "expected"), STANDFIRSTS.values(), ids=STANDFIRSTS.keys())
def test_standfirst(body: str, expected: str | None) -> None:
    assert hints(DESCRIBED, body).standfirst == expected


LANGUAGES = {
    "html": ("", '<html lang="en_GB">', ("en-GB", "html")),
    "useless html": ('<meta property="og:locale" content="de_AT">', '<html lang="">', ("de-AT", "opengraph")),
    "http-equiv": ('<meta http-equiv="Content-Language" content="fr">', "<html>", ("fr", "meta")),
}


@pytest.mark.parametrize(("head", "root", "expected"), LANGUAGES.values(), ids=LANGUAGES.keys())
def test_declared_language(head: str, root: str, expected: tuple[str, str]) -> None:
    language = hints(head, root=root).language
    assert language is not None
    assert (language.value, language.source) == expected


def test_canonical_and_images_are_resolved_and_broken_ones_ignored() -> None:
    links = '<link rel="canonical" href="http://["><meta property="og:url" content="/news/dam">'
    found = hints(f'{links}<meta property="og:image" content="/d.jpg">')
    assert found.canonical is not None
    assert (found.canonical.value, found.canonical.source) == ("https://www.valley.example/news/dam", "opengraph")
    assert found.images == (Image(url="https://www.valley.example/d.jpg"),)


def test_video_pages_are_told() -> None:
    assert page_kind(hints('<meta property="og:type" content="video.other">')) == "video"


def test_images_within_the_text_are_placed_and_others_left() -> None:
    paragraphs = [f"Paragraph number {n} of the story about the dam." for n in range(3)]
    picture = "<figure><img src='/{0}.jpg'><figcaption>{0} shown here.</figcaption></figure>"
    body = "".join(
        [
            picture.format("lead"),
            f"<p>{paragraphs[0]}</p>",
            picture.format("middle"),
            f"<p>{paragraphs[1]}</p><p>{paragraphs[2]}</p>",
        ]
        + [f"<p>Teaser number {n}</p>" for n in range(4)]
        + [picture.format("teaser")]
    )
    tree = parse_html(f"<html><body>{body}</body></html>")
    assert tree is not None
    figures, page_paragraphs = find_figures(tree, BASE)
    images = place_images(figures, page_paragraphs, paragraphs, (Image(url="https://www.valley.example/og.jpg"),))
    assert [(image.url.rpartition("/")[2], image.position, image.caption) for image in images] == [
        ("og.jpg", None, None),
        ("lead.jpg", 0, "lead shown here."),
        ("middle.jpg", 1, "middle shown here."),
    ]


CREDITS = {
    "bracket behind the sentence": ("The dam. (Valley Photo)", ("The dam.", "Valley Photo")),
    "bracket within": ("The dam (left) in June", ("The dam (left) in June", None)),
    "bar": ("The dam | Valley Photo", ("The dam", "Valley Photo")),
    "copyright": ("The dam © Ana Sample", ("The dam", "© Ana Sample")),
    "German": ("Der Damm. Foto: Jörg Muster", ("Der Damm.", "Foto: Jörg Muster")),
    "none": ("The dam in June.", ("The dam in June.", None)),
}


@pytest.mark.parametrize(("caption", "expected"), CREDITS.values(), ids=CREDITS.keys())
def test_split_credit(caption: str, expected: tuple[str, str | None]) -> None:
    assert split_credit(caption) == expected


def test_lazy_images_and_the_largest_of_a_set() -> None:
    largest = "<figure><img src='data:image/gif;base64,R0' srcset='/s.jpg 320w, /l.jpg 1280w'></figure>"
    tree = parse_html(f"<html><body>{largest}<figure><img data-src='/z.jpg'></figure></body></html>")
    assert tree is not None
    assert [figure.url.rpartition("/")[2] for figure in find_figures(tree, BASE)[0]] == ["l.jpg", "z.jpg"]


def test_blocks_that_are_metadata_or_repeat_are_dropped() -> None:
    long = "A paragraph long enough to be no refrain of a song."
    blocks = [
        "Dam opens early",
        "Lead line.",
        long,
        "Yes.",
        "A gate.",
        "Why?",
        "Yes.",
        long,
        "No.",
        "No.",
        "Dam opens early",
    ]
    kept = without_metadata(blocks, ["Dam opens early"], "Lead line.", ["A gate."])
    assert kept == [long, "Yes.", "Why?", "Yes.", "No.", "Dam opens early"]


TAILS = {
    "label alone": (["The dam is open.", "Related..."], ["The dam is open."]),
    "label and titles": (
        ["The dam is open.", "Mehr zum Thema:", "Brücke gesperrt", "Fähre fährt"],
        ["The dam is open."],
    ),
    "two lists": (["The dam is open.", "Read more", "Bridge closed", "Related stories", "Ferry"], ["The dam is open."]),
    "prose behind the label": (
        ["The dam is open.", "Related", "It rained."],
        ["The dam is open.", "Related", "It rained."],
    ),
    "a sentence with the word": (["The dam is open.", "Related to this is the rain"], None),
    "no label": (["The dam is open.", "Ana Sample"], None),
    "label in first place": (["Related", "The dam"], None),
    "nothing": ([], None),
}


@pytest.mark.parametrize(("blocks", "expected"), TAILS.values(), ids=TAILS.keys())
def test_list_of_other_articles_at_the_end_is_dropped(blocks: list[str], expected: list[str] | None) -> None:
    assert without_tail(blocks) == (blocks if expected is None else expected)


def test_element_text_keeps_words_apart_and_together() -> None:
    tree = parse_html(
        "<html><body><div>The d<b>am</b><br>opens<script>x()</script><p>early</p>today</div></body></html>"
    )
    assert tree is not None
    assert element_text(tree) == "The dam opens early today"


BARRIERS = {
    "title of a bot check": (["Just a moment..."], "", False, "bot_check"),
    "two signs in the text": (["valley.example"], "Are you a robot? Please solve this captcha.", False, "bot_check"),
    "one sign in the text": (["A gate"], "It asked: are you a robot?", False, None),
    "declared article": (["Just a moment: how the dam opened"], "", True, None),
    "consent": (["Before you continue"], "We use cookies.", False, "consent_page"),
    "German consent": (["Der Bote"], "Alle Cookies akzeptieren. Zustimmung erforderlich.", False, "consent_page"),
    "long text": (["Access denied: a report"], "word " * 400, False, None),
}


@pytest.mark.parametrize(("titles", "text", "is_article", "expected"), BARRIERS.values(), ids=BARRIERS.keys())
def test_find_barrier(titles: list[str], text: str, is_article: bool, expected: str | None) -> None:
    assert find_barrier(titles, text, is_article) == expected
