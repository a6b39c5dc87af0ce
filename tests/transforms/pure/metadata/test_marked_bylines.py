"""Bylines that a page marks."""

import pytest
from lxml.html import document_fromstring

from transforms.pure.metadata.marked_bylines import read_marked_bylines
from transforms.pure.page.notes import take_notes

MARKED = {
    "hash behind the class": ('<span class="authorDateBlock_authorName__N6j3Y">Ana Sample</span>', ["Ana Sample"]),
    "role in a block below": (
        '<div class="author"><div>Ana Sample</div><div class="job">Content Marketing Guru</div></div>',
        ["Ana Sample"],
    ),
    "words behind a link": (
        '<div class="author-name"><a href="/u/ana">Ana Sample</a> Valley Watcher</div>',
        ["Ana Sample"],
    ),
    "two blocks of one kind": (
        '<div class="authors-list"><span>Ana Sample</span><span>Ben Sample</span></div>',
        ["Ana Sample", "Ben Sample"],
    ),
    "links apart in one byline": (
        '<div class="byline">Written by <p><b><a href="/authors/ana">Ana Sample</a></b></p><p>four years at the dam</p>'
        '<p><b><a href="/authors/ben">Ben Sample</a></b></p></div>',
        ["Ana Sample", "Ben Sample"],
    ),
    "custom element": ("<valley-byline>By Ana Sample</valley-byline>", ["Ana Sample"]),
    "those who reviewed": (
        '<p>By <a href="/author/ana">Ana Sample</a>. Reviewed by <a href="/author/ben">Ben Sample</a></p>',
        ["Ana Sample"],
    ),
    "photographer": (
        '<p>Photo by <a rel="author">Ben Sample</a></p><p><a rel="author">Ana Sample</a></p>',
        ["Ana Sample"],
    ),
    "links beside": ('<p class="author"><a>Log in</a></p><p class="author"><a>More from Ana Sample</a></p>', []),
    "label before a person": (
        '<a rel="author">YouTube</a><p><span class="author">Ana Sample</span></p>',
        ["Ana Sample"],
    ),
    "small letters": ('<span class="author">Personal finance</span>', []),
    "role of the author": (
        '<p class="author-role">Chief Dam Watcher</p><p class="author-name">Ana Sample</p>',
        ["Ana Sample"],
    ),
    "author's own card": ('<div class="card author"><h4 class="author-name">Ana Sample</h4></div>', ["Ana Sample"]),
    "card of another article": ('<div class="card"><h4 class="author-name">Ben Sample</h4></div>', []),
    "page builder's widget": ('<div class="elementor-widget"><a rel="author">Ana Sample</a></div>', ["Ana Sample"]),
    "footer of the article": ('<article><footer><a rel="author">Ana Sample</a></footer></article>', ["Ana Sample"]),
    "footer of the page": ('<footer><a rel="author">Ana Sample</a></footer>', []),
    "class of the whole page": (
        '<div class="content-with-sidebar"><h1>Dam opens</h1><a rel="author">Ana Sample</a></div>',
        ["Ana Sample"],
    ),
    "quoted person": ('<blockquote><cite class="author">Ben Sample</cite></blockquote>', []),
    "picture": ('<figure><span class="author">Ben Sample</span></figure>', []),
}


@pytest.mark.parametrize(("body", "expected"), MARKED.values(), ids=MARKED.keys())
def test_marked_bylines(body: str, expected: list[str]) -> None:
    page = document_fromstring(f"<html><body>{body}</body></html>")
    assert list(read_marked_bylines(take_notes(page))) == expected
