"""A page made ready for reading: what the readings of its text and the verdict on it share."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement
from msgspec import Struct

from transforms.pure.body.context import PageContext, read_context
from transforms.pure.metadata.hints import Hints
from transforms.pure.page.lines import Line, strip_spoken
from transforms.pure.page.notes import Notes, take_notes


class ParsedPage(Struct, frozen=True, kw_only=True):
    """A page as all get it who read its text or judge its kind.

    `notes` were taken before anything was left out of the tree. `address` is where the page was fetched; `captions` and
    `credits` are those of its pictures; `context` is what its blocks may repeat.
    """

    tree: HtmlElement
    notes: Notes
    address: str
    hints: Hints
    lines: Sequence[Line]
    context: PageContext
    captions: Sequence[str] = ()
    credits: Sequence[str] = ()

    @property
    def language(self) -> str | None:
        """Give the tag of the page's language, None where the page does not say it."""
        return self.hints.language.value if self.hints.language else None


def prepare_page(
    tree: HtmlElement,
    address: str,
    hints: Hints,
    captions: Sequence[str] = (),
    credits: Sequence[str] = (),
    notes: Notes | None = None,
) -> ParsedPage:
    """Give a page ready for reading; `notes` are those on its tree, None where none were taken yet.

    Inline text that only screen readers speak is taken out of the tree, so that no reading finds it.
    """
    notes = take_notes(tree) if notes is None else notes
    context = read_context(notes, hints, (*captions, *credits))
    lines = strip_spoken(tree)
    return ParsedPage(
        tree=tree,
        notes=notes,
        address=address,
        hints=hints,
        lines=lines,
        context=context,
        captions=captions,
        credits=credits,
    )
