"""Show what two datasets have in common, and where they differ, as one HTML page without scripts."""

from __future__ import annotations

from html import escape
from typing import Final

from pipelines.diff.comparing import Comparison, FieldChange
from pipelines.diff.excerpts import excerpts
from pipelines.diff.saying import name_sites

_STYLE: Final = (
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8886;"
    "vertical-align:top}td.n,th.n{text-align:right}del,ins{display:block;text-decoration:none;padding:.1rem .4rem;"
    "overflow-wrap:anywhere}del{background:#d332;}del::before{content:'\u2212 '}ins{background:#3a32}ins::before{content:'+ '}"
    "details{margin:.6rem 0}summary{cursor:pointer}"
)


def page_of(found: Comparison) -> str:
    """Give the page, whole."""
    return (
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
        f"<title>newsbeam diff</title><style>{_STYLE}</style></head><body>\n<h1>What differs</h1>\n"
        f"<p>Old: {escape(found.old)}, {found.old_articles:,} articles. New: {escape(found.new)},"
        f" {found.new_articles:,} articles. In both: {found.both:,}, of which {found.changed:,} differ.</p>\n"
        f"<h2>By field</h2>\n{''.join(map(_field, found.fields)) or '<p>No field differs.</p>'}\n"
        f"<h2>By site</h2>\n{_sites(found)}\n</body></html>\n"
    )


def _field(change: FieldChange) -> str:
    samples = "".join(
        f"<p>{escape(sample.url)}<del>{escape(old)}</del><ins>{escape(new)}</ins></p>"
        for sample in change.samples
        for old, new in [excerpts(sample.old, sample.new, 400)]
    )
    named = escape(name_sites(change.sites))
    return f"<details open><summary><b>{escape(change.field)}</b> {change.changed:,} ({named})</summary>{samples}</details>\n"


def _sites(found: Comparison) -> str:
    rows = "".join(
        f"<tr><td>{escape(one.site)}</td><td class='n'>{one.both:,}</td><td class='n'>{one.changed:,}</td>"
        f"<td class='n'>{one.only_old:,}</td><td class='n'>{one.only_new:,}</td></tr>\n"
        for one in found.sites
    )
    heads = "".join(f"<th class='n'>{name}</th>" for name in ("both", "differ", "only old", "only new"))
    return f"<table><thead><tr><th>site</th>{heads}</tr></thead><tbody>\n{rows}</tbody></table>"
