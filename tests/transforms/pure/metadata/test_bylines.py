"""The authors of an article, as JSON-LD, meta elements and visible bylines name them."""

import pytest
from page_hints import hints

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
