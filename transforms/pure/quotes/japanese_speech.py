"""Quotes in Japanese: 「…」 before と and a verb of saying, and the subject that は or が marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from transforms.pure.text.phrases import read_sections
from transforms.pure.text.wordlists import any_of, read_data

# From the mark that opens to the one that closes, with marks inside.
_QUOTE = re.compile(r"「((?:[^「」\n]|「[^「」\n]*」)+)」")
_NAME = r"[\u3005\u4e00-\u9fff\u30a1-\u30ff・A-Za-zＡ-Ｚａ-ｚ]"
_SUBJECT = re.compile(rf"({_NAME}+(?:さん|ちゃん|くん)?)(?:[（(][^）)]*[）)])?(?:は|が|も)")
_MAX_BETWEEN = 40
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
    for match in _QUOTE.finditer(text):
        said = _said_pattern().match(text, match.end())
        if said is None and len(match[1]) >= MIN_CLAIM:
            said = _CLAIMED.match(text, match.end())
        if said is None:
            continue
        start = (
            max(
                text.rfind("。", 0, match.start()),
                text.rfind("\n", 0, match.start()),
                text.rfind("」", 0, match.start()),
            )
            + 1
        )
        subjects = [*_SUBJECT.finditer(text, start, match.start()), *_SUBJECT.finditer(text, match.end(), said.end())]
        topics = [subject for subject in subjects if subject[0].endswith("は")]
        who = (topics or subjects)[-1][1] if subjects else None
        yield match.start(1), match.end(1), _name_of(who, text[:start]) if who is not None else None


def _name_of(subject: str, before: str) -> str | None:
    """Give a name without its role, in full where the text gives it before; None for somebody who has none."""
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
    full = re.search(rf"(?<!{_NAME}){re.escape(name)}{_NAME}{{1,4}}?(?=(?:（[^）]*）)?\s?{_roles()})", before)
    return full[0] if full is not None else name


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
def _said_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:など)?と(?:も|、)?[^「」。\n]{{0,{_MAX_BETWEEN}}}?(?:{any_of(_sections()['verb'])})")
