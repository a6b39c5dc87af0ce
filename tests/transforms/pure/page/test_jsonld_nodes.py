"""The objects of JSON-LD scripts, mended where they are broken."""

import json

import pytest

from transforms.pure.page.jsonld import Linked, read_linked
from transforms.pure.page.jsonld_nodes import MAX_NODES, read_nodes

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
