"""The command line: the commands, their arguments, and which flags go to the Beam runner. Imports nothing heavy."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Sequence
from datetime import date

# The commands that run Beam, and take its flags.
RUNNING = ("ingest", "stream")
KINDS = ("article", "failure")  # the keys of typed_schemas.RECORDS
READERS = ("duckdb", "polars", "pyarrow", "datasets", "spark", "bigquery", "avro")  # those of SUFFIXES there
EXPORTS = ("parquet", "jsonl", "csv", "datasets")  # those of export.choice.FORMATS
OWN_FLAGS = ("--now", "--dry-run", "--set", "--help", "--version")

Commands = argparse._SubParsersAction  # what argparse has no public name for


def read_arguments(argv: Sequence[str] | None) -> tuple[argparse.Namespace, list[str]]:
    """Give the arguments, and the flags for the runner; leave with code 2 where they make no sense."""
    parser = _parser()
    arguments, flags = parser.parse_known_args(argv)
    _check_flags(parser, arguments, flags)
    return arguments, flags


def _check_flags(parser: argparse.ArgumentParser, arguments: argparse.Namespace, flags: Sequence[str]) -> None:
    """Leave flags that are not ours to the runner; refuse one that is nearly ours, since it was meant for us."""
    if flags and (arguments.command not in RUNNING or not flags[0].startswith("-")):
        parser.error(f"unrecognized arguments: {' '.join(flags)}")
    for flag in flags:
        name = flag.partition("=")[0].replace("_", "-")
        near = difflib.get_close_matches(name, OWN_FLAGS, n=1, cutoff=0.8)
        near += [own for own in OWN_FLAGS if len(name) > 4 and own.startswith(name)]
        if near and near[0] == flag:
            parser.error(f"unrecognized argument: {flag}; only `newsbeam ingest` takes it")
        if near:
            parser.error(f"unrecognized argument: {flag}; did you mean {near[0]}?")


class _PrintVersion(argparse.Action):
    """Prints the version; only then is it looked up."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from pipelines.version import VERSION

        print(f"newsbeam {VERSION}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="newsbeam",
        description="Poll news feeds, fetch the pages that are new, write clean articles. Nothing is lost.",
    )
    parser.add_argument("--version", action=_PrintVersion, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_ingest(
        commands.add_parser(
            "ingest",
            allow_abbrev=False,  # A flag of Beam's may begin like one of ours.
            help="poll the feeds that are due, fetch the pages that are owed (seen in a feed, not yet written), write articles",
            epilog="Any other flag goes to the Beam runner, for instance --runner=FlinkRunner.",
        )
    )
    _add_config(
        commands.add_parser(
            "stream",
            allow_abbrev=False,
            help="ingest without an end: poll each feed when it is due, until Ctrl-C or another signal stops it",
            epilog="Any other flag goes to the Beam runner. With a --runner that streams, one job without an end runs there.",
        )
    )
    _add_config(commands.add_parser("check", help="validate a configuration and list its feeds; poll nothing"))
    _add_config(
        commands.add_parser("status", help="show the feeds by health, what is owed, and what was written today")
    )
    _add_extract(commands.add_parser("extract", help="extract one page: print its record, or explain how it was made"))
    _add_upkeep(commands)
    _add_schema(commands.add_parser("schema", help="print the schema of the records, for people or a reader"))
    return parser


def _add_upkeep(commands: Commands) -> None:
    """Add the commands that look after a dataset which is there."""
    _add_verify(
        commands.add_parser(
            "verify", help="read the whole dataset back, and say what is wrong with it and what mends it"
        )
    )
    _add_retry(
        commands.add_parser("retry", help="make what failed owed again, so that the next ingest asks for it once more")
    )
    _add_forget(
        commands.add_parser("forget", help="take an article down, or all of a site, so that it is never written again")
    )
    _add_compact(
        commands.add_parser(
            "compact",
            help="put the small files of days that are over together, and drop what is older than `retention` says",
        )
    )
    _add_export(
        commands.add_parser("export", help="copy the rows, or a slice of them, to a folder of their own, for others")
    )
    _add_config(
        commands.add_parser(
            "adopt", help="use a copy of a state and its output where they are now, beside the ones they are a copy of"
        )
    )
    _add_reshard(
        commands.add_parser(
            "reshard", help="change the number of shards (groups of sites, each with one owner) while nothing else runs"
        )
    )


def _add_verify(parser: argparse.ArgumentParser) -> None:
    _add_config(parser)
    parser.add_argument(
        "--repair",
        action="store_true",
        help="first make damaged manifests and advice again, and take files that are changed or gone as they are",
    )


def _add_ingest(parser: argparse.ArgumentParser) -> None:
    _add_config(parser)
    parser.add_argument("--now", action="store_true", help="poll all feeds now, even those that are not due")
    parser.add_argument(
        "--dry-run", action="store_true", help="list the feeds that would be polled; poll and write nothing"
    )


def _add_extract(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("page", metavar="FILE|URL", help="a page: a file, an http(s) address, or - for standard input")
    parser.add_argument(
        "--explain", action="store_true", help="print how the page was read and why, instead of the record"
    )
    parser.add_argument("--url", help="the address that a file's page came from")
    parser.add_argument("--config", help="a configuration, for its sections web, extract, enrich and keep")


def _add_retry(parser: argparse.ArgumentParser) -> None:
    _add_config(parser)
    parser.add_argument(
        "--reason",
        action="append",
        default=[],
        metavar="R",
        help="what failed for this reason, for instance http_404 (repeatable)",
    )
    parser.add_argument(
        "--feed", action="append", default=[], metavar="URL", help="what this feed brought (repeatable)"
    )
    parser.add_argument("--site", action="append", default=[], metavar="DOMAIN", help="pages of this site (repeatable)")
    parser.add_argument(
        "--id", action="append", default=[], help="this entry: the field `id` of its failure (repeatable)"
    )
    parser.add_argument("--since", type=_day, metavar="DAY", help="what failed on this UTC day (YYYY-MM-DD) or later")
    parser.add_argument("--dry-run", action="store_true", help="say what would be owed again; change nothing")


def _add_export(parser: argparse.ArgumentParser) -> None:
    _add_config(parser)
    parser.add_argument("--to", required=True, metavar="FOLDER|URL", help="a folder of its own, or an fsspec URL")
    parser.add_argument(
        "--format",
        choices=EXPORTS,
        default="parquet",
        help="datasets: for Hugging Face, with a card (default: parquet)",
    )
    parser.add_argument("--kind", choices=("articles", "failures"), default="articles", help="(default: articles)")
    parser.add_argument(
        "--since", type=_day, metavar="DAY", help="what was fetched (or failed) on this UTC day (YYYY-MM-DD) or later"
    )
    parser.add_argument("--where", metavar="SQL", help="a condition over the fields, for instance \"language = 'de'\"")
    parser.add_argument("--overwrite", action="store_true", help="replace an earlier export that is there")


def _add_reshard(parser: argparse.ArgumentParser) -> None:
    _add_config(parser)
    parser.add_argument("--shards", type=_shards, required=True, metavar="N", help="the new number of shards")


def _add_forget(parser: argparse.ArgumentParser) -> None:
    _add_config(parser)
    parser.add_argument("target", nargs="?", metavar="ID|URL", help="the article: its `id`, or one of its addresses")
    parser.add_argument(
        "--site", metavar="SITE", help="all of a site instead, by its domain, for instance valley.example"
    )
    parser.add_argument("--reason", metavar="TEXT", help="why, for those who follow the manifests")
    parser.add_argument("--dry-run", action="store_true", help="say what would be taken down; change nothing")


def _add_compact(parser: argparse.ArgumentParser) -> None:
    _add_config(parser)
    parser.add_argument(
        "--megabytes", type=_megabytes, default=64.0, metavar="MB", help="how large a file is (default: 64)"
    )
    parser.add_argument("--zstd", action="store_true", help="make files .jsonl.zst, those too that are large already")


def _megabytes(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.001 <= number <= 1000:
        raise argparse.ArgumentTypeError(f"expected a number from 0.001 to 1000, got {text}")
    return number


def _add_schema(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", nargs="?", choices=KINDS, default="article", help="which record (default: article)")
    parser.add_argument(
        "--for", dest="reader", choices=READERS, help="the typed schema for a reader (default: the JSON Schema)"
    )


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", metavar="CONFIG", help="the configuration, a YAML file")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="override a value, for instance web.per_site=1"
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a day like 2026-11-22, got {text}") from None


def _shards(text: str) -> int:
    from pipelines.config.config import MAX_SHARDS  # only `reshard` needs it

    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= MAX_SHARDS:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to {MAX_SHARDS}, got {text}")
    return number
