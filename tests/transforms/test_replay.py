"""The step that reads kept pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from captured_pages import NOON
from small_dataset import SmallDataset, page_of
from steps import now, set_now, through

from transforms.errors import OutputError
from transforms.records import Page
from transforms.replay import ReplayChoice, ReplayShards, at_moment
from transforms.state.manifests import current_archives
from transforms.state.rewriting import Rewriter
from transforms.state.roots import Roots
from transforms.turns import Began, Ended, Pass


def choice_of(made: SmallDataset, **changes: object) -> ReplayChoice:
    rewriter = Rewriter(made.state, made.output, made.shards, job="x", version="0", clock=lambda: made.now)
    files = tuple(sorted(current_archives(rewriter._all_manifests()).values(), key=lambda file: file.path))
    return ReplayChoice(**{"output": made.output.root, "files": files, "moment": NOON} | changes)  # type: ignore[arg-type]


@pytest.fixture
def made() -> SmallDataset:
    set_now(NOON)
    dataset = SmallDataset("replayed", 1)
    dataset.drop()
    dataset.write("valley/a", "hill/x", with_pages=True)
    dataset.days_pass(1)
    dataset.write("valley/b", with_pages=True)
    return dataset


def replayed(choice: ReplayChoice, shard: int = 0, shards: int = 1) -> list[object]:
    roots = Roots(state="memory://replayed/new/state", output="memory://replayed/new/out", shards=shards)
    return through(ReplayShards(choice, roots, now), (str(shard), [Pass(id="replay")]))


def addresses(elements: list[object]) -> list[str]:
    return [one.fetched_url for one in elements if isinstance(one, Page)]


def test_kept_pages_come_in_the_order_in_which_they_were_kept(made: SmallDataset) -> None:
    found = replayed(choice_of(made))
    assert isinstance(found[0], Began) and isinstance(found[-1], Ended)
    assert addresses(found) == ["https://valley.example/a", "https://hill.example/x", "https://valley.example/b"]


def test_each_page_is_read_in_one_shard(made: SmallDataset) -> None:
    choice = choice_of(made)
    shards = [addresses(replayed(choice, shard, 3)) for shard in range(3)]
    assert sorted(url for found in shards for url in found) == sorted(addresses(replayed(choice)))


def test_what_is_gone_ends_it(made: SmallDataset) -> None:
    choice = choice_of(made)
    made.output.delete(choice.files[0].path)
    with pytest.raises(
        OutputError, match="a manifest lists this file, and it is gone; `newsbeam verify` says what mends"
    ):
        replayed(choice)


@pytest.mark.parametrize(
    ("changes", "taken"),
    [
        ({}, True),
        ({"since": date(2026, 11, 22), "until": date(2026, 11, 22)}, True),
        ({"since": date(2026, 11, 23)}, False),
        ({"until": date(2026, 11, 21)}, False),
        ({"sites": frozenset(("valley.example",))}, True),
        ({"sites": frozenset(("hill.example",))}, False),
    ],
)
def test_a_page_is_meant_by_its_day_and_site(changes: dict[str, object], taken: bool) -> None:
    choice = ReplayChoice(**{"output": "out", "files": (), "moment": NOON} | changes)  # type: ignore[arg-type]
    assert choice.takes(page_of("valley/a", NOON)) is taken


def test_a_moment_is_a_clock_that_stands_still() -> None:
    moment = datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=1)
    assert at_moment(moment) == moment
