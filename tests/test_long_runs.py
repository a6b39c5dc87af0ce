"""Long runs of one character, as only an attacker writes them, cost work in proportion to their length.

Each run is so long that work by its square would use up the CPU that a test may use (tests/conftest.py), many times over.
"""

from __future__ import annotations

import json
import random
import re

import pytest

from pipelines.config import tree
from transforms.pure.body import context
from transforms.pure.enrichment import keywords
from transforms.pure.entities import entity_mentions, entity_organisations, place_names
from transforms.pure.feeds import full_text
from transforms.pure.genres import agencies, article_kinds
from transforms.pure.lists import csv_rows
from transforms.pure.metadata import credits, pictures, shown_dates, title_tails
from transforms.pure.page import jsonld_nodes
from transforms.pure.quotes import (
    attributions,
    direct_speech,
    japanese_speech,
    sentences_before,
    spoken_dashes,
)
from transforms.pure.text import names, phrases
from transforms.pure.topics import section_topics
from transforms.pure.verdict import endings

LENGTH = 1_000_000
# As they were written first; what they find is right, and how long it takes is not.
_ELLIPSIS = re.compile(r"(?:\.\.\.|…)[\s\])»”\"'.]*$")
_CUT_OFF = re.compile(r"(?:…|\.{3})\W*$")
_NAMES = re.compile(r"\s*[;,|•·、，；\n/]\s*|\s+[–—-]\s+")
_TAILS = re.compile(r"\s+[|·–—»•-]{1,2}\s+|\s*[|｜ㅣ]\s*|--|\s*[：]\s*(?=[^：]*$)|(?<=\S)-(?=[^-]*[|｜ㅣ])")
_WORD = r"[A-Z][\w&.'’-]*"
_LONG = rf"(?P<long>{_WORD}(?:\s+(?:(?:of|for|the|and|on|in|to|de|des|du|&)|{_WORD}))+)"
_NAME = japanese_speech._NAME


def simple(pattern: re.Pattern[str]) -> str:
    """Give an expression as it would be written where its work did not matter: white space ahead of a sign."""
    return pattern.pattern.replace(r"(?:(?<!\s)\s+)?", r"\s*").replace(r"(?<!\s)\s+", r"\s+")


# Each expression, how it was written first, and what texts are made of.
FIRST: tuple[tuple[re.Pattern[str], str, list[str]], ...] = (
    (names._MAIL, r"\S+@\S+", [*"a@b \n."]),
    (names._ASIDE, simple(names._ASIDE), [*" (a)[（）\n]"]),
    (names._conjunction_pattern(), simple(names._conjunction_pattern()), [*" \na&", "and", " with "]),
    (names._place_pattern(), simple(names._place_pattern()), [*" a\tx", "from", "in"]),
    (names._role_pattern(), simple(names._role_pattern()).replace(r"\Z", "$"), [*" ax", "記者", "編集長"]),
    (
        jsonld_nodes._TYPE,
        r'"@type"\s*:\s*\[?\s*"(\w+)"',
        [*': ["a', '"@type"', '"a"'],
    ),
    (
        jsonld_nodes._PLAIN_AUTHOR,
        r'"author"\s*:\s*\[?\s*\{[^{}]{0,300}?"name"\s*:\s*("(?:[^"\\\n]){1,100}")',
        [*": [{", '"author"', '"name"', '"a"'],
    ),
    (
        entity_organisations._EXPLAINED,
        rf"{_LONG}\s*\((?:the\s+|or\s+)?[\"“'‘]?(?P<short>[A-Z][A-Za-z&.]{{1,9}})[\"”'’]?\)",
        ["Ana", "B", " ", "of", "(", "AB", ")", "x", "the "],
    ),
    (
        entity_organisations._EXPLAINS,
        rf"(?P<short>\b[A-Z][A-Z&.]{{1,9}})\s*\((?:the\s+)?{_LONG}\)",
        ["Ana", "B", " ", "of", "AB (", ")", "x", "the "],
    ),
    (
        entity_mentions._PERSON_SPLITS,
        simple(entity_mentions._PERSON_SPLITS).replace(r",\s++", r",\s+"),
        [*"a @|–-;:,(]", "--", "of"],
    ),
    (place_names._ASIDE, r"\s*[(（].*?[)）]", [*" a(（)）\n"]),
    (context._LABELLED, context._LABELLED.pattern.replace(r"\s*+(", r"\s*("), [*"ab: –\n|"]),
    (keywords._ADDRESS, r"\S*(?:://|www\.)\S*", [*"a \nb", "://", "www."]),
    (agencies._PARTING, simple(agencies._PARTING), [*"a ,-\n(", "and"]),
    (article_kinds._SECTION_PARTS, r"\s*(?:[/|>›»,;]|\s[-–—]\s)\s*", [*"a /-–,", " - "]),
    (
        attributions._BEFORE[1][1],
        attributions._BEFORE[1][1].pattern.replace("(?<!C)(?<!CF)(?<!CFG)", ""),
        [*"CFGpq,(B)wdX:"],
    ),
    (
        japanese_speech._SUBJECT,
        rf"({_NAME}+(?:さん|ちゃん|くん)?)(?:[（(][^）)]*[）)])?(?:は|が|も)",
        [*"漢はが（）a()。", "さん"],
    ),
    (spoken_dashes._DASH, simple(spoken_dashes._DASH), [*"a —-–b"]),
    (
        sentences_before.SENTENCE_END,
        r"[.!?…]+[)\]]?\s+(?=[^\W\d_a-zß-öø-ÿа-яё]|[\"“„«‘'—–\d])",
        [*'.!…) \nAa"1'],
    ),
    (section_topics._BETWEEN_NAMES, simple(section_topics._BETWEEN_NAMES), [*"a /-–,"]),
    (csv_rows._URL, simple(csv_rows._URL), [*"a <", "http://", "feed:", "feed://"]),
    (credits._BRACKETED, simple(credits._BRACKETED), [*" (ab)[].\n"]),
    (credits._BARE, credits._BARE.pattern.replace(r"(?<!\w)", ""), [*'ab.! ")\n']),
    (credits._signed_within_pattern(), simple(credits._signed_within_pattern()), [*" (©a)[\n", "photo:", "photo by "]),
)


@pytest.mark.parametrize("run", [".", "…", ". ", '."', " ", "\n", ")", ",", "-", " -", "|", "："])
def test_long_runs_end(run: str) -> None:
    text = run * (LENGTH // len(run)) + "x"
    assert not endings._ends_in_dots(text)
    assert endings._ends_in_dots(text + "...")
    assert not full_text._is_cut_off(text)
    assert full_text._is_cut_off(text + "…")
    for pattern in (names._SEPARATOR, title_tails._SEPARATOR):
        assert pattern.split(text)[-1].endswith("x")
    assert context._LABELLED.match(run * (LENGTH // len(run))) is None


def test_they_find_what_they_found() -> None:
    draw = random.Random(1)
    for _ in range(20_000):
        text = "".join(draw.choices('ab.….. \n,;|-–：）)"»/', k=draw.randint(0, 12)))
        assert endings._ends_in_dots(text) is bool(_ELLIPSIS.search(text)), text
        assert full_text._is_cut_off(text) is bool(_CUT_OFF.search(text)), text
        assert names._SEPARATOR.split(text) == _NAMES.split(text), text
        assert [m.span() for m in title_tails._SEPARATOR.finditer(text)] == [m.span() for m in _TAILS.finditer(text)], (
            text
        )


@pytest.mark.parametrize(("pattern", "first", "parts"), FIRST, ids=lambda value: str(value)[:40])
def test_expressions_find_what_they_found(pattern: re.Pattern[str], first: str, parts: list[str]) -> None:
    draw, old = random.Random(1), re.compile(first, pattern.flags)
    for _ in range(4_000):
        text = "".join(draw.choices(parts, k=draw.randint(0, 14)))
        assert [(m.span(), m.groups()) for m in pattern.finditer(text)] == [
            (m.span(), m.groups()) for m in old.finditer(text)
        ], text


def test_what_else_was_written_anew_gives_what_it_gave() -> None:
    draw = random.Random(1)
    tag = re.compile(r"-.*(?:image|img|picture|photo)|(?:image|img|picture|photo).*-")
    joins = re.compile(r"[^\S\n]*,?(?:[^\S\n]+[^\W\d_A-ZÀ-Þ]\w*){1,4}[^\S\n]*")
    for _ in range(10_000):
        caption = "".join(draw.choices(["a", " ", "(", "©", "(c)", "[", "c)"], k=draw.randint(0, 10)))
        mark = re.sub(r"\s*[(\[（]?\s*(?:©|\(c\))?\s*$", "", caption).rstrip(credits._EDGES + "(")
        assert credits._strip_mark(caption) == mark, caption
        name = "".join(draw.choices(["a", "-", "img", "photo", "im"], k=draw.randint(0, 8)))
        assert (name in pictures.picture_tags([name])[2:]) is ("-" in name and tag.search(name) is not None), name
        line = "".join(draw.choices("abc.! \n1", k=draw.randint(0, 10)))
        ends = re.search(r"[^\W\d_]{3,}[.!?。]\s*$", line)
        assert (shown_dates._ENDS_SENTENCE.search(line) is None) is (ends is None), line
        between = "".join(draw.choices(["a", " ", ",", "B", "\n", " ab"], k=draw.randint(0, 8)))
        assert (direct_speech._JOINS.fullmatch(between) is None) is (joins.fullmatch(between) is None), between


def test_phrases_fit_what_they_fitted() -> None:
    draw = random.Random(1)
    for _ in range(10_000):
        pattern = "*".join("".join(draw.choices("ab ", k=draw.randint(0, 2))) for _ in range(draw.randint(2, 4)))
        line = "".join(draw.choices("ab ", k=draw.randint(0, 10)))
        first = re.match(".*".join(map(re.escape, pattern.split("*"))) + "$", line)
        assert phrases._fits(line, pattern) is (first is not None), (line, pattern)
    many = " read also" * (LENGTH // 10)
    assert phrases._fits(many + " x", " read* also* read*x") and not phrases._fits(many, " read* also* read*x")


def test_comments_of_scripts_are_left_out_as_they_were() -> None:
    """What cannot be read holds what did not end: the rest of it differs."""
    draw = random.Random(1)
    old = re.compile(r'("(?:[^"\\]|\\.)*")|/\*.*?\*/|//[^\n]*', re.DOTALL)
    for _ in range(20_000):
        text = "[1" + "".join(draw.choices([*'"\\/*\n, a1]', "/*", "*/", "//"], k=draw.randint(0, 10)))
        before, now = old.sub(r"\1", text), jsonld_nodes._COMMENT.sub(r"\1\2", text)
        assert before == now or not (is_json(before) or is_json(now)), text


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("${A:-x}${B:-", "1${B:-"),
        ("${C:-${C:-x} ${C:-$${", "${C:-x ${C:-${"),
        ("$${A} ${A ${A}", "${A} ${A 1"),
        ("${C:-a\nb} ${", "a\nb ${"),
    ],
)
def test_a_variable_that_does_not_end_stays_as_it_is(written: str, read: str) -> None:
    text = json.dumps({"x": written})
    assert tree.read_tree(text, "a.yaml", {"A": "1"}, tree.Problems()).pairs["x"].text == read
