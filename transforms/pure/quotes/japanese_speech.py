"""Quotes in Japanese: 「…」 before と and a verb of saying, and the subject that は or が marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from transforms.pure.quotes.effort import Effort
from transforms.pure.text.phrases import read_sections
from transforms.pure.text.wordlists import any_of, read_data

# From the mark that opens to the one that closes, with marks inside.
_QUOTE = re.compile(r"「((?:[^「」\n]|「[^「」\n]*」)+)」")
_NAME = r"[\u3005\u4e00-\u9fff\u30a1-\u30ff・A-Za-zＡ-Ｚａ-ｚ]"
_NAME_SIGN = re.compile(_NAME)
_SUBJECT = re.compile(rf"((?<!{_NAME}){_NAME}++(?:さん|ちゃん|くん)?)(?:[（(][^）)]{{0,200}}[）)])?(?:は|が|も)")
_MAX_BETWEEN = 40
# In brackets behind a name stand its reading and an age.
_MAX_ASIDE = 80
# "...," he holds: names, too, are given so, but they are shorter.
_CLAIMED = re.compile("とし、")
MIN_CLAIM = 12
# What is left of "the ministry's spokesman" without him names no person.
_BODIES = ("省", "庁", "局", "党", "府", "社", "大学", "銀行", "委員会", "警察", "署", "会", "軍", "市", "県", "国")


def japanese_quotes(text: str) -> Iterator[tuple[int, int, str | None]]:
    """Give where each quote of a text begins and ends, and its speaker.

    >>> text = "佐藤健一市長は「工事が終わった」と話した。名は「橋」という。"
    >>> [(text[start:end], speaker) for start, end, speaker in japanese_quotes(text)]
    [('工事が終わった', '佐藤健一')]
    """
    names, ended = _FullNames(text), 0
    for match in _QUOTE.finditer(text):
        said = _said_pattern().match(text, match.end())
        if said is None and len(match[1]) >= MIN_CLAIM:
            said = _CLAIMED.match(text, match.end())
        if said is None:
            continue
        start = ended
        for sign in ("。", "\n", "」"):
            start = max(start, text.rfind(sign, start, match.start()) + 1)
        ended = match.end()
        subjects = [*_SUBJECT.finditer(text, start, match.start()), *_SUBJECT.finditer(text, match.end(), said.end())]
        topics = [subject for subject in subjects if subject[0].endswith("は")]
        who = (topics or subjects)[-1][1] if subjects else None
        yield match.start(1), match.end(1), _name_of(who, names, start) if who is not None else None


def _name_of(subject: str, names: _FullNames, before: int) -> str | None:
    """Give a name without its role, in full where the text gives it before a place; None for somebody who has none."""
    name, stripped = subject, True
    while stripped:
        shorter = _role_pattern().sub("", name)
        stripped, name = shorter != name, shorter or name
        if not shorter:
            return None
    if name != subject and name.endswith(_BODIES):
        return None
    if name in _sections()["unnamed"] or name.endswith(tuple(_sections()["unnamed"])):
        return None
    return names.full_name(name, before)


class _FullNames:
    """The names that a text gives in full ahead of a role."""

    def __init__(self, text: str) -> None:
        self._text, self._effort = text, Effort(len(text))
        self._found: dict[str, tuple[int, str]] = {}

    def full_name(self, name: str, before: int) -> str:
        """Give the full form of a name that the text gives first before a place; the name itself where there is none."""
        if name not in self._found:
            found = self._find(name, before) if self._effort.read(before) else None
            if found is None:
                return name
            self._found[name] = found
        end, full = self._found[name]
        return full if end <= before else name

    def _find(self, name: str, before: int) -> tuple[int, str] | None:
        text, at = self._text, -1
        while (at := text.find(name, at + 1, before)) >= 0 and self._effort.spend():
            if not _NAME_SIGN.match(text[at - 1 : at]):
                rest = _rest_pattern().match(text, at + len(name), before)
                if rest is not None:
                    return rest.end(), f"{name}{rest[0]}"
        return None


@lru_cache(maxsize=1)
def _sections() -> dict[str, list[str]]:
    found = read_sections(read_data("quotes/ja.txt"))
    return {name: [word for line in lines for word in line.split(", ")] for name, lines in found.items()}


def _roles() -> str:
    return f"(?:{any_of(_sections()['role'])})"


@lru_cache(maxsize=1)
def _role_pattern() -> re.Pattern[str]:
    return re.compile(rf"{_roles()}$")


@lru_cache(maxsize=1)
def _rest_pattern() -> re.Pattern[str]:
    return re.compile(rf"{_NAME}{{1,4}}?(?=(?:（[^）]{{0,{_MAX_ASIDE}}}）)?\s?{_roles()})")


@lru_cache(maxsize=1)
def _said_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:など)?と(?:も|、)?[^「」。\n]{{0,{_MAX_BETWEEN}}}?(?:{any_of(_sections()['verb'])})")
