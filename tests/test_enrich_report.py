"""The tables of docs/enrichment.md: what stands there, and where it stands."""

import pytest

from bench.enrich_report import BEGIN, END, figure_table
from bench.figures import Figure, with_table
from bench.step_costs import Costs, cost_table
from transforms.pure.enrichment.steps import DEFAULT_STEPS, STEPS

COSTS = Costs(dict.fromkeys(STEPS, 0.25), "CPU over 3 articles.")


def test_the_cost_of_a_field_stands_in_its_first_row() -> None:
    figures = [
        Figure("word_count", "first", 1200, 0.98765, 0.9, ""),
        Figure("word_count", "second", 20, 3, None, "rensa"),
    ]
    assert figure_table(figures, COSTS).splitlines()[2:] == [
        "| `word_count` | first | 1,200 | 0.988 | 0.900 | our own | 0.25 |",
        "| `word_count` | second | 20 | 3 |  | rensa |  |",
    ]


def test_the_defaults_are_summed_and_judged() -> None:
    last = cost_table(COSTS).splitlines()[-1]
    assert last.endswith(f"within the 3 ms allowed | {0.25 * len(DEFAULT_STEPS):.2f} |")
    dear = cost_table(Costs(dict.fromkeys(STEPS, 2.0), "")).splitlines()[-1]
    assert "MORE than the 3 ms allowed" in dear


@pytest.mark.parametrize("page", ["no marks", "<!-- figures -->\nno end", "<!-- end -->"])
def test_a_page_without_a_mark_is_left_alone(page: str) -> None:
    with pytest.raises(ValueError, match="the page has no <!--"):
        with_table(page, "new", BEGIN, END)


def test_what_stands_round_the_tables_stays() -> None:
    page = "# Title\n\n<!-- figures -->\nold\nolder\n<!-- end -->\n\nMore.\n"
    assert with_table(page, "new", BEGIN, END) == "# Title\n\n<!-- figures -->\nnew\n<!-- end -->\n\nMore.\n"
