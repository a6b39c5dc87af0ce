"""The people and organisations that a page's JSON-LD names: one or several, by name, by parts of names, by reference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from transforms.pure.page.jsonld_nodes import Node, listed, text_of, types_of, with_plain_keys
from transforms.pure.text.normal import clean_or_none, distinct_lines

# JSON-LD, 4.3: what holds an ordered list, a set, or a plain value with a language.
_WRAPPERS = ("@list", "@set", "@value")


def names_of(value: Any, by_id: dict[str, Node], *, of_organisations: bool = True) -> tuple[str, ...]:
    """Give the names in the value of a property as `author`; `by_id` are the objects that it may refer to.

    >>> names_of([{"name": {"@value": "Ana Sample"}}, {"givenName": "Ben", "familyName": "Sample"}, "Cy Sample"], {})
    ('Ana Sample', 'Ben Sample', 'Cy Sample')
    """
    return distinct_lines(name for item in listed(value) for name in _names_one(item, by_id, of_organisations))


def _names_one(item: Any, by_id: dict[str, Node], of_organisations: bool) -> Iterator[str | None]:
    if isinstance(item, dict) and not item.keys().isdisjoint(_WRAPPERS):
        inner = next(value for key, value in item.items() if key in _WRAPPERS)
        yield from (name for one in listed(inner) for name in _names_flat(one, by_id, of_organisations))
    else:
        yield from _names_flat(item, by_id, of_organisations)


def _names_flat(item: Any, by_id: dict[str, Node], of_organisations: bool) -> Iterator[str | None]:
    if isinstance(item, dict):
        own = with_plain_keys(item)
        known = own if own.get("name") or own.get("familyName") else by_id.get(str(own.get("@id")), own)
        if of_organisations or not _is_organisation(known):
            names = [text_of(_plain_value(name)) for name in listed(known.get("name"))]
            yield from names if any(names) else [_spoken_name(known)]
    elif isinstance(item, str) and not item.startswith(("http:", "https:")):
        yield text_of(item)


def _is_organisation(node: Node) -> bool:
    return any(name.endswith(("organization", "corporation")) for name in types_of(node))


def _spoken_name(node: Node) -> str | None:
    parts = (text_of(_plain_value(node.get(name))) for name in ("givenName", "additionalName", "familyName"))
    return clean_or_none(" ".join(part for part in parts if part))


def _plain_value(value: Any) -> Any:
    """Give the value in `{"@value": ..., "@language": ...}`; of several the first."""
    first = value[0] if isinstance(value, list) and value else value
    return first.get("@value") if isinstance(first, dict) else first
