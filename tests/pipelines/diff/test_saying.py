"""What a comparison says in lines."""

from pipelines.diff.comparing import Comparison, FieldChange, SampledChange, SiteChange
from pipelines.diff.saying import describe, name_sites

SITE = SiteChange(site="valley.example", both=1200, changed=1, only_old=1)
CHANGE = FieldChange(
    field="title",
    changed=1,
    sites={"valley.example": 1},
    samples=[SampledChange(id="a", url="https://valley.example/a", old="Flood", new=None)],
)


def comparison(*changes: FieldChange) -> Comparison:
    return Comparison(
        old="out",
        new="new",
        old_articles=1201 if changes else 1200,
        new_articles=1200,
        both=1200,
        changed=len(changes),
        fields=list(changes),
        sites=[SITE],
    )


def test_each_field_stands_with_its_sites_and_samples() -> None:
    assert (
        describe(comparison(CHANGE))
        == """\
Old     1,201 articles in out
New     1,200 articles in new
Both    1,200; only old 1, only new 0
Differ  1 of 1,200

title  1  (valley.example 1)
    https://valley.example/a
    - Flood
    + (nothing)

site               both   differ  only old  only new
valley.example    1,200        1         1         0"""
    )


def test_where_nothing_differs_one_sentence_says_so() -> None:
    assert describe(comparison()).splitlines()[-1] == "Each article is the same in both."


def test_many_sites_are_counted() -> None:
    assert name_sites({f"{name}.example": 1 for name in "abcdef"}).endswith("d.example 1, 2 more")
