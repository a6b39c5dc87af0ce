"""Feeds whose links change from poll to poll: one record an article, none for two, and none lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from aiohttp import web
from small_newsroom import FEED, HOST, TEXTS, Newsroom, reply, url
from steps import now, set_now

from pipelines.run.passes import Report, ingest
from transforms.pure.net.urls import url_id
from transforms.state.documents import load_feed
from transforms.state.storage import open_store

CASE = Path(__file__).parents[4] / "shared" / "cases" / "dup_session_link"
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
EARLIER = "Thu, 26 Nov 2026 08:00:00 GMT"
LATER = "Thu, 26 Nov 2026 10:30:00 GMT"
PIER = "Granite pier closed until spring"


def item(title: str, link: str, date: str = EARLIER, more: str = "") -> str:
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    return f"<item><title>{title}</title><link>{link.replace('&', '&amp;')}</link>{dated}{more}</item>"


def page(*words: str) -> bytes:
    texts = "".join(f"<p>{TEXTS['en']} ({' '.join(words)}, {n})</p>" for n in range(4))
    return f"<!doctype html><html><body><article><h1>{words[0]}</h1>{texts}</article></body></html>".encode()


class Feed:
    """The feed of a newsroom, and pages of which each shows the same whatever its parameters are."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom, self.server = newsroom, newsroom.server
        self.polls = 0

    def poll(self, *items: str) -> Report:
        """Ingest with these items in the feed, two hours after the last time."""
        channel = f"<title>The Paper</title><link>http://{HOST}/</link>{''.join(items)}"
        body = f"<rss version='2.0'><channel>{channel}</channel></rss>".encode()
        self.server.answers["/feed.xml"] = reply(body=body, kind="text/xml")
        set_now(NOON + timedelta(hours=2 * self.polls))
        self.polls += 1
        return ingest(self.newsroom.config(), poll_all=True, clock=now)

    @property
    def learned(self) -> tuple[str, ...]:
        state = open_store(str(self.newsroom.output / "_state"))
        return load_feed(state, 0, url_id(FEED), FEED).window.session

    def titles(self) -> list[str]:
        return sorted(row["title"] for row in self.newsroom.rows())


@pytest.fixture
def feed(newsroom: Newsroom) -> Feed:
    return Feed(newsroom)


def test_the_reported_case(newsroom: Newsroom) -> None:
    if not CASE.is_dir():
        pytest.skip(f"{CASE} is not there")
    host = "quarry.example"
    newsroom.server.answers["/granite-pier-closed"] = reply(body=page(PIER))
    settings = newsroom.settings["web"] | {"resolve": newsroom.server.pins(host)}
    for poll in (1, 2, 3, 3, 2):
        newsroom.server.answers["/rss"] = reply(body=(CASE / f"poll{poll}.xml").read_bytes(), kind="text/xml")
        set_now(NOON + timedelta(hours=poll))
        ingest(newsroom.config(feeds=[f"http://{host}/rss"], web=settings), poll_all=True, clock=now)
    assert [row["title"] for row in newsroom.rows()] == [PIER]


CHANGING = {
    "one parameter": ("/pier?t={n}00001", ("t",)),
    "beside one that stays": ("/pier?lang=en&sid=a{n}f", ("sid",)),
    "several at once": ("/pier?sid=a{n}f&rand=0.{n}77", ("rand", "sid")),
    "without a name": ("/pier?17000000{n}", ("",)),
    "in the path": ("/pier;sid=7f{n}a", (";sid",)),
    "cookieless ASP.NET": ("/(S(lit3py55t21z{n}v55))/pier", ("/()",)),
    "one that comes and goes": ("/pier?id=5&s{n}=1", ("s1", "s2")),
}


@pytest.mark.parametrize(("link", "names"), CHANGING.values(), ids=CHANGING)
def test_a_link_that_changes_is_one_record_and_what_changes_is_learned(
    feed: Feed, link: str, names: tuple[str, ...]
) -> None:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        return await reply(body=page(PIER))(request)

    for n in range(1, 5):
        feed.server.answers[link.format(n=n).partition("?")[0]] = answer
    for n in range(1, 4):
        feed.poll(item(PIER, url(link.format(n=n))))
    assert feed.titles() == [PIER]
    assert feed.learned == names
    asked = len(feed.server.log)
    if "s{n}" not in link:  # a name that was never met cannot be known
        report = feed.poll(item(PIER, url(link.format(n=4))))
        assert (report.parked, len(feed.server.log)) == (0, asked + 1), (
            "known by what was learned: only the feed is asked"
        )


def test_a_record_after_that_has_its_address_and_id_without_it(feed: Feed) -> None:
    feed.server.answers |= {"/pier": reply(body=page(PIER)), "/ferry": reply(body=page("The ferry sails again"))}
    for n in (1, 2):
        feed.poll(item(PIER, url(f"/pier?t={n}")))
    for n in (3, 4, 5):
        feed.poll(item("The ferry sails again", url(f"/ferry?t={n}"), LATER), item(PIER, url(f"/pier?t={n}")))
    assert feed.titles() == [PIER, "The ferry sails again"]
    (ferry,) = [row for row in feed.newsroom.rows() if row["title"] != PIER]
    assert (ferry["url"], ferry["id"]) == (url("/ferry"), url_id(url("/ferry")))
    assert ferry["fetched_url"] == url("/ferry?t=3"), "some servers want it"


def test_where_the_guid_stays_nothing_is_asked_twice_and_new_records_have_plain_addresses(feed: Feed) -> None:
    feed.server.answers |= {"/pier": reply(body=page(PIER)), "/ferry": reply(body=page("The ferry sails again"))}
    guids = ["<guid isPermaLink='false'>pier</guid>", "<guid isPermaLink='false'>ferry</guid>"]
    for n in (1, 2):
        feed.poll(item(PIER, url(f"/pier?t={n}"), more=guids[0]))
    assert (feed.learned, feed.server.paths().count("/pier?t=2")) == (("t",), 0)
    for n in (3, 4):
        feed.poll(
            item("The ferry sails again", url(f"/ferry?t={n}"), LATER, guids[1]),
            item(PIER, url(f"/pier?t={n}"), more=guids[0]),
        )
    assert feed.newsroom.written() == [url("/ferry"), url("/pier?t=1")]


def test_an_item_without_a_title_is_known_by_its_summary(feed: Feed) -> None:
    feed.server.answers["/pier"] = reply(body=page(PIER))
    for n in (1, 2, 3):
        untitled = (
            f"<item><link>{url(f'/pier?t={n}')}</link><description>The old pier stays closed.</description></item>"
        )
        feed.poll(untitled)
    assert feed.titles() == [PIER]
    assert feed.learned == ("t",)


def test_what_the_site_repeats_does_not_hide_that_the_text_is_the_same(feed: Feed) -> None:
    stories = [(f"/s{n}", f"Report number {n} of the council") for n in range(6)]
    for path, title in stories:
        texts = "".join(f"<p>{title}: {TEXTS['en']} {path} {n}</p>" for n in range(4))
        body = f"<html><body><article><h1>{title}</h1>{texts}<p>Write to the desk at the quarry.</p></article></body></html>"
        feed.server.answers[path] = reply(body=body.encode())
    for t in range(4):
        feed.poll(*(item(title, url(f"{path}?t={t}")) for path, title in stories))
    assert len(feed.newsroom.rows()) == len(stories)
    assert feed.learned == ("t",)


# Each time another article, though title and date (to the day) are the same.
DAY = "Thu, 26 Nov 2026 00:00:00 GMT"


@pytest.mark.parametrize("title", ["Weather", "Live", "Traffic news for the whole region"])
@pytest.mark.parametrize("date", [DAY, ""], ids=["of one day", "undated"])
@pytest.mark.parametrize("name", ["id", "p", "t"])
def test_articles_with_one_title_stay_apart(feed: Feed, title: str, date: str, name: str) -> None:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        return await reply(body=page(title, request.query_string))(request)

    feed.server.answers["/news"] = answer
    for n in range(1, 5):
        feed.poll(item(title, url(f"/news?{name}={n}"), date))
    assert len(feed.newsroom.rows()) == 4
    assert feed.learned == ()


def test_they_stay_apart_where_the_parameter_was_learned_elsewhere(feed: Feed) -> None:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        return await reply(body=page("Live", request.query_string))(request)

    feed.server.answers |= {"/live": answer, "/pier": reply(body=page(PIER))}
    for n in range(1, 6):
        feed.poll(item(PIER, url(f"/pier?t={n}")), item("Live", url(f"/live?t={n}"), DAY))
    assert feed.titles() == [PIER, *["Live"] * 5]
    assert feed.learned == ("t",)


def test_two_that_stand_beside_each_other_stay_apart(feed: Feed) -> None:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        return await reply(body=page(PIER, request.path_qs))(request)

    feed.server.answers |= {"/pier": reply(body=page(PIER)), "/quay": answer}
    for n in (1, 2):
        feed.poll(item(PIER, url(f"/pier?t={n}")))
    feed.poll(item(PIER, url("/quay?t=8")), item(PIER, url("/quay?t=9")))
    assert feed.learned == ("t",)
    assert len(feed.newsroom.rows()) == 3


def test_a_parameter_that_tells_articles_apart_is_not_learned_from_one_that_was_published_twice(feed: Feed) -> None:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        number = request.query["id"]
        return await reply(body=page(PIER if number in "12" else f"Story {number} of the council"))(request)

    feed.server.answers["/news.php"] = answer
    others = [
        item(f"Story {n} of the council", url(f"/news.php?id={n}"), f"Thu, 26 Nov 2026 0{n}:00:00 GMT")
        for n in (3, 4, 5)
    ]
    feed.poll(item(PIER, url("/news.php?id=1")), *others)
    feed.poll(item(PIER, url("/news.php?id=2")), *others)
    feed.poll(item(PIER, url("/news.php?id=2")), *others)
    assert feed.learned == ()
    assert feed.titles() == sorted([PIER, *(f"Story {n} of the council" for n in (3, 4, 5))])


def test_several_shards(feed: Feed) -> None:
    feed.newsroom.settings["shards"] = 3
    feed.server.answers["/pier"] = reply(body=page(PIER))
    for n in range(4):
        feed.poll(item(PIER, url(f"/pier?t={n}")))
    assert feed.titles() == [PIER]
    assert len([path for path in feed.server.paths() if path.startswith("/pier")]) == 2, "then it is known"


def test_a_page_that_changed_meanwhile_is_not_the_same(feed: Feed) -> None:
    feed.server.answers["/pier"] = reply(body=page(PIER))
    feed.poll(item(PIER, url("/pier?t=1")))
    feed.server.answers["/pier"] = reply(body=page(PIER, "and the quay, too"))
    feed.poll(item(PIER, url("/pier?t=2")))
    assert len(feed.newsroom.rows()) == 2


def test_what_is_learned_is_stored_and_old_documents_can_be_read(feed: Feed) -> None:
    feed.server.answers["/pier"] = reply(body=page(PIER))
    for n in (1, 2, 3):
        feed.poll(item(PIER, url(f"/pier?t={n}")))
    (path,) = (feed.newsroom.output / "_state" / "feeds" / "0").iterdir()
    document = msgspec.json.decode(path.read_bytes())
    assert document["window"]["session"] == ["t"]
    del document["window"]["session"], document["window"]["marks"]
    path.write_bytes(msgspec.json.encode(document))
    feed.poll(item(PIER, url("/pier?t=4")))
    assert feed.titles() == [PIER]
