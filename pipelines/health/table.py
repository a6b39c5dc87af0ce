"""The table of sources: a row each, in as much detail as fits on a page that opens at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from pipelines.health.advice import ACT, FINE, LEVELS, LOOK, UNKNOWN
from pipelines.health.markup import Markup, element, joined, link, spelt
from pipelines.health.sources import SourceReport, add_asked
from pipelines.health.sparklines import draw_bars, draw_line, levels_of_counts, levels_of_lags
from pipelines.health.tallies import FIELDS
from pipelines.health.wording import NOT_KNOWN, spell_bytes, spell_count, spell_seconds, spell_share
from transforms.health_records import SiteAsked
from transforms.pure.feeds.norms import quantile

_CLASSES: Final = {ACT: "a", LOOK: "k", FINE: "f", UNKNOWN: "u"}
_VOLUMES: Final = {"silent": "silent", "flooding": "flooding"}
HEADS: Final = (
    ("Source", "The feed, and the site that is asked"),
    ("State", None),
    ("Articles", "In the days shown; a bar a day"),
    ("Lag", "Median time from publication to fetch; a point a day"),
    ("With text", "Entries that ended as an article with text"),
    ("Fields filled", "Mean share of the fields that have a value"),
    ("Blocked", "Pages that the site keeps from us"),
    ("Requests", "To the whole site, as far as it was noted"),
    ("304", "Answers that nothing had changed"),
    ("Received", "Bodies as they came over the wire"),
    ("Least gap", "Between the starts of two requests"),
    ("Retry-After", "Answers that asked us to wait, and the longest wait"),
    ("Last article", None),
    ("What to do", None),
)


class Detail(Struct, frozen=True):
    """How much of each row is written. `drawn`: the charts stand in the page; otherwise its script draws them."""

    drawn: bool = True
    title_characters: int = 120
    samples_of_fine: bool = True
    sentences: int = 3
    rows: int = 1_000_000


# Where there are so many sources that not all fit: those to act on come first.
ROWS: Final = (7000, 5000, 3000, 1500)
# The first that fits is taken.
DETAILS: Final = (
    Detail(),
    Detail(drawn=False),
    Detail(drawn=False, title_characters=60, sentences=1),
    Detail(drawn=False, title_characters=40, sentences=1, samples_of_fine=False),
    *(Detail(drawn=False, title_characters=40, sentences=1, samples_of_fine=False, rows=n) for n in ROWS),
)


def draw_table(sources: Sequence[SourceReport], days: Sequence[date], detail: Detail) -> Markup:
    """Give the table, its rows as they come."""
    numbers = range(2, 12)
    heads = [
        element("th", words, scope="col", class_=f"c{at + 1}" + (" n" if at in numbers else ""), title=title)
        for at, (words, title) in enumerate(HEADS)
    ]
    rows = [draw_row(source, days, detail) for source in sources[: detail.rows]]
    return element(
        "table",
        element("caption", "One row a source: a feed, and the site that it stands on."),
        Markup(f"<thead>{element('tr', *heads)}</thead>"),
        Markup("<tbody class=few>" + "\n".join(rows) + "</tbody>"),
        id="sources",
    )


def draw_row(source: SourceReport, days: Sequence[date], detail: Detail) -> Markup:
    """Give the row of a source."""
    counts = [source.counts.get(day, 0) for day in days]
    medians = [quantile(sorted(tally.lags), 0.5) if (tally := source.days.get(day)) else None for day in days]
    lag, asked = quantile(source.total.lags, 0.5), add_asked(source.asked)
    state = element("b", LEVELS[source.level], class_=_CLASSES[source.level])
    marked = _VOLUMES.get(source.lately)
    cells = [
        _name(source, detail),
        element("td", state),
        _charted(spell_count(source.total.articles), levels_of_counts(counts), "v", detail, mark=marked),
        _charted(spell_seconds(lag), levels_of_lags(medians), "w", detail),
        _number(spell_share(source.body_rate)),
        element("td", spell_share(source.filled), _emptiest(source) if detail.drawn else None),
        _blocked(source),
        *_politeness(asked),
        _sample(source, detail),
        element("td", spelt(" ".join(source.advice[: detail.sentences]))),
    ]
    return element("tr", *cells)


def _name(source: SourceReport, detail: Detail) -> Markup:
    name = _cut(source.name or source.site or "added by hand", detail)
    words = link(source.url, name)
    beside = source.site if detail.drawn and source.site != name else None
    gone = None if source.is_configured else " not configured"
    small = element("small", beside, gone) if beside or gone else None
    return element("th", words, Markup("<br>") if small else None, small, scope="row" if detail.drawn else None)


def _charted(words: str, levels: str, name: str, detail: Detail, mark: str | None = None) -> Markup:
    said = joined(" ", element("span", mark, class_="m")) if mark else None
    if not levels.strip("0-"):
        return element("td", words, said)
    if not detail.drawn:
        return element("td", words, said, **{f"data_{name}": levels})
    chart = draw_bars(levels) if name == "v" else draw_line(levels)
    return element("td", words, said, chart)


def _number(words: str) -> Markup:
    return element("td", words)


def _emptiest(source: SourceReport) -> Markup | None:
    """Give the two fields that are most often empty, with the share that is filled."""
    articles = source.total.articles
    if not articles:
        return None
    shares = sorted((source.total.filled[at] / articles, name) for at, name in enumerate(FIELDS))
    said = ", ".join(
        f"{name.replace('_', ' ')} {spell_share(share)}".replace(" %", "\u00a0%")
        for share, name in shares[:2]
        if share < 0.9
    )
    return joined(Markup("<br>"), element("small", said)) if said else None


def _blocked(source: SourceReport) -> Markup:
    blocked = source.blocked
    parts = [f"{code} {count}" for code, count in blocked.most_common(2)]
    if source.total.paid:
        parts.append(f"paid {source.total.paid}")
    small = joined(Markup("<br>"), element("small", ", ".join(parts))) if parts else None
    return element("td", str(blocked.total()), small)


def _politeness(asked: SiteAsked | None) -> list[Markup]:
    if asked is None:
        return [_number(NOT_KNOWN)] * 5
    share = asked.not_modified / asked.requests if asked.requests else None
    heard = str(asked.retry_after_heard)
    if asked.longest_retry_after_seconds is not None:
        heard += f", {spell_seconds(asked.longest_retry_after_seconds)}"
    return [
        _number(spell_count(asked.requests)),
        _number(spell_share(share)),
        _number(spell_bytes(asked.bytes)),
        _number(spell_seconds(asked.smallest_gap_seconds)),
        _number(heard),
    ]


def _sample(source: SourceReport, detail: Detail) -> Markup:
    sample = source.sample
    if sample is None:
        return element("td", NOT_KNOWN)
    day = f"{sample.at:%Y-%m-%d}"
    if source.level == FINE and not detail.samples_of_fine:
        return element("td", day)
    title = link(sample.url, _cut(sample.title or sample.url, detail))
    return element("td", title, Markup("<br>"), element("small", day)) if detail.drawn else element("td", title)


def _cut(words: str, detail: Detail) -> str:
    """Give a text that is cut where it is longer than a row bears."""
    most = detail.title_characters
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
