"""Files of pages as they came, looked through with the rest of a dataset."""

from __future__ import annotations

from small_dataset import SmallDataset

from transforms.state.findings import NOT_OURS, RESTORE
from transforms.state.rewriting import Rewriter
from transforms.state.verification import Verified, verify
from transforms.state.warc_checks import list_warcs


def dataset(name: str) -> SmallDataset:
    made = SmallDataset(f"warcs-{name}", 2)
    made.write("valley/a", "hill/x", with_pages=True)
    made.write("valley/b", with_pages=True)
    return made


def check(made: SmallDataset) -> Verified:
    return verify(made.state, made.output, made.shards)


def test_nothing_is_wrong_with_files_that_are_as_they_are_listed() -> None:
    made = dataset("sound")
    found = check(made)
    warcs = made.paths("warc")
    assert (found.findings, found.files, len(warcs)) == ((), len(made.paths()) + len(warcs), 3)


def test_what_is_gone_or_changed_or_strange_is_told() -> None:
    made = dataset("damaged")
    gone, changed, _ = made.paths("warc")
    made.output.delete(gone)
    made.output.put(changed, b"x")
    made.output.put("warc/date=2026-11-22/part-p9-00000-a-00000.warc.gz", b"x")
    found = {one.subject: (one.problem.partition(" (")[0], one.cure) for one in check(made).findings}
    assert found == {
        gone: ("a manifest lists this file, and it is gone", RESTORE),
        changed: ("this file is not the one that its manifest lists", RESTORE),
        "warc/date=2026-11-22/part-p9-00000-a-00000.warc.gz": ("no manifest and no commit names it", NOT_OURS),
    }


def test_files_are_listed_where_manifests_list_some() -> None:
    made = dataset("listed")
    made.output.put("other/date=2026-11-22/part-p9-00000-a-00000.warc.gz", b"x")
    manifests = Rewriter(made.state, made.output, 2, job="x", version="0", clock=lambda: made.now)._all_manifests()
    assert list_warcs(made.output, manifests) == made.paths("warc")
