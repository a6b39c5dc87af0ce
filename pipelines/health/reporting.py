"""The command `newsbeam report`: read rows and state, write the page, and the days that are over as rows."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec import Struct

from pipelines.config.config import Config
from pipelines.health.advice import ACT, LOOK, judge
from pipelines.health.days import days_to_write, write_days
from pipelines.health.known import read_known
from pipelines.health.page import PageHeading, make_page
from pipelines.health.reading import read_days
from pipelines.health.sources import SourceReport, first_read, look_over, put_together
from pipelines.health.wording import spell_bytes
from pipelines.version import VERSION
from pipelines.wording import plural
from transforms.errors import OutputError
from transforms.pure.shown.url_secrets import without_secrets
from transforms.state.storage import open_store


class Reported(Struct, frozen=True):
    """What was done: where the page is, its size, how many sources and rows it is made from, and which days were written.

    So many sources are `to_act` on, and so many `to_look` at.
    """

    path: str
    size: int
    sources: int
    rows: int
    to_act: int
    to_look: int = 0
    days: tuple[date, ...] = ()
    folder: str = ""


def report(config: Config, to: str, days: int, now: datetime) -> Reported:
    """Write the report of the last days. Raises: StateError, OutputError, StorageError."""
    today = now.astimezone(UTC).date()
    state = read_known(config, now)
    _, output = config.roots.open()
    read = read_days(output, first_read(today, days))
    sources = put_together(read, state, today, days)
    for source in sources:
        source.level, source.advice = judge(source)
    sources.sort(key=_rank)
    overview = look_over(read, state, sources, today, days)
    page = make_page(PageHeading(without_secrets(config.output), now, VERSION), overview, sources)
    write_page(to, page)
    began = min((one.since.date() for one in read.sources.values()), default=None)
    over = days_to_write(overview.days, state.complete_through, began)
    written = write_days(output, sources, over, VERSION)
    levels = Counter(source.level for source in sources)
    folder = f"{config.output.rstrip('/')}/health"
    return Reported(to, len(page), len(sources), read.rows, levels[ACT], levels[LOOK], tuple(written), folder)


def describe(done: Reported) -> str:
    """Say what was written."""
    sources = plural(done.sources, "source", "sources")
    rows = plural(done.rows, "row", "rows")
    wrong = [f"{n} to {what}" for n, what in ((done.to_act, "act on"), (done.to_look, "look at")) if n]
    said = ", ".join(wrong) or "nothing has to be done"
    lines = [f"Report    {done.path} ({spell_bytes(done.size)}): {sources}, {said}, from {rows}"]
    if done.days:
        days = plural(len(done.days), "day that is over", "days that are over")
        lines.append(f"Health    {days} written below {without_secrets(done.folder)}, the last one {done.days[-1]}")
    return "\n".join(lines)


def _rank(source: SourceReport) -> tuple[int, int, str]:
    """Give what sorts sources: what has to be acted on first, then those with most articles."""
    return -source.level, -source.total.articles, source.url


def write_page(to: str, page: bytes) -> None:
    """Write the page whole, over an earlier one; `to` is a file or an fsspec URL of one. Raises: OutputError, StorageError."""
    if "://" in to:
        folder, _, name = to.rpartition("/")
        open_store(folder).put(name, page)
        return
    target = Path(to).expanduser()
    aside = target.with_name(f".{target.name}.{uuid.uuid4().hex}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            aside.write_bytes(page)
            aside.replace(target)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"{to}: the report cannot be written there ({error.strerror}); name another file with --to"
        ) from error
