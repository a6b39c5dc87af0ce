"""Which fields of which articles differ."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.diff.comparing import Comparing, Comparison, SampledChange, SiteChange


def row(id_: str, site: str = "valley.example", **fields: Any) -> dict[str, Any]:
    told = {
        "id": id_,
        "url": f"https://{site}/{id_}",
        "source": {"site": site, "name": None},
        "title": "Flood",
        "tags": [],
    }
    return told | {"fetched": {"fetched_at": "now", "status": 200, "warc": None}, "run": {"id": id_}} | fields


def compare(
    old: list[dict[str, Any]], new: list[dict[str, Any]], samples: int = 3, sites: tuple[str, ...] = ()
) -> Comparison:
    comparing = Comparing(samples, sites)
    for one in old:
        comparing.add_old(one)
    for one in new:
        comparing.add_new(one)
    assert comparing.needs_old == any(change.samples for change in comparing._fields.values())
    for one in old:
        comparing.fill_in(one)
    return comparing.result("old", "new")


def test_the_same_articles_are_the_same_whoever_wrote_them_and_when() -> None:
    later = row(
        "a",
        run={"id": "p9"},
        fetched={"fetched_at": "later", "status": 200, "warc": {"file": "x"}},
        schema_version="v9",
    )
    found = compare([row("a")], [later])
    assert (found.is_same, found.both, found.fields) == (True, 1, [])


@pytest.mark.parametrize(
    ("changes", "field", "old", "new"),
    [
        ({"title": "Floods"}, "title", "Flood", "Floods"),
        ({"title": None}, "title", "Flood", None),
        ({"tags": ["b"]}, "tags", [], ["b"]),
        ({"source": {"site": "valley.example", "name": "Valley"}}, "source.name", None, "Valley"),
        ({"fetched": {"fetched_at": "now", "status": 203, "warc": None}}, "fetched.status", 200, 203),
        ({"agency": "dpa"}, "agency", None, "dpa"),
    ],
)
def test_a_field_that_differs_is_named_with_both_values(
    changes: dict[str, Any], field: str, old: Any, new: Any
) -> None:
    found = compare([row("a")], [row("a", **changes)])
    assert [(one.field, one.changed, one.sites) for one in found.fields] == [(field, 1, {"valley.example": 1})]
    assert found.fields[0].samples == [SampledChange(id="a", url="https://valley.example/a", old=old, new=new)]
    assert not found.is_same


def test_a_field_that_is_null_says_as_much_as_one_that_is_not_there() -> None:
    assert compare([row("a")], [row("a", agency=None)]).is_same


def test_what_is_in_one_alone_is_counted_by_site() -> None:
    old = [row("a"), row("b"), row("x", "hill.example")]
    new = [row("a", title="New"), row("c"), row("x", "hill.example")]
    found = compare(old, new)
    assert (found.old_articles, found.new_articles, found.both, found.changed) == (3, 3, 2, 1)
    assert found.sites == [
        SiteChange(site="valley.example", both=1, changed=1, only_old=1, only_new=1),
        SiteChange(site="hill.example", both=1),
    ]


def test_as_many_samples_are_kept_as_are_wanted_and_the_fields_with_most_changes_come_first() -> None:
    old = [row(name) for name in "abc"]
    new = [row(name, title=name, section="x" if name == "a" else None) for name in "abc"]
    found = compare(old, new, samples=2)
    assert [(one.field, one.changed, len(one.samples)) for one in found.fields] == [("title", 3, 2), ("section", 1, 1)]
    assert [one.samples for one in compare(old, new, samples=0).fields] == [[], []]


def test_one_site_is_compared_alone() -> None:
    found = compare([row("a"), row("x", "hill.example")], [row("a", title="New")], sites=("hill.example",))
    assert (found.old_articles, found.new_articles, found.changed) == (1, 0, 0)
