"""The title of an article on its page, and the lines behind it."""

from __future__ import annotations

import pytest
from page_hints import parsed

from transforms.pure.metadata.head_lines import find_title, lines_behind, lines_of, lines_of_page
from transforms.pure.page.notes import take_notes

TITLES = {
    "h1": ("<h1>The pier is open again</h1><h2>Other</h2>", "h1"),
    "a second rank says it": ("<h1>Quarry Post</h1><h2>The pier is open again</h2>", "h2"),
    "its beginning": ("<h1>Quarry Post</h1><h3>The pier is open</h3>", "h3"),
    "no heading says it": ("<h2>Menu</h2><h1>Harbour</h1>", "h1"),
    "no heading at all": ("<div>Menu</div><p>The pier is open again</p>", "p"),
    "a plain element says it, a heading another": ("<h1>Harbour</h1><b>The pier is open again</b>", "b"),
    "a link and a list say it": ("<h1>Harbour</h1><a><b>{t}</b></a><ul><li><b>{t}</b></ul>", "h1"),
    "nothing": ("<p>Menu</p>", None),
}


@pytest.mark.parametrize(("body", "expected"), TITLES.values(), ids=TITLES)
def test_the_title_is_found(body: str, expected: str | None) -> None:
    page = take_notes(parsed(body.replace("{t}", "The pier is open again")))
    found = find_title(page, ["The pier is open again", "Quarry Post and more"])
    assert (None if found is None else page.tags[found]) == expected


LINES = {
    "blocks part lines, spans do not": ("<p>One <b>two</b></p><div>Three<span>four</span></div>", ["one two", "three four"]),
    "what stands behind in outer elements": ("</div><p>One</p>", ["one"]),
    "boxes of others": ("<div class='comments'>One</div><blockquote>Two</blockquote><nav>Three</nav><p>Four</p>", ["four"]),
    "promoted is no promotion": ("<article class='node--promoted'>One</article>", ["one"]),
    "a large aside": (f"<aside>{'One ' * 60}</aside><aside>Two</aside>", ["two"]),
    "a tail": ("One<br>Two", ["one", "two"]),
}  # fmt: skip


@pytest.mark.parametrize(("behind", "expected"), LINES.values(), ids=LINES)
def test_lines_behind_the_title(behind: str, expected: list[str]) -> None:
    page = take_notes(parsed(f"<p>Ahead</p><div><h1>The pier</h1>{behind}</div>"))
    (title,) = page.all("h1")
    assert [line.text for line in lines_behind(page, title)] == expected


def test_times_keep_their_place() -> None:
    (line,) = lines_of(take_notes(parsed("<p>Updated <time datetime='2026-11-22'>today</time>, late</p>")), 0)
    ((start, end, time),) = line.times
    assert (line.text[start:end].strip(), time.get("datetime")) == ("today", "2026-11-22")


FOREIGN = {
    "a site's header and footer": ("<header>One</header><main><p>Two</p></main><footer>Three</footer>", ["two"]),
    "an article's own": ("<article><header>One</header><p>Two</p><footer>Three</footer></article>", ["one", "two", "three"]),
    "a masthead": ("<div class='mast-head'>One</div><div id='top-bar'>Two</div><p>Three</p>", ["three"]),
    "a large aside": (f"<aside>{'One ' * 40}</aside>", [("one " * 40).strip()]),
    "boxes of others": ("<div class='comments'>One</div><blockquote>Two</blockquote><p>Three</p>", ["three"]),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), FOREIGN.values(), ids=FOREIGN)
def test_lines_of_a_page(body: str, expected: list[str]) -> None:
    assert [line.text for line in lines_of_page(take_notes(parsed(body)))] == expected
