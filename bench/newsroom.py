"""Ingest the replay newsroom, score what was written, and show that a second pass asks for nothing that is known.

python bench/newsroom.py [--spacing SECONDS] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import Any

from replay import ingest, page_ids, read_rows, run_in_folder, running, unwritten, write_config
from scorers import score


def main() -> int:
    """Runs the command line; gives the exit code: 1 where the second pass asked for what is known."""
    options = _options()
    return run_in_folder("newsroom", partial(ingest_newsroom, spacing_seconds=options.spacing), options.keep)


def ingest_newsroom(folder: Path, spacing_seconds: float) -> int:
    """Makes both passes and prints what came of them."""
    with running(folder) as newsroom:
        config = write_config(folder, newsroom.feeds, {"web": {"spacing_seconds": spacing_seconds}})
        print(ingest(config))
        show_pages(folder / "out")
        newsroom.reset()
        print("The second pass polls all feeds (--now):\n")
        print(ingest(config, "--now").partition("\n\n")[0])
        stats = newsroom.stats()
    return show_manners(stats, len(newsroom.feeds))


def show_pages(output: Path) -> None:
    """Prints how many pages were written, why each of the others was not, and the scores."""
    missing, rows = unwritten(output), read_rows(output / "articles")
    print(f"Pages     {len(page_ids()) - len(missing)} of {len(page_ids())} written, in {len(rows)} rows")
    for id_, reason in missing.items():
        print(f"          {id_} not written: {reason or 'no failure tells why'}")
    print(f"\n{score(output)}")


def show_manners(stats: dict[str, Any], feeds: int) -> int:
    """Prints what the second pass asked for; gives 0 where that was each feed once, with a validator, and no more."""
    conditional = stats["conditional"].get("feed.xml", 0)
    asked = {kind: sum(answers.values()) for kind, answers in stats["answers"].items()}
    print(f"\nAnswers   {stats['answers']}; {conditional} requests with a validator")
    if asked == {"feed.xml": feeds} and conditional == feeds:
        print(f"          each of the {feeds} feeds was asked once and conditionally; no page was fetched again")
        return 0
    print(f"          MISSED: {feeds} conditional requests for feeds were expected, and none of another kind")
    return 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Ingest the replay newsroom and score what was written.")
    parser.add_argument(
        "--spacing", type=float, default=0.05, metavar="SECONDS", help="between two requests to one site"
    )
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave configuration and output there")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
