"""News agencies: whose text an article is, by its byline, its dateline or the sign-off at its end.

What only names an agency says nothing: "told Reuters", the credit of a picture, "AP contributed to this report".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from transforms.pure.text.signs import part_words
from transforms.pure.text.wordlists import any_of, read_data
from transforms.records import Article

# A dateline stands at the head of the text, or behind a standfirst that the page shows as a part of it.
_HEAD_PARAGRAPHS: Final = 3
_TAIL_PARAGRAPHS: Final = 3
_HEAD_CHARACTERS: Final = 170
_TAIL_CHARACTERS: Final = 90
_SHORT_FORM: Final = 5
_MOST_PLACE_CHARACTERS: Final = 70
# Of a place's words, so many may be small: "Frankfurt am Main", "Madrid, 4 de marzo".
_SMALL_WORDS: Final = 1
_SMALL_WORDS_OF_DATE: Final = 3
# Short forms that are degrees, countries or parties as well: alone in a byline, or in a dateline's brackets.
_DOUBTFUL: Final = frozenset(
    ("PA", "AA", "APP", "MIA", "SPA", "STA", "UNI", "IPS", "SITA", "BSS", "MAP", "TAP", "APS", "NAN")
)
_DESKS = (
    "staff|news agency|newswires?|writers?|reporters?|correspondents?|bureau|news service|news|service|agency|agencia|agenzia"
    "|agence|agentur|video|sports|feed|wire|desk|redaktion|rédaction|redacción|redazione|redação"
)
_PICTURE_AGENCIES = re.compile(r"getty|imago|shutterstock|istock|picture alliance|alamy|pool|photo|foto", re.IGNORECASE)
_PARTING = re.compile(
    r"(?:(?<!\s)\s+)?[,;/|+&()（）\[\]–—=＝・]\s*|(?<!\s)\s+-\s+"
    r"|(?<!\s)\s+(?:and|et|und|y|e|en|og|och|ja|i|a|with|avec|mit|con|com|met|med|и|і|va|ve|dan|και)\s+"
)
_BEHIND = r"(?P<parting>\s*(?:[-–—―:=.,|]+\s*)|\s+(?=[^\W\d_a-z]|[\"'“„«‘]))"
_LETTERS = re.compile(r"[^\W\d_]+")
# Of ASCII, letters in lower case, and a space for all else.
_ASCII_LETTERS = bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalpha() else 32 for code in range(256))
# "La Presse", "A.P."
_LONGEST_ARTICLE: Final = 2
_SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Letters of scripts that part words by spaces.
_ALPHABETS = "A-Za-zÀ-ɏͰ-ӿ֐-ۿऀ-෿"
_DATED = re.compile(r"\d")
_SENTENCE_END = re.compile(r"[.!?…。！？»”\"']\s*$")
_REUTERS_SIGNATURE = re.compile(
    r"\(?\s*(?:Additional )?(?:Reporting|Writing|Compiled|Report) by [^.]{3,160}?[;,.]"
    r"\s*(?:Writing|Editing|Additional reporting) by [^.]{3,80}\)?\.?$"
)
_FIRST_PUBLISHED = re.compile(r"This report by The Canadian Press was first published ")
# 新华社北京3月4日电; 中央社記者王小明台北4日電.
_CHINESE_DATELINE = (
    r"^[（(【]?(?P<agency>{names})(?:記者|记者)?[^，。,]{{0,18}}?\d{{1,2}}(?:月\d{{1,2}})?日[^，。,]{{0,16}}?[电電]"
)
# 【ワシントン共同】; ［ロンドン ４日 ロイター］; 【パリAFP＝時事】; (서울=연합뉴스).
_JAPANESE_DATELINE = (
    r"^[【［\[(（][^】］\])）。]{{0,24}}?(?P<agency>{names})(?:[＝=][^】］\])）]{{1,12}})?\s?[】］\])）]"
)


def find_agency(article: Article) -> str | None:
    """Give the news agency whose text an article is, by the name in the data file; None where neither text nor byline says so."""
    paragraphs = [paragraph for paragraph in article.text.split("\n") if paragraph]
    heads = [*([article.standfirst] if article.standfirst else []), *paragraphs[:_HEAD_PARAGRAPHS]]
    readings = (
        (find_in_byline(article.authors),),
        (find_in_dateline(paragraph) for paragraph in heads),
        (find_in_sign_off(paragraph) for paragraph in reversed(paragraphs[-_TAIL_PARAGRAPHS:])),
    )
    return next((found for reading in readings for found in reading if found is not None), None)


def find_in_byline(authors: Sequence[str]) -> str | None:
    """Give the agency among the authors of an article.

    >>> find_in_byline(["Ana Sample", "dpa"]), find_in_byline(["Le Matin avec AFP"]), find_in_byline(["Ana Sample"])
    ('dpa', 'AFP', None)
    """
    for author in authors:
        if not _may_name(author) or _PICTURE_AGENCIES.search(author):
            continue
        parts = [part for part in _PARTING.split(author) if part]
        is_alone = len(authors) == 1 and len(parts) == 1
        forms = (form for part in (author, *parts) for form in (part, _without_desk(part)))
        agency = next((name for form in forms if (name := _agency_of(form, is_alone)) is not None), None)
        if agency is not None:
            return agency
    return None


def find_in_dateline(paragraph: str) -> str | None:
    """Give the agency in the dateline that a paragraph begins with.

    >>> find_in_dateline("PARIS (Reuters) - The dam opened."), find_in_dateline("The minister told Reuters (Paris) that")
    ('Reuters', None)
    """
    head = paragraph[:_HEAD_CHARACTERS]
    if not _may_name(head):
        return None
    for pattern in _datelines():
        found = pattern.match(head)
        if found is not None and _is_place(found.groupdict().get("place") or ""):
            name = _first_of(found["agency"])
            if name is not None and not _spells(found.groupdict().get("place") or "", found["agency"]):
                return name
    return None


def find_in_sign_off(paragraph: str) -> str | None:
    """Give the agency that signs one of the last paragraphs, in a line of its own or behind its last sentence.

    >>> find_in_sign_off("The dam opened. (dpa)"), find_in_sign_off("Quelle: APA/dpa"), find_in_sign_off("He told the AP")
    ('dpa', 'APA', None)
    """
    if "diting by" in paragraph and _REUTERS_SIGNATURE.search(paragraph[-260:]):
        return "Reuters"
    if _FIRST_PUBLISHED.match(paragraph):
        return "CP"
    tail = paragraph[-_TAIL_CHARACTERS:]
    if not _may_name(tail):
        return None
    for pattern in _sign_offs():
        found = pattern.search(tail)
        if found is None:
            continue
        ahead = tail[: found.start()]
        if (ahead == "" and tail == paragraph) or _SENTENCE_END.search(ahead):
            return _first_of(found["agency"])
    return None


def _is_place(place: str) -> bool:
    """Tell whether what stands ahead of an agency in brackets is a place and a day, and not the subject of a sentence."""
    words = place.split()
    small = [word for word in words if word[0].islower()]
    most = _SMALL_WORDS_OF_DATE if _DATED.search(place) else _SMALL_WORDS
    return len(small) <= most and len(words) <= 9 and _any_name().search(place) is None


def _spells(place: str, form: str) -> bool:
    """Tell whether what stands ahead of a short form is its long form: "People's Action Party (PAP)"."""
    initials = "".join(word[0] for word in place.split() if word[0].isupper())
    return len(form) > 1 and initials.endswith(form.upper())


def _without_desk(text: str) -> str:
    """Give a name without the desk or the job behind it: "AP Sports Writer"."""
    bare = re.sub(
        r"^(?:by|with|avec|mit|con|com|von|par|por|di|da|av|af|door|od|от)\s+(?=\S)",
        "",
        text.strip(" .-–—©"),
        flags=re.IGNORECASE,
    )
    bare = re.sub(rf"^(?:{_DESKS})\s+(?=\S)", "", bare, flags=re.IGNORECASE)
    return re.sub(rf"(?:(?<!\s)\s+(?:\w+\s+)?(?:{_DESKS})){{1,8}}$", "", bare, flags=re.IGNORECASE) or bare


def _agency_of(text: str, is_alone: bool = False) -> str | None:
    name = _names().get(text) or _long_names().get(text.casefold())
    return name if name is not None and (is_alone or text not in _DOUBTFUL) else None


def _first_of(credit: str) -> str | None:
    """Give the first agency that a credit such as `dpa/lni` or `APA/dpa` names."""
    parts = [credit, *re.split(r"(?:(?<!\s)\s+)?[/\-,=＝+&·]\s*|\s+", credit)]
    return next((name for part in parts if (name := _names().get(part) or _long_names().get(part.casefold()))), None)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Give the names of agencies by the forms of them."""
    lines = [line.split(" | ") for line in read_data("agencies.txt").splitlines() if line and not line.startswith("#")]
    return {form.strip(): forms[0].strip() for forms in lines for form in forms}


@lru_cache(maxsize=1)
def _long_names() -> dict[str, str]:
    return {form.casefold(): name for form, name in _names().items() if len(form) > _SHORT_FORM or " " in form}


@lru_cache(maxsize=1)
def _form() -> str:
    """Give the expression for any form of any name: long ones in any case, short ones as they are."""
    long, short = (
        any_of(form for form in _names() if (form.casefold() in _long_names()) is is_long) for is_long in (True, False)
    )
    return rf"(?:(?i:{long})|{short})"


def _may_name(text: str) -> bool:
    """Tell whether a text may name an agency, by a look that spares most the search."""
    if not _telling_words().isdisjoint(_words_of(text)):
        return True
    return not text.isascii() and _SPACELESS.search(text) is not None and _any_name().search(text) is not None


def _words_of(text: str) -> list[str]:
    """Give the runs of letters in a text, case folded."""
    plain = part_words(text)
    if plain is not None and plain.isascii():
        return plain.encode("ascii").translate(_ASCII_LETTERS).decode("ascii").split()
    return _LETTERS.findall(text.casefold())


@lru_cache(maxsize=1)
def _telling_words() -> frozenset[str]:
    """Give a word of each name, without which it is not named: the first; but the last where the first is one or two letters."""
    folded = (_LETTERS.findall(form.casefold().removeprefix("the ")) for form in _names())
    return frozenset(words[0] if len(words[0]) > _LONGEST_ARTICLE else words[-1] for words in folded if words)


@lru_cache(maxsize=1)
def _any_name() -> re.Pattern[str]:
    return re.compile(rf"(?<![{_ALPHABETS}]){_form()}(?![{_ALPHABETS}])")


@lru_cache(maxsize=1)
def _datelines() -> tuple[re.Pattern[str], ...]:
    credit = rf"(?P<agency>(?:{_form()})(?:\s?[/\-=·,+&]\s?[\w.\-ČčŽžŠš]{{2,18}}){{0,3}})"
    place = rf"(?P<place>(?:[^()（）\[\]{{}}\n!?:;\"“”«»]|\([^()]{{2,20}}\)|\[[^\[\]]{{2,20}}\]){{2,{_MOST_PLACE_CHARACTERS}}}?)"
    dated = r"(?P<place>[^()\n!?:;\"“”]{2,40}?)"
    names = "|".join(map(re.escape, sorted(_names(), key=len, reverse=True)))
    forms = (
        rf"{place}[\s,.:–—-]*[(\[（/]\s*(?:©\s?)?{credit}\s*[)\]）/]{_BEHIND}",
        rf"[(\[（/]\s*(?:©\s?)?{credit}\s*[)\]）/]{_BEHIND}",
        rf"{credit}(?:\s+[-–—―]|\.[-–—])\s(?=[^a-z])",
        rf"{dated}(?:\s*[,.–—-]\s*|\s+[-–—]\s*)/?{credit}/?\s*(?:\.|[-–—]|:)+\s",
        _CHINESE_DATELINE.format(names=names),
        _JAPANESE_DATELINE.format(names=names),
    )
    return tuple(re.compile(form) for form in forms)


@lru_cache(maxsize=1)
def _sign_offs() -> tuple[re.Pattern[str], ...]:
    codes = r"(?:\s?[/\-=·,+&]\s?[\w.\-]{2,18}){0,3}"
    credit = rf"(?P<agency>{_form()}{codes})"
    labels = any_of(read_data("credit_words.txt").split())
    return (
        re.compile(rf"[(\[（/]\s*(?:[a-z]{{2,4}}/)?{credit}\s*[)\]）/]\s*[.*]?$"),
        re.compile(rf"(?:^|(?<=\s))[-–—/*]*\s*{credit}\s*[.*/]*$"),
        re.compile(rf"[(\[（]?(?i:{labels})\s*[:：]\s*{credit}\s*[)\]）]?\.?$"),
    )


def agency_names() -> Iterable[str]:
    """Give the names that `agency` may hold."""
    return dict.fromkeys(_names().values())
