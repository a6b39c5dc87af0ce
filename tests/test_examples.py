"""The examples of docs/enrichment.md, run for real: over the sample, with a model from its wheel and services on this machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from bare_articles import bare_article
from sample_run import CONFIG, EXPECTED, ROOT, rows, served
from stub_services import TOKENS, StubServices, stub_services

from transforms.own_steps.fields import check_row
from transforms.own_steps.loading import load_step, open_step

EXAMPLES = ROOT / "examples"
NEEDS_MODEL = pytest.mark.skipif(find_spec("wordllama") is None, reason="wordllama is not installed")


def ingest(output: Path, *steps: str) -> tuple[list[dict[str, Any]], str]:
    """The articles of the sample, enriched by these steps beside those of newsbeam; and the summary."""
    listed = f"enrich=[language, content_hash, {', '.join(steps)}]"
    words = [sys.executable, "-m", "pipelines", "ingest", CONFIG, "--set", f"output={output}", "--set", listed]
    with served() as environment:
        path = {"PYTHONPATH": f"{ROOT}{os.pathsep}{EXAMPLES}"}
        done = subprocess.run(words, capture_output=True, text=True, env=environment | path, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    found = rows(output, "articles")
    assert {row["url"] for row in found} == set(EXPECTED["articles"])
    return found, done.stdout


def failed(row: dict[str, Any]) -> list[str]:
    return [flag for flag in row["quality"]["flags"] if flag.startswith("failed_")]


def summary(services: StubServices, cache: Path, tokens: int) -> str:
    options = f"url: '{services.url}/v1', model: small, key: k-1, tokens_a_day: {tokens}, cache: '{cache}'"
    return f"{{'summary:Summary': {{{options}}}, batch: 4}}"


@NEEDS_MODEL
def test_embeddings_by_a_model_in_a_wheel(tmp_path: Path) -> None:
    found, said = ingest(tmp_path / "out", "{'embeddings:Embedding': {dimensions: 64}}")
    vectors = {row["url"]: row["extra"]["embedding"]["vector"] for row in found}
    assert {len(vector) for vector in vectors.values()} == {64}
    assert all(abs(sum(x * x for x in vector) - 1) < 1e-3 for vector in vectors.values())
    assert len({tuple(vector) for vector in vectors.values()}) == len(vectors)
    assert re.search(r"^Step      embedding: \d+ articles in ", said, re.M)


def test_translation_by_a_service(tmp_path: Path) -> None:
    with stub_services() as services:
        found, _ = ingest(tmp_path / "out", f"{{'translation:Translation': {{url: '{services.url}', key: k-2}}}}")
    for row in found:
        language, made = row["language"].partition("-")[0], row["extra"]["translation"]
        if language == "en":
            assert made is None
        else:
            standfirst = row["standfirst"] and f"{row['standfirst']} ({language} > en)"
            assert made["title"] == f"{row['title']} ({language} > en)"
            assert made["standfirst"] == (standfirst or f" ({language} > en)")
    asked = services.asked["/translate"]
    assert {question["source"] for question in asked} == {"de", "es", "ja"} and services.keys == {"k-2"}
    assert len(asked) < sum(row["extra"]["translation"] is not None for row in found), "a batch is a request a language"


def test_a_service_that_is_gone_costs_the_translations_only(tmp_path: Path) -> None:
    with stub_services() as services:
        pass
    found, said = ingest(tmp_path / "out", f"{{'translation:Translation': {{url: '{services.url}'}}}}")
    assert all(row["extra"] == {"translation": None} and row["content_hash"] for row in found)
    assert any(failed(row) == ["failed_translation"] for row in found)
    assert re.search(r"^Step      translation: .*\d+ failed$", said, re.M)


def test_a_summary_is_paid_for_once(tmp_path: Path) -> None:
    with stub_services() as services:
        step = summary(services, tmp_path / "cache", tokens=1_000_000)
        first, _ = ingest(tmp_path / "one", step)
        paid = len(services.asked["/v1/chat/completions"])
        again, _ = ingest(tmp_path / "two", step)
        assert len(services.asked["/v1/chat/completions"]) == paid == len({row["content_hash"] for row in first})
    made = {row["url"]: row["extra"]["summary"] for row in first}
    assert made == {row["url"]: row["extra"]["summary"] for row in again}
    assert all(re.fullmatch(r"Of \d+ characters\.", one["text"]) and one["tokens"] == TOKENS for one in made.values())
    assert services.keys == {"Bearer k-1"}


def test_a_budget_holds_over_runs(tmp_path: Path) -> None:
    """What was spent today counts, whatever process spent it; the rest has null, and no flag."""
    with stub_services() as services:
        step = summary(services, tmp_path / "cache", tokens=5 * TOKENS)
        first, _ = ingest(tmp_path / "one", step)
        again, _ = ingest(tmp_path / "two", step)
        assert len(services.asked["/v1/chat/completions"]) == 5
    for found in (first, again):
        assert 5 <= sum(row["extra"]["summary"] is not None for row in found) < len(found)
        assert [failed(row) for row in found] == [[]] * len(found)


def test_an_article_that_the_model_refuses_fails_alone(tmp_path: Path) -> None:
    with stub_services() as services:
        services.refuses = next(row["title"] for row in EXPECTED["articles"].values() if row.get("title"))
        found, _ = ingest(tmp_path / "out", summary(services, tmp_path / "cache", tokens=1_000_000))
    assert [row["title"] for row in found if failed(row)] == [services.refuses]
    assert all((row["extra"]["summary"] is None) == bool(failed(row)) for row in found)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_the_configuration_of_an_example_is_good(path: Path, tmp_path: Path) -> None:
    """The one in its docstring, checked beside the example."""
    if path.stem == "embeddings" and find_spec("wordllama") is None:
        pytest.skip("wordllama is not installed")
    block = re.search(r"^    enrich:\n(?:      .*\n)+", path.read_text(), re.M)
    assert block is not None
    shown = {"output": "out", "feeds": ["https://news.example/rss"], **yaml.safe_load(block[0])}
    (tmp_path / path.name).write_text(path.read_text())
    (tmp_path / "own.yaml").write_text(yaml.safe_dump(shown, sort_keys=False))
    words = [sys.executable, "-m", "pipelines", "check", str(tmp_path / "own.yaml")]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert f"Own steps fill extra.{path.stem.removesuffix('s')} (" in done.stdout


def test_the_step_on_the_page_is_one(tmp_path: Path) -> None:
    section = (ROOT / "docs" / "enrichment.md").read_text().partition("\n## Your own steps\n")[2]
    (tmp_path / "steps_of_the_page.py").write_text(re.findall(r"^```python\n(.*?)^```$", section, re.M | re.S)[0])
    loaded = load_step("steps_of_the_page:add_length", [str(tmp_path)])
    (row,) = open_step(loaded, None).add([bare_article(text="One or three.")])
    assert check_row(row, loaded.fields, loaded.columns) == {"words": 3, "longest": "three."}
