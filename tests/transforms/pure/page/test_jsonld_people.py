"""The people and organisations that JSON-LD names."""

from typing import Any

import pytest

from transforms.pure.page.jsonld import read_linked
from transforms.pure.page.jsonld_people import names_of

PEOPLE = {
    "string": ("Ana Sample", ("Ana Sample",)),
    "list of both": (["Ana Sample", {"name": "Ben Sample"}], ("Ana Sample", "Ben Sample")),
    "list of names": ({"name": ["Ana Sample", "Ben Sample"]}, ("Ana Sample", "Ben Sample")),
    "value object": ({"name": {"@value": "Ana Sample", "@language": "en"}}, ("Ana Sample",)),
    "list of value objects": ({"name": [{"@value": "Ana Sample"}]}, ("Ana Sample",)),
    "parts": ({"givenName": "Ana", "additionalName": "B.", "familyName": "Sample"}, ("Ana B. Sample",)),
    "parts beside an empty name": ({"name": "", "givenName": "Ana", "familyName": "Sample"}, ("Ana Sample",)),
    "short keys": ({"schema:name": "Ana Sample"}, ("Ana Sample",)),
    "long keys": ({"https://schema.org/givenName": "Ana", "https://schema.org/familyName": "Sample"}, ("Ana Sample",)),
    "reference": ({"@id": "#ana"}, ("Ana Sample",)),
    "ordered list": ({"@list": [{"name": "Ana Sample"}, "Ben Sample"]}, ("Ana Sample", "Ben Sample")),
    "plain value": ([{"@value": "Ana Sample", "@language": "en"}], ("Ana Sample",)),
    "address": ("https://valley.example/ana", ()),
    "nothing": (None, ()),
    "number": ({"name": 7}, ()),
}


@pytest.mark.parametrize(("value", "expected"), PEOPLE.values(), ids=PEOPLE.keys())
def test_names(value: Any, expected: tuple[str, ...]) -> None:
    assert names_of(value, {"#ana": {"@id": "#ana", "name": "Ana Sample"}}) == expected


def test_organisations_are_told_apart() -> None:
    people = [{"@type": "Person", "name": "Ana Sample"}, {"@type": "NewsMediaOrganization", "name": "Rain & Sons"}]
    assert names_of(people, {}) == ("Ana Sample", "Rain & Sons")
    assert names_of(people, {}, of_organisations=False) == ("Ana Sample",)


@pytest.mark.parametrize(
    "script",
    [
        '/* made */ {"@type": "Article", "author": {"name": "Ana Sample"}} // end',
        '// made\n{"@type": "Article", // kind\n "author": {"name": "Ana Sample"},}',
        '/*<![CDATA[*/{"@type": "Article", "author": {"name": "Ana Sample"}}/*]]>*/',
        '{"@type": "schema:Article", "schema:author": {"schema:name": "Ana Sample"}}',
        '{"@type": "Article", "headline": "The "open" dam", "author": [{"@type": "Person", "name": "Ana Sample"}]}',
    ],
)
def test_authors_of_scripts_that_need_mending(script: str) -> None:
    assert read_linked([script]).authors == ("Ana Sample",)


def test_an_address_is_no_comment() -> None:
    script = '/* made */ {"@type": "Article", "url": "https://valley.example/a", "author": "Ana Sample"}'
    assert read_linked([script], ["https://valley.example/a"]).authors == ("Ana Sample",)


def test_organisations_among_the_authors_are_named() -> None:
    script = (
        '{"@type": "Article", "author": [{"@type": "Organization", "name": "Rain & Sons"}, {"name": "Ana Sample"}]}'
    )
    assert read_linked([script]).organisations == ("Rain & Sons",)
