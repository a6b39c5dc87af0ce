"""The report as one HTML page: it asks for nothing from outside, and can be read without its script."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from pipelines.health.advice import ACT, FINE, LEVELS, LOOK
from pipelines.health.charts import draw_days, draw_lags
from pipelines.health.markup import Markup, element, joined, link, spelt
from pipelines.health.sources import FAILED, POLL_FAILED, WAITS, Overview, SourceReport
from pipelines.health.table import DETAILS, Detail, draw_table
from pipelines.health.wording import spell_count, spell_seconds, spell_share
from pipelines.wording import plural
from transforms import reasons
from transforms.pure.shown.url_secrets import hide_secrets

MOST_BYTES: Final = 2_000_000
REASONS_SHOWN: Final = 30
_HERE: Final = Path(__file__).parent


class PageHeading(Struct, frozen=True):
    """What the page is of: the output, when it was made, and by which version."""

    output: str
    made_at: datetime
    version: str


def make_page(heading: PageHeading, overview: Overview, sources: Sequence[SourceReport]) -> bytes:
    """Give the page, in the most detail in which it is not larger than `MOST_BYTES`. Sources stand as they come."""
    page = b""
    for detail in DETAILS:
        page = _page(heading, overview, sources, detail).encode()
        if len(page) <= MOST_BYTES:
            break
    return page


def _page(heading: PageHeading, overview: Overview, sources: Sequence[SourceReport], detail: Detail) -> str:
    style, script = _file("report.css"), _file("report.js")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    head = joined(
        Markup('<meta charset=utf-8><meta name=viewport content="width=device-width,initial-scale=1">'),
        Markup(f'<meta http-equiv=Content-Security-Policy content="{policy}">'),
        Markup("<meta name=referrer content=no-referrer>"),
        element("title", f"newsbeam report of {heading.made_at:%Y-%m-%d}"),
        Markup(f"<style>{style}</style>"),
    )
    body = joined(
        _header(heading, overview),
        element("main", _overview(overview, sources), _reasons(overview), _sources(overview, sources, detail)),
        element(
            "footer", element("p", f"Made by newsbeam {heading.version} from its own rows and state. Times are UTC.")
        ),
        Markup(f"<script>{script}</script>"),
    )
    return f"<!doctype html>\n<html lang=en><head>{head}</head>\n<body>{body}</body></html>\n"


def _file(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8").strip()


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _header(heading: PageHeading, overview: Overview) -> Markup:
    days = f"{overview.days[0]} to {overview.days[-1]}"
    return element(
        "header",
        element("h1", "How the sources fare"),
        element(
            "p",
            f"{heading.output}, {days}, as of {heading.made_at:%Y-%m-%d %H:%M} UTC. Today is not over.",
            class_="soft",
        ),
    )


def _overview(overview: Overview, sources: Sequence[SourceReport]) -> Markup:
    levels = Counter(source.level for source in sources)
    median, p95 = overview.lag_all
    figure = overview.completeness
    failed = overview.failed.total()
    cards = [
        (
            "Sources",
            spell_count(len(sources)),
            f"{levels[ACT]} to act on, {levels[LOOK]} to look at, {levels[FINE]} fine",
        ),
        ("Articles", spell_count(sum(overview.articles)), f"{spell_count(overview.articles[-1])} of them today"),
        ("Freshness", spell_seconds(median), _of_lags(p95)),
        ("Completeness", spell_share(figure.share), _of_gaps(overview)),
        ("Owed", spell_count(overview.owed.total()), _of_owed(overview)),
        ("Failed", spell_count(failed), "entries that became no article; reasons below"),
    ]
    return joined(
        element("h2", "Overview"),
        element("dl", *(_card(*card) for card in cards), class_="cards"),
        element(
            "div",
            _panel("Articles a day", draw_days(overview.days, overview.articles)),
            _panel("Freshness", _key(), draw_lags(overview.days, overview.lag_median, overview.lag_p95)),
            class_="two",
        ),
        element("details", element("summary", "The same as a table"), _by_day(overview)),
    )


def _panel(title: str, *children: Markup) -> Markup:
    return element("section", element("h3", title), *children, class_="panel")


def _key() -> Markup:
    return element(
        "p", element("b", "median"), " and ", element("i", "95th percentile"), " by day of fetch", class_="key soft"
    )


def _card(name: str, value: str, said: str) -> Markup:
    return element("div", element("dt", name), element("dd", element("b", value), element("small", said)))


def _of_lags(p95: float | None) -> str:
    if p95 is None:
        return "from publication to fetch: not known yet, since what a first poll brings says nothing of it"
    return f"from publication to fetch, median; 95 % within {spell_seconds(p95)}"


def _of_gaps(overview: Overview) -> str:
    figure = overview.completeness
    if figure.share is None:
        return "of what feeds listed: not known yet"
    gaps = plural(figure.gaps, "suspected gap", "suspected gaps") if figure.gaps else "no gap suspected"
    return f"of what feeds listed in the last week; {gaps}"


def _of_owed(overview: Overview) -> str:
    waiting = ", ".join(f"{count} for {code}" for code, count in overview.owed.most_common(2) if code)
    oldest = f"oldest of {overview.oldest_owed_at:%Y-%m-%d}" if overview.oldest_owed_at else "nothing is waiting"
    return f"{oldest}; deferred: {waiting}" if waiting else oldest


def _by_day(overview: Overview) -> Markup:
    rows = [
        element(
            "tr",
            element("th", f"{day:%a %Y-%m-%d}", scope="row"),
            *(
                element("td", words, class_="n")
                for words in (spell_count(count), spell_seconds(median), spell_seconds(p95))
            ),
        )
        for day, count, median, p95 in zip(
            overview.days, overview.articles, overview.lag_median, overview.lag_p95, strict=True
        )
    ]
    heads = [element("th", "Day", scope="col")]
    heads += [element("th", words, scope="col", class_="n") for words in ("Articles", "Lag, median", "Lag, 95 %")]
    return element(
        "table", Markup(f"<thead>{element('tr', *heads)}</thead>"), Markup(f"<tbody>{''.join(rows)}</tbody>")
    )


def _reasons(overview: Overview) -> Markup:
    waiting = Counter({code: count for code, count in overview.owed.items() if code})
    lists = ((FAILED, overview.failed), (WAITS, waiting), (POLL_FAILED, overview.polls_failed))
    found = sorted(((n, what, code) for what, counts in lists for code, n in counts.items()), key=lambda one: -one[0])
    if not found:
        return joined(
            element("h2", "What failed"), element("p", "Nothing failed in these days, and nothing is deferred.")
        )
    heads = [
        element("th", words, scope="col")
        for words in ("Reason", "What", "What it means, and what helps", "For instance")
    ]
    heads.insert(2, element("th", "Count", scope="col", class_="n"))
    rows = [_reason(overview, count, what, code) for count, what, code in found[:REASONS_SHOWN]]
    table = element(
        "table", Markup(f"<thead>{element('tr', *heads)}</thead>"), Markup(f"<tbody>{''.join(rows)}</tbody>")
    )
    return joined(element("h2", "What failed, and what helps"), element("div", table, class_="scroll", id="reasons"))


def _reason(overview: Overview, count: int, what: str, code: str) -> Markup:
    subject = hide_secrets(overview.examples.get((what, code), ""))
    return element(
        "tr",
        element("th", element("code", code), scope="row"),
        element("td", what),
        element("td", spell_count(count), class_="n"),
        element("td", spelt(reasons.explain(code))),
        element("td", link(subject, subject) if subject else None),
    )


def _sources(overview: Overview, sources: Sequence[SourceReport], detail: Detail) -> Markup:
    options = [element("option", "all", value="")]
    options += [element("option", LEVELS[level]) for level in sorted(LEVELS, reverse=True)]
    tools = element(
        "div",
        element(
            "label", "Search ", element("input", type="search", id="search", placeholder="name, address, what to do")
        ),
        element("label", "State ", element("select", *options, id="level")),
        element("span", id="shown", role="status", class_="soft"),
        element("button", "Show all", type="button", id="all"),
        id="tools",
        class_="tools",
        hidden=True,
    )
    notes = [
        "Act and Look come first. Silent and flooding mean: two standard deviations from the same weekdays before, on the last"
        " whole day or in the week up to it. A dash means: not known."
    ]
    if len(sources) > detail.rows:
        notes.append(
            f" The first {detail.rows} of {len(sources)} sources are shown; the rows below health/ have all of them."
        )
    elif detail != DETAILS[0]:
        notes.append(" Since there are many, rows are short, and the page's script draws the small charts.")
    table = element("div", draw_table(sources, overview.days, detail), class_="scroll")
    return joined(element("h2", "Sources"), element("p", "".join(notes), class_="soft"), tools, table)
