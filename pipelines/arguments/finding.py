"""The commands that find feeds, and that look whether a list is good: `newsbeam feeds find | check`."""

from __future__ import annotations

import argparse

from pipelines.arguments.values import Commands

REQUESTS_MAX = 200


def add_finding(below: Commands, config: str) -> None:
    """Add them, as commands below `feeds`; `config` is the name of the usual configuration."""
    _add_find(below.add_parser("find", help="find the feeds of a site: what each holds, and which one to take"), config)
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
