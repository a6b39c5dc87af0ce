"""The commands that find feeds, and that look whether a list is good: `newsbeam feeds find | add | check`."""

from __future__ import annotations

import argparse

from pipelines.arguments.values import Commands

REQUESTS_MAX = 200


def add_finding(below: Commands, config: str) -> None:
    """Add them, as commands below `feeds`; `config` is the name of the usual configuration."""
    _add_find(below.add_parser("find", help="find the feeds of a site: what each holds, and which one to take"), config)
    _add_add(below.add_parser("add", help="add a feed to the list, or the best one of a site"), config)
    _add_check(
        below.add_parser("check", help="say what the polls have shown to be wrong with the list, and what mends it"),
        config,
    )


def _add_check(parser: argparse.ArgumentParser, config: str) -> None:
    parser.add_argument(
        "config",
        nargs="?",
        default=config,
        metavar="CONFIG",
        help=f"the configuration (default: {config} in this folder)",
    )
    parser.set_defaults(usual_config=config)


def _add_add(parser: argparse.ArgumentParser, config: str) -> None:
    parser.add_argument("urls", nargs="+", metavar="URL", help="a feed, or the home page of a site (repeatable)")
    parser.add_argument("--name", help="your name for it (default: its title)")
    parser.add_argument("--language", metavar="TAG", help="used where an article does not say, for instance pt-BR")
    parser.add_argument("--section", help="used where an article does not say")
    parser.add_argument("--tag", action="append", default=[], help="added to all its articles (repeatable)")
    parser.add_argument("--interval", help="time between polls, for instance 15m (default: adapts to the feed)")
    parser.add_argument("--as-is", action="store_true", help="add the addresses as they are; ask nobody")
    parser.add_argument("--config", default=config, metavar="CONFIG", help=f"the configuration (default: {config})")
    parser.set_defaults(usual_config=config)


def _add_find(parser: argparse.ArgumentParser, config: str) -> None:
    parser.add_argument("url", metavar="URL", help="a site's home page, or a section's")
    parser.add_argument(
        "--config",
        metavar="CONFIG",
        help=f"a configuration, for its section web and its feeds (default: {config} where it is there)",
    )
    parser.add_argument(
        "--requests", type=_requests, default=20, metavar="N", help="ask the site at most so often (default: 20)"
    )
    parser.set_defaults(usual_config=config)


def _requests(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= REQUESTS_MAX:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to {REQUESTS_MAX}, got {text}")
    return number
