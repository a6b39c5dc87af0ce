"""Quotes in a text: which words in quotation marks are somebody's, and whose.

Words in marks are a quote where a verb of saying says so, or where they are whole sentences that continue the quote before
them. Titles, names, mottos and single words in marks are none. A speaker is named without title or role, as the text names
them in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from transforms.pure.quotes.attributions import Attribution
from transforms.pure.quotes.japanese_speech import japanese_quotes
from transforms.pure.quotes.said_spans import Said, all_said
from transforms.pure.quotes.sentences_before import SENTENCE_END
from transforms.pure.quotes.speaker_names import Names
from transforms.pure.quotes.speech_words import Words, words_of

# A part of a sentence in marks is a quote from so many words on; shorter ones are as often irony, names and terms.
MIN_FRAGMENT_WORDS = 3
MIN_FRAGMENT_WORDS_OF_NOBODY = 4
# Whole sentences in marks that nobody is said to say.
MIN_SENTENCE_WORDS = 4
MAX_CHARACTERS_BETWEEN = 100

_WORD = re.compile(r"\w[\w'’-]*")
_NEXT_WORD = re.compile(r" (\w+)")
_JOINS = re.compile(r"(?:[^\S\n]*+,)?(?:[^\S\n]++[^\W\d_A-ZÀ-Þ]\w*+){1,4}[^\S\n]*+")
# Languages whose verbs say enough without a pronoun.
_LEAVING_OUT_PRONOUNS = ("es", "it", "pt", "pl", "ca", "ro")


def quotes_in_text(text: str, language: str) -> list[tuple[int, int, str | None]] | None:
    """Give where each quote of a text begins and ends, and its speaker; None for a language without words.

    >>> text = "“It holds,” said Mayor Ana Reyes. The “Old Wall” was built in 1890."
    >>> [(text[start:end], speaker) for start, end, speaker in quotes_in_text(text, "en")]
    [('It holds,', 'Ana Reyes')]
    """
    if language == "ja":
        return list(japanese_quotes(text))
    words = words_of(language)
    if words is None:
        return None
    return list(_with_speakers(text, list(all_said(text, words)), words))


def _with_speakers(text: str, said: Sequence[Said], words: Words) -> Iterator[tuple[int, int, str | None]]:
    names = Names(text, words, [one.span for one in said])
    last: tuple[Said, str | None] | None = None
    for one in said:
        if last is not None and (last[0].span.goes_on or _interrupts(text, last[0], one)):
            speaker = last[1]
        elif one.attribution is not None:
            if not _is_quote(text, one, words):
                continue
            speaker = _speaker(one.attribution, text, names, one.span.start)
            if speaker is None and one.attribution.kind == "topic":
                continue
            if speaker is None and last is not None and _is_same_speaker(text, one, last[0], words):
                speaker = last[1]
            if speaker is None and not one.is_sentence and _count(text, one) < MIN_FRAGMENT_WORDS_OF_NOBODY:
                continue
        elif last is not None and _continues(text, last[0], one):
            speaker = last[1]
        else:
            continue
        names.know(speaker)
        last = (one, speaker)
        yield one.span.start, one.span.end, speaker


def _interrupts(text: str, last: Said, one: Said) -> bool:
    """Tell whether parts of a sentence have one speaker: “It holds,” said Ann, “for now.” Ann said “it does” and “it must”."""
    if last.line != one.line or one.is_after or last.attribution is None:
        return False
    between = text[last.span.closed_at : one.span.opened_at]
    if len(between) > MAX_CHARACTERS_BETWEEN or SENTENCE_END.search(between) is not None:
        return False
    if last.is_after:
        return between.rstrip()[-1:] in (",", ":", "-", "–", "—")
    is_part = one.attribution is None and _count(text, one) >= MIN_FRAGMENT_WORDS
    return is_part and text[one.span.start].islower() and _JOINS.fullmatch(between) is not None


def _continues(text: str, last: Said, one: Said) -> bool:
    """Tell whether words in marks continue the quote before them, as whole sentences of their own."""
    is_long = _count(text, one) >= MIN_SENTENCE_WORDS
    return one.is_sentence and one.stands_alone and (last.line == one.line or (is_long and one.line - last.line == 1))


def _count(text: str, one: Said) -> int:
    return len(_WORD.findall(text[one.span.start : one.span.end]))


def _is_quote(text: str, one: Said, words: Words) -> bool:
    if one.is_sentence:
        return True
    inner = text[one.span.start : one.span.end]
    if len(_WORD.findall(inner)) < MIN_FRAGMENT_WORDS or one.attribution is None or one.attribution.kind == "left out":
        return False
    if inner[0].isupper() and words.language != "de" and not inner.startswith(("I ", "I'", "I’")):
        return False
    before = _WORD.findall(text[max(0, one.span.opened_at - 40) : one.span.opened_at].lower())
    if _is_attribute(text, before, one.span.closed_at, words):
        return False
    is_named = bool(before) and (_is_before_title(before[-1], words) or " ".join(before[-2:]) in words.before_titles)
    return not is_named or (one.attribution.describes and inner[0].islower())


def _is_before_title(word: str, words: Words) -> bool:
    if word in words.before_titles:
        return True
    return words.language == "de" and any(len(noun) > 4 and word.endswith(noun) for noun in words.before_titles)


def _is_attribute(text: str, before: Sequence[str], closed_at: int, words: Words) -> bool:
    """Tell whether words in marks stand between an article and its noun: the “one country, two systems” formula."""
    behind = _NEXT_WORD.match(text, closed_at)
    is_noun = behind is not None and behind[1].islower() and behind[1] not in words.kinds and words.language != "de"
    return is_noun and bool(before) and words.kinds.get(before[-1], "") in ("D", "G")


def _is_same_speaker(text: str, one: Said, last: Said, words: Words) -> bool:
    """Tell whether who speaks without a name is who spoke before: "added the mayor"."""
    attribution = one.attribution
    if attribution is None or attribution.kind not in ("role", "he", "she", "left out"):
        return False
    if attribution.kind == "left out":
        return one.line == last.line
    verb = _WORD.match(text, attribution.verb_at)
    return one.line - last.line <= 1 and verb is not None and verb[0].lower() in words.adding


def _speaker(attribution: Attribution, text: str, names: Names, before: int) -> str | None:
    where = attribution.verb_at or attribution.start
    match attribution.kind:
        case "name":
            name = names.full_name(text[attribution.start : attribution.end], before)
            is_none = names.is_word(name, attribution.start) or names.is_people(name, attribution.start)
            return None if is_none else name
        case "topic":
            name = names.full_name(text[attribution.start : attribution.end], before)
            return name if names.is_person(name) or (" " in name and names.language != "de") else None
        case "body":
            name = names.without_article(text[attribution.start : attribution.end])
            full = names.full_name(name, before) if name[0].isupper() else name
            return full if names.is_person(full) else name
        case "he" | "she":
            pronoun = "m" if attribution.kind == "he" else "f"
            return names.person_meant(min(where, attribution.start or where), pronoun)
        case "aged":
            return names.person_meant(where, names.gender_at(attribution.start))
        case "role":
            return names.with_role(text[attribution.start : attribution.end], where)
        case "left out" if names.language in _LEAVING_OUT_PRONOUNS:
            return names.person_meant(where, None)
        case _:
            return None
