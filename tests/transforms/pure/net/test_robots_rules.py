"""The rules of a robots.txt, found by the texts that they need: as protego decides, and with bounded work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from transforms.pure.net.robots_rules import RobotsRules, WildcardRule

SITE = "https://paper.example"
_PIECES = st.lists(
    st.sampled_from(["/", "a", "b", "ab", "news", "*", "**", "$", "?", "é", "%41", "%2f", ".pdf", "="]), max_size=6
)
_RULES = st.lists(st.tuples(st.sampled_from(["Allow", "Disallow"]), _PIECES.map("".join)), max_size=12)
_PATHS = st.lists(
    st.sampled_from(["/", "a", "b", "ab", "news", "$", "?", "é", "%41", "%2F", ".pdf", "=", "*"]), max_size=8
)


def rules_of(text: str) -> RobotsRules:
    return RobotsRules(Protego.parse(text), "newsbeam")


@given(_RULES, st.lists(_PATHS.map("".join), min_size=1, max_size=8))
def test_decisions_are_those_of_protego(rules: list[tuple[str, str]], paths: list[str]) -> None:
    text = "User-agent: newsbeam\n" + "\n".join(f"{field}: {value}" for field, value in rules)
    judge, ours = Protego.parse(text), rules_of(text)
    for path in paths:
        url = f"{SITE}/{path}"
        assert ours.allow(url) == judge.can_fetch(url, "newsbeam"), (text, url)


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/*.pdf$", "/a.pdf", True),
        ("/*.pdf$", "/a.pdf?b", False),
        ("/a*a$", "/a", False),
        ("/a*a$", "/aa", True),
        ("*", "/", True),
        ("/*$", "/", True),
        ("/a**b", "/axb/c", True),
        ("/*b*a", "/ab", False),
    ],
)
def test_rules_with_wildcards(pattern: str, path: str, fits: bool) -> None:
    assert WildcardRule(pattern, allows=False).fits(path) is fits


def test_forty_thousand_rules_with_wildcards_decide_as_few_do() -> None:
    many = "".join(f"Disallow: /*{n}*x\n" for n in range(40_000))
    rules = rules_of(f"User-agent: *\n{many}")
    assert not rules.allow(f"{SITE}/news/39999/of-x")
    assert rules.allow(f"{SITE}/news/of-the-day")
    assert rules.allow(f"{SITE}/x/news/39999")


def test_only_rules_whose_rarest_text_a_url_holds_are_looked_at() -> None:
    rules = rules_of("User-agent: *\n" + "".join(f"Disallow: /*page{n:05}*x\n" for n in range(20_000)))
    assert len(list(rules._candidates("/news/page00017/x"))) < 200


def test_what_takes_too_many_texts_to_tell_is_refused() -> None:
    """A file written against us: all texts of all rules are in the URL, in another order."""
    letters = [f"{one}{other}" for one in "abcdefghij" for other in "klmnopqrst"]
    hostile = [f"Disallow: /*{one}*{other}*{letters[0]}" for one in letters for other in letters]
    rules = rules_of("\n".join(["User-agent: *", *hostile]))
    assert not rules.allow(f"{SITE}/{''.join(letters)}")
    assert rules.allow(f"{SITE}/news")


def test_the_delay_is_ours_alone() -> None:
    text = "User-agent: other\nCrawl-delay: 9\n\nUser-agent: *\nCrawl-delay: 3"
    assert rules_of(text).delay_seconds == 3.0
    assert rules_of("User-agent: other\nCrawl-delay: 9").delay_seconds is None
