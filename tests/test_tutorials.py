"""The tutorials: each block of code of each page is run in order, and what comes out is what the page shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from tutorials import PAGES, differing, run, shows, steady, steps_of

from pipelines.live.plain_lines import describe
from pipelines.live.snapshots import RunSnapshot

EXAMPLE = """Text.

```console
$ echo one; echo two
one
...
$ cd /tmp
```

```yaml title="a.yaml"
key: 1
```

```python
print(open("a.yaml").read(), 2)
```

```text
key: 1
 2
```
"""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_tutorial_shows_what_comes_out(page: Path, tmp_path: Path) -> None:
    steps = steps_of(page.read_text(encoding="utf-8"))
    assert len(steps) > 5
    wrong = [
        f"{step.script}\nexit code {out.code}\n" + steady("\n".join(out.lines))
        for step, out in differing(steps, run(steps, tmp_path))
    ]
    assert not wrong, f"`python tests/support/tutorials.py {page}` puts it into the page:\n" + "\n\n".join(wrong)


def test_the_steps_of_a_page() -> None:
    steps = steps_of(EXAMPLE)
    assert [step.script.partition("\n")[0] for step in steps] == [
        "echo one; echo two",
        "cd /tmp",
        "cat > a.yaml <<'END OF FILE'",
        "python - <<'END OF FILE'",
    ]
    assert [step.shown for step in steps] == [["one", "..."], [], [], ["key: 1", " 2"]]
    assert [EXAMPLE[slice(*step.place)] for step in steps] == ["one\n...\n", "", "", "key: 1\n 2\n"]


def test_what_is_neither_run_nor_written_is_refused() -> None:
    with pytest.raises(ValueError, match="a block of 'yaml' is neither run nor written"):
        steps_of("```yaml\na: 1\n```\n")


def test_what_a_page_does_not_show_is_found(tmp_path: Path) -> None:
    steps = steps_of(
        "```console\n$ echo one\ntwo\n$ false\n$ echo 3 kB at 2026-11-22 10:15 UTC\n9 kB at 2025-01-01 00:00 UTC\n```\n"
    )
    assert [step.script for step, _ in differing(steps, run(steps, tmp_path))] == ["echo one", "false"]


def test_lines_on_how_far_a_command_is_are_left_out(tmp_path: Path) -> None:
    said = describe(RunSnapshot(), 30.0)
    steps = steps_of(
        f"```console\n$ echo '2026-11-22 10:15:00 UTC  {said}'; echo '2026-11-22T10:15:00.123Z {said}'\n```\n"
    )
    assert run(steps, tmp_path) == [([], 0)]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Took      3.5 s in 1 pass, 32 kB of pages", "Took SPAN in 1 pass, SIZE of pages"),
        ("from 2026-12-01 02:03 UTC on, for 30 days in all", "from TIME on, for SPAN in all"),
        ("the newest 410 days ago · en", "the newest SPAN ago · en"),
        ("12 written, 1 dropped (http_404 1)", "12 written, 1 dropped (http_404 1)"),
        (
            "failures/date=2026-11-30/part-20261130T140401Z-e8a45247-00000-e8c2bb63da-00001.jsonl.gz,\n line 2",
            "failures/date=DAY/part.jsonl.gz, line 2",
        ),
    ],
)
def test_what_differs_from_run_to_run_is_left_out(line: str, wanted: str) -> None:
    assert steady(line) == wanted


@pytest.mark.parametrize(
    ("shown", "printed", "wanted"),
    [
        (["a", "...", "c"], ["a", "b", "b", "c"], True),
        (["a", "...", "c"], ["a", "b"], False),
        (["a  b c"], ["a b", "   c"], True),
        ([], ["a"], False),
        (["..."], [], True),
    ],
)
def test_dots_stand_for_any_text(shown: list[str], printed: list[str], wanted: bool) -> None:
    assert shows(shown, printed) is wanted
