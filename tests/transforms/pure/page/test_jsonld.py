"""JSON-LD as pages write it: nested, broken, and in many shapes."""

import json

import pytest

from transforms.pure.page.jsonld import Linked, read_linked
from transforms.pure.page.jsonld_nodes import read_nodes
from transforms.records import Image


def article(**fields: object) -> str:
    return json.dumps({"@type": "NewsArticle", **fields})


def test_plain_pairs_of_an_article_that_cannot_be_read_whole() -> None:
    broken = """{"@type": "NewsArticle", "headline": "Dam \\"opens\\"", "description": "The "old" dam",
        "datePublished": "2026-11-22T10:00:00Z", "author": {"@type": "Person", "name": "Ana Sample"}}"""
    found = read_linked([broken])
    assert (found.headline, found.published) == ('Dam "opens"', "2026-11-22T10:00:00Z")
    assert found.description is None
    assert read_nodes(broken.replace("NewsArticle", "Organization")) == []


def test_page_without_an_article_says_nothing() -> None:
    assert read_linked([json.dumps({"@type": "Organization", "name": "Valley Herald"})]) == Linked(
        page_types=frozenset({"organization"})
    )


PAGES = {
    "with headline and author": ({"headline": "Dam", "author": {"name": "Ana Sample"}}, "2026-11-22"),
    "with a headline": ({"headline": "Dam"}, None),
    "with an author": ({"author": {"name": "Ana Sample"}}, None),
    "bare": ({}, None),
}


@pytest.mark.parametrize(("fields", "expected"), PAGES.values(), ids=PAGES)
def test_a_page_with_headline_and_author_is_dated_as_an_article(
    fields: dict[str, object], expected: str | None
) -> None:
    found = read_linked([json.dumps({"@type": "WebPage", "datePublished": "2026-11-22", **fields})])
    assert (found.published, found.types) == (expected, frozenset())


def test_the_date_of_the_page_stands_beside_that_of_its_article() -> None:
    page = json.dumps({"@type": ["WebPage", "FAQPage"], "datePublished": "2026-11-22T10:00:00Z"})
    found = read_linked([page, article(datePublished="2026-11-22")])
    assert (found.published, found.page_published) == ("2026-11-22", "2026-11-22T10:00:00Z")


def test_the_page_article_beats_those_that_it_lists() -> None:
    listed = {"@type": "NewsArticle", "headline": "Other story"}
    own = {"@type": "NewsArticle", "headline": "Dam opens", "datePublished": "2026-11-22", "author": "Ana Sample"}
    script = json.dumps({"@graph": [{"@type": "ItemList", "itemListElement": [listed, listed]}, own]})
    assert read_linked([script]).headline == "Dam opens"


def test_the_article_that_the_page_is_about_is_read_alone() -> None:
    listed = {
        "@type": "NewsArticle",
        "headline": "Other",
        "url": "/o",
        "articleSection": "World",
        "author": "Ben Sample",
    }
    own = {"@type": "NewsArticle", "headline": "Dam opens!", "author": "Ana Sample"}
    found = read_linked([json.dumps([listed, own])], ["dam opens"])
    assert (found.headline, found.authors, found.section) == ("Dam opens!", ("Ana Sample",), None)
    by_address = read_linked([json.dumps([listed, own])], ["/o"])
    assert by_address.headline == "Other"


def test_gallery_is_read_where_it_is_what_the_page_is_about() -> None:
    script = json.dumps({"@type": "ImageGallery", "name": "Ten dams", "uploadDate": "2026-11-22"})
    assert read_linked([script]) == Linked(page_types=frozenset({"imagegallery"}))
    found = read_linked([script], ["ten dams"])
    assert (found.types, found.headline, found.published) == ({"imagegallery"}, "Ten dams", "2026-11-22")


AUTHORS = {
    "name": ("Ana Sample", ("Ana Sample",)),
    "person": ({"@type": "Person", "name": "Ana Sample"}, ("Ana Sample",)),
    "list of both": ([{"name": "Ana Sample"}, "Ben Sample"], ("Ana Sample", "Ben Sample")),
    "names in a list": ({"name": ["Ana Sample", "Ben Sample"]}, ("Ana Sample", "Ben Sample")),
    "twice": (["Ana Sample", "ANA SAMPLE"], ("Ana Sample",)),
    "address": ("https://valley.example/ana", ()),
    "entities": ("Jos&eacute; Sample", ("José Sample",)),
    "number": (7, ()),
    "blank": ({"name": " "}, ()),
    "nothing": (None, ()),
}


@pytest.mark.parametrize(("value", "expected"), AUTHORS.values(), ids=AUTHORS.keys())
def test_authors(value: object, expected: tuple[str, ...]) -> None:
    assert read_linked([article(author=value)]).authors == expected


FREE = {
    "true": (True, True),
    "False as text": ("False", False),
    "schema.org": ("http://schema.org/True", True),
    "unknown word": ("partly", None),
    "number": (1, None),
    "null": (None, None),
}


@pytest.mark.parametrize(("value", "expected"), FREE.values(), ids=FREE.keys())
def test_is_free(value: object, expected: bool | None) -> None:
    assert read_linked([article(isAccessibleForFree=value)]).is_free is expected


KEYWORDS = {
    "list": (["Dams", "Rain, wind"], ("Dams", "Rain, wind")),
    "commas": ("dams, rain ,, Dams", ("dams", "rain")),
    "semicolons": ("dams;rain", ("dams", "rain")),
    "terms": ([{"@type": "DefinedTerm", "name": "Dams"}], ("Dams",)),
    "nothing": ({}, ()),
}


@pytest.mark.parametrize(("value", "expected"), KEYWORDS.values(), ids=KEYWORDS.keys())
def test_keywords(value: object, expected: tuple[str, ...]) -> None:
    assert read_linked([article(keywords=value)]).keywords == expected


IMAGES = {
    "address": ("/dam.jpg", (Image(url="/dam.jpg"),)),
    "object": (
        {"url": "/dam.jpg", "caption": "The dam.", "creditText": "Valley Photo"},
        (Image(url="/dam.jpg", caption="The dam.", credit="Valley Photo"),),
    ),
    "contentUrl": ({"contentUrl": "/dam.jpg"}, (Image(url="/dam.jpg"),)),
    "list": (["/a.jpg", {"url": "/b.jpg"}], (Image(url="/a.jpg"), Image(url="/b.jpg"))),
    "crops of one picture": (
        [{"url": "/a.jpg", "width": 1600, "height": 900}, {"url": "/b.jpg", "width": "1200px", "height": "1200"}],
        (Image(url="/a.jpg"),),
    ),
    "two pictures of one shape": (
        [{"url": "/a.jpg", "width": 1600, "height": 900}, {"url": "/b.jpg", "width": 800, "height": 450}],
        (Image(url="/a.jpg"), Image(url="/b.jpg")),
    ),
    "no address": ({"caption": "The dam."}, ()),
}


@pytest.mark.parametrize(("value", "expected"), IMAGES.values(), ids=IMAGES.keys())
def test_images(value: object, expected: tuple[Image, ...]) -> None:
    assert read_linked([article(image=value)]).images == expected


def test_references_are_followed() -> None:
    graph = [
        {"@type": "NewsArticle", "headline": "Dam opens", "author": {"@id": "#ana"}, "image": {"@id": "#dam"}},
        {"@id": "#ana", "@type": "Person", "name": "Ana Sample"},
        {"@id": "#dam", "@type": "ImageObject", "url": "/dam.jpg", "caption": "The dam."},
    ]
    found = read_linked([json.dumps({"@graph": graph})])
    assert found.authors == ("Ana Sample",)
    assert found.images == (Image(url="/dam.jpg", caption="The dam."),)
