"""The table of steps: each fills what it says, and by default those run that are cheap."""

import pytest
from articles_to_enrich import article

from transforms.pure.enrichment.enriching import EnrichOptions, enrich_article
from transforms.pure.enrichment.steps import DEFAULT_STEPS, STEPS


@pytest.mark.parametrize("name", STEPS)
def test_each_step_fills_its_fields(name: str) -> None:
    done = enrich_article(article(), EnrichOptions(steps=(name,)))
    assert all(getattr(done, field) is not None for field in STEPS[name].fields)
    assert not any(flag.startswith("failed_") for flag in done.quality.flags)


def test_the_default_steps_are_steps() -> None:
    assert set(DEFAULT_STEPS) <= set(STEPS)
