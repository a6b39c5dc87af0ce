"""What stands behind a title (or ahead of it) and is not the title's: the site's name, a section."""

from __future__ import annotations

import re
from collections.abc import Collection

from transforms.pure.page.jsonld import Linked
from transforms.pure.page.metas import Metas, value_of
from transforms.pure.text.normal import fold

MIN_SHARED_CHARACTERS = 12
MIN_NAME_CHARACTERS = 5

# Spaces before a separator are looked at from their first on alone: from each of them it would take n² steps.
_SPACES = r"(?<!\s)\s+"
_SEPARATOR = re.compile(
    rf"{_SPACES}[|·–—»•-]{{1,2}}\s+|(?:{_SPACES})?[|｜ㅣ]\s*|--|(?:{_SPACES})?[：]\s*(?=[^：]*$)"
    r"|(?<=\S)-(?=[^-]*[|｜ㅣ])"
)
# No section is called so.
_NO_SECTION = re.compile(r"[\d?!:,]|^[a-z]")
# A site's name in the form of a host; "Node.js" and "ASP.NET" are none.
_HOST = re.compile(
    r"(?:www\.)?[a-z0-9-]{4,}\.(?:(?:com|co|org|net)(?:\.[a-z]{2})?|(?!js|ts|py|rs|md|ai)[a-z]{2})", re.IGNORECASE
)
_NEWS = ("news", "online", "newspaper", "com")


def name_sections(linked: Linked, metas: Metas, address: str | None) -> set[str]:
    """Give what a title may name as the section behind it: the declared one, and the folders of the address."""
    path = (address or "").partition("://")[2].partition("?")[0].rstrip("/").split("/")[1:-1]
    declared = (linked.section, value_of(metas, "article:section", "section"))
    return {name for text in (*path, *declared) if text and (name := fold(text).replace(" ", ""))}


def strip_site_names(title: str, names: set[str], known: Collection[str] = ()) -> str:
    """Give a title without the site's name or a section behind (or before) it; `names` are folded, without spaces.

    `known` are the titles that the page gives, folded: what one of them says whole is not cut.

    >>> strip_site_names("Dam opens early | Valley News", {"valleynews"}), strip_site_names("A - B", set())
    ('Dam opens early', 'A - B')
    """
    parts = list(_SEPARATOR.finditer(title))
    for at, part in enumerate(parts):
        if _is_tail(title[part.end() :], names) or (
            _ends_in_name(title, parts[at:], names) and fold(title[: parts[at + 1].start()]) not in known
        ):
            return title[: part.start()].strip()
    if parts and is_site_name(title[: parts[0].start()], names):
        return title[parts[0].end() :].strip()
    return title


def _ends_in_name(title: str, parts: list[re.Match[str]], names: set[str]) -> bool:
    """Tell whether only a section stands between the title and the site's name: "Dam opens - World | Valley News"."""
    if len(parts) != 2 or not is_site_name(title[parts[1].end() :], names):
        return False
    between = title[parts[0].end() : parts[1].start()]
    is_section = len(between.split()) <= 2 and len(between) <= 20 and not _NO_SECTION.search(between)
    return is_section and parts[0].start() >= MIN_SHARED_CHARACTERS


def is_site_name(text: str, names: set[str]) -> bool:
    """Tell whether words name the site, with or without an article ahead and a word for news behind: "Courier News"."""
    if _HOST.fullmatch(text.strip()):
        return True
    joined = fold(text).replace(" ", "")
    bare = joined.removeprefix("the")
    return any(form in names for form in (joined, bare, *(bare.removesuffix(word) for word in _NEWS)) if form)


def _is_tail(text: str, names: set[str]) -> bool:
    """Tell whether what stands behind (or ahead of) a title names the site: its name, or more than half of it."""
    bare = fold(text).replace(" ", "").removeprefix("the")
    return is_site_name(text, names) or (
        len(bare) >= MIN_NAME_CHARACTERS
        and any(name.startswith(bare) and len(bare) <= len(name) < 2 * len(bare) for name in names)
    )


def cut_tail(text: str, known: Collection[str]) -> str:
    """Give what stands ahead of a separator (or, if it is longer, behind it), where that is a known title, folded; else all.

    >>> cut_tail("The dam is open | Bulletin", {"the dam is open"}), cut_tail("The dam is open | Bulletin", {"the dam"})
    ('The dam is open', 'The dam is open | Bulletin')
    """
    parts = list(_SEPARATOR.finditer(text))
    ahead = (text[: part.start()] for part in parts)
    behind = (text[part.end() :] for part in parts if part.end() < len(text) / 2)
    return next((cut for cut in (*ahead, *behind) if fold(cut) in known), text).strip()
