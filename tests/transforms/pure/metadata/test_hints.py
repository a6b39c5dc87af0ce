"""The head of a page, and its images."""

import pytest

from transforms.pure.metadata.captions import split_credit
from transforms.pure.metadata.hints import Hints, read_hints
from transforms.pure.metadata.images import find_figures, place_images
from transforms.pure.metadata.names import split_authors
from transforms.pure.metadata.titles import without_site
from transforms.pure.page.elements import element_text, parse_html
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
    "kicker in the h1": (
        OG.replace("Dam opens early", "Dam opens early after rain"),
        "<h1><span>Valley</span> Dam opens early after rain</h1>",
        None,
        ("Dam opens early after rain", "h1"),
    ),
    "what the address says": (
        '<link rel="canonical" href="https://valley.example/news/dam-opens-early-after-the-rain-84211">'
        '<meta property="og:title" content="Dam opens early after the rain">',
        "<h1>Why the keeper of the dam cannot sleep</h1><title>Why the keeper of the dam cannot sleep</title>",
        None,
        ("Dam opens early after the rain", "opengraph"),
    ),
    "spaces as most have them": (
        '<meta property="og:title" content="Dam: opens early"><meta name="twitter:title" content="Dam: opens early">',
        "<h1>Dam:opens early</h1>",
        None,
        ("Dam: opens early", "opengraph"),
    ),
    "section and site behind": (
        '<meta property="og:title" content="Dam opens early | World | Valley Herald">'
        '<meta property="og:site_name" content="Valley Herald">',
        "",
        None,
        ("Dam opens early", "opengraph"),
    ),
    "host as the site's name": (
        "<title>Dam opens early - valley.example</title>",
        "",
        None,
        ("Dam opens early", "title"),
    ),
    "metadata of the front page": (
        '<meta property="og:title" content="Valley Herald"><meta property="og:site_name" content="Valley Herald">'
        "<title>Valley Herald</title>",
        "<h1>Dam opens early after the rain</h1>",
        None,
        ("Dam opens early after the rain", "h1"),
    ),
    "h1 of another article": (
        '<meta property="og:title" content="Dam opens early"><title>Dam opens early</title>',
        "<h1>How the ferry came to the valley</h1>",
        None,
        ("Dam opens early", "opengraph"),
    ),
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
    "roles": (
        "Ana Sample, Chief Political Correspondent, and Ben Sample, Editor-at-large",
        ["Ana Sample", "Ben Sample"],
    ),
    "role of several words": ("Von Jörg Muster, freier Mitarbeiter", ["Jörg Muster"]),
    "degrees": ("Ana Sample, MS, RDN", ["Ana Sample"]),
    "lead of two words": ("Analysis by Ana Sample", ["Ana Sample"]),
    "slash": ("Ana Sample/Ben Sample", ["Ana Sample", "Ben Sample"]),
    "Korean role": ("김예시 기자, 이보기 특파원", ["김예시", "이보기"]),
    "Chinese label": ("作者：李样本、王样本", ["李样本", "王样本"]),
    "Russian": ("Автор: Анна Пример и Борис Пример", ["Анна Пример", "Борис Пример"]),
    "Spanish": ("Por José Ejemplo y María Ejemplo", ["José Ejemplo", "María Ejemplo"]),
    "conjunction in a name": ("Luis Ejemplo y Cajal", ["Luis Ejemplo y Cajal"]),
    "place": ("Käthe Muster aus Berlin", ["Käthe Muster"]),
    "aside": ("Ana Sample (Valley Desk)", ["Ana Sample"]),
    "those who edited": ("Reporting by Ana Sample; Editing by Ben Sample", ["Ana Sample"]),
    "name that begins with a particle": ("Di Sample", ["Di Sample"]),
    "placeholder": ("admin", []),
    "placeholder with a lead": ("By admin", []),
    "commas": ("Ana Sample, Ben Sample", ["Ana Sample", "Ben Sample"]),
    "a name that begins like a word": ("Byron Sample", ["Byron Sample"]),
    "address": ("ana@valley.example", []),
    "profile": ("https://valley.example/ana", []),
    "sentence": ("the editors of this paper in the old town hall", []),
    "credit": ("(Image: Valley Photo)", []),
    "Han": ("李样本", ["李样本"]),
    "date behind": (
        "By Ana Sample and Ben Sample on Monday, November 23rd, 2026 at 11:08 a.m.",
        ["Ana Sample", "Ben Sample"],
    ),
    "date behind, Spanish": ("Por José Ejemplo 3 de mayo de 2026", ["José Ejemplo"]),
    "date behind, German": ("Von Jörg Muster, 3. November 2026", ["Jörg Muster"]),
    "date in digits": ("Ana Sample | 12/11/2026", ["Ana Sample"]),
    "a name like a day": ("Joe Friday", ["Joe Friday"]),
    "a name like a month": ("May Sample", ["May Sample"]),
    "a day alone": ("Ana Sample, Friday", ["Ana Sample"]),
}


@pytest.mark.parametrize(("text", "expected"), SPLIT.values(), ids=SPLIT.keys())
def test_split_authors(text: str, expected: list[str]) -> None:
    assert split_authors(text) == expected


BYLINES = {
    "microdata": ('<span itemprop="author"><b itemprop="name">Ana Sample</b>, Editor</span>', ("Ana Sample",)),
    "link to a profile": ('<a href="/authors/ana">Ana Sample</a>', ("Ana Sample",)),
    "several in a list": (
        '<ul><li><a rel="author">Ana Sample</a></li><li><a rel="author">Ben Sample</a></li></ul>',
        ("Ana Sample", "Ben Sample"),
    ),
    "outer and inner": ('<p class="byline">By <a rel="author">Ana Sample</a> Share</p>', ("Ana Sample",)),
    "plain line": ("<p>By Ana Sample and Ben Sample</p>", ("Ana Sample", "Ben Sample")),
    "lead ahead of a link": ("<p class='meta'>By <a href='/staff/ana'>Ana Sample</a>, 3 May 2026</p>", ("Ana Sample",)),
    "desk behind the text": (f"<p>{'Es regnete. ' * 20}</p><p><em>VB-Redaktion</em></p>", ("VB-Redaktion",)),
    "French line": ("<div>Par Anne Exemple</div>", ("Anne Exemple",)),
    "label in its own element": ("<ul><li><strong>Autor</strong> Jörg Muster</li></ul>", ("Jörg Muster",)),
    "bracket at the end": (
        f"<p>{'The dam opened. ' * 12}(Käthe Muster aus Berlin, Jörg Muster, 3.5.2026)</p>",
        ("Käthe Muster", "Jörg Muster"),
    ),
    "name alone ahead of the text": (f"<p><strong>Ana Sample</strong></p><p>{'It rained. ' * 20}</p>", ("Ana Sample",)),
    "reporter behind the text": (f"<p>{'비가 내렸다. ' * 20}</p><p>서다온 기자 daon@valley.example</p>", ("서다온",)),
    "label of a section": ("<p><strong>Read more</strong></p><p>By night the dam glows.</p>", ()),
}


@pytest.mark.parametrize(("body", "expected"), BYLINES.values(), ids=BYLINES.keys())
def test_bylines_that_readers_see(body: str, expected: tuple[str, ...]) -> None:
    found = hints("", f"<h1>Dam opens early after rain</h1>{body}")
    assert found.authors == expected
    assert found.authors_source == ("byline" if expected else None)


def test_author_meta_of_any_vendor_is_read_where_json_ld_names_the_site() -> None:
    linked = '{"@type": "Article", "author": "Valley Herald", "publisher": {"name": "Valley Herald"}}'
    head = f'<script type="application/ld+json">{linked}</script><meta name="somevendor:author" content="Ana Sample">'
    found = hints(head)
    assert (found.authors, found.authors_source) == (("Ana Sample",), "meta")


def test_an_account_of_the_site_gives_way_to_a_person() -> None:
    linked = '{"@type": "Article", "author": "Valley D", "publisher": {"name": "Valley Herald"}}'
    head = f'<script type="application/ld+json">{linked}</script>'
    assert hints(head).authors == ("Valley D",)
    named = hints(head, f"<p>By <a>Valley Herald</a></p><p><strong>ANA SAMPLE</strong></p><p>{'It rained. ' * 20}</p>")
    assert (named.authors, named.authors_source) == (("ANA SAMPLE",), "byline")


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
        ("Dam opens | The Valley Star", "Valley Star", "Dam opens"),
        ("Dam opens - Valley Star News", "valleystar", "Dam opens"),
        ("Dam opens | News", "Valley Star", "Dam opens | News"),
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


TITLE = "<h1>The keeper of the dam</h1>"
STORY = (
    "<div class='t'>"
    + "<p>On Monday the gates stayed open until the water had gone down by a metre.</p>" * 3
    + "</div>"
)
UNANNOUNCED = {
    "with the title": (f"<div>{TITLE}<div>{LINE}</div></div>{STORY}", LINE),
    "behind a byline": (
        f"<div>{TITLE}<div class='byline'>Ana Sample, our woman at the dam of Soller, and Jo</div><p>{LINE}</p></div>{STORY}",
        LINE,
    ),
    "named, in a wrapper": (f"{TITLE}<div data-name='standfirst'><div><p>{LINE}</p></div></div>{STORY}", LINE),
    "a caption": (f"<div>{TITLE}<div><img src='a.jpg'><span>{LINE}</span></div></div>{STORY}", None),
    "a link": (f"<div>{TITLE}<div><a href='/n'>{LINE}</a></div></div>{STORY}", None),
    "a date": (
        f"<div>{TITLE}<div>Published at 10:15 on Monday, the first of March, and updated</div></div>{STORY}",
        None,
    ),
    "the title again": (
        f"<div>{TITLE}<div>The keeper of the dam: the keeper, the dam, the keeper of it</div></div>{STORY}",
        None,
    ),
    "the text": (f"<div>{TITLE}<p>{LINE}</p>{STORY}</div>", None),
    "a first paragraph that is named so": (
        f"{TITLE}<div class='intro'><p>{LINE}</p><p>{LINE} It said so.</p></div>",
        None,
    ),
}


@pytest.mark.parametrize(("body", "expected"), UNANNOUNCED.values(), ids=UNANNOUNCED.keys())
def test_a_standfirst_that_nothing_announces_stands_with_the_title(body: str, expected: str | None) -> None:
    assert hints("", body).standfirst == expected


DATES = {
    "JSON-LD and meta": (
        '<script type="application/ld+json">{"@type": "Article", "datePublished": "2026-11-22T10:00:00Z"}</script>'
        '<meta name="pubdate" content="2026-11-22">',
        "<p>24.11.2026</p>",
        [("2026-11-22T10:00:00Z", "jsonld"), ("2026-11-22", "meta")],
    ),
    "microdata": (
        "",
        '<span itemprop="datePublished" content="2026-11-22T10:00:00Z">Sunday</span>',
        [("2026-11-22T10:00:00Z", "microdata")],
    ),
    "time behind the title": (
        "",
        "<aside><time datetime='2020-01-01'></time></aside><h1>Dam</h1><time datetime='2026-11-22T10:00Z'>now</time>",
        [("2026-11-22T10:00Z", "time")],
    ),
    "address": (
        '<link rel="canonical" href="/2026/nov/22/dam">',
        "<h1>Dam</h1><p>The story goes on.</p>",
        [("2026-11-22", "address")],
    ),
    "behind the title": ("<title>Dam | World | 22.11.2026</title>", "<h1>Dam</h1>", [("2026-11-22", "title")]),
    "line": ("", "<h1>Dam</h1><div>Publié le 3 juillet 2026 à 10h</div>", [("2026-07-03", "text")]),
    "ambiguous line": ("", "<h1>Dam</h1><div>03/04/2026</div>", []),
}


@pytest.mark.parametrize(("head", "body", "expected"), DATES.values(), ids=DATES.keys())
def test_dates_of_publication(head: str, body: str, expected: list[tuple[str, str]]) -> None:
    assert [(date.value, date.source) for date in hints(head, body).published] == expected


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


HOSTILE = {
    "title of a megabyte": ("", f"<h1>{'a - ' * 250_000}</h1>"),
    "byline of brackets": ("", f"<p>{'(' * 500_000}</p>"),
    "author without spaces": ("", f"<span itemprop='author'>{'a,' * 500_000}</span>"),
    "author meta without spaces": (f"<meta name='author' content='{'a' * 1_000_000}'>", ""),
    "alternative text of a megabyte": ("", f"<img src='/d.jpg' alt='{'x ' * 500_000}'><p>x x</p>"),
    "caption of one word": ("", f"<figure><img src='/d.jpg'><figcaption>{'w' * 1_000_000}.</figcaption></figure>"),
    "many nested lines with dates": ("", "<h1>Dam</h1>" + "<div>1 line that is long enough to be a paragraph" * 200),
}


@pytest.mark.parametrize(("head", "body"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_said_at_length_is_cut_or_left_out(head: str, body: str) -> None:
    found = hints(head, body)
    assert found.title is None or len(found.title.value) <= 500
    assert all(len(author) <= 80 for author in found.authors)
    tree = parse_html(f"<html><body>{body}</body></html>")
    assert tree is not None
    assert all(len(figure.caption or "") <= 1500 for figure in find_figures(tree, BASE)[0])


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


CAPTIONED = {
    "figcaption": (
        "<figure><img src='/d.jpg'><figcaption>The dam. <cite>Valley Photo</cite></figcaption></figure>",
        ("The dam.", "Valley Photo"),
    ),
    "figcaption beside its figure": (
        "<div><figure><img src='/d.jpg'></figure><figcaption>The dam opens.</figcaption></div>",
        ("The dam opens.", None),
    ),
    "by class": (
        "<div><div><img src='/d.jpg'></div><p class='img-caption'>The dam opens.</p></div>",
        ("The dam opens.", None),
    ),
    "repeats the alternative text": (
        "<div><img src='/d.jpg' alt='The dam opens early'><p>The dam opens early <span>Valley/Ana Sample</span></p></div>",
        ("The dam opens early", "Valley/Ana Sample"),
    ),
    "in an attribute": ("<div><img src='/d.jpg' data-caption='The dam opens.'></div>", ("The dam opens.", None)),
    "lazy twin": (
        "<div><img src='/blank.gif' alt='Dam'><noscript><img src='/d.jpg' alt='Dam'></noscript>"
        "<p class='caption'>The dam opens.</p></div>",
        ("The dam opens.", None),
    ),
    "credit beside": (
        "<div><img src='/d.jpg'><span class='source'>Valley</span><span class='caption'>The dam opens.</span></div>",
        ("The dam opens.", "Valley"),
    ),
    "between paragraphs": (
        "<div><img src='/d.jpg'><h1>The gate of the dam, seen from the bridge.</h1></div>",
        ("The gate of the dam, seen from the bridge.", None),
    ),
}


@pytest.mark.parametrize(("markup", "expected"), CAPTIONED.values(), ids=CAPTIONED.keys())
def test_caption_and_credit(markup: str, expected: tuple[str, str | None]) -> None:
    paragraphs = [
        f"Paragraph number {n} of the story about the dam, which is long enough to be one." * 2 for n in range(2)
    ]
    tree = parse_html(f"<html><body><p>{paragraphs[0]}</p>{markup}<p>{paragraphs[1]}</p></body></html>")
    assert tree is not None
    (image,) = place_images(*find_figures(tree, BASE), paragraphs, ())
    assert image == Image(url="https://www.valley.example/d.jpg", caption=expected[0], credit=expected[1], position=1)


NO_CAPTIONS = {
    "teaser": "<div><a href='/other'><img src='/d.jpg' alt='The ferry runs again'><p>The ferry runs again</p></a></div>",
    "title of a teaser": "<figure><img src='/d.jpg'><p class='caption'><a href='/other'>The ferry runs again</a></p></figure>",
    "author's picture": "<div><img src='/d.jpg' alt='Ana Sample'><p>By Ana Sample</p></div>",
    "logo": "<nav><figure><img src='/d.jpg'><figcaption>The Valley Herald</figcaption></figure></nav>",
}


@pytest.mark.parametrize("markup", NO_CAPTIONS.values(), ids=NO_CAPTIONS.keys())
def test_words_beside_a_picture_that_are_no_caption(markup: str) -> None:
    tree = parse_html(f"<html><body>{markup}</body></html>")
    assert tree is not None
    assert [figure.caption for figure in find_figures(tree, BASE)[0] if figure.caption] == []


def test_portrait_behind_the_text_is_no_image_of_the_article() -> None:
    paragraph = "A paragraph of the story about the dam, which is long enough to be one."
    portrait = "<figure><img src='/ana.jpg'><figcaption>Ana Sample</figcaption></figure>"
    tree = parse_html(f"<html><body><p>{paragraph}</p>{portrait}</body></html>")
    assert tree is not None
    found = find_figures(tree, BASE)
    assert place_images(*found, [paragraph], (), ["Ana Sample"]) == ()
    assert len(place_images(*found, [paragraph], (), ["Ben Sample"])) == 1


def test_base_element_resolves_links_and_pictures() -> None:
    head = '<base href="/town/"><link rel="canonical" href="dam"><meta property="og:image" content="d.jpg">'
    found = hints(head)
    assert found.canonical is not None
    assert found.canonical.value == "https://www.valley.example/town/dam"
    assert found.images == (Image(url="https://www.valley.example/town/d.jpg"),)


def test_one_picture_under_several_addresses_is_one_image() -> None:
    paragraph = "A paragraph of the story about the dam, which is long enough to be one."
    figure = "<figure><img src='/img/640/dam-640x360.webp'></figure>"
    tree = parse_html(f"<html><body>{figure}<p>{paragraph}</p></body></html>")
    assert tree is not None
    told = (
        Image(url="https://www.valley.example/dam-1200x675.jpg", caption="The dam.", credit="Valley Photo"),
        Image(url="https://www.valley.example/dam-800x800.jpg", caption="The dam."),
    )
    assert place_images(*find_figures(tree, BASE), [paragraph], told) == (
        Image(
            url="https://www.valley.example/img/640/dam-640x360.webp",
            caption="The dam.",
            credit="Valley Photo",
            position=0,
        ),
    )


CREDITS = {
    "French": ("Le barrage. Crédit : Anne Exemple", ("Le barrage.", "Anne Exemple")),
    "Russian": ("Плотина Фото: Анна Пример", ("Плотина", "Анна Пример")),
    "Japanese sign": ("ダムの門＝通信社", ("ダムの門", "通信社")),
    "Japanese place": ("ダムの門＝例子町", ("ダムの門＝例子町", None)),
    "Japanese bracket": ("ダムの門（例子花子撮影）", ("ダムの門", "例子花子撮影")),
    "Korean bracket": ("댐의 문이 열리고 있다. [사진 = 김예시 기자]", ("댐의 문이 열리고 있다", "김예시 기자")),
    "bare": ("The gate seen from the ground up. Supplied", ("The gate seen from the ground up", "Supplied")),
    "abbreviation is no end": ("The dam with Rep. Ana Sample", ("The dam with Rep. Ana Sample", None)),
    "archive": ("The dam in June. (Archivbild)", ("The dam in June. (Archivbild)", None)),
    "slash": ("The dam in June / Ana Sample", ("The dam in June", "Ana Sample")),
    "bracket behind the sentence": ("The dam. (Valley Photo)", ("The dam.", "Valley Photo")),
    "bracket within": ("The dam (left) in June", ("The dam (left) in June", None)),
    "bar": ("The dam | Valley Photo", ("The dam", "Valley Photo")),
    "copyright": ("The dam © Ana Sample", ("The dam", "Ana Sample")),
    "German": ("Der Damm. Foto: Jörg Muster", ("Der Damm.", "Jörg Muster")),
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


def test_element_text_keeps_words_apart_and_together() -> None:
    tree = parse_html(
        "<html><body><div>The d<b>am</b><br>opens<script>x()</script><p>early</p>today</div></body></html>"
    )
    assert tree is not None
    assert element_text(tree) == "The dam opens early today"
