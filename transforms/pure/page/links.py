"""Links of a page, resolved against what the page says that they are relative to."""

from __future__ import annotations

from lxml.html import HtmlElement

from transforms.pure.net.urls import resolve


def absolute(url: str | None, base_url: str) -> str | None:
    """Give an image's address resolved against the page's, or None for what is no web address (`data:`).

    >>> absolute("/dam.jpg", "https://valley.example/a/1"), absolute("data:image/gif;base64,R0", "https://valley.example/")
    ('https://valley.example/dam.jpg', None)
    """
    try:
        return resolve(base_url, url) if url and url.strip() else None
    except ValueError:
        return None  # A broken image is no reason to lose the article.


def page_base(tree: HtmlElement, address: str) -> str:
    """Give what the page resolves its links against: the base element's address where it has one, else its own.

    >>> from lxml.html import document_fromstring
    >>> page_base(document_fromstring("<base href='/news/'><p>Dam</p>"), "https://valley.example/a/1")
    'https://valley.example/news/'
    """
    base = tree.find(".//base[@href]")
    return (absolute(base.get("href"), address) if base is not None else None) or address
