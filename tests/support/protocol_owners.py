"""Those who work in the simulation: owners of shards, publishers of manifests; the real code but for HTTP and pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from protocol_rules import chain_without, open_without, save_without, writer_without
from protocol_world import World, shard_of, url_id

from transforms.batch import WriteOptions
from transforms.errors import FetchError
from transforms.fetch_results import FetchOptions, judge_error
from transforms.fetching import hand_over, plan_fetches
from transforms.poll_results import FeedJob, PollOptions, interpret_poll, is_unread, make_job
from transforms.polling import has_nothing_to_do
from transforms.pure.net.urls import clean
from transforms.records import Article, Entry, Failure, FeedItem, FeedRef, Fetched, ParsedFeed, Source
from transforms.state.documents import load_due, load_feed
from transforms.state.files import VOID
from transforms.state.manifests import append_manifest
from transforms.state.reshard import Resharding
from transforms.turns import Deferred, Dropped, Ended, Extracted, Failed, Turn
from transforms.web.response import Response
from transforms.write import Writer

FETCH = FetchOptions(attempts=50, backoff_seconds=60)


def take_turn(world: World, shard: int, me: int, pass_id: str) -> None:
    """One owner's turn: poll, open, fetch, write. The pass may be one that has been at this shard before."""
    rng, rule = world.rng, world.without
    due, began_at = load_due(world.state, shard), world.now
    polls = rng.random() < 0.7
    if not polls and has_nothing_to_do(due, None, world.state.names(f"inbox/{shard}"), world.now):
        world.met["idle"] += 1
        return
    turn = Turn(shard, pass_id, world.now + timedelta(days=1), due, began_at)
    writer = writer_without(rule)(turn, WriteOptions(partition=rng.choice(("day", "hour"))), "0", world.clock)
    for failed in poll(world, shard, pass_id) if polls else ():
        writer.take(failed)
    attempt = "a" if rule == "unique" else f"a{me}"
    turn.owner = open_without(rule, world, shard, pass_id, attempt, began_at)
    _fetch_owed(world, turn, writer)
    world.met["turn"] += 1


def _fetch_owed(world: World, turn: Turn, writer: Writer) -> None:
    owner, rng = turn.owner, world.rng
    assert owner is not None
    plan = plan_fetches(
        owner.take_up(rng.choice((2, 5000))),
        owner.memory.deferred,
        lambda feed_url: feed_url in world.removed,
        FETCH,
        world.now,
    )
    for ended in plan.ended:
        if isinstance(ended, Dropped):
            world.let_go.add(ended.id)
        writer.take(ended)
    late: list[Callable[[], object]] = []
    for job in plan.due:
        if owner.lost:
            return
        if rng.random() < 0.2:
            continue  # not reached before the turn's end
        writer.take(fetch(world, turn, job.entry, late))
        if rng.random() < 0.15:
            writer.commit()
    writer.take(Ended(turn))
    for park_late in late:
        park_late()


def poll(world: World, shard: int, pass_id: str) -> list[Failed]:
    """Poll the shard's feeds: the real decision and parking, on documents that are played; those that failed."""
    failed = []
    for feed in world.feeds:
        if feed.url in world.removed or shard_of(feed.url, world.shards) != shard:
            continue
        document = load_feed(world.state, shard, url_id(feed.url), feed.url)
        job = make_job(feed, document, PollOptions().schedule, world.now, forced=True)
        assert job is not None
        links = world.links(feed)
        failure = _poll_feed(world, shard, pass_id, job, links)
        if failure is not None:
            failed.append(Failed(None, failure))
    return failed


def _poll_feed(world: World, shard: int, pass_id: str, job: FeedJob, links: list[str]) -> Failure | None:
    options, now = PollOptions(), world.now
    answer: Response | FetchError
    parsed = None
    if world.faulty and world.rng.random() < 0.05:
        answer = FetchError(job.url, "not now", reason="timeout", retry=True)
    else:
        answer = _respond(job.url, msgspec.json.encode(links), now)
        if is_unread(job, answer):
            parsed = ParsedFeed(items=tuple(FeedItem(link=link, title=link) for link in links))
    result = interpret_poll(job, answer, parsed, options, pass_id, now, world.rng)
    save_without(world.without)(world, shard, job, result, links if result.failure is None else [])
    return result.failure


def _respond(url: str, body: bytes, now: datetime) -> Response:
    return Response(
        url=url,
        final_url=url,
        status=200,
        headers={},
        body=body,
        fetched_at=now,
        seconds=0.1,
        wire_bytes=len(body),
    )


def fetch(
    world: World, turn: Turn, entry: Entry, late: list[Callable[[], object]]
) -> Extracted | Failed | Dropped | Deferred:
    """The element that fetching and extracting an entry gives; redirects are followed within the shard."""
    assert turn.owner is not None
    final = entry.url
    for final in world.hops(entry.url):
        if shard_of(final, world.shards) != turn.shard:
            return _leave(world, entry, final, late)
    if final in world.flaky and world.faulty:
        world.met["deferred"] += 1
        error = FetchError(final, "not now", reason="timeout", retry=True)
        return judge_error(entry, error, turn.owner.memory.deferred.get(entry.id), FETCH, world.now, world.rng)
    if final in world.fails:
        return Failed(entry.id, _no_text(final, entry, world.now))
    return Extracted(entry, article_at(final, world.now))


def _leave(world: World, entry: Entry, target: str, late: list[Callable[[], object]]) -> Dropped | Failed:
    world.met["handed over"] += 1
    if world.without == "park_first":
        late.append(lambda: hand_over(world.state, entry, target, world.shards, world.now))
        return Dropped(entry.id, "moved")
    return hand_over(world.state, entry, target, world.shards, world.now)


def _no_text(url: str, entry: Entry, now: datetime) -> Failure:
    return Failure(
        stage="extract",
        reason="no_text",
        message=f"{url}: no text",
        retryable=False,
        subject=url,
        failed_at=now,
        id=entry.id,
    )


def article_at(url: str, now: datetime) -> Article:
    """The article that stands at a URL."""
    return Article(
        id=url_id(url),
        url=clean(url),
        fetched_url=url,
        source=Source(site="example"),
        feed=FeedRef(url="https://feed.example/"),
        fetch=Fetched(fetched_at=now, status=200, bytes=1),
        text="text",
    )


def sweep(world: World) -> None:
    """What must never be done: delete void files."""
    for path in list(world.output.objects):
        world.give_way()
        if world.output.objects.get(path) == VOID:
            world.output.remove(path)


def publish_manifest(world: World, me: int) -> None:
    """Publish a manifest, as the launcher does after a pass."""
    state = chain_without(world.without, world.state)
    append_manifest(state, world.output, world.shards, pass_id=f"m{me}", version="0", parked=0, owed=0, now=world.now)


def divide(world: World, shards: int) -> None:
    """Divide the state again, as `newsbeam reshard` does."""
    feeds = {url_id(feed.url): feed.url for feed in world.feeds}
    Resharding(world.state, world.output, (world.shards, shards), feeds, "0", world.clock).run()
    world.met["divided"] += 1
