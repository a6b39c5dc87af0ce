"""The command `newsbeam extract`: the record of one page, made as an ingest makes it, or why there is none."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct

from pipelines.config.config import Config
from pipelines.show.explain import PageReport, explain
from transforms.clock import Clock
from transforms.errors import ExtractError, FetchError, SigningKeyError
from transforms.extract_results import fail_page, refused
from transforms.pool.errors import TaskCrashed, TaskTimedOut
from transforms.pool.forked import run_forked
from transforms.pure.article import PageReading, make_record, read_page, require_article
from transforms.pure.enrichment.enriching import enrich_article
from transforms.pure.feeds.keep_rules import find_article_drop
from transforms.pure.net.urls import clean
from transforms.pure.normalisation import normalise_article
from transforms.pure.single_page import single_entry, single_page
from transforms.records import Article, Entry, Failure, Page
from transforms.turns import fail_by_error
from transforms.written import written

# RFC 2606 keeps this end of a name for hosts that do not exist.
STAND_IN = "https://file.invalid/"


class CommandResult(Struct, frozen=True, kw_only=True):
    """What the command prints, its notes for the error stream, and its exit code: 0 an article, 1 none, 2 a wrong request."""

    code: int
    text: str = ""
    notes: tuple[str, ...] = ()


class _Unusable(Exception):
    """The request names nothing that can be read as a page, or a bad configuration; the arguments are sentences that say why."""


def extract_one(
    where: str,
    *,
    url: str | None,
    config: str | None,
    columns: int | None,
    stdin: BinaryIO,
    clock: Clock,
) -> CommandResult:
    """Extract the page at an address or in a file (`-`: the standard input).

    `url` is the address that a file's page came from, `config` a configuration file. With `columns` the result is the report
    on the page, in lines of at most so many columns, instead of the record.
    """
    try:
        settings = _settings(config)
        page, address = _get(where, url, settings, stdin, clock)
        report = _report(page, address, settings, clock)
    except (_Unusable, SigningKeyError) as unusable:
        return CommandResult(code=2, notes=unusable.args)
    except FetchError as error:
        report = PageReport(url=where, address="fetched", record=_not_fetched(where, error, clock()))
    code = 0 if isinstance(report.record, Article) else 1
    if columns is not None:
        return CommandResult(code=code, text=explain(report, columns))
    text = msgspec.json.format(msgspec.json.encode(written(report.record)), indent=2).decode()
    return CommandResult(code=code, text=text, notes=report.notes)


def _settings(path: str | None) -> Config:
    if path is None:
        return Config(output="-")
    from pipelines.config.errors import ConfigError
    from pipelines.config.loading import load_config

    try:
        return load_config(path)
    except ConfigError as error:
        raise _Unusable(*error.problems) from None


def _get(where: str, url: str | None, settings: Config, stdin: BinaryIO, clock: Clock) -> tuple[Page, str]:
    """Give the page, and how its address is known. Raises: FetchError, _Unusable."""
    if not where.startswith(("http://", "https://")):
        body = _read_file(where, settings.web.page_max_bytes, stdin)
        name = "stdin" if where == "-" else Path(where).name
        return _page_of_file(body, url or STAND_IN + name, clock()), "--url" if url else "stand-in"
    if url is not None:
        raise _Unusable(f"newsbeam extract: --url gives the address of a file's page; {where} is an address itself")
    return _fetch(_entry(where, clock()), settings), "fetched"


def _fetch(entry: Entry, settings: Config) -> Page:
    # Imported here, since most pages are files; closed at once, since the page is read in a fork, which bears no threads.
    from transforms.fetch_results import make_page
    from transforms.pure.rights.policy import RightsOptions
    from transforms.web.asked import RightsAsked
    from transforms.web.client import Web

    with closing(Web(settings.web)) as web:
        rights = RightsAsked(options=RightsOptions(site_files=settings.rights.site_files))
        return make_page(entry, web.submit(web.get(entry.url, kind="page", rights=rights)).result())


def _read_file(where: str, max_bytes: int, stdin: BinaryIO) -> bytes:
    try:
        if where == "-":
            body = stdin.read(max_bytes + 1)
        else:
            with Path(where).open("rb") as file:
                body = file.read(max_bytes + 1)
    except OSError as error:
        raise _Unusable(
            f"newsbeam extract: {where}: {error.strerror}; give a file, an http(s) address, or - for the input"
        ) from None
    if len(body) > max_bytes:
        raise _Unusable(
            f"newsbeam extract: {where}: larger than the {max_bytes:,} bytes that `web.page_max_bytes` lets a page have"
        )
    return body


def _page_of_file(body: bytes, url: str, now: datetime) -> Page:
    try:
        return single_page(body, url, now)
    except ValueError as error:
        raise _Unusable(f"newsbeam extract: {error}") from None


def _entry(url: str, now: datetime) -> Entry:
    try:
        return single_entry(url, now)
    except ValueError as error:
        raise _Unusable(f"newsbeam extract: {error}") from None


def _report(page: Page, address: str, settings: Config, clock: Clock) -> PageReport:
    reading = None
    try:
        reading = _read(page, settings)
        own = _own_address(reading) if address == "stand-in" else None
        if own is not None:
            page, address = _page_of_file(page.body, own, page.fetched_at), "canonical"
            reading = _read(page, settings)
        article = require_article(page, reading, settings.extract.min_text_chars)
    except ExtractError as error:
        failure = fail_page(page, error, clock()).failure
        found = normalise_article(make_record(page, reading)) if reading is not None else None
        return PageReport(
            url=page.fetched_url, address=address, record=failure, page=page, reading=reading, found=found
        )
    article = enrich_article(normalise_article(article), settings.enrich)
    article = _with_own_fields(article, settings, clock)
    drop = find_article_drop(article, settings.poll.keep)
    return PageReport(
        url=page.fetched_url, address=address, record=article, page=page, reading=reading, found=article, drop=drop
    )


def _with_own_fields(article: Article, settings: Config, clock: Clock) -> Article:
    """Give the article with what the user's own steps fill, if there are any."""
    if not settings.enrich.own:
        return article
    from pipelines.config.errors import ConfigError
    from transforms.own_steps.batches import EnrichBatch
    from transforms.own_steps.runner import StepRunner

    try:
        runners = [StepRunner(step, clock, lambda *_: None) for step in settings.own_steps]
    except ConfigError as error:
        raise _Unusable(*error.problems) from None
    return EnrichBatch([article], runners).finish()[0]


def _read(page: Page, settings: Config) -> PageReading:
    """Read a page in a child, as an ingest does, so that one that hangs or crashes its reader is reported as such."""
    if settings.extract.processes == 0:
        return read_page(page)
    try:
        return run_forked(read_page, page, settings.extract.page_seconds, settings.extract.process_mb)
    except (TaskCrashed, TaskTimedOut) as end:
        raise refused(page, end, settings.extract) from None


def _own_address(reading: PageReading) -> str | None:
    """Give the address that a page states for itself; None where it states none that is whole."""
    canonical = reading.hints.canonical
    try:
        own = clean(canonical.value) if canonical is not None else None
    except ValueError:
        return None
    return None if own is None or own.startswith(STAND_IN) else own


def _not_fetched(url: str, error: FetchError, now: datetime) -> Failure:
    return fail_by_error(_entry(url, now), now, error, stage="fetch").failure
