"""Credits of pictures: the words of a caption apart from the credit that stands behind, before or inside them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate

from lxml.html import HtmlElement

from transforms.pure.page.unseen import hides
from transforms.pure.text.normal import clean_line
from transforms.pure.text.wordlists import any_of, name_words

MAX_CAPTION_CHARACTERS = 1500
MAX_CREDIT_CHARACTERS = 120
MAX_BARE_CREDIT_CHARACTERS = 40
MAX_BARE_CREDIT_WORDS = 5
# A line with fewer below a name is no caption of which that is the source.
MIN_WORDS_CHARACTERS = 40

_CREDIT_LABEL = re.compile(
    r"credit|copyright|copyline|photog|fotograf|photo-?by|source|quelle|agency|byline|author|autor|distribut|provider"
    r"|rights|licen[cs]e|owner|[-_]src\b"
)
# Labels that only screen readers speak, and buttons that show or hide the words.
_HIDDEN_LABEL = re.compile(
    r"(?:^|[\s_-])(?:sr[-_]only|(?:visually|visibility|u|is|element)[-_]?hidden|hidden|is[-_]blind|screen[-_]?reader(?:[-_]text)?"
    r"|assistive(?:[-_]text)?|off-?screen|a11y|(?:toggle|hide|show|expand|close)[-_]?(?:caption|button|btn)?)(?=$|\s)",
    re.IGNORECASE,
)
_NOT_READ = frozenset(("script", "style", "svg", "button", "noscript", "img", "picture", "video", "amp-img", "input"))
_INLINE = frozenset(("b", "strong", "i", "em", "u", "a", "mark", "sup", "sub", "abbr", "time", "q", "font"))
_SOURCE_TAGS = frozenset(("span", "small", "em", "i"))
_EDGES = " |·•–—-/,;:＝\n"
_OPENING, _CLOSING = "([（【", ")]）】"
_BRACKETED = re.compile(r"(?:(?<!\s)\s+)?[(\[（【](?P<inner>[^()\[\]（）【】]{2,120})[)\]）】]\.?$")
_BARRED = re.compile(r"\s[|—/]\s?(?P<credit>[^|—/][^|—]{1,80})$")
# Japanese captions end in a place, too, behind that sign: only letters of another script, or a word for giving, name a source.
_EQUATED = re.compile(
    r"[＝=](?P<credit>[A-Za-zＡ-Ｚａ-ｚ・ ]{2,20}|[^＝=\s\d、。で]{0,14}(?:提供|撮影|通信社|新聞社))$"
)
_BARE = re.compile(r"(?P<word>(?<!\w)\w+[”\"'»)]?)(?P<stop>[.!?。]\s+)(?P<credit>[^.!?。…:]{2,40})$")
_PARTICLES_WORDS = """
    de da do dos di del della van von der den la le el al bin y e und and et ter ten for via
"""
_PARTICLES = frozenset(_PARTICLES_WORDS.split())


def read_caption(element: HtmlElement, alternatives: Iterable[str] = ()) -> tuple[str | None, str | None]:
    """Give the caption in an element and the credit in it, each None where there is none.

    `alternatives` are other texts of the picture (alt, title): what stands behind one of them in the caption is a credit.

    >>> from lxml.html import fromstring
    >>> read_caption(fromstring("<figcaption>The dam. <cite>Valley Photo</cite></figcaption>"))
    ('The dam.', 'Valley Photo')
    """
    words: list[str] = []
    credits: list[str] = []
    _collect(element, words, credits)
    ahead = _read_line_ahead(element) if not credits else None
    if ahead is not None:
        words, credits = ["".join(words).lstrip()[len(ahead) :]], [ahead]
    caption = clean_line("".join(words)[: 2 * MAX_CAPTION_CHARACTERS]).strip(_EDGES)[:MAX_CAPTION_CHARACTERS]
    marked = strip_brackets(clean_line(" ".join(credits)))
    caption = re.sub(r"(?:(?<!\s)\s+)?[(\[（]\s*[)\]）]$", "", caption)
    caption, credit = split_credit(caption, alternatives) if not marked else (_strip_mark(caption), marked)
    return caption[:MAX_CAPTION_CHARACTERS] or None, _strip_label(credit or "")[:MAX_CREDIT_CHARACTERS] or None


def _read_line_ahead(element: HtmlElement) -> str | None:
    """Give the source that stands in an element and a line of its own ahead of the words of a caption; None for none."""
    first = element[0] if len(element) > 1 and not (element.text or "").strip() else None
    if (
        first is None
        or first.tag not in _SOURCE_TAGS
        or len(first)
        or element[1].tag != "br"
        or (first.tail or "").strip()
    ):
        return None
    text = (first.text or "").strip()
    behind = clean_line("".join(element.itertext()))[len(clean_line(text)) :]
    is_source = len(text.split()) > 1 and _is_name_like(text, MAX_BARE_CREDIT_WORDS)
    return text if is_source and len(behind) >= MIN_WORDS_CHARACTERS else None


def split_credit(caption: str, alternatives: Iterable[str] = ()) -> tuple[str, str | None]:
    """Give a caption and the credit at its end, None where there is none.

    >>> split_credit("The dam in June. (Valley Photo)"), split_credit("The dam (left)")
    (('The dam in June.', 'Valley Photo'), ('The dam (left)', None))
    """
    within = _signed_within_pattern().search(caption)
    if within is not None and any(map(str.isalnum, caption[within.end() :])):
        words = f"{caption[: within.start()]} {caption[within.end() :].lstrip(_EDGES)}".strip(_EDGES)
        return words, _strip_label(strip_brackets(within[0]))
    found = _signed_pattern().search(caption)
    if found is not None and (found.start() > 0 or len(caption) <= 60):
        ahead = caption[: found.start()].rstrip(_EDGES + "([（")
        ahead = _strip_stop(ahead) if caption[found.start() - 1] == "[" else ahead
        return ahead, _strip_label(strip_brackets(caption[found.start() :]))
    for other in alternatives:
        rest = (
            strip_brackets(caption[len(other) :].strip(_EDGES + "."))
            if len(other) >= 15 and caption.startswith(other)
            else ""
        )
        if 0 < len(rest) <= 80 and _is_name_like(rest, 10) and not _is_archive(rest):
            return caption[: caption.rindex(rest)].rstrip(_EDGES + "("), rest
    return _split_at_end(caption)


def strip_brackets(text: str) -> str:
    """Take off the marks at both ends of a credit, and brackets that are not closed within it or hold all of it.

    >>> strip_brackets("(Valley Photo)"), strip_brackets("Ana Sample (Valley)"), strip_brackets("Ana Sample)")
    ('Valley Photo', 'Ana Sample (Valley)', 'Ana Sample')
    """
    text = text.strip(_EDGES)
    while text:
        depths = list(accumulate((sign in _OPENING) - (sign in _CLOSING) for sign in text))
        if min(depths) < 0 and text[-1] in _CLOSING:
            text = text[:-1]
        elif depths[-1] > 0 and text[0] in _OPENING:
            text = text[1:]
        elif text[0] in _OPENING and depths.index(0) == len(text) - 1:
            text = text[1:-1]
        else:
            return text
        text = text.strip(_EDGES)
    return text


def _strip_label(credit: str) -> str:
    """Take off the sign or the word ahead of a credit: what is left is whom it names."""
    rest = strip_brackets(_label_pattern().sub("", credit))
    return rest or credit


@lru_cache(maxsize=1)
def _label_pattern() -> re.Pattern[str]:
    nouns, phrases = any_of(name_words("credit")), any_of(name_words("credit by"))
    return re.compile(rf"^(?:(?:©|\(c\)|copyright\b|(?:{nouns})s?\s*[:：=＝]|(?:{phrases})\s)\s*)+", re.IGNORECASE)


def _split_at_end(caption: str) -> tuple[str, str | None]:
    bracket = _BRACKETED.search(caption)
    if bracket is not None and _is_bracketed_credit(bracket["inner"], caption[: bracket.start()]):
        ahead = caption[: bracket.start()].rstrip(_EDGES)
        return _strip_stop(ahead) if "[" in bracket[0] else ahead, _strip_label(bracket["inner"].strip())
    bar = _BARRED.search(caption)
    if bar is not None and _is_name_like(bar["credit"].rstrip("."), 8) and not _is_archive(bar["credit"]):
        return caption[: bar.start()].rstrip(_EDGES), bar["credit"].strip(_EDGES)
    equated = _EQUATED.search(caption)
    if equated is not None:
        return caption[: equated.start()], equated["credit"]
    bare = _BARE.search(caption)
    if bare is not None and _ends_sentence(bare["word"]) and _is_bare_credit(bare["credit"]):
        # Such a full stop parts the caption from the credit; where there are others, it is the sentence's own.
        ahead = caption[: bare.end("stop")].rstrip()
        return _strip_stop(ahead), bare["credit"].strip()
    return caption, None


@lru_cache(maxsize=1)
def _signed_pattern() -> re.Pattern[str]:
    """Match a word for a picture or a source with a colon behind it, "photo by", or a copyright sign; and all behind that."""
    nouns, phrases = any_of(name_words("credit")), any_of(name_words("credit by"))
    return re.compile(
        rf"(?:^|(?<=[\s(\[（|/–—.,;]))(?:©|\(c\)\s|(?:{nouns})s?\s*(?:[:：]|[=＝]\s)|(?:{phrases})\s).{{1,{MAX_CREDIT_CHARACTERS}}}$",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _signed_within_pattern() -> re.Pattern[str]:
    """Match such a word and whom it names in brackets, anywhere."""
    nouns, phrases = any_of(name_words("credit")), any_of(name_words("credit by"))
    signs = rf"(?:©|\(c\)\s|(?:{nouns})s?\s*[:：]|(?:{phrases})\s)"
    return re.compile(
        rf"(?:(?<!\s)\s+)?[(\[（]\s*{signs}[^()\[\]（）]{{1,{MAX_CREDIT_CHARACTERS}}}[)\]）]", re.IGNORECASE
    )


def _collect(element: HtmlElement, words: list[str], credits: list[str]) -> None:
    words.append(element.text or "")
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _NOT_READ and not _is_hidden(child):
            _collect_child(child, words, credits)
        words.append(child.tail or "")


def _is_hidden(element: HtmlElement) -> bool:
    """Tell whether an element in a caption shows nothing, or is a button."""
    if element.get("hidden") is not None or element.get("role") == "button":
        return True
    return hides(element.get("style") or "") or _HIDDEN_LABEL.search(element.get("class") or "") is not None


def _collect_child(child: HtmlElement, words: list[str], credits: list[str]) -> None:
    if is_credit(child):
        inner: list[str] = []
        _collect(child, inner, inner)
        text = clean_line("".join(inner))
        if len(text) <= 200:
            credits.append(f" {text} ")
            words.append(" ")
            return
    space = "" if child.tag in _INLINE else " "
    words.append(space)
    _collect(child, words, credits)
    words.append(space)


def is_credit(element: HtmlElement) -> bool:
    """Tell whether an element is marked as the credit of a picture: by its name, its class or another attribute.

    >>> from lxml.html import fromstring
    >>> is_credit(fromstring("<span class='photo-credit'>Ana Sample</span>")), is_credit(fromstring("<p>Dam</p>"))
    (True, False)
    """
    if element.tag == "cite":
        return True
    own = element.tag if "-" in element.tag else ""
    names = " ".join((own, *element.keys(), element.get("class") or "", element.get("itemprop") or ""))
    return _CREDIT_LABEL.search(f"{names} {element.get('data-testid') or ''}".lower()) is not None


def is_byline(text: str) -> bool:
    """Tell whether words beside a picture name an author, or are a date, so that the picture is the author's.

    >>> is_byline("By Ana Sample"), is_byline("By night the dam glows")
    (True, False)
    """
    rest = _byline_pattern().sub("", text)
    return not any(map(str.isalpha, text)) or (rest != text and _is_name_like(rest.split(",")[0], 5))


@lru_cache(maxsize=1)
def _byline_pattern() -> re.Pattern[str]:
    return re.compile(rf"^(?:{any_of(name_words('by'))})\s+", re.IGNORECASE)


def _strip_mark(caption: str) -> str:
    """Take off what led over to a credit that stood in an element of its own."""
    return re.sub(r"(?:(?<!\s)\s+)?(?:[(\[（]\s*+)?(?:(?:©|\(c\))\s*+)?$", "", caption).rstrip(_EDGES + "(")


def _is_bracketed_credit(inner: str, ahead: str) -> bool:
    if _is_archive(inner):
        return False
    if _bracketed_pattern().search(inner):
        return True
    if any(inner.casefold().startswith(f"{word} ") for word in name_words("archive")) and ahead.rstrip().endswith("."):
        return True
    return ahead.rstrip().endswith((".", "!", "?", "”", '"', "'", "。")) and _is_name_like(inner, 8)


@lru_cache(maxsize=1)
def _bracketed_pattern() -> re.Pattern[str]:
    nouns = any_of(name_words("credit"))
    return re.compile(
        rf"^(?:{nouns})s?\b\s*[:：=＝/]|^(?:{any_of(name_words('credit by'))})\s|(?:撮影|提供|攝|摄|供图|제공)$", re.I
    )


def _is_archive(text: str) -> bool:
    return text.strip(" .()[]").casefold() in name_words("archive")


def _ends_sentence(word: str) -> bool:
    """Tell whether a word with a full stop ends a sentence.

    Abbreviations ahead of names ("Rep.", "St.", "Calif.") begin with a capital and are short.
    """
    return (word[0].islower() and len(word) > 1) or not word.isascii() or (len(word) >= 7 and word[0].isalpha())


def _is_bare_credit(text: str) -> bool:
    return (
        not _is_archive(text) and len(text) <= MAX_BARE_CREDIT_CHARACTERS and _is_name_like(text, MAX_BARE_CREDIT_WORDS)
    )


def _is_name_like(text: str, most_words: int) -> bool:
    words = re.findall(r"\w+(?:['’]\w+)?", text)
    return (
        0 < len(words) <= most_words
        and all(not word[0].islower() or word in _PARTICLES or word in name_words("credit") for word in words)
        and not (text.rstrip().endswith((".", "!", "?", "。")) or any(word.isdigit() for word in words))
    )


def _strip_stop(caption: str) -> str:
    inner = caption[:-1]
    return inner.rstrip() if caption.endswith((".", "。")) and not re.search(r"[.!?。]\s", inner) else caption
