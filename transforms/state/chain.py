"""The chain of manifests, as publishers continue it: `append_manifest` adds what is new, and never forks it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial

import msgspec
from msgspec.structs import replace

from transforms.errors import AlreadyExists, Unclear
from transforms.pure.feeds.completeness import CompletenessFigure, sum_up
from transforms.row_files import void_of
from transforms.state.decoding import encode
from transforms.state.documents import load_advice
from transforms.state.files import glance
from transforms.state.manifests import Manifest, read_newest
from transforms.state.news import ShardNews, read_news
from transforms.state.numbering import number_of, numbered
from transforms.state.past import keep_past, tidy_past
from transforms.state.storage import TRIES, Store, side_by_side
from transforms.state.store_calls import give_up_on_silence
from transforms.state.twins import clear_twin


def publish_manifests(
    state: Store, output: Store, shards: int, pass_id: str, version: str, now: datetime
) -> Manifest | None:
    """Publish a manifest of what the shards have committed and none lists yet; give None where that is nothing.

    What they owe is what they themselves wrote down at the end of their last turns. Raises: StorageError.
    """
    owed = sum(advice.owed for advice in side_by_side(state, partial(load_advice, state), range(shards)))
    return append_manifest(state, output, shards, pass_id=pass_id, version=version, parked=0, owed=owed, now=now)


def append_manifest(
    state: Store,
    output: Store,
    shards: int,
    *,
    pass_id: str,
    version: str,
    parked: int,
    owed: int,
    now: datetime,
    with_past: bool = True,
) -> Manifest | None:
    """Add a manifest of what is new to the chain, and give it; None where nothing is new.

    Two who publish at once take turns: the second lists only what the first did not. `with_past` says whether what the commits
    say of ids is kept (`transforms.state.past`). Raises: StorageError.
    """

    def make(last: Manifest | None) -> Manifest | None:
        news = _read_all(state, output, shards, last)
        manifest = _next_manifest(last, news, now)
        if manifest is None:
            return None
        if with_past:  # Once a manifest covers them, commits may be deleted.
            keep_past(state, manifest.sequence, (commit for found in news.values() for commit in found.past))
        return replace(
            manifest,
            pass_id=pass_id,
            newsbeam_version=version,
            parked=parked,
            owed=owed,
            completeness=_figure(state, shards, now),
        )

    manifest = extend_chain(state, output, pass_id, make)
    if with_past and manifest is not None:
        tidy_past(state, manifest.sequence)
    return manifest


def _figure(state: Store, shards: int, now: datetime) -> CompletenessFigure | None:
    """Give how complete the feeds of all shards were read lately, as their advice says."""
    advices = side_by_side(state, partial(load_advice, state), range(shards))
    figure = sum_up((day for advice in advices for day in advice.days), now.astimezone(UTC).date())
    return None if figure.share is None else figure


def extend_chain(
    state: Store, output: Store, pass_id: str, make: Callable[[Manifest | None], Manifest | None]
) -> Manifest | None:
    """Add the manifest that `make` gives for the last one, which may be asked several times; None where it gives none.

    Raises: StorageError.
    """
    unclear = 0
    while True:
        last = read_newest(state)
        if last is not None:
            _copy(output, last)
            _clear(output, last)
            if last.pass_id == pass_id:
                return last
        manifest = make(last)
        if manifest is None:
            return None
        name = numbered(manifest.sequence)
        try:
            state.create(f"manifests/{name}", encode(manifest))
        except AlreadyExists:
            continue
        except Unclear as error:
            give_up_on_silence(error)
            unclear += 1
            if unclear == TRIES:
                raise
            continue
        if state.names("manifests")[-1] != name:
            continue  # The number was free again: later manifests have come and gone past it.
        _copy(output, manifest)
        _clear(output, manifest)
        _prune(state, manifest.sequence)
        return manifest


def _read_all(state: Store, output: Store, shards: int, last: Manifest | None) -> dict[str, ShardNews]:
    read = side_by_side(state, lambda shard: read_news(state, output, shard, last), range(shards))
    return {str(shard): found for shard, found in enumerate(read)}


def _next_manifest(last: Manifest | None, news: Mapping[str, ShardNews], now: datetime) -> Manifest | None:
    covered = {shard: found.covered for shard, found in news.items()}
    if covered == {shard: last.covered.get(shard, 0) if last else 0 for shard in news}:
        return None
    settled: Counter[str] = Counter()
    for shard, found in news.items():
        settled.update(found.totals)
        settled.subtract(last.totals.get(shard, {}) if last else {})
    return Manifest(
        sequence=last.sequence + 1 if last else 1,
        pass_id="",
        made_at=now,
        newsbeam_version="",
        follows=last.path if last else None,
        files=tuple(file for found in news.values() for file in found.files),
        archived=tuple(file for found in news.values() for file in found.archived),
        rewritten=tuple(file for found in news.values() for file in found.rewritten),
        replaced=tuple(change for found in news.values() for change in found.replaced),
        forgotten=tuple(one for found in news.values() for one in found.forgotten),
        settled={outcome: n for outcome, n in sorted(settled.items()) if n},
        complete_through=_complete_through(last, news.values()),
        covered=covered,
        totals={shard: dict(found.totals) for shard, found in news.items()},
        opened={shard: found.open_day for shard, found in news.items() if found.open_day is not None},
    )


# A clock that has gone so far since the last manifest may be wrong.
LONGEST_PAUSE = timedelta(days=31)


def _complete_through(last: Manifest | None, news: Iterable[ShardNews]) -> date | None:
    """Give the day before the earliest on which the owner of a shard's newest commit opened it; None before each has one.

    Whoever read the log before that commit is refused, and whoever reads it later writes rows of no earlier day.
    """
    before = last.complete_through if last else None
    days = [found.open_day for found in news]
    known = [day for day in days if day is not None]
    if len(known) < len(days):
        return before
    day = min(known) - timedelta(days=1)
    if before is None or day < before - timedelta(days=1):
        return day  # It is taken back where a clock was ahead: owners write into earlier days again.
    if day <= before + LONGEST_PAUSE or last is None:
        return max(day, before)
    # After so long a pause a clock may be ahead: the day is believed once another one has come.
    known_before = min(last.opened.values(), default=before) - timedelta(days=1)
    return max(before, known_before) if known_before < day else before


def _copy(output: Store, manifest: Manifest) -> None:
    """Put a manifest where consumers look; a kill between chain and copy is mended by the next publisher."""
    try:
        output.create(manifest.path, as_published(manifest))
    except AlreadyExists:
        return


def as_published(manifest: Manifest) -> bytes:
    """Give the bytes of a manifest as consumers read it."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def _clear(output: Store, manifest: Manifest) -> None:
    """Make the files void that a manifest replaces; what a kill left to be done is done by the next publisher.

    They are not deleted here: a create of theirs that the store has not carried out yet would bring them back.
    """
    for change in manifest.replaced:
        if glance(output, change.path) == "kept":
            clear_twin(output, change.path)  # first: a file that is void needs no second look
            output.put(change.path, void_of(change.path))


def _prune(state: Store, sequence: int) -> None:
    for name in state.names("manifests"):
        if number_of(name) < sequence - 1:
            state.delete(f"manifests/{name}")
