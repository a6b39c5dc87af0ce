"""Consent walls and checks for robots: by their words in many languages, and by what they do."""

import pytest

from transforms.pure.page.elements import parse_html
from transforms.pure.verdict.barriers import BarrierSigns, find_barrier, sets_task, words_shown

BARRIERS = {
    "title of a bot check": (["Just a moment..."], "", False, "bot_check"),
    "two signs in the text": (["valley.example"], "Are you a robot? Please solve this captcha.", False, "bot_check"),
    "one sign in the text": (["A gate"], "It asked: are you a robot?", False, None),
    "declared article": (["Just a moment"], "", True, None),
    "title that begins like a sign": (["Just a moment: how the dam opened"], "", False, None),
    "Polish bot check": (["Sprawdzamy twoją przeglądarkę"], "", False, "bot_check"),
    "Russian bot check": (
        ["vesti.example"],
        "Подтвердите, что вы не робот. Введите символы с картинки.",
        False,
        "bot_check",
    ),
    "Korean bot check": (["로봇이 아님을 확인해 주세요"], "", False, "bot_check"),
    "Chinese bot check": (["安全验证"], "", False, "bot_check"),
    "consent": (["Before you continue"], "We use cookies.", False, "consent_page"),
    "German consent": (["Der Bote"], "Alle Cookies akzeptieren. Zustimmung erforderlich.", False, "consent_page"),
    "Swedish consent": (["Vi värnar om din integritet"], "", False, "consent_page"),
    "long text": (["Access denied"], "word " * 400, False, None),
}


@pytest.mark.parametrize(("titles", "text", "is_article", "expected"), BARRIERS.values(), ids=BARRIERS.keys())
def test_find_barrier(titles: list[str], text: str, is_article: bool, expected: str | None) -> None:
    assert find_barrier(titles, text, is_article, BarrierSigns()) == expected


def test_words_that_no_reading_took_for_text_tell_of_a_check() -> None:
    words = "Verify you are human by completing the action below. The security of your connection is reviewed."
    assert find_barrier(["www.paper.example"], "", False, BarrierSigns(words)) == "bot_check"


TASK = "<p>Eine Sekunde noch, gleich geht es weiter.</p>"
SCRIPT = "<script>document.cookie='a=b';{}</script>"
CHALLENGES = {
    "captcha in a form": (f"{TASK}<form action='/v'><input name='captcha-answer'></form>", True),
    "frame of a challenge": (f"{TASK}<iframe src='https://check.example/challenge/1'></iframe>", True),
    "cookie and reload": (TASK + SCRIPT.format("location.reload()"), True),
    "cookie and form": (TASK + SCRIPT.format("document.forms[0].submit()"), True),
    "comes back by itself": (f"<meta http-equiv='refresh' content='5'>{TASK}", True),
    "goes elsewhere": (f"<meta http-equiv='refresh' content='0; url=https://paper.example/new'>{TASK}", False),
    "cookie alone": (TASK + SCRIPT.format("var x = 1"), False),
    "a sporting challenge": (f"<div class='challenger-cup'>{TASK}</div>", False),
    "many links": (TASK + SCRIPT.format("location.reload()") + "<a href='/1'>One</a>" * 4, False),
    "much text": ("<p>The dam opens early. </p>" * 40 + SCRIPT.format("location.reload()"), False),
}


@pytest.mark.parametrize(("body", "expected"), CHALLENGES.values(), ids=CHALLENGES.keys())
def test_a_page_that_sets_a_task(body: str, expected: bool) -> None:
    tree = parse_html(f"<html><body>{body}</body></html>")
    assert tree is not None
    assert sets_task(tree, words_shown(tree)) is expected


def test_words_shown_leave_scripts_out_and_end_where_a_page_is_long() -> None:
    short = parse_html("<html><body>The <b>dam</b><script>x()</script><noscript>opens</noscript></body></html>")
    long = parse_html(f"<html><body>{'<p>The dam opens early.</p>' * 200}</body></html>")
    assert short is not None
    assert long is not None
    assert words_shown(short) == "The dam opens"
    assert words_shown(long) is None
