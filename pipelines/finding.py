"""The commands `newsbeam feeds find`, `add` and `check`: each gives its exit code, and what it prints.

As in `pipelines.cli`, a command imports what it needs when it runs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from pipelines.output import for_line

if TYPE_CHECKING:
    from pipelines.config.config import Config
    from transforms.discovery.finding import FoundFeeds


def find(arguments: argparse.Namespace) -> tuple[int, str]:
    """Find the feeds of a site; 0 where one was picked, else 1."""
    import shutil

    from pipelines.run.errors import Refused
    from pipelines.show.found import describe_found
    from pipelines.wording import spell_command
    from transforms.clock import utc_now
    from transforms.discovery.finding import find_feeds, with_scheme
    from transforms.pure.net.urls import url_key
    from transforms.web.client import Web

    try:
        with_scheme(arguments.url)
    except ValueError as error:
        raise Refused(f"newsbeam feeds find: {error}") from None
    config = _config_of(arguments)
    listed = {url_key(feed.url) for feed in config.feeds}
    with closing(Web(config.web)) as web, _progress() as note:
        found = find_feeds(arguments.url, web, most_requests=arguments.requests, note=note)
    columns = shutil.get_terminal_size((100, 24)).columns
    command = spell_command(arguments.config or arguments.usual_config, arguments.usual_config)
    text = describe_found(found, utc_now(), columns, lambda feed: url_key(feed) in listed, command)
    return 0 if found.pick is not None else 1, text


def _config_of(arguments: argparse.Namespace) -> Config:
    """Give the configuration that says how the web is asked: the one that is named, or the usual one where it is there."""
    from pathlib import Path

    from pipelines.config.config import Config
    from pipelines.config.loading import load_config

    if arguments.config is not None:
        return load_config(arguments.config)
    return load_config(arguments.usual_config) if Path(arguments.usual_config).exists() else Config(output="-")


def add(arguments: argparse.Namespace) -> tuple[int, str]:
    """Add feeds to the list, those of a site's home page too; 0 where each is listed now, else 1."""
    from pipelines.lists.adding import add_addresses, read_given
    from pipelines.lists.known import read_known, require_own
    from pipelines.show.added import describe_additions
    from pipelines.wording import spell_command
    from transforms.clock import utc_now

    values = {name: getattr(arguments, name) for name in ("name", "language", "section", "interval")}
    given, known = read_given(values, arguments.tag), read_known(arguments.config)
    if arguments.as_is:
        additions = add_addresses(known, arguments.urls, given, None)
    else:
        with _finder(_config_of(arguments)) as look:
            additions = add_addresses(known, arguments.urls, given, look)
    command = spell_command(arguments.config, arguments.usual_config)
    is_listed = all(addition.feed or addition.known_at for addition in additions)
    return 0 if is_listed else 1, describe_additions(additions, require_own(known), utc_now(), command)


@contextmanager
def _finder(config: Config) -> Iterator[Callable[[str], FoundFeeds]]:
    """Give what looks for the feeds at an address."""
    from transforms.discovery.finding import find_feeds
    from transforms.web.client import Web

    with closing(Web(config.web)) as web, _progress() as note:
        yield lambda url: find_feeds(url, web, note=note)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Show the address that is asked, in one line of a terminal that is wiped at the end; elsewhere nothing."""
    import shutil

    def note(url: str) -> None:
        columns = shutil.get_terminal_size((100, 24)).columns
        print(f"\r\x1b[K{for_line(f'Asking {url}')[: columns - 1]}", end="", file=sys.stderr, flush=True)

    if not sys.stderr.isatty():
        yield lambda url: None
        return
    try:
        yield note
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def check(arguments: argparse.Namespace) -> tuple[int, str]:
    """Say what the polls have shown to be wrong with the list; 0 where nothing is, else 1. Ask nobody."""
    import shutil

    from pipelines.config.loading import load_config
    from pipelines.show.checked import describe_faults, read_facts
    from pipelines.wording import spell_command
    from transforms.clock import utc_now
    from transforms.pure.discovery.list_faults import find_faults

    facts = read_facts(load_config(arguments.config))
    faults = find_faults(facts, utc_now())
    columns = shutil.get_terminal_size((100, 24)).columns
    command = spell_command(arguments.config, arguments.usual_config)
    return 1 if faults else 0, describe_faults(facts, faults, columns, command)


FINDING_COMMANDS: Final[Mapping[str, Callable[[argparse.Namespace], tuple[int, str]]]] = {
    "find": find,
    "add": add,
    "check": check,
}
