"""JSON-LD as pages write it: nested, broken, and in many shapes."""

import json

import pytest

from transforms.pure.jsonld import MAX_NODES, Linked, read_linked, read_nodes
from transforms.records import Image


def article(**fields: object) -> str:
    return json.dumps({"@type": "NewsArticle", **fields})


READABLE = {
    "plain": '{"@type": "Article"}',
    "HTML comment": '<!-- {"@type": "Article"} -->',
    "commented CDATA": '//<![CDATA[\n{"@type": "Article"}\n//]]>',
    "trailing commas": '{"@type": ["Article",],}',
    "closing semicolon": '{"@type": "Article"};',
    "raw line break in a string": '{"@type": "Article", "description": "two\nlines"}',
    "escaped markup": "{&quot;@type&quot;: &quot;Article&quot;}",
    "list": '[{"@type": "Article"}]',
}


@pytest.mark.parametrize("script", READABLE.values(), ids=READABLE.keys())
def test_readable_scripts(script: str) -> None:
    assert len(read_nodes(script)) == 1
    assert read_linked([script]).types == {"article"}


@pytest.mark.parametrize(
    "script",
    ["", "null", "{", "[" * 200_000, '{"@type": "Article"' + " " * 3_000_000 + "}", "9" * 5000, '"text"'],
    ids=["empty", "null", "cut", "deep", "too long", "huge number", "string"],
)
def test_scripts_without_a_readable_object_say_nothing(script: str) -> None:
    assert read_nodes(script) == []
    assert read_linked([script]) == Linked()


def test_nodes_are_bounded() -> None:
    assert len(read_nodes(json.dumps([{"@type": "Article"}] * (MAX_NODES + 50)))) == MAX_NODES


def test_page_without_an_article_says_nothing() -> None:
    assert read_linked([json.dumps({"@type": "Organization", "name": "Valley Herald"})]) == Linked()


def test_the_page_article_beats_those_that_it_lists() -> None:
    listed = {"@type": "NewsArticle", "headline": "Other story"}
    own = {"@type": "NewsArticle", "headline": "Dam opens", "datePublished": "2026-11-22", "author": "Ana Sample"}
    script = json.dumps({"@graph": [{"@type": "ItemList", "itemListElement": [listed, listed]}, own]})
    assert read_linked([script]).headline == "Dam opens"


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
