"""Pages that hold a meta refresh and nothing else: redirects of sites that cannot send one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml.html import HtmlElement

from transforms.pure.net.charsets import decode_page
from transforms.pure.net.responses import declared_charset
from transforms.pure.net.urls import resolve
from transforms.pure.page.elements import parse_html

# Who waits longer has something to show.
MAX_DELAY_SECONDS = 5
# "You are being redirected ... click here": a page with more has a text of its own.
MAX_SHOWN_CHARACTERS = 500
# In `noscript` it is meant for few readers, so the page must show next to nothing to the others.
MAX_SHOWN_BESIDE_NOSCRIPT = 100
MAX_SCRIPT_CHARACTERS = 3000
MAX_PAGE_BYTES = 30_000
MAX_ELEMENTS = 300

# Before the first element: a byte order mark, white space, comments, an XML declaration, a doctype. A feed has another one.
_BEGINS_AS_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<!--(?:(?!-->).)*-->|<\?xml[^>]*>|<!doctype[^>]*>)*"
    rb"<(?:html|head|meta|title|body|script|noscript|base|link|style|p|div|h[1-6]|center|a)\b",
    re.IGNORECASE | re.DOTALL,
)
# HTML, 4.2.5.3: seconds, then `;`, `,` or a space, then the address with or without `url=`.
_REFRESH = re.compile(
    r"\s*(?P<seconds>[0-9]{1,9})?(?P<part>\.[0-9.]*)?\s*[;,\s]\s*(?:url\s*=)?\s*(?P<url>.*)", re.IGNORECASE | re.DOTALL
)
# Such a page sets its reader a task, and what it leads to is no page either.
_SETS_TASK = re.compile(r"document\s*\.\s*cookie|XMLHttpRequest|\bfetch\s*\(|captcha|challenge", re.IGNORECASE)
_UNSHOWN = ("script", "style", "title", "template", "noscript")
_SHOWS = frozenset({"form", "iframe", "frame", "article", "video", "audio"})


def find_refresh(url: str, headers: Mapping[str, str], body: bytes) -> str | None:
    """Give the absolute URL that a page sends its reader to at once; None where it shows something itself.

    A Refresh header counts as the element does. An element in `noscript` counts on a page without a text.

    >>> find_refresh("http://a.example/x", {}, b'<html><meta http-equiv="refresh" content="0; url=/y">')
    'http://a.example/y'
    """
    header = headers.get("refresh")
    if len(body) > MAX_PAGE_BYTES or not (header or b"refresh" in body.lower()):
        return None
    if body.strip() and not _BEGINS_AS_HTML.match(body):
        return None
    tree = parse_html(decode_page(body, declared_charset(headers))[0])
    if tree is None:
        return _resolved(url, read_refresh(header or "")) if not body.strip() else None
    shown = _count_shown(tree)
    if shown is None or shown > MAX_SHOWN_CHARACTERS:
        return None
    base = next((element.get("href") or "" for element in tree.iter("base")), "")
    contents = [header or "", *_contents(tree, with_noscript=shown <= MAX_SHOWN_BESIDE_NOSCRIPT)]
    return next((_resolved(url, link, base) for link in map(read_refresh, contents) if link), None)


def read_refresh(content: str) -> str | None:
    """Give the address in the content of a refresh; None where there is none, or where it waits for long.

    >>> read_refresh("0;URL='/new'"), read_refresh("600; url=/live"), read_refresh("3")
    ('/new', None, None)
    """
    found = _REFRESH.fullmatch(content)
    if found is None or not (found["seconds"] or found["part"]) or int(found["seconds"] or 0) > MAX_DELAY_SECONDS:
        return None
    link = found["url"].strip()
    if link[:1] in ("'", '"'):
        link = link[1:].partition(link[0])[0].strip()
    return link or None


def _contents(tree: HtmlElement, with_noscript: bool) -> Iterator[str]:
    for element in tree.iter("meta"):
        is_refresh = (element.get("http-equiv") or "").strip().lower() == "refresh"
        if is_refresh and (with_noscript or next(element.iterancestors("noscript"), None) is None):
            yield element.get("content") or ""


def _count_shown(tree: HtmlElement) -> int | None:
    """Count the characters that a page shows; None where a form, a frame, data or many elements may show more."""
    shown = code = 0
    for count, element in enumerate(tree.iter()):
        if count > MAX_ELEMENTS:
            return None
        if element.tag == "script":
            code += len(element.text or "")
            if code > MAX_SCRIPT_CHARACTERS or _may_make_text(element):
                return None
        is_within = next(element.iterancestors(*_UNSHOWN), None) is not None
        shown += 0 if is_within else len((element.tail or "").strip())
        if is_within or element.tag in _UNSHOWN:
            continue
        if element.tag in _SHOWS:
            return None
        shown += len((element.text or "").strip())
    return shown


def _may_make_text(script: HtmlElement) -> bool:
    return "json" in (script.get("type") or "") or _SETS_TASK.search(script.text or "") is not None


def _resolved(url: str, link: str | None, base: str = "") -> str | None:
    if not link:
        return None
    try:
        return resolve(resolve(url, base) if base else url, link).partition("#")[0]
    except ValueError:
        return None
