"""The files that `newsbeam init` writes: a small configuration, and an empty list of feeds."""

from __future__ import annotations

from pathlib import Path

from pipelines.config.errors import ConfigError
from pipelines.lists.saving import create_file

CONFIG, LIST = "newsbeam.yaml", "feeds.yaml"

CONFIG_TEXT = """\
# What newsbeam reads, and where it writes. Relative paths start at this file's folder.
# `newsbeam check newsbeam.yaml` says what is wrong here. What is commented out shows what else there is; without it the
# defaults hold.

# Where articles, failures and reports are written: a folder, or an fsspec URL such as gs://bucket/news.
output: out

# The feeds. `newsbeam feeds add`, `import`, `remove` and `disable` change that file, and you may edit it yourself.
feeds_from: feeds.yaml

# Who asks: stands in the User-Agent of every request. Publishers like to know.
# web:
#   contact: https://you.example/about

# What is taken from a new feed at its first poll.
# first_poll:
#   max_entries: 50
#   max_age_days: 7

# Which articles are kept: here German and Portuguese ones.
# keep:
#   languages: [de, pt]

# Parquet beside JSON Lines.
# write:
#   formats: [jsonl, parquet]
"""
LIST_TEXT = """\
# The feeds that newsbeam polls: edit them here, or with `newsbeam feeds`. A stream takes changes up while it runs.
# A feed is its address alone, or an address with more:
#
# - https://news.example/rss
# - url: https://paper.example/feed.xml
#   name: The Paper        # your name for it
#   language: en           # used where an article does not say
#   section: politics      # used where an article does not say
#   tags: [national]       # added to all its articles
#   interval: 15m          # time between polls; without it newsbeam adapts to the feed
#   enabled: false         # not polled

"""


def begin(folder: str) -> tuple[str, str]:
    """Write the configuration and the list into a folder, made if need be; give their paths.

    Raises: ConfigError where one of them is there already, or cannot be written; then nothing is.
    """
    config, feeds = Path(folder) / CONFIG, Path(folder) / LIST
    there = [str(path) for path in (config, feeds) if path.exists()]
    if there:
        raise ConfigError(
            [f"{' and '.join(there)} {'is' if len(there) == 1 else 'are'} there already; nothing was written"]
        )
    try:
        create_file(feeds, LIST_TEXT)
        create_file(config, CONFIG_TEXT)
    except OSError as error:
        raise ConfigError([f"{folder} cannot be written to: {error.strerror}"]) from None
    return str(config), str(feeds)
