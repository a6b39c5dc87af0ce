"""What the commands on lists print."""

from __future__ import annotations

from pipelines.lists.changing import Changed
from pipelines.lists.importing import Imported
from pipelines.lists.known import KnownFeed, KnownFeeds
from pipelines.show.lists import describe_import, describe_list, describe_removal, describe_switch
from transforms.records import Feed


def known(*feeds: tuple[str, Feed], problems: tuple[str, ...] = ()) -> KnownFeeds:
    listed = tuple(KnownFeed(place=place, key=feed.url, feed=feed) for place, feed in feeds)
    return KnownFeeds(config="newsbeam.yaml", own="feeds.yaml", feeds=listed, problems=problems)


def test_a_list_has_columns_file_by_file() -> None:
    feeds = known(
        ("newsbeam.yaml:3", Feed(url="https://a.example/rss")),
        ("feeds.yaml:1", Feed(url="https://isle.example/feed.xml", name="The Isle", language="pt-BR", tags=("sea", "fish"))),
        ("feeds.yaml:4", Feed(url="https://n.example/rss", name="北の新聞" * 6, interval=900.0, headers={"A": "secret"})),
        ("feeds.yaml:5", Feed(url="https://b.example/" + "x" * 80, name="B", enabled=False)),
    )  # fmt: skip
    assert describe_list(feeds, feeds.feeds).splitlines() == [
        "4 feeds, 1 disabled",
        "newsbeam.yaml:",
        "    https://a.example/rss",
        "feeds.yaml:",
        f"    https://isle.example/feed.xml{' ' * 31}  The Isle{' ' * 21}  pt-BR · sea, fish",
        f"    https://n.example/rss{' ' * 39}  北の新聞北の新聞北の新聞北の…  every 15m · with headers",
        f"    https://b.example/{'x' * 80}  B{' ' * 28}  disabled",
    ]


def test_an_empty_list_says_what_to_do() -> None:
    assert describe_list(known(), ()) == (
        "0 feeds\nAdd some with `newsbeam feeds add URL` or `newsbeam feeds import FILE`."
    )


def test_what_could_not_be_read_is_said_behind_the_list() -> None:
    assert describe_list(known(problems=("feeds.yaml:3: wrong",)), ()) == "No feed could be read:\nfeeds.yaml:3: wrong"
    some = known(("feeds.yaml:1", Feed(url="https://a.example/rss")), problems=("feeds.yaml:3: wrong",))
    assert describe_list(some, some.feeds).splitlines() == [
        "1 feed", "feeds.yaml:", "    https://a.example/rss", "feeds.yaml:3: wrong",
    ]  # fmt: skip


def test_a_tag_that_no_feed_has_is_answered_with_those_that_there_are() -> None:
    plain = ("feeds.yaml:1", Feed(url="https://a.example/rss"))
    tagged = ("feeds.yaml:2", Feed(url="https://b.example/rss", tags=("sea", "fish")))
    many = ("feeds.yaml:3", Feed(url="https://c.example/rss", tags=tuple(f"t{number:02}" for number in range(12))))
    assert describe_list(known(plain), ()) == "0 feeds of 1 have such a tag; no feed has a tag."
    assert describe_list(known(plain, tagged), ()) == "0 feeds of 2 have such a tag; the tags are fish, sea."
    assert describe_list(known(many), ()).endswith("t08, t09, and 2 more.")


def test_an_address_that_cannot_be_polled_is_marked() -> None:
    wrong = KnownFeed(place="feeds.yaml:1", key=None, feed=Feed(url="not a url", language="de"))
    assert describe_list(known(), [wrong]).splitlines()[-1] == (
        "    not a url    de · wrong: not an address that can be polled"
    )


def imported(known: int) -> Imported:
    return Imported(
        source="other.csv",
        written_in="csv",
        own="feeds.yaml",
        added=(Feed(url="https://a.example/rss", headers={"Cookie": "abc"}),),
        known=tuple((f"https://k{n}.example/rss", f"feeds.yaml:{n}") for n in range(known)),
        wrong=tuple(f"other.csv:{n}: bad" for n in range(11)),
        skipped=("other.csv:4: a page", "other.csv:5: a page"),
        unused=("Country",),
    )


def test_an_import_says_all_that_it_did() -> None:
    assert describe_import(imported(known=2)).splitlines() == [
        "Read      other.csv, CSV: 3 feeds",
        "Added     1 feed to feeds.yaml",
        "Known     2 listed already",
        "    https://k0.example/rss (feeds.yaml:0)",
        "    https://k1.example/rss (feeds.yaml:1)",
        "Left out  11 entries that are wrong",
        *[f"    other.csv:{n}: bad" for n in range(10)],
        "    and 1 more",
        "Skipped   2 entries that are no feeds",
        "    other.csv:4: a page",
        "    other.csv:5: a page",
        "Headers   of 1 feed are secret, and left out: write them into feeds.yaml",
        "Unused    the column Country",
    ]


def test_many_that_are_known_are_counted_and_a_dry_run_says_so() -> None:
    lines = describe_import(imported(known=300), dry_run=True).splitlines()
    assert lines[1:4] == [
        "To add    1 feed to feeds.yaml",
        "Known     300 listed already",
        "Left out  11 entries that are wrong",
    ]


def test_a_switch_and_a_removal() -> None:
    done = Changed(path="feeds.yaml", urls=("https://a.example/rss",))
    assert describe_switch(done, enabled=False) == "https://a.example/rss is disabled in feeds.yaml"
    was_so = Changed(path="feeds.yaml", urls=("https://a.example/rss",), was_so=True)
    assert describe_switch(was_so, enabled=True) == "https://a.example/rss is enabled already in feeds.yaml"
    assert describe_removal(done).splitlines() == [
        "https://a.example/rss is removed from feeds.yaml",
        "What it brought is still fetched, unless `drop_owed` is set.",
    ]
