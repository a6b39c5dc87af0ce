"""Measure what enrichment is worth and costs, and write both into docs/enrichment.md.

python -m bench.enrich_report [--print]: runs `measure()` of each module in bench/enrichment, times each step, and puts the
tables between the marks of the page. `--print` only prints them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bench import enrichment
from bench.figures import Figure, measure_all, shown, with_table
from bench.step_costs import Costs, cost_table, measure_costs
from transforms.pure.enrichment.steps import STEPS

PAGE = Path(__file__).parents[1] / "docs" / "enrichment.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end -->"


def main() -> int:
    """Runs the command line; gives the exit code: 1 where a figure is below its floor."""
    parser = argparse.ArgumentParser(description="Measure what enrichment is worth and costs.")
    parser.add_argument("--print", dest="only_print", action="store_true", help="leave docs/enrichment.md as it is")
    only_print = parser.parse_args().only_print
    figures, costs = measure_all(enrichment), measure_costs()
    tables = f"{figure_table(figures, costs)}\n\n{cost_table(costs)}"
    print(tables)
    if not only_print:
        PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), tables, BEGIN, END), encoding="utf-8")
    low = [figure for figure in figures if figure.floor is not None and figure.value < figure.floor]
    for figure in low:
        print(
            f"{figure.field}, {figure.what}: {figure.value:.3f} is below its floor of {figure.floor:.3f}",
            file=sys.stderr,
        )
    return int(bool(low))


def figure_table(figures: Iterable[Figure], costs: Costs) -> str:
    """Gives the table of the figures; the cost of a field's step stands in the field's first row."""
    rows = ["| field | what | n | measured | floor | library | ms an article |", "|---|---|---:|---:|---:|---|---:|"]
    named: set[str] = set()
    for figure in figures:
        first = figure.field not in named
        named.add(figure.field)
        cost = _cost_of(figure.field, costs.by_step) if first else ""
        floor = "" if figure.floor is None else shown(figure.floor)
        library = figure.library or "our own"
        name = f"`{figure.field}`"
        rows.append(f"| {name} | {figure.what} | {figure.n:,} | {shown(figure.value)} | {floor} | {library} | {cost} |")
    return "\n".join(rows)


def _cost_of(field: str, by_step: Mapping[str, float]) -> str:
    steps: Sequence[str] = [name for name, step in STEPS.items() if name == field or field in step.fields]
    costs = [by_step[name] for name in steps if name in by_step]
    return f"{sum(costs):.2f}" if costs else ""


if __name__ == "__main__":
    sys.exit(main())
