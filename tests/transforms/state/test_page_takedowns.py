"""Of an article that is taken down no page is left, and no other page has moved."""

from __future__ import annotations

import gzip
import itertools

import pytest
from small_dataset import SmallDataset, Stopped, Stopping, address

from transforms.pure.net.urls import clean, url_id
from transforms.state.forgetting import Takedown, Target
from transforms.state.verification import verify
from transforms.warc.reading import read_pages

_names = itertools.count()


def make() -> SmallDataset:
    made = SmallDataset(f"pages{next(_names)}", 2)
    made.write("valley/a", "hill/x", "valley/b", failed=["valley/lost"], with_pages=True)
    made.write("valley/c", with_pages=True)
    return made


def pages(made: SmallDataset) -> dict[str, int]:
    """The pages that a reader finds in all files, each with its place."""
    return {
        page.fetched_url: offset
        for path in made.paths("warc")
        for offset, page in read_pages(made.output.read(path) or b"")
    }


def said(made: SmallDataset) -> bytes:
    return b"".join(gzip.decompress(made.output.read(path) or b"") for path in made.paths("warc"))


def takedown(made: SmallDataset, name: str, **stores: object) -> Takedown:
    url = address(name)
    return Takedown(made.rewriter(**stores), Target(ids=frozenset((url_id(url),))), url=clean(url))


def test_an_article_goes_with_its_page_and_no_other_page_moves() -> None:
    made = make()
    before = pages(made)
    assert takedown(made, "valley/a").find().pages == 1
    assert pages(made) == before
    done = takedown(made, "valley/a").run()
    assert (done.articles, done.pages) == (1, 1)
    assert pages(made) == {url: at for url, at in before.items() if url != address("valley/a")}
    assert b"valley.example/a" not in said(made)
    assert verify(made.state, made.output, 2).findings == ()
    again = takedown(made, "valley/a").run()
    assert (again.articles, again.pages) == (0, 0)


def test_a_site_goes_with_all_its_pages() -> None:
    made = make()
    done = Takedown(made.rewriter(), Target(site="valley.example")).run()
    assert (done.articles, done.pages) == (3, 3)
    assert list(pages(made)) == [address("hill/x")]
    # What its entries' feed said of them is gone; that of another site's entry is not.
    assert b"valley.example/a" not in said(made) and b"valley.example/c" not in said(made)


def test_whoever_is_killed_runs_it_again() -> None:
    for after, at in itertools.product((False, True), range(1, 40)):
        made = make()
        clock = [at]
        stores = {
            "state": Stopping(made.state, clock, after=after),
            "output": Stopping(made.output, clock, after=after),
        }
        try:
            takedown(made, "valley/a", **stores).run()
        except Stopped:
            takedown(made, "valley/a").run()
            made.publish()
        assert b"valley.example/a" not in said(made), (after, at)
        assert sorted(pages(made)) == sorted(map(address, ("hill/x", "valley/b", "valley/c")))
        assert verify(made.state, made.output, 2).findings == ()
        is_over = clock[0] > 0
        made.drop()
        if is_over:
            break
    else:
        pytest.fail("it was never run to its end")
