"""Pages made up of a head and a body, and what their metadata say."""

from __future__ import annotations

from lxml.html import HtmlElement

from transforms.pure.metadata.hints import Hints, read_hints
from transforms.pure.page.elements import parse_html
from transforms.pure.page.notes import take_notes

BASE = "https://www.valley.example/news/dam-84211"


def parsed(body: str, head: str = "", root: str = "<html>") -> HtmlElement:
    tree = parse_html(f"{root}<head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    return tree


def hints(head: str, body: str = "", root: str = "<html>", entry_title: str | None = None) -> Hints:
    return read_hints(take_notes(parsed(body, head, root)), BASE, entry_title)
