"""Requests are counted by kind and status, over real HTTP."""

from __future__ import annotations

from small_newsroom import Newsroom, reply, rss, url

from pipelines.run.passes import ingest
from transforms.web import tally


def test_the_requests_of_an_ingest(newsroom: Newsroom) -> None:
    newsroom.publish("/1", "/2", "/3")
    newsroom.server.answers["/2"] = reply(status=404)
    newsroom.server.answers["/3"] = reply(body=b"<p>" * 100, kind="image/png")
    before, bytes_before = tally.requests.copy(), tally.received.copy()
    ingest(newsroom.config())
    found = tally.requests - before
    assert found["feed", "2xx"] == 1
    assert (found["page", "2xx"], found["page", "4xx"], found["page", "none"]) == (1, 1, 1)
    assert (tally.received - bytes_before)["feed"] == len(rss(*map(url, ("/1", "/2", "/3"))))
