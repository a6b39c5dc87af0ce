"""The commands that look after a dataset which is there."""

from __future__ import annotations

import argparse

from pipelines.arguments.values import (
    ROWS,
    Commands,
    add_config,
    add_manner,
    read_day,
    read_megabytes,
    read_shards,
    read_whole_days,
)

EXPORTS = ("parquet", "jsonl", "csv", "datasets")  # those of export.choice.FORMATS


def add_upkeep(commands: Commands) -> None:
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
    _add_report(
        commands.add_parser(
            "report",
            help="write a page on how each source fares and what can be done for it, and the days that are over as rows",
        )
    )
    add_config(
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
    add_config(parser)
    parser.add_argument(
        "--repair",
        action="store_true",
        help="first make damaged manifests and advice again, and take files that are changed or gone as they are",
    )


def _add_retry(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
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
    parser.add_argument(
        "--since", type=read_day, metavar="DAY", help="what failed on this UTC day (YYYY-MM-DD) or later"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be owed again; change nothing")


def _add_forget(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument("target", nargs="?", metavar="ID|URL", help="the article: its `id`, or one of its addresses")
    parser.add_argument(
        "--site", metavar="SITE", help="all of a site instead, by its domain, for instance valley.example"
    )
    parser.add_argument("--reason", metavar="TEXT", help="why, for those who follow the manifests")
    parser.add_argument("--dry-run", action="store_true", help="say what would be taken down; change nothing")


def _add_compact(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument(
        "--megabytes", type=read_megabytes, default=64.0, metavar="MB", help="how large a file is (default: 64)"
    )
    parser.add_argument("--zstd", action="store_true", help="make files .jsonl.zst, those too that are large already")


def _add_export(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument("--to", required=True, metavar="FOLDER|URL", help="a folder of its own, or an fsspec URL")
    parser.add_argument(
        "--format",
        choices=EXPORTS,
        default="parquet",
        help="datasets: for Hugging Face, with a card (default: parquet)",
    )
    parser.add_argument("--kind", choices=ROWS, default="articles", help="(default: articles)")
    parser.add_argument(
        "--since",
        type=read_day,
        metavar="DAY",
        help="what was fetched (or failed) on this UTC day (YYYY-MM-DD) or later",
    )
    parser.add_argument("--where", metavar="SQL", help="a condition over the fields, for instance \"language = 'de'\"")
    parser.add_argument("--overwrite", action="store_true", help="replace an earlier export that is there")


def _add_report(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument(
        "--to",
        default="report.html",
        metavar="FILE",
        help="where the page is written (default: report.html in this folder)",
    )
    parser.add_argument(
        "--days",
        type=read_whole_days,
        default=28,
        metavar="N",
        help="how many days it shows, today included (default: 28)",
    )


def _add_reshard(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    add_manner(parser, shares=False)
    parser.add_argument("--shards", type=read_shards, required=True, metavar="N", help="the new number of shards")
