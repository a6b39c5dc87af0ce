"""The authors of an article: from JSON-LD, meta elements, microdata, and the bylines that readers see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from transforms.pure.metadata.byline_lines import read_byline_lines
from transforms.pure.metadata.marked_bylines import read_marked_bylines
from transforms.pure.page.jsonld import Linked
from transforms.pure.page.metas import Metas, value_of
from transforms.pure.page.notes import Notes
from transforms.pure.text.names import looks_like_person, split_authors
from transforms.pure.text.normal import distinct_lines, fold
from transforms.pure.text.wordlists import name_words

MAX_AUTHORS = 16
MIN_SITE_NAME_CHARACTERS = 5
_AUTHOR_METAS = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl",
    "article:author:name",
)  # fmt: skip
_OTHER_AUTHOR_META = re.compile(r".+[:._-]authors?$")


def read_authors(page: Notes, linked: Linked, metas: Metas, sites: Iterable[str]) -> tuple[tuple[str, ...], str | None]:
    """Give the authors and where they come from: JSON-LD, meta elements, bylines; () and None where none is named.

    The site itself as author, or an account, gives way to any person that a later source names. `sites` are the names of
    the site.
    """
    folded = [name for site in sites if (name := fold(site))]
    site_names = {name.replace(" ", "") for name in folded}
    site_names |= {name.split()[0] for name in folded if len(name.split()[0]) >= MIN_SITE_NAME_CHARACTERS}

    def is_site(name: str) -> bool:
        return _is_site_account(name, site_names)

    weak: tuple[tuple[str, ...], str | None] = ((), None)
    readers: tuple[tuple[str, Callable[[], Iterable[str]]], ...] = (
        ("jsonld", lambda: linked.authors),
        ("meta", lambda: _read_author_metas(metas, site_names)),
        ("byline", lambda: read_marked_bylines(page)),
        ("byline", lambda: read_byline_lines(page, is_site)),
    )
    for source, read in readers:
        names = distinct_lines((name for text in read() for name in _split(text, linked)), MAX_AUTHORS)
        others = tuple(name for name in names if not is_site(name))
        people = tuple(name for name in others if looks_like_person(name) or not (weak[0] or _is_handle(name)))
        if people:
            return people if weak[0] else others, source
        if (others or names) and not weak[0]:
            weak = others or names, source
    return weak


def _is_handle(name: str) -> bool:
    """Tell whether a name is an account's: "ana.sample", "AnaS", "asample7"."""
    return " " not in name and not name.istitle() and not name.isupper() and any(map(str.islower, name))


def _split(text: str, linked: Linked) -> list[str]:
    return [text] if text in linked.organisations else split_authors(text)


def _is_site_account(name: str, site_names: set[str]) -> bool:
    """Tell whether a name is the site's: its name, the beginning of it, or that and an initial, as accounts are called."""
    words = fold(name).split()
    joined = "".join(words)
    if joined in site_names or (len(words) == 2 and len(words[1]) == 1 and words[0] in site_names):
        return True
    return len(joined) >= MIN_SITE_NAME_CHARACTERS and any(known.startswith(joined) for known in site_names)


def _read_author_metas(metas: Metas, site_names: set[str]) -> list[str]:
    labels = value_of(metas, "twitter:label1")
    if labels is not None and fold(labels) in {fold(word) for word in name_words("by") | name_words("label")}:
        metas = metas | {"author (twitter)": metas.get("twitter:data1", [])}
    others = (name for name in metas if _OTHER_AUTHOR_META.match(name) and name not in _AUTHOR_METAS)
    found = [
        metas[name]
        for name in (*_AUTHOR_METAS, *others, "author (twitter)")
        if any(map(split_authors, metas.get(name, [])))
    ]
    named = (texts for texts in found if any(fold(text).replace(" ", "") not in site_names for text in texts))
    return next(named, found[0] if found else [])
