"""The command `newsbeam extract`: the record of one page, made as an ingest makes it, or why there is none."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct

from pipelines.config.config import Config, ConfigError, load_config
from pipelines.show.explain import Look, explain
from transforms.errors import ExtractError, FetchError
from transforms.extract_results import answer_of, no_article
from transforms.fetch_results import page_of
from transforms.pool.pool import shared_pool
from transforms.pure.article import PageReading, make_record, read_page, require_article
from transforms.pure.enrichment import enrich_article
from transforms.pure.feeds.entries import reason_to_drop
from transforms.pure.net.urls import clean
from transforms.pure.normalisation import normalise_article
from transforms.pure.single_page import single_entry, single_page
from transforms.records import Article, Entry, Failure, Page
from transforms.turns import failed_by
from transforms.web.client import shared_web

# RFC 2606 keeps this end of a name for hosts that do not exist.
STAND_IN = "https://file.invalid/"


class Told(Struct, frozen=True, kw_only=True):
    """What the command prints, notes for the error stream, and the exit code: 0 an article, 1 none, 2 asked wrongly."""

    code: int
    text: str = ""
    notes: tuple[str, ...] = ()


class _Unusable(Exception):
    """What was asked for cannot be read as a page; the message says why."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("page", metavar="FILE|URL", help="a page: a file, an http(s) address, or - for the input")
    parser.add_argument(
        "--explain", action="store_true", help="what was made of the page and why, in place of the record"
    )
    parser.add_argument("--url", help="what the address of a file's page was")
    parser.add_argument("--config", help="a configuration, for the sections web, extract, enrich and keep")


def extract_one(
    where: str,
    *,
    url: str | None,
    config: str | None,
    columns: int | None,
    stdin: BinaryIO,
    clock: Callable[[], datetime],
) -> Told:
    """What is told of the page at an address or in a file (`-`: the standard input).

    `url` is what the address of a file's page was, `config` a configuration file; `columns` asks for the report in place of
    the record, in lines of at most so many columns.
    """
    try:
        settings = load_config(config) if config else Config(output="-")
        page, address = _get(where, url, settings, stdin, clock)
        look = _look(page, address, settings, clock)
    except ConfigError as error:
        return Told(code=2, notes=error.problems)
    except _Unusable as problem:
        return Told(code=2, notes=(f"newsbeam extract: {problem}",))
    except FetchError as error:
        look = Look(url=where, address="fetched", record=_not_fetched(where, error, clock()))
    code = 0 if isinstance(look.record, Article) else 1
    if columns is not None:
        return Told(code=code, text=explain(look, columns))
    text = msgspec.json.format(msgspec.json.encode(look.record), indent=2).decode()
    return Told(code=code, text=text, notes=look.notes)


def _get(
    where: str, url: str | None, settings: Config, stdin: BinaryIO, clock: Callable[[], datetime]
) -> tuple[Page, str]:
    """The page, and how its address is known. Raises: FetchError, _Unusable."""
    if not where.startswith(("http://", "https://")):
        body = _read_file(where, settings.web.page_max_bytes, stdin)
        name = "stdin" if where == "-" else Path(where).name
        return _page_of_file(body, url or STAND_IN + name, clock()), "--url" if url else "stand-in"
    if url is not None:
        raise _Unusable(f"--url is what the address of a file's page was; {where} has one of its own")
    entry = _entry(where, clock())
    web = shared_web(settings.web)
    return page_of(entry, web.submit(web.get(entry.url, kind="page")).result()), "fetched"


def _read_file(where: str, max_bytes: int, stdin: BinaryIO) -> bytes:
    try:
        if where == "-":
            body = stdin.read(max_bytes + 1)
        else:
            with Path(where).open("rb") as file:
                body = file.read(max_bytes + 1)
    except OSError as error:
        raise _Unusable(f"{where}: {error.strerror}; give a file, an http(s) address, or - for the input") from None
    if len(body) > max_bytes:
        raise _Unusable(f"{where}: larger than the {max_bytes:,} bytes that `web.page_max_bytes` lets a page have")
    return body


def _page_of_file(body: bytes, url: str, now: datetime) -> Page:
    try:
        return single_page(body, url, now)
    except ValueError as error:
        raise _Unusable(str(error)) from None


def _entry(url: str, now: datetime) -> Entry:
    try:
        return single_entry(url, now)
    except ValueError as error:
        raise _Unusable(str(error)) from None


def _look(page: Page, address: str, settings: Config, clock: Callable[[], datetime]) -> Look:
    reading = None
    try:
        reading = _read(page, settings)
        own = _own_address(reading) if address == "stand-in" else None
        if own is not None:
            page, address = _page_of_file(page.body, own, page.fetched_at), "canonical"
            reading = _read(page, settings)
        article = require_article(page, reading, settings.extract.min_text_chars)
    except ExtractError as error:
        failure = no_article(page, error, clock()).failure
        seen = normalise_article(make_record(page, reading)) if reading is not None else None
        return Look(url=page.fetched_url, address=address, record=failure, page=page, reading=reading, seen=seen)
    article = enrich_article(normalise_article(article), settings.enrich)
    drop = reason_to_drop(article, settings.poll.keep)
    return Look(
        url=page.fetched_url, address=address, record=article, page=page, reading=reading, seen=article, drop=drop
    )


def _read(page: Page, settings: Config) -> PageReading:
    # In a child, as an ingest reads it: a page that hangs or crashes its reader is told as such.
    pool = shared_pool(min(settings.extract.processes or 1, 1) if settings.extract.processes != 0 else 0)
    future = pool.submit(read_page, page, settings.extract.page_seconds)
    return answer_of(page, future, settings.extract)


def _own_address(reading: PageReading) -> str | None:
    """The address that a page gives itself, None where it gives none that is whole."""
    canonical = reading.hints.canonical
    try:
        own = clean(canonical.value) if canonical is not None else None
    except ValueError:
        return None
    return None if own is None or own.startswith(STAND_IN) else own


def _not_fetched(url: str, error: FetchError, now: datetime) -> Failure:
    return failed_by(_entry(url, now), now, error, stage="fetch").failure
