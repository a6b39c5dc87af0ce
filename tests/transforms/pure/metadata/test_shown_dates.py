"""Dates that readers see: which are the article's, and what the words beside them say."""

from __future__ import annotations

import pytest
from page_hints import parsed

from transforms.pure.metadata.shown_dates import find_shown_dates, published_of, updated_of
from transforms.pure.page.notes import take_notes

PROSE = "<p>" + "The council voted for the new pier after a debate of three hours. " * 8 + "</p>"
TITLE = "The pier is open again"

PUBLISHED = {
    "behind the title": ("<h1>{t}</h1><p>26 November 2026</p>", ["2026-11-26"]),
    "behind the title in an aside": ("<h1>{t}</h1><aside><time>26 November 2026</time></aside>", ["2026-11-26"]),
    "in a byline": ("<h1>{t}</h1><div>By <a>Ann Lee</a> | <span>Nov 26, 2026</span> | 5 min read</div>", ["2026-11-26"]),
    "in pieces": ("<h1>{t}</h1><div><span>26</span><span>Nov</span><span>2026</span></div>", ["2026-11-26"]),
    "ahead of the title": ("<div><span>26/11/2026</span></div><h1>{t}</h1>" + PROSE, ["2026-11-26"]),
    "in the title": ("<h1><time datetime='2026-11-26'>26.11.</time> {t}</h1>", ["2026-11-26"]),
    "published before updated": ("<h1>{t}</h1><p>Updated 27.11.2026 | Published 26.11.2026</p>", ["2026-11-26"]),
    "label on the line before": ("<h1>{t}</h1><h4>Published</h4><div>26.11.2026</div>", ["2026-11-26"]),
    "label behind": ("<h1>{t}</h1><p>2026年11月27日更新</p><p>2026年11月26日公開</p>", ["2026-11-26"]),
    "title of the second rank": ("<h1>Quarry Post</h1><p>1.2.2020</p><h2>{t}</h2><p>26.11.2026</p>", ["2026-11-26"]),
    "behind the text, alone": ("<h1>{t}</h1>" + PROSE * 2 + "<div>Posted on the 26/11/2026 by Ann</div>", ["2026-11-26"]),
    "ticker": ("<h1>{t}</h1><div><time datetime='2026-11-28T10:00Z'>10:00</time> Crab prices fall</div>", []),
    "comment": ("<h1>{t}</h1>" + PROSE + "<div class='comment'><time datetime='2026-11-28'>28 Nov 2026</time></div>", []),
    "embedded post": ("<h1>{t}</h1><blockquote>Closed! <time datetime='2022-05-05'>5 May 2022</time></blockquote>", []),
    "embedded post, by its name": ("<h1>{t}</h1><div class='embed-post'><p>28 November 2026</p></div>", []),
    "site builder's box for markup": ("<h1>{t}</h1><div class='w-embed'><b>By Ann</b> - Nov 26, 2026</div>", ["2026-11-26"]),
    "label in a site builder's box": ("<h1>{t}</h1><p class='meta w-embed'>Publié <b>26.11.2026</b></p>", ["2026-11-26"]),
    "near, before a labelled one below the standfirst": (
        "<h1>{t}</h1><p>26.11.2026</p>" + PROSE + "<p>Veröffentlicht: 5.5.2025</p>",
        ["2026-11-26", "2025-05-05"],
    ),
    "below the standfirst, the labelled one first": (
        "<h1>{t}</h1>" + PROSE + "<p>26.11.2026</p><p>Publicado: 5.5.2025</p>",
        ["2025-05-05", "2026-11-26"],
    ),
    "behind the text, in a sentence and in a line of its own": (
        "<h1>{t}</h1>" + PROSE * 2 + "<p>First published on 5 May 2021 and changed since then.</p><p>Posted on 26 Nov 2026</p>",
        ["2026-11-26"],
    ),
    "behind the text, beside teasers that are links": (
        "<h1>{t}</h1>" + PROSE * 2 + "<p>Udgivet 26.11.2026</p>"
        "<a><p>Udgivet 25.11.2026</p><p>The crab is back</p></a><a><p>Udgivet 24.11.2026</p><p>Who fishes at night?</p></a>",
        ["2026-11-26"],
    ),
    "behind the text, of a check": ("<h1>{t}</h1>" + PROSE * 2 + "<p>Last checked: 26 Nov 2026</p>", []),
    "behind the text, of a check, in Polish": ("<h1>{t}</h1>" + PROSE * 2 + "<p>Sprawdzono: 26.11.2026</p>", []),
    "behind the text, as a link": ("<h1>{t}</h1>" + PROSE * 2 + "<a>26.11.2026</a>", ["2026-11-26"]),
    "caption": ("<h1>{t}</h1><p>Divers at work below the old pier of Quarry, 24 April 2023</p>", []),
    "figure": ("<h1>{t}</h1><figure><figcaption>24 April 2023</figcaption></figure>", []),
    "sentence": ("<h1>{t}</h1><p>26 November 2026 was the day on which it all began.</p>", []),
    "until": ("<h1>{t}</h1><p>Open until 26 November 2026</p>", []),
    "two days behind the text": ("<h1>{t}</h1>" + PROSE * 2 + "<div>26.11.2026</div><div>25.11.2026</div>", []),
    "three dates ahead of the title": ("<div><p>26.11.2026</p><p>25.11.2026</p></div><h1>{t}</h1>", []),
    "site's date in a navigation": ("<nav>26.11.2026</nav><h1>{t}</h1>", []),
    "no title": ("<p>26.11.2026</p>", ["2026-11-26"]),
    "no title, dates of two days": ("<p>26.11.2026</p><p>25.11.2026</p>", []),
    "no title, one day twice": ("<p>26.11.2026</p>" + PROSE + "<p>26.11.2026</p>", ["2026-11-26", "2026-11-26"]),
    "no title, one day on three teasers": ("<div><p>26.11.2026</p><a>The crab</a></div>" * 3, []),
    "in a long box beside": ("<h1>{t}</h1>" + PROSE * 2 + f"<aside>{'Ann Lee ' * 20}<p>26.11.2026</p></aside>", ["2026-11-26"]),
    "in the article's footer": ("<h1>{t}</h1>" + PROSE * 2 + "<footer>26.11.2026 by Ann Lee</footer>", ["2026-11-26"]),
    "in the site's footer": ("<h1>{t}</h1>" + PROSE * 2 + "</article><footer>Since 26.11.1996</footer>", []),
    "in a masthead": ("<div class='site-header'><p>27.11.2026</p><form></form></div><h1>{t}</h1>", []),
    "far ahead, with nothing between": ("<p>26.11.2026</p>" + "<div>" * 8 + "<h1>{t}</h1>", ["2026-11-26"]),
    "far ahead, with others between": ("<p>26.11.2026</p>" + "<div><p>A</p>" * 8 + "<h1>{t}</h1><p>5.5.2025</p>", ["2025-05-05"]),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), PUBLISHED.values(), ids=PUBLISHED)
def test_dates_of_publication(body: str, expected: list[str]) -> None:
    shown = find_shown_dates(
        take_notes(parsed(f"<main><article>{body.format(t=TITLE)}</article></main>")), [TITLE], "en"
    )
    assert [date.value for date in published_of(shown)] == expected


UPDATED = {
    "words ahead": ("Last updated on November 26, 2026", ["2026-11-26"]),
    "German": ("Zuletzt aktualisiert: 26. November 2026", ["2026-11-26"]),
    "Russian": ("Обновлено 26 ноября 2026", ["2026-11-26"]),
    "checked, in German": ("Zuletzt geprüft am 26.11.2026", ["2026-11-26"]),
    "checked, in Spanish": ("Verificado el 26 de noviembre de 2026", ["2026-11-26"]),
    "checked, in Russian": ("Проверено 26 ноября 2026", ["2026-11-26"]),
    "Chinese": ("更新时间：2026年11月26日", ["2026-11-26"]),
    "Arabic": ("آخر تحديث: ٢٦ نوفمبر ٢٠٢٦", ["2026-11-26"]),
    "published": ("Published on November 26, 2026", []),
    "no word": ("November 26, 2026", []),
}
UPDATED_ELSEWHERE = {
    "below the standfirst": (PROSE + "<p>Zuletzt aktualisiert: 26.11.2026</p>", ["2026-11-26"]),
    "label on the line before": (PROSE + "<p>Actualizado</p><p>26.11.2026</p>", ["2026-11-26"]),
    "below the standfirst, of a list": (PROSE + "<p>This list of piers was last updated on 26 Nov 2026</p>", []),
    "in a byline below the text": (
        PROSE * 2 + "<div class='post-byline'><p>Mis à jour le 26.11.2026</p></div>",
        ["2026-11-26"],
    ),
    "in a note on the author below the text": (
        PROSE * 2 + "<div class='author-box'><b>Ann Lee</b><p>Aktualizacja: 26.11.2026</p></div>",
        ["2026-11-26"],
    ),
    "in a byline that holds the text": (
        "<div class='author-page'>" + PROSE * 2 + "<p>Updated 26.11.2026</p></div>",
        [],
    ),
    "below the text": (PROSE * 2 + "<p>Mis à jour le 26.11.2026</p>", []),
}


@pytest.mark.parametrize(("line", "expected"), UPDATED.values(), ids=UPDATED)
def test_dates_of_change(line: str, expected: list[str]) -> None:
    shown = find_shown_dates(take_notes(parsed(f"<h1>{TITLE}</h1><p>{line}</p>")), [TITLE], "en")
    assert [date.value for date in updated_of(shown)] == expected


@pytest.mark.parametrize(("below", "expected"), UPDATED_ELSEWHERE.values(), ids=UPDATED_ELSEWHERE)
def test_dates_of_change_further_below(below: str, expected: list[str]) -> None:
    shown = find_shown_dates(take_notes(parsed(f"<h1>{TITLE}</h1>{below}")), [TITLE], "en")
    assert [date.value for date in updated_of(shown)] == expected
