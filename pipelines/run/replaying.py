"""Run today's code over the pages that an output has kept as they came, into an output of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from pipelines.config.config import Config
from pipelines.ingest import build
from pipelines.run.errors import Refused
from pipelines.run.jobs import counters_of, new_pipeline, wait_for_end
from pipelines.run.passes import new_id
from pipelines.run.runners import bounded_flags
from pipelines.version import VERSION
from pipelines.wording import plural
from transforms.clock import Clock, utc_now
from transforms.rechecks import NO_REVISIONS
from transforms.replay import ReplayChoice, ReplayShards
from transforms.state.chain import publish_manifests
from transforms.state.manifests import KeptFile, current_archives, list_published, read_published
from transforms.state.part_names import part_day
from transforms.state.places import absolute
from transforms.state.roots import claim
from transforms.state.storage import Store, open_store
from transforms.stopping import stop_requested
from transforms.tick import TickOnce
from transforms.tries import FetchOptions
from transforms.turns import Pass
from transforms.warc.options import NO_WARC

# Rows are committed by their size alone: by the clock, two replays would make other files of the same rows.
_NO_CLOCK = 1e9


class Replayed(Struct, frozen=True, kw_only=True):
    """What a replay did: how many pages it read, how their entries ended, and whether somebody stopped it.

    `gone` are files of the days that were asked for which were dropped with their pages, `gone_through` the last of their days.
    """

    to: str
    files: int
    pages: int
    settled: dict[str, int]
    gone: int = 0
    gone_through: str | None = None
    stopped: bool = False


def replay(
    config: Config,
    to: str,
    flags: Sequence[str] = (),
    *,
    since: date | None = None,
    until: date | None = None,
    sites: Iterable[str] = (),
    clock: Clock = utc_now,
) -> Replayed:
    """Read the kept pages of a configuration's output once more, and write a new output.

    Raises: Refused, StateError, OutputError; JobFailed where the job failed on a runner other than the local one.
    """
    source = open_store(absolute(config.output))
    _refuse_taken(to, config)
    files, moment, gone = _archive_of(source, since, until)
    if not files:
        raise _nothing_kept(source, gone)
    choice = ReplayChoice(
        output=source.root, files=files, moment=moment, since=since, until=until, sites=frozenset(sites)
    )
    again = _config_for(config, to)
    claim(again.roots, clock())
    counts = _run(again, choice, flags, clock)
    state, output = again.roots.open()
    manifest = publish_manifests(state, output, again.shards, new_id(clock()), VERSION, clock())
    return Replayed(
        to=to,
        files=len(files),
        pages=counts["replay/pages"],
        settled={} if manifest is None else manifest.settled,
        gone=len(gone),
        gone_through=gone[-1] if gone else None,
        stopped=stop_requested(),
    )


def _config_for(config: Config, to: str) -> Config:
    """Give the configuration with another output: nothing is fetched, and nothing that fails is tried again."""
    write = replace(config.write, commit_seconds=_NO_CLOCK)
    return replace(
        config, output=to, state=None, warc=NO_WARC, revisions=NO_REVISIONS, fetch=FetchOptions(attempts=1), write=write
    )


def _run(config: Config, choice: ReplayChoice, flags: Sequence[str], clock: Clock) -> Counter[str]:
    pipeline = new_pipeline(bounded_flags(config, flags))
    # One name for all replays: it stands in the rows.
    ticks = TickOnce(config.shards, Pass(id="replay"))
    build(pipeline, config, ticks, clock, ReplayShards(choice, config.roots, clock))
    result = pipeline.run()
    wait_for_end(result)
    return counters_of(result)


def _refuse_taken(to: str, config: Config) -> None:
    """See that nothing is at the place of the new output. Raises: Refused."""
    target = open_store(absolute(to))
    if absolute(to) == absolute(config.output) or target.read("_newsbeam.json") is not None or target.names("runs"):
        raise Refused(
            f"--to {to}: an output is here already, and a replay makes a new one; name another folder, or delete it"
        )


def _nothing_kept(source: Store, gone: list[str]) -> Refused:
    """Give the error for an output without pages; `gone` are the days of files that were dropped."""
    held = plural(len(gone), "file", "files")
    dropped = f"; {held} that held some: gone, up to {gone[-1]} (`retention.pages_days`)" if gone else ""
    return Refused(
        f"{source.root}: no pages are kept here as they came, or none since that day{dropped}; set `warc.root`, which keeps"
        " those that are fetched from then on (docs/archive.md)"
    )


def _archive_of(
    source: Store, since: date | None, until: date | None
) -> tuple[tuple[KeptFile, ...], datetime, list[str]]:
    """Give the files of pages that an output has, in the order of their days and names, and when the newest was listed.

    Behind them are the days of those that were dropped, one for each, in their order.
    """
    published = read_published(source, list_published(source).values())
    manifests = [manifest for manifest in published if manifest is not None]
    moment = max((one.made_at for one in manifests if one.archived), default=datetime.max)
    found = sorted(current_archives(manifests).values(), key=lambda file: file.path)
    dropped = {change.path for manifest in manifests for change in manifest.replaced if change.by is None}
    days = sorted(
        part_day(file.path) for one in manifests for file in one.archived if file.path in dropped and file.rows
    )
    gone = [day for day in days if (since is None or day >= f"{since}") and (until is None or day <= f"{until}")]
    return tuple(file for file in found if since is None or part_day(file.path) >= f"{since}"), moment, gone
