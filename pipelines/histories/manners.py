"""What a state remembers of how a site may be asked: its robots.txt, and whether its host is left alone. Nothing is asked."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import Raw, Struct

from pipelines.histories.records import RobotsMemory
from transforms.pure.net import robots
from transforms.pure.net.audiences import origin_of
from transforms.pure.net.urls import host_of, shard_of, site_of
from transforms.state.decoding import DAMAGED
from transforms.state.documents import read_advice
from transforms.state.rests import load_rests
from transforms.state.storage import Store
from transforms.web.options import WebOptions
from transforms.web.rests import HostRest
from transforms.web.sites import SiteAdvice, is_fresh


class _Sites(Struct):
    sites: dict[str, Raw] = {}


def read_robots(state: Store, shards: int, url: str, options: WebOptions, now: datetime) -> RobotsMemory:
    """Give what the robots.txt of a URL's origin says of it, as the owner of its shard remembers."""
    origin = origin_of(url)
    if not options.respect_robots:
        return RobotsMemory(origin=origin, verdict="ignored")
    kept = _advice(state, shard_of(url, shards), url).robots.get(origin)
    if kept is None or not is_fresh(kept, now):
        return RobotsMemory(origin=origin, verdict="unknown")
    known = RobotsMemory(
        origin=origin, verdict="allowed", status=kept.status, until=kept.expires_at, problem=kept.problem
    )
    standing = robots.judge_status(kept.status)
    if standing == "closed":
        return msgspec.structs.replace(known, verdict="unreadable")
    if standing == "open" or kept.text is None:
        return known
    rules = robots.read_rules(kept.text, options.robots_agent())
    verdict = "allowed" if robots.allows(rules, url) else "denied"
    return msgspec.structs.replace(known, verdict=verdict, crawl_delay_seconds=robots.crawl_delay_seconds(rules))


def _advice(state: Store, shard: int, url: str) -> SiteAdvice:
    """Give what is remembered of one site, without reading that of the others."""
    found = (read_advice(state, f"sites/{shard}.json", _Sites) or _Sites()).sites.get(site_of(url))
    try:
        return SiteAdvice() if found is None else msgspec.json.decode(found, type=SiteAdvice)
    except DAMAGED:  # It is advice, and another version may have written it.
        return SiteAdvice()


def read_rest(state: Store, shards: int, url: str, now: datetime) -> HostRest | None:
    """Give why a URL's host is left alone now; None where it is not."""
    rest = load_rests(state, shard_of(url, shards)).get(host_of(url))
    moments = () if rest is None else (rest.down_until, rest.wait_until)
    return rest if any(at is not None and at > now for at in moments) else None
