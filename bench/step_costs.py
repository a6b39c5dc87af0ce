"""What each step of enrichment costs: CPU an article, one step after another as the pipeline runs them.

The steps that run by default are measured in rounds of their own, and the others after them: a model of many megabytes between
two articles takes the processor's caches from all other steps, and nobody has it who does not ask for it.

python -m bench.step_costs: prints the table, which `make bench` ends with.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

from bench.pages import has_newsroom, newsroom_articles, read_article, read_golden_pages
from transforms.pure.enrichment.enriching import EnrichOptions, run_step
from transforms.pure.enrichment.steps import DEFAULT_STEPS, STEPS
from transforms.records import Article

# The first articles pay for what is loaded once: models, lists of words.
WARM_UP = 10
ROUNDS = 3
# What the defaults may cost at most, in ms an article.
BUDGET_MS = 3.0


class Costs(NamedTuple):
    """CPU in ms an article by step, and the sentence that says over which articles it was taken."""

    by_step: dict[str, float]
    over: str


def measure_costs(options: EnrichOptions | None = None) -> Costs:
    """Gives what each step costs over the newsroom's articles, or over the golden pages': the least of three rounds."""
    if has_newsroom():
        articles = list(newsroom_articles().values())
        over = f"CPU over {len(articles)} articles of the replay newsroom"
    else:
        articles = [article for article in map(read_article, read_golden_pages()) if article is not None]
        over = f"CPU over {len(articles)} articles of the golden pages (the replay newsroom is not here)"
    options = options or EnrichOptions()
    costs: dict[str, float] = {}
    enriched: Sequence[Article] = articles
    for steps in (DEFAULT_STEPS, [name for name in STEPS if name not in DEFAULT_STEPS]):
        _run(enriched[:WARM_UP], steps, options)
        rounds = [_run(enriched, steps, options) for _ in range(ROUNDS)]
        costs |= {name: 1000 * min(one.spent[name] for one in rounds) / len(articles) for name in steps}
        enriched = rounds[-1].articles
    characters = sum(len(article.text) for article in articles) // len(articles)
    sentence = (
        f"{over}, {characters:,} characters each on average; the least of {ROUNDS} rounds, without what is loaded once."
    )
    return Costs(costs, sentence)


def cost_table(costs: Costs) -> str:
    """Gives the sentence that says over what costs were taken, and their table: a row a step, then all default steps."""
    rows = [costs.over, "", "| step | fills | runs by default | ms an article |", "|---|---|---|---:|"]
    for name, ms in costs.by_step.items():
        fields = ", ".join(f"`{field}`" for field in STEPS[name].fields)
        rows.append(f"| `{name}` | {fields} | {'yes' if name in DEFAULT_STEPS else 'no'} | {ms:.2f} |")
    total = sum(costs.by_step[name] for name in DEFAULT_STEPS)
    verdict = "within" if total <= BUDGET_MS else "MORE than"
    return "\n".join([*rows, f"| all that run by default | | {verdict} the {BUDGET_MS:g} ms allowed | {total:.2f} |"])


class _Round(NamedTuple):
    """The articles after some steps, and the CPU seconds of each step over all of them."""

    articles: list[Article]
    spent: dict[str, float]


def _run(articles: Sequence[Article], steps: Sequence[str], options: EnrichOptions) -> _Round:
    done: list[Article] = []
    spent = dict.fromkeys(steps, 0.0)
    for article in articles:
        for name in steps:
            begun = time.process_time()
            article = run_step(name, article, options)
            spent[name] += time.process_time() - begun
        done.append(article)
    return _Round(done, spent)


def main() -> int:
    """Prints what each step costs."""
    print(f"\nEnrichment\n{cost_table(measure_costs())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
