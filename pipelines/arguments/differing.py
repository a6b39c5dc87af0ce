"""The commands that read kept pages again, and that compare two outputs."""

from __future__ import annotations

import argparse

from pipelines.arguments.values import Commands, add_config, read_day, read_samples


def add_differing(commands: Commands) -> None:
    """Add them."""
    _add_replay(
        commands.add_parser(
            "replay",
            allow_abbrev=False,  # A flag of Beam's may begin like one of ours.
            help="read the pages that were kept as they came once more, into a new output",
            epilog="Any other flag goes to the Beam runner, for instance --runner=FlinkRunner.",
        )
    )
    parser = commands.add_parser(
        "diff", help="compare the articles of two outputs: what a new version or configuration changes"
    )
    parser.add_argument("old", metavar="OLD", help="an output: a folder or an fsspec URL")
    parser.add_argument("new", metavar="NEW", help="the output that it is compared with")
    parser.add_argument("--site", action="append", default=[], metavar="DOMAIN", help="this site alone (repeatable)")
    parser.add_argument(
        "--samples", type=read_samples, default=3, metavar="N", help="show so many articles for each field (default: 3)"
    )
    parser.add_argument("--format", choices=("text", "json", "html"), default="text", help="(default: text)")
    parser.add_argument("--to", metavar="FILE", help="where the HTML page is written, instead of standard output")


def _add_replay(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument("--to", required=True, metavar="FOLDER|URL", help="the new output, where nothing is yet")
    parser.add_argument(
        "--from", dest="since", type=read_day, metavar="DAY", help="pages that were fetched on this UTC day or later"
    )
    parser.add_argument(
        "--until", type=read_day, metavar="DAY", help="pages that were fetched on this UTC day or earlier"
    )
    parser.add_argument("--site", action="append", default=[], metavar="DOMAIN", help="pages of this site (repeatable)")
