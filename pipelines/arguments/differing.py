"""The command that compares two outputs."""

from __future__ import annotations

from pipelines.arguments.values import Commands, read_samples


def add_differing(commands: Commands) -> None:
    """Add it."""
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
