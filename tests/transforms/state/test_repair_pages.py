"""A damaged dataset with pages as they came, mended: no page is lost that is there, and each row that can finds its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import msgspec
import pytest
from small_dataset import SmallDataset, Stopped, Stopping, address

from transforms.row_files import VOID
from transforms.state.manifests import Manifest, current_archives, list_published
from transforms.state.repair import Repair
from transforms.state.verification import verify
from transforms.warc.reading import read_pages

_names = itertools.count()
ALL = ["hill/x", "valley/a", "valley/b", "valley/c"]
LOG = "log/0/0000000001.json"


def make() -> SmallDataset:
    """Three commits of one shard with their pages."""
    made = SmallDataset(f"repair-pages{next(_names)}")
    made.write("valley/a", "hill/x", with_pages=True)
    made.write("valley/b", with_pages=True)
    made.write("valley/c", with_pages=True)
    return made


def repair(made: SmallDataset, **stores: object) -> list[str]:
    mending = Repair(
        stores.get("state", made.state),  # type: ignore[arg-type]
        stores.get("output", made.output),  # type: ignore[arg-type]
        made.shards,
        version="0",
        clock=lambda: made.now,
    )
    mending.run()
    return mending.done


def listed(made: SmallDataset) -> list[str]:
    """The pages in the files that the manifests list, by name."""
    manifests = [
        msgspec.json.decode(made.output.read(path) or b"", type=Manifest)
        for path in list_published(made.output).values()
    ]
    files = [made.output.read(path) or b"" for path in current_archives(manifests)]
    urls = [page.fetched_url for data in files for _, page in read_pages(data)]
    return sorted(name for name in ALL for url in urls if url == address(name))


def manifest(made: SmallDataset, n: int) -> str:
    return list(list_published(made.output).values())[n]


Break = Callable[[SmallDataset], object]
DAMAGES: dict[str, tuple[Break, str, list[str]]] = {
    "an old manifest is gone": (lambda it: it.output.delete(manifest(it, 0)), "made again", ALL),
    "the newest manifest is damaged": (lambda it: it.output.put(manifest(it, -1), b"{"), "put back", ALL),
    "a commit is gone": (lambda it: it.state.delete(LOG), "log/0: made again", ALL),
    "the log is gone": (
        lambda it: [it.state.delete(f"log/0/{name}") for name in it.state.names("log/0")],
        "log/0: made again",
        ALL,
    ),
    "a file of pages is gone": (lambda it: it.output.delete(it.paths("warc")[0]), "taken for gone", ALL[2:]),
    "a file of pages is void": (lambda it: it.output.put(it.paths("warc")[0], VOID), "taken for gone", ALL[2:]),
    "the newest file of pages is gone": (lambda it: it.output.delete(it.paths("warc")[-1]), "taken for gone", ALL[:3]),
    "a file of pages has lost its end": (
        lambda it: it.output.put(it.paths("warc")[1], (it.output.read(it.paths("warc")[1]) or b"")[:370]),
        "taken as it is, with 0 pages",
        ["hill/x", "valley/a", "valley/c"],
    ),
}


@pytest.mark.parametrize(("break_it", "says", "left"), DAMAGES.values(), ids=DAMAGES)
def test_a_repair_keeps_all_pages_that_are_there(break_it: Break, says: str, left: list[str]) -> None:
    made = make()
    break_it(made)
    done = repair(made)
    assert any(says in one for one in done), done
    assert verify(made.state, made.output, 1).findings == ()
    assert listed(made) == left
    assert repair(made) == []
    made.write("valley/d", with_pages=True)
    assert verify(made.state, made.output, 1).findings == ()


@pytest.mark.parametrize(("break_it", "says", "left"), DAMAGES.values(), ids=DAMAGES)
def test_killed_anywhere_the_next_repair_ends_it(break_it: Break, says: str, left: list[str]) -> None:
    for after, at in itertools.product((False, True), range(1, 40)):
        made = make()
        break_it(made)
        clock = [at]
        stores = {name: Stopping(getattr(made, name), clock, after=after) for name in ("state", "output")}
        try:
            repair(made, **stores)
        except Stopped:
            repair(made)
        assert (verify(made.state, made.output, 1).findings, listed(made)) == ((), left), (says, after, at)
        is_over = clock[0] > 0
        made.drop()
        if is_over:
            break
    else:
        pytest.fail("it was never repaired to its end")


def test_what_is_no_file_of_pages_is_left_alone() -> None:
    made = make()
    path = made.paths("warc")[0]
    made.output.put(path, b"mine")
    assert not any("taken as it is" in one for one in repair(made))
    assert [one.subject for one in verify(made.state, made.output, 1).findings] == [path]
    assert made.output.read(path) == b"mine"
