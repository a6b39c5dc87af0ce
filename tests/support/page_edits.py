"""Edits to pages of publishers, as their editors and their templates make them: some change the article, some do not.

Each edit is a function from a page to another one, None where the page has no place for it. They work on the source of the
page, at the places where the text of its article stands, and so know nothing of how it is read.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from lxml.html import HtmlElement, HTMLParser, document_fromstring, fragment_fromstring, tostring

from transforms.records import Article

Edit = Callable[[str, Article, random.Random], str | None]

NOTES = {
    "en": "Correction: An earlier version of this article named the wrong river.",
    "de": "Korrektur: In einer früheren Version dieses Artikels stand ein falscher Fluss.",
    "fr": "Rectificatif : une version précédente de cet article nommait une autre rivière.",
    "es": "Fe de errores: en una versión anterior de este artículo se citaba otro río.",
    "it": "Correzione: in una versione precedente di questo articolo era indicato un altro fiume.",
    "pt": "Correção: uma versão anterior deste artigo citava outro rio.",
    "nl": "Correctie: in een eerdere versie van dit artikel stond een verkeerde rivier.",
    "sv": "Rättelse: I en tidigare version av artikeln angavs fel flod.",
    "da": "Rettelse: I en tidligere version af artiklen stod der en forkert flod.",
    "nb": "Rettelse: I en tidligere versjon av artikkelen sto det feil elv.",
    "no": "Rettelse: I en tidligere versjon av artikkelen sto det feil elv.",
    "ru": "Исправление: в предыдущей версии статьи была названа другая река.",
}
NEW_SENTENCE = " The council of Brackwater voted on Thursday to keep the northern sluice shut until the spring."
NEW_PARAGRAPHS = (
    "The council of Brackwater voted on Thursday to keep the northern sluice shut until the spring, its clerk said.",
    "Farmers along the lower valley had asked for water since the wells of four villages ran dry late in the summer.",
    "Engineers are to inspect the wall again next month, and a report with their findings will be laid before the board.",
    "A second reservoir, planned for years, would cost some ninety million and could not be filled before the decade ends.",
    "Neighbouring districts have offered to share what they store, on terms that lawyers of both sides still argue over.",
    "The ministry declined to comment on the vote, and pointed to a letter that it had sent to all districts in May.",
)


def _swap(source: str, old: str, change: Callable[[str], str]) -> str | None:
    """Gives the source with a text changed wherever it stands, in whatever notation: plain, entities, a script's string."""
    gap = r"""(?:[^\w<>]|&#?\w+;|\\\\*u[0-9a-fA-F]{4}){0,12}"""
    words = [
        re.escape(word) if word.isascii() else rf"(?:{re.escape(word)}|{_spelt(word)})"
        for word in re.findall(r"\w+", old)
    ]
    changed = re.sub(rf"\b{gap.join(words)}", lambda match: change(match[0]), source) if words else source
    return None if changed == source else changed


def _spelt(word: str) -> str:
    """Gives the pattern of a word with letters beyond ASCII, as it may stand in a script or with entities."""
    letters = [letter if letter.isascii() else rf"(?:{letter}|\\\\*u{ord(letter):04x}|&\w+;|&#\w+;)" for letter in word]
    return "".join(letters)


def _edit_paragraph(
    source: str, article: Article, rng: random.Random, change: Callable[[str], str | None]
) -> str | None:
    """Gives the page with one paragraph changed that has no markup within."""
    tree = _tree(source)
    found = [holder for holder in _holders(tree, article) if not len(holder) and holder.text]
    rng.shuffle(found)
    for holder in found:
        changed = change(holder.text or "")
        if changed is not None and changed != holder.text:
            holder.text = changed
            return _source(tree)
    return None


def change_number(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page with another number in a paragraph."""

    def change(paragraph: str) -> str | None:
        number = re.search(r"\b[1-9]\d{0,2}\b", paragraph)
        return (
            None if number is None else f"{paragraph[: number.start()]}{int(number[0]) + 7}{paragraph[number.end() :]}"
        )

    return _edit_paragraph(source, article, rng, change)


def change_word(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page with another word in a paragraph."""

    def change(paragraph: str) -> str | None:
        words = re.findall(r"(?<!\w)[^\W\d_]{6,}(?!\w)", paragraph)
        return re.sub(rf"(?<!\w){rng.choice(words)}(?!\w)", "Brackwater", paragraph, count=1) if words else None

    return _edit_paragraph(source, article, rng, change)


def add_sentence(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page with one sentence more in a paragraph."""
    return _edit_paragraph(source, article, rng, lambda paragraph: paragraph + NEW_SENTENCE)


def drop_sentence(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page with one sentence less in a paragraph."""

    def change(paragraph: str) -> str | None:
        parts = paragraph.split(". ")
        return ". ".join(parts[:-1]) + "." if len(parts) > 1 and len(parts[-1]) > 20 else None

    return _edit_paragraph(source, article, rng, change)


def add_paragraph(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page with a paragraph more, behind one of its paragraphs and like it."""
    return _behind_paragraph(source, article, rng.choice(NEW_PARAGRAPHS), rng)


def add_note(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page with the note of a correction behind its last paragraph, in the language of the article."""
    note = NOTES.get((article.language or "en").split("-")[0], NOTES["en"])
    return _behind_paragraph(source, article, note, None)


def _behind_paragraph(source: str, article: Article, text: str, rng: random.Random | None) -> str | None:
    tree = _tree(source)
    holders = _holders(tree, article)
    if not holders:
        return None
    holder = holders[-1] if rng is None else rng.choice(holders)
    new = fragment_fromstring("<p></p>")
    new.attrib.update(holder.attrib)
    new.text, new.tail = text, holder.tail
    holder.tail = None
    holder.addnext(new)
    return _source(tree)


def drop_paragraph(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page with a paragraph less."""
    tree = _tree(source)
    holders = _holders(tree, article)
    if len(holders) < 4:
        return None
    rng.choice(holders[1:]).drop_tree()
    return _source(tree)


def change_title(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page with another title, wherever it says it."""
    if article.title is None:
        return None
    return _swap(source, article.title, lambda title: f"Revealed: {title}")


def change_standfirst(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page with a longer standfirst, wherever it says it."""
    if article.standfirst is None or article.standfirst in article.text:
        return None
    return _swap(source, article.standfirst, lambda standfirst: f"Revealed by the council of Brackwater: {standfirst}")


def change_author(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page with another name in its byline."""
    author = article.authors[0] if article.authors else ""
    return None if " " not in author else _swap(source, author, lambda _: "Ada Fernwright")


def change_date(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page as published later on the same day, by what it says of that for machines."""
    sources = {one.source for one in article.provenance if one.field == "published_at"}
    if sources.isdisjoint({"jsonld", "meta"}):
        return None
    changed = re.sub(r'("datePublished"\s*:\s*"[\d-]{10}T)\d\d:\d\d', r"\g<1>21:38", source)
    pattern = r'(<meta[^>]*(?:article:published_time|datePublished)["\'][^>]*content=["\'][\d-]{10}T)\d\d:\d\d'
    changed = re.sub(pattern, r"\g<1>21:38", changed)
    return None if changed == source else changed


def mend_spelling(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page with two letters of a word exchanged."""

    def change(paragraph: str) -> str | None:
        words = [word for word in re.findall(r"\b[a-zäöüéà]{7,}\b", paragraph) if word[2] != word[3]]
        if not words:
            return None
        word = rng.choice(words)
        return paragraph.replace(word, word[:2] + word[3] + word[2] + word[4:], 1)

    return _edit_paragraph(source, article, rng, change)


def rewrite(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page with nearly all paragraphs written anew."""
    tree = _tree(source)
    holders = _holders(tree, article)
    if len(holders) < 4:
        return None
    for at, holder in enumerate(holders[1:]):
        for child in list(holder):
            holder.remove(child)
        holder.text = f"{NEW_PARAGRAPHS[at % len(NEW_PARAGRAPHS)]} That was on day {at}."
    return _source(tree)


SIGNIFICANT: dict[str, Edit] = {
    edit.__name__: edit
    for edit in (
        change_number,
        change_word,
        add_sentence,
        drop_sentence,
        add_paragraph,
        drop_paragraph,
        add_note,
        change_title,
        change_standfirst,
        change_author,
        change_date,
        rewrite,
        mend_spelling,
    )
}


def set_quotes(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page with other forms of quotation marks, dashes and ellipses in its paragraphs."""
    tree = _tree(source)
    for holder in _holders(tree, article):
        if holder.text:
            text = re.sub(r'(?<!\S)["“]([^"“”]*)["”](?=[\s,.])', r"„\1“", holder.text)
            holder.text = text.replace("’", "'").replace(" – ", " — ").replace("…", "...")
    return _source(tree)


def set_spaces(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page indented otherwise, and with no-break spaces."""
    tree = _tree(re.sub(r"(</p>)\s*", r"\1\n\n\t\t", source))
    for holder in _holders(tree, article):
        if holder.text:
            holder.text = holder.text.replace(" ", "\u00a0", 1).replace(" ", "\n    ", 2)
    return _source(tree)


def show_other_ads(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page with advertisements between its paragraphs."""
    tree = _tree(source)
    for holder in _holders(tree, article)[1::3]:
        _add_behind(
            holder,
            f'<div class="ad ad-slot" id="ad-{rng.randint(1, 9**9)}"><span>Advertisement</span>'
            f'<iframe src="https://ads.example/{rng.random()}"></iframe></div>',
        )
    return _source(tree)


def show_other_links(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page with another list of related articles behind its last paragraph, and others at the page's foot."""
    tree = _tree(source)
    holders = _holders(tree, article)
    body = tree.find("body")
    if not holders or body is None:
        return None
    for place in (holders[-1], body[-1]):
        titles = rng.sample(NEW_PARAGRAPHS, 3)
        items = "".join(f'<li><a href="/news/{rng.randint(1, 9**6)}">{title[:60]}</a></li>' for title in titles)
        _add_behind(place, f'<aside class="related-articles"><h3>Related articles</h3><ul>{items}</ul></aside>')
    return _source(tree)


def count_on(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page with other counts of comments and shares, and another time of day beside its title."""
    tree = _tree(source)
    heading = tree.find(".//h1")
    if heading is None:
        return None
    _add_behind(
        heading,
        f'<div class="meta"><span class="comments">{rng.randint(2, 999)} comments</span> '
        f'<span class="shares">{rng.randint(2, 999)} shares</span> <span>Updated {rng.randint(2, 50)} minutes ago</span>'
        "</div>",
    )
    return _source(tree)


def render_again(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page as a server makes it a minute later: tokens, nonces, names of files, a moment in a comment and a meta."""
    token = f"{rng.getrandbits(128):032x}"
    head = (
        f'<meta name="csrf-token" content="{token}"><meta name="generated" content="2026-11-30T10:{rng.randint(10, 59)}:00Z">'
        f'<script nonce="{token}">window.__rendered = {rng.randint(10**9, 10**10)};</script>'
    )
    changed = re.sub(r"(<head[^>]*>)", lambda match: match[1] + head, source, count=1)
    changed = re.sub(r"\?v=\w+", f"?v={token[:8]}", changed)
    return changed + f"\n<!-- rendered in {rng.random():.3f} s -->"


def stamp_modified(source: str, article: Article, rng: random.Random) -> str | None:
    """Gives the page as modified later, by what its head says, with nothing else changed."""
    changed = re.sub(r'("dateModified"\s*:\s*")[^"]+', r"\g<1>2026-11-03T08:41:00Z", source)
    changed = re.sub(
        r'((?:article:modified_time|og:updated_time)"[^>]*content=")[^"]+', r"\g<1>2026-11-03T08:41:00Z", changed
    )
    return None if changed == source or article.published_at is None else changed


NOISE: dict[str, Edit] = {
    edit.__name__: edit
    for edit in (set_quotes, set_spaces, show_other_ads, show_other_links, count_on, render_again, stamp_modified)
}


def _add_behind(place: HtmlElement, markup: str) -> None:
    """Put an element right behind another one, ahead of the text that follows that."""
    box = document_fromstring(f"<div>{markup}</div>").find(".//div/*")
    assert box is not None
    box.tail, place.tail = place.tail, None
    place.addnext(box)


def _tree(source: str) -> HtmlElement:
    return document_fromstring(source.encode(), parser=HTMLParser(encoding="utf-8"))


def _source(tree: HtmlElement) -> str:
    made: str = tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")
    return made


def _middle(text: str) -> str:
    """Gives the longest run of a text that stands the same in every notation."""
    return max(re.findall(r"[A-Za-z0-9 ,.]+", text), key=len, default=text)


def _holders(tree: HtmlElement, article: Article) -> Sequence[HtmlElement]:
    """Gives the elements `p` that each hold a paragraph of the article, in order; none where a script has them, too."""
    wanted = {paragraph for paragraph in article.text.split("\n\n") if len(paragraph) >= 60}
    found = [element for element in tree.iter("p") if " ".join(element.text_content().split()) in wanted]
    scripts = " ".join(script.text or "" for script in tree.iter("script"))
    return [] if any(_middle(paragraph) in scripts for paragraph in wanted) else found
