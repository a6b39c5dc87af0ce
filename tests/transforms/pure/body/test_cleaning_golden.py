"""Each rule of cleaning names a golden page whose text needs it."""

import pytest
from golden_pages import golden_page, golden_paragraphs

from transforms.pure.article import read_page
from transforms.pure.body.cleaning import RULES, Rule
from transforms.pure.body.cuts import CUTS, Cut

ALL = (*RULES, *CUTS)


@pytest.mark.parametrize("rule", ALL, ids=[f"{type(rule).__name__} {rule.name}" for rule in ALL])
def test_without_a_rule_its_golden_page_is_wrong(rule: Rule | Cut) -> None:
    page, right = golden_page(rule.golden), golden_paragraphs(rule.golden)
    assert read_page(page).body.paragraphs == right
    wrong = read_page(page, without={rule.name}).body.paragraphs
    assert wrong != right, f"{rule.name}: {rule.golden} is right without this rule; name a page that needs it"


def test_what_a_rule_leaves_out_bears_its_name() -> None:
    for rule in ALL:
        assert rule.name in {block.reason for block in read_page(golden_page(rule.golden)).body.dropped}
