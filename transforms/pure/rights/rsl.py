"""RSL 1.0 (Really Simple Licensing): which uses a licence permits, prohibits, or sells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from lxml import etree
from msgspec import Struct

from transforms.pure.rights.patterns import fits, path_of, spelled
from transforms.pure.rights.statements import MOST_CHARACTERS, USES, stated
from transforms.rights import Answer, Place, Statement, Use

MEDIA_TYPE: Final = "application/rsl+xml"
NAMESPACE: Final = "https://rslstandard.org/rsl"
MOST_BYTES: Final = 256 * 1024
MOST_CONTENTS: Final = 2_000
# RSL 1.0, 3.4.1.1: the tokens that speak of a use.
_TOKENS: Final[dict[Use, frozenset[str]]] = {
    "train_ai": frozenset(("ai-train", "ai-all", "all")),
    "ai_input": frozenset(("ai-input", "ai-all", "all")),
    "search": frozenset(("search", "all")),
    "tdm": frozenset(("all",)),
}
_RANKS: Final = {"all": 1, "ai-all": 2}  # of all other tokens 3: the narrower one counts (3.1.1)
# RSL 1.0, 3.7: what costs nothing.
_FREE: Final = frozenset(("free", "attribution"))


class RslLicence(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One offer. `permits` and `prohibits` hold tokens of usage, `permits` None where all is meant.

    `is_sold`: it asks for more than a mention. `is_given`: it says that it asks for nothing, or for a mention. `is_bound`: it is
    for some users or some countries only.
    """

    permits: frozenset[str] | None = None
    prohibits: frozenset[str] = frozenset()
    is_sold: bool = False
    is_given: bool = False
    is_bound: bool = False


class RslContent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a document says of the pages of a pattern; `server` is where a licence must be got first, whatever it costs (3.3).

    `words` are the document's own.
    """

    url: str = ""
    words: str = ""
    server: str | None = None
    licences: tuple[RslLicence, ...] = ()


def read_rsl(document: bytes) -> tuple[RslContent, ...]:
    """Give what an RSL document holds, in its order; nothing where it is none. Entities are not read, and nothing is fetched.

    >>> text = b'<rsl><content url="/"><license><prohibits type="usage">ai-all</prohibits></license></content></rsl>'
    >>> read_rsl(text)[0].licences[0].prohibits
    frozenset({'ai-all'})
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(document[:MOST_BYTES].lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return ()
    if root is None or _name(root) not in ("rsl", "content"):
        return ()
    contents = [root] if _name(root) == "content" else [one for one in root if _name(one) == "content"]
    return tuple(read_content(one) for one in contents[:MOST_CONTENTS])


def say_contents(place: Place, contents: Sequence[RslContent], url: str) -> list[Statement]:
    """Give what a document says of a page, in the words of the content that counts; nothing where none speaks of it."""
    fitting = _contents_for(contents, url)
    return [stated("rsl", place, fitting[0].words, judge_rsl(contents, url))] if fitting else []


def judge_rsl(contents: Sequence[RslContent], url: str) -> dict[Use, Answer]:
    """Give what a document says of each use of a page: of the contents that fit, those with the longest pattern count.

    The narrower statement counts, and of two as narrow the one that prohibits (RSL 1.0, 3.1.1). A use that must be paid for, or
    for which a licence must be got, is reserved; so is one that the licences leave out of what they permit (3.5). Null stays
    what no licence speaks of.

    >>> document = b'<rsl><content url="/"><license><permits type="usage">search</permits></license></content></rsl>'
    >>> judge_rsl(read_rsl(document), "https://valley.example/dam")
    {'tdm': 'reserved', 'train_ai': 'reserved', 'ai_input': 'reserved', 'search': 'allowed'}
    """
    offers = [(content, licence) for content in _contents_for(contents, url) for licence in content.licences]
    found: dict[Use, Answer] = {}
    for use in USES:
        said = [_judge_licence(content, licence, use) for content, licence in offers]
        if "prohibited" in said:
            found[use] = "reserved"
        elif "given" in said:
            found[use] = "allowed"
        elif "kept" in said:
            found[use] = "reserved"
    return found


def _judge_licence(content: RslContent, licence: RslLicence, use: Use) -> str | None:
    permitted, prohibited = _rank(licence.permits or (), use), _rank(licence.prohibits, use)
    if prohibited and prohibited >= permitted:
        return "prohibited"
    is_kept = licence.is_sold or licence.is_bound or content.server is not None
    if permitted:
        return "kept" if is_kept else "given"
    if licence.permits is not None or is_kept:
        return "kept"
    return "given" if licence.is_given and not licence.prohibits else None


def _rank(tokens: Iterable[str], use: Use) -> int:
    """Give how closely tokens speak of a use: 0 for not at all."""
    return max((_RANKS.get(token, 3) for token in tokens if token in _TOKENS[use]), default=0)


def _contents_for(contents: Sequence[RslContent], url: str) -> list[RslContent]:
    fitting = [(length, content) for content in contents if (length := _length(content.url, url)) is not None]
    longest = max((length for length, _ in fitting), default=0)
    return [content for length, content in fitting if length == longest]


def _length(pattern: str, url: str) -> int | None:
    """Give how long the path of a pattern is that speaks of a URL; None for one that does not. An empty one speaks of all."""
    if "://" in pattern:
        scheme, _, rest = pattern.partition("://")
        host = rest.partition("/")[0].lower()
        if host != url.partition("://")[2].partition("/")[0].lower() or scheme.lower() not in ("http", "https"):
            return None
        pattern = f"/{rest.partition('/')[2]}"
    path = spelled(pattern)
    return len(path) if not path or fits(path, path_of(url)) else None


def read_content(element: etree._Element) -> RslContent:
    """Read a `content` element, of a document or of a feed's item."""
    licences = tuple(_read_licence(one) for one in element if _name(one) == "license")
    return RslContent(
        url=(element.get("url") or "").strip(),
        words=" ".join(etree.tostring(element, encoding="unicode", with_tail=False).split())[:MOST_CHARACTERS],
        server=(element.get("server") or "").strip() or None,
        licences=licences,
    )


def _read_licence(element: etree._Element) -> RslLicence:
    permits, prohibits = list(_tokens(element, "permits")), list(_tokens(element, "prohibits"))
    payments = [one for one in element if _name(one) == "payment"]
    free = [_is_free(one) for one in payments]
    return RslLicence(
        permits=frozenset(token for kind, tokens in permits if kind == "usage" for token in tokens)
        if any(kind == "usage" for kind, _ in permits)
        else None,
        prohibits=frozenset(token for kind, tokens in prohibits if kind == "usage" for token in tokens),
        is_sold=not all(free),
        is_given=bool(free) and all(free),
        is_bound=any(kind != "usage" for kind, _ in (*permits, *prohibits)),
    )


def _tokens(licence: etree._Element, name: str) -> Iterator[tuple[str, list[str]]]:
    for one in licence:
        if _name(one) == name:
            yield (one.get("type") or "usage").strip().lower(), (one.text or "").replace(",", " ").lower().split()


def _is_free(payment: etree._Element) -> bool:
    """Tell whether a payment asks for no money. One without a type and without anything else does (RSL 1.0, 3.7)."""
    kind = (payment.get("type") or "").strip()
    return kind in _FREE if kind else not len(payment)


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
