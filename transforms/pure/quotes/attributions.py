"""Who says what stands beside a quote: patterns of verbs, names, roles and pronouns on the kinds of words (`word_kinds`)."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from transforms.pure.quotes.speech_words import is_given_name
from transforms.pure.quotes.word_kinds import Parsed

SpeakerKind = Literal["name", "body", "he", "she", "aged", "topic", "role", "left out", "nobody"]


class Attribution(NamedTuple):
    """Who is said to speak, and where the words for it stand in the text.

    `kind` is `name` for a person or a body with a name, `body` for an organisation or document without one ("police"), `he` and
    `she` for pronouns, `aged` for an age without a name ("the 81-year-old"), `topic` for the name that a sentence without a verb
    of saying begins with, `role` for a role without a name ("the mayor"), `left out` where a verb stands without its subject,
    `nobody` where the text names no one. `describes` where the verb is one like "called", not of saying; `ends_with_verb` where
    little stands behind a verb of saying.
    """

    kind: SpeakerKind
    start: int = 0
    end: int = 0
    verb_at: int = 0
    describes: bool = False
    ends_with_verb: bool = False


_NAME = "C(?:(?:FG?)?C)*"
# From its first word on, which a search would find first, too.
_WHOLE_NAME = f"(?<!C)(?<!CF)(?<!CFG){_NAME}"
# "Ann told the BBC: ".
MAX_WORDS_BEHIND_VERB = 6

_DET = "[DG]{1,2}"
_SAID = "[VT]"
# What may follow a name before its verb: a party or age in brackets, an apposition between commas, where somebody is from.
_ASIDE = r"(?:\([^()]*\))?(?:,(?=[dRDGkpqFowBO(X])[^;:.]{1,24},|,?[pFq][^,;:.VT]{1,8})?"
_BEFORE_VERB = "[BXoDG]{0,3}$"

_AFTER: tuple[tuple[SpeakerKind, re.Pattern[str]], ...] = (
    ("name", re.compile(rf"B*(?:{_DET})?[wB]{{0,2}}(?:{_NAME})?w{{0,2}}R[wR]{{0,3}}(?P<n>{_NAME})")),
    ("name", re.compile(rf"B*(?:{_DET}w{{0,2}}|w{{0,2}})(?P<n>{_NAME})(?![RC])")),
    ("name", re.compile(rf"B*(?:{_DET})?w{{0,3}}[RO][^,.;:VT]{{0,10}},(?P<n>{_NAME})(?=[,.;:pFqk(B]|$)")),
    ("name", re.compile(rf"B*{_DET}p[^,.;:VT]{{1,7}}R(?P<n>{_NAME})")),
    ("body", re.compile(rf"B*(?:{_DET})?w?(?P<n>O)")),
    ("he", re.compile("B*(?P<n>m)")),
    ("she", re.compile("B*(?P<n>f)")),
    ("aged", re.compile(rf"B*(?:{_DET})?(?P<n>d)(?!C)")),
    ("role", re.compile(rf"B*{_DET}(?P<n>R)(?![RFq]|p[DG]?[CO])")),
    ("nobody", re.compile(rf"B*(?:(?:{_DET})?w{{0,3}}(?:{_NAME})?[RQ]|{_DET}[wCod])")),
)
_BEFORE: tuple[tuple[SpeakerKind, re.Pattern[str]], ...] = (
    ("name", re.compile(rf"[ROw][^,.;:VT]{{0,8}},R{{0,3}}(?P<n>{_NAME}),{_BEFORE_VERB}")),
    ("name", re.compile(rf"(?P<n>{_WHOLE_NAME}){_ASIDE}{_BEFORE_VERB}")),
    ("body", re.compile(rf"(?P<n>O)(?:[pFq][^,;:.VT]{{1,8}})?{_BEFORE_VERB}")),
    ("he", re.compile(f"(?P<n>m){_BEFORE_VERB}")),
    ("she", re.compile(f"(?P<n>f){_BEFORE_VERB}")),
    ("aged", re.compile(rf"(?:^|[,&.])(?:{_DET})?(?P<n>d){_BEFORE_VERB}")),
    ("role", re.compile(rf"(?:^|[,&.]){_DET}(?P<n>R){_BEFORE_VERB}")),
    ("nobody", re.compile(rf"[RQwC](?:[pFq,][^;:.VT]{{1,20}})?{_BEFORE_VERB}")),
)
# "He paused and said".
_SHARED_SUBJECT: tuple[tuple[SpeakerKind, re.Pattern[str]], ...] = (
    ("name", re.compile(rf"^(?:B,?)?(?:{_DET})?[wRB]{{0,4}}(?P<n>{_NAME})[^;:.]{{1,40}}?&{_BEFORE_VERB}")),
    ("he", re.compile(rf"(?P<n>m)[^;:.Ck]{{1,10}}?&{_BEFORE_VERB}")),
    ("she", re.compile(rf"(?P<n>f)[^;:.Ck]{{1,10}}?&{_BEFORE_VERB}")),
)
# "Zugleich klagte sie über die Miete und betonte": behind a verb in second place stands its subject.
_SHARED_BEHIND_VERB: tuple[tuple[SpeakerKind, re.Pattern[str]], ...] = (
    ("he", re.compile(rf"^[CBow]{{1,2}}[wVXB](?P<n>m)[^;:.m]{{1,40}}?&{_BEFORE_VERB}")),
    ("she", re.compile(rf"^[CBow]{{1,2}}[wVXB](?P<n>f)[^;:.f]{{1,40}}?&{_BEFORE_VERB}")),
)
# In languages whose verb is second, the speaker often follows it: "In Berlin sagte Anna Klein:".
_VERB_SECOND = ("de", "nl", "sv")
_NAME_AT_END = re.compile(rf"B*(?P<n>{_NAME}):?$")
_NOT_SUBJECT = re.compile(r"[pFqA][DGw]{0,2}$")
_VERB = re.compile("X[BQmf]?B?[ZV]|V|T|Y|S")
_AT_START = re.compile(r"[,\-.]{0,2}[BDG]{0,2}?(?P<verb>X[mfQ]?B?[ZV]|V|T)")
_LEADING = re.compile(rf"(?:[kB&],?)?(?:{_DET})?[wRB]{{0,5}}(?:{_NAME}w?R[wR]{{0,2}})?(?P<n>{_NAME})(?!R)")
# "Dressed in grey, Orr left."
_BEHIND_CLAUSE = re.compile(rf"w[pq][^,;:.VTC]{{1,12}},(?P<n>{_NAME})")
_ROLE_BEFORE_COLON = re.compile(rf"R[wR]{{0,2}}(?P<n>{_NAME}):$")
_SUBJECT_FIRST = re.compile(rf"[,\-]{{0,2}}(?P<subject>(?:{_DET})?[^;:.VTA]{{1,30}}?)(?P<verb>XB?[ZV]|V|T)")
_ROLES = re.compile(rf"R(?:[pFq][^,;:.VT]{{1,8}})?{_BEFORE_VERB}")
_BY_NOBODY = re.compile("[,\\-]?N")
_ACCORDING_BEFORE = re.compile(r"(?:^|[,.\-])k?A")
_BESIDE_ANOTHER = re.compile(r"[CO]&[DG]?$")
_ACCORDING_LATER = re.compile(",A")
_LEADING_PRONOUN = re.compile("(?:[kB&o],?){0,2}(?P<n>[mf])")
_ACCORDING = re.compile(r"[,\-]{0,2}k?A")
# Behind two words with a capital, "von" and its like lead to where somebody is from, not to the rest of a name.
CUT_AT_PARTICLE = ("de", "fr", "nl", "it")
_ORIGIN = re.compile("(CC+)F")
_AGE = re.compile(r"\d{1,3}-(?:[Jj]ährige[nr]?|year-old|jarige|åring(?:en)?|lat(?:ek|ka)|лет(?:ний|няя)|річн(?:ий|а))")
_INVERTED = re.compile("X(?P<n>[mf])")
_PLACE_AS_SPEAKER = re.compile(rf"p(?P<n>{_NAME})")


def attribution_after(parsed: Parsed, text: str, language: str) -> Attribution | None:
    """Give who says what ends before this text: "said Ann Orr", "Orr said", "according to Orr"; None where it tells nobody."""
    kinds = parsed.kinds
    if (match := _ACCORDING.match(kinds)) is not None:
        return _after(parsed, text, match.end(), language) or Attribution("nobody")
    if _BY_NOBODY.match(kinds) is not None:
        return Attribution("nobody")
    if (match := _AT_START.match(kinds)) is not None:
        return _after_verb(parsed, text, match, language)
    if (match := _SUBJECT_FIRST.match(kinds)) is not None:
        found = _before(parsed, text, match.start("verb"), language)
        return found._replace(verb_at=parsed.spans[match.start("verb")][0]) if found is not None else None
    return None


def attribution_at_end(parsed: Parsed, text: str, language: str) -> Attribution | None:
    """Give who says what stands earlier in a sentence that ends like this: ", and more, according to the White House"."""
    match = _ACCORDING_LATER.search(parsed.kinds)
    return _after(parsed, text, match.end(), language) if match is not None else None


def subject_of(parsed: Parsed, text: str, language: str) -> Attribution | None:
    """Give who a sentence is about: whoever says something in it, or its first name or pronoun."""
    verb = _VERB.search(parsed.kinds)
    found = _before(parsed, text, verb.start(), language) if verb is not None else None
    if found is None and verb is not None and language != "en":
        found = _after(parsed, text, verb.end(), language)
    if found is not None and found.kind in ("name", "he", "she"):
        return found
    return _leading(parsed, text, language)


def _after_verb(parsed: Parsed, text: str, match: re.Match[str], language: str) -> Attribution | None:
    verb_at = parsed.spans[match.start("verb")][0]
    inverted = _INVERTED.match(match["verb"])
    if inverted is not None:
        return Attribution("he" if inverted["n"] == "m" else "she", verb_at=verb_at)
    if match["verb"] == "T":
        return Attribution("left out", verb_at=verb_at)
    found = _after(parsed, text, match.end(), language)
    if found is None and language in ("ru", "uk") and _is_plural(text[slice(*parsed.spans[match.start("verb")])]):
        place = _PLACE_AS_SPEAKER.match(parsed.kinds, match.end())
        found = _named("name", parsed, place, text, language) if place is not None else None
    return (found or Attribution("left out"))._replace(verb_at=verb_at)


def _is_plural(verb: str) -> bool:
    return verb.endswith(("ли", "ють", "ят", "ют"))


def attribution_before(parsed: Parsed, text: str, language: str) -> Attribution | None:
    """Give who says what begins behind this text: "Orr said:", "Yesterday Orr told the BBC that"; None where no verb says so."""
    kinds = parsed.kinds
    if "A" in kinds and (match := _ACCORDING_BEFORE.search(kinds)) is not None:
        found = _after(parsed, text, match.end(), language)
        if found is not None and _VERB.search(kinds, match.end()) is None:
            return found
    if "N" in kinds:
        return Attribution("nobody")
    verbs = list(_VERB.finditer(kinds))
    goes_on = bool(verbs) and verbs[-1][0] == "Y"
    for verb in reversed(verbs):
        if verb[0] == "Y":
            continue
        verb_at = parsed.spans[verb.start()][0]
        at_end = _NAME_AT_END.match(kinds, verb.end()) if language in _VERB_SECOND else None
        subject = _before(parsed, text, verb.start(), language) if at_end is None else None
        found = subject if at_end is None else _named("name", parsed, at_end, text, language)
        if found is None or found.kind == "nobody":
            is_first = language != "en" or verb.start() == 0
            behind = _after(parsed, text, verb.end(), language) if verb[0] != "T" and is_first else None
            found = behind if behind is not None and (found is None or behind.kind == "name") else found
        if verb[0] == "S" and found is not None and found.kind == "nobody" and not _ROLES.search(kinds[: verb.start()]):
            found = None
        if found is None and verb[0] != "S":
            found = Attribution("left out")
        return (
            found._replace(verb_at=verb_at, describes=verb[0] == "S", ends_with_verb=_ends_with(kinds, verb))
            if found is not None
            else None
        )
    return _without_verb(parsed, text, language) if goes_on or kinds.endswith(":") else None


def _ends_with(kinds: str, verb: re.Match[str]) -> bool:
    return verb[0] != "S" and len(kinds) - verb.end() <= MAX_WORDS_BEHIND_VERB


def _without_verb(parsed: Parsed, text: str, language: str) -> Attribution | None:
    """Give the person or body whose sentence leads to a quote by a colon: "Orr was angry:"."""
    found = _leading(parsed, text, language)
    if found is not None:
        return found._replace(kind="topic") if found.kind == "name" else found
    match = _ROLE_BEFORE_COLON.search(parsed.kinds)
    found = _named("name", parsed, match, text, language) if match is not None else None
    return found if found is not None and found.kind == "name" else None


def _leading(parsed: Parsed, text: str, language: str) -> Attribution | None:
    """Give the name or the pronoun that a sentence begins with."""
    if (pronoun := _LEADING_PRONOUN.match(parsed.kinds)) is not None:
        return _named("he" if pronoun["n"] == "m" else "she", parsed, pronoun, text, language)
    match = (_BEHIND_CLAUSE.match(parsed.kinds) if language == "en" else None) or _LEADING.match(parsed.kinds)
    found = _named("name", parsed, match, text, language) if match is not None else None
    return found if found is not None and found.kind == "name" else None


def _after(parsed: Parsed, text: str, at: int, language: str) -> Attribution | None:
    for kind, pattern in _AFTER:
        match = pattern.match(parsed.kinds, at)
        if match is not None and (kind != "aged" or _is_age(parsed, match, text)):
            return _named(kind, parsed, match, text, language)
    return None


def _before(parsed: Parsed, text: str, verb: int, language: str) -> Attribution | None:
    kinds = parsed.kinds[:verb]
    by_order = _SHARED_BEHIND_VERB if language in _VERB_SECOND else ()
    for kind, pattern in (*by_order, *_BEFORE[:2], *_SHARED_SUBJECT, *_BEFORE[2:]):
        match = pattern.search(kinds)
        if match is None or (kind == "aged" and not _is_age(parsed, match, text)):
            continue
        before = kinds[: match.start()]
        if _NOT_SUBJECT.search(before):
            continue
        if kind in ("name", "body") and "&" in before[-2:] and _BESIDE_ANOTHER.search(before):
            return Attribution("nobody")
        return _named(kind, parsed, match, text, language)
    return None


def _is_age(parsed: Parsed, match: re.Match[str], text: str) -> bool:
    return _AGE.fullmatch(text[slice(*parsed.spans[match.start("n")])]) is not None


def _named(kind: SpeakerKind, parsed: Parsed, match: re.Match[str], text: str, language: str) -> Attribution:
    """Give the attribution to what a pattern found; in German a noun behind an article is no name."""
    if kind == "nobody":
        return Attribution("nobody")
    first, last = match.span("n")
    if kind == "name" and language == "de":
        first = _behind_noun(parsed, first, last, text)
        if first == last:
            return Attribution("nobody")
    if kind == "name" and language in ("ru", "uk", "pl"):
        first = _behind_complement(parsed, first, last, text)
    if kind == "name" and language in CUT_AT_PARTICLE:
        last = first + _own_part(parsed.kinds[first:last])
    return Attribution(kind, parsed.spans[first][0], parsed.spans[last - 1][1])


def _behind_noun(parsed: Parsed, first: int, last: int, text: str) -> int:
    before = parsed.kinds[:first]
    while first < last - 1 and not _is_given(parsed, first, text) and _is_given(parsed, first + 1, text):
        first += 1
    if re.search(r"[DG]w{0,2}$", before) and not _is_given(parsed, first, text):
        first += 1
        # "Den Tausch von Anna Klein" is about no one.
        return last if parsed.kinds[first : first + 1] in ("F", "G") else first
    return first


def _behind_complement(parsed: Parsed, first: int, last: int, text: str) -> int:
    """Give where the name begins behind "глава МИД": two words, three with a patronymic."""
    while last - first > 2 and not text[slice(*parsed.spans[last - 2])].endswith(("ич", "вна", "чна")):
        first += 1
    return first


def _own_part(kinds: str) -> int:
    """Give how many words of a name come before where somebody is from: two with a capital in "Nele Hartwig von der Bahn"."""
    match = _ORIGIN.match(kinds)
    return match.end(1) if match is not None else len(kinds)


def _is_given(parsed: Parsed, at: int, text: str) -> bool:
    return is_given_name(text[slice(*parsed.spans[at])].split("-")[0])
