"""What came of an article after it was written is found where it stands, and costs no search where nothing can stand."""

from __future__ import annotations

from typing import Any

from asked_again import HOUR, retracted, revised
from msgspec.structs import asdict
from small_dataset import SmallDataset, address

from pipelines.config.config import Config
from pipelines.histories.entries import read_entry
from pipelines.histories.records import EntryHistory, KnownRevisions
from pipelines.histories.targets import read_target
from transforms.rechecks import RevisionOptions
from transforms.state.compacting import Compaction, compact
from transforms.turns import Revised

CHECKS = (3600.0, 86400.0)
NAME = "valley/flood"


class Paper:
    """An article that is written at once, and what is told of it."""

    def __init__(self, root: str, checks: tuple[float, ...] = CHECKS) -> None:
        self.dataset, self.checks = SmallDataset(root), checks
        self.dataset.write(NAME, checks=checks)

    def revise(self, *, is_last: bool = False) -> None:
        """Write a later version, in a file of its own; after the last one it is not asked for again."""
        result = revised(self.dataset.rechecks()[NAME], self.dataset.now, text=f"Text {self.dataset.now}.")
        article = asdict(result.revision) | {"url": address(NAME)}
        result = Revised(result.before, None if is_last else result.after, type(result.revision)(**article))
        self.dataset.write(checks=self.checks, results=[result])

    def withdraw(self) -> None:
        self.dataset.write(results=[retracted(self.dataset.rechecks()[NAME], self.dataset.now)])

    def history(self) -> EntryHistory:
        dataset = self.dataset
        config = Config(output=dataset.output.root, state=dataset.state.root, revisions=RevisionOptions(checks=CHECKS))
        return read_entry(config, read_target(address(NAME), config), dataset.now, "c.yaml")

    def read(self) -> KnownRevisions:
        found = self.history().revisions
        assert found is not None
        return found


def facts(found: KnownRevisions) -> dict[str, Any]:
    return {
        "versions": [version.record.version for version in found.versions],
        "is_asked": found.next_check is not None,
        "is_withdrawn": found.retraction is not None,
        "searched": found.searched,
    }


def test_one_that_is_asked_for_again_and_did_not_change_costs_no_search() -> None:
    found = Paper("revisions_none").read()
    assert facts(found) == {"versions": [], "is_asked": True, "is_withdrawn": False, "searched": 0}
    assert found.checks == CHECKS and found.next_check is not None and found.next_check.done == 0


def test_without_such_folders_nothing_is_searched() -> None:
    found = Paper("revisions_unasked", checks=()).read()
    assert facts(found) == {"versions": [], "is_asked": False, "is_withdrawn": False, "searched": 0}


def test_the_newest_version_is_read_from_the_file_that_the_log_names() -> None:
    paper = Paper("revisions_named")
    paper.dataset.days_pass(1)
    paper.revise()
    for number in range(5):  # Others have later versions, too.
        paper.dataset.write(f"valley/{number}", checks=CHECKS)
        other = paper.dataset.rechecks()[f"valley/{number}"]
        paper.dataset.write(results=[revised(other, paper.dataset.now)])
    found = paper.read()
    assert facts(found) == {"versions": [2], "is_asked": True, "is_withdrawn": False, "searched": 1}
    (version,) = found.versions
    assert version.path == paper.dataset.rechecks()[NAME].file and version.line == 1


def test_earlier_ones_are_searched_from_the_day_of_the_row_to_that_of_the_newest() -> None:
    paper = Paper("revisions_three")
    for _ in range(3):
        paper.dataset.days_pass(1)
        paper.revise()
    paper.dataset.days_pass(1)
    paper.dataset.write("valley/other", checks=CHECKS)
    paper.dataset.write(results=[revised(paper.dataset.rechecks()["valley/other"], paper.dataset.now)])
    found = paper.read()
    assert facts(found) == {"versions": [2, 3, 4], "is_asked": True, "is_withdrawn": False, "searched": 3}
    assert len({version.path for version in found.versions}) == 3 and found.missing == ()


def test_once_its_checks_are_over_its_versions_are_searched() -> None:
    paper = Paper("revisions_over")
    paper.dataset.days_pass(1)
    paper.revise(is_last=True)
    assert facts(paper.read()) == {"versions": [2], "is_asked": False, "is_withdrawn": False, "searched": 1}


def test_what_was_withdrawn_names_its_row_and_its_newest_version() -> None:
    paper = Paper("revisions_withdrawn")
    paper.dataset.days_pass(1)
    paper.revise()
    paper.dataset.days_pass(1)
    paper.withdraw()
    found = paper.read()
    assert facts(found) == {"versions": [2], "is_asked": False, "is_withdrawn": True, "searched": 2}
    assert found.retraction is not None
    assert [found.retraction.path] == paper.dataset.paths("retractions") and found.retraction.record.version == 2


def test_one_that_was_withdrawn_as_it_was_has_no_version_to_search_for() -> None:
    paper = Paper("revisions_at_once")
    paper.dataset.write("valley/other", checks=CHECKS)
    paper.dataset.write(results=[revised(paper.dataset.rechecks()["valley/other"], paper.dataset.now + HOUR)])
    paper.withdraw()
    assert facts(paper.read()) == {"versions": [], "is_asked": False, "is_withdrawn": True, "searched": 1}


def test_versions_are_found_after_files_were_put_together() -> None:
    paper = Paper("revisions_compacted")
    paper.revise()
    paper.revise()
    before = {version.path for version in paper.read().versions}
    paper.dataset.days_pass(5)
    paper.dataset.write("valley/other")
    compact(paper.dataset.rewriter(job="compact"), Compaction())
    found = paper.read()
    assert facts(found)["versions"] == [2, 3]
    assert {version.path for version in found.versions}.isdisjoint(before)


def test_a_version_whose_row_is_gone_is_told_as_missing() -> None:
    paper = Paper("revisions_missing")
    paper.revise()
    (path,) = paper.dataset.paths("revisions")
    paper.dataset.write("valley/other")
    paper.dataset.output.delete(path)
    found = paper.read()
    assert (found.versions, found.missing) == ((), (2,))


def test_nothing_is_told_of_an_article_without_a_row() -> None:
    paper = Paper("revisions_gone")
    paper.dataset.write("valley/other")
    for path in paper.dataset.paths():
        paper.dataset.output.delete(path)
    assert paper.history().rows == () and paper.history().revisions is None
