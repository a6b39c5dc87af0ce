"""The commands that need no dataset: extract a page, print a schema."""

from __future__ import annotations

import argparse

from pipelines.arguments.values import Commands

KINDS = ("article", "failure", "revision", "retraction", "story", "health")  # the keys of typed_schemas.RECORDS
READERS = ("duckdb", "polars", "pyarrow", "datasets", "spark", "bigquery", "avro")  # those of SUFFIXES there


def add_pages(commands: Commands) -> None:
    """Add them."""
    _add_extract(commands.add_parser("extract", help="extract one page: print its record, or explain how it was made"))
    _add_schema(commands.add_parser("schema", help="print the schema of the records, for people or a reader"))


def _add_extract(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("page", metavar="FILE|URL", help="a page: a file, an http(s) address, or - for standard input")
    parser.add_argument(
        "--explain", action="store_true", help="print how the page was read and why, instead of the record"
    )
    parser.add_argument("--url", help="the address that a file's page came from")
    parser.add_argument("--config", help="a configuration, for its sections web, extract, enrich and keep")


def _add_schema(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", help="a configuration, for the fields of its own steps of enrichment")
    parser.add_argument("kind", nargs="?", choices=KINDS, default="article", help="which record (default: article)")
    parser.add_argument(
        "--for", dest="reader", choices=READERS, help="the typed schema for a reader (default: the JSON Schema)"
    )
