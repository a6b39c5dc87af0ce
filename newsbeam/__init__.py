"""newsbeam as a library: a page's article, a feed's items, and the rows that an ingest has written.

>>> import newsbeam
>>> page = "<article><h1>Dam opens</h1><p>The dam on the Soller opened on Monday, after a year of work on its gates and walls."
>>> page += "<p>The mayor spoke of relief, while farmers below it wait for a word on the water that they were promised."
>>> newsbeam.extract(page, url="https://valley.example/dam").title
'Dam opens'

What stands in `__all__` is all that is promised: names and signatures stay within a major version. All else, the packages
`transforms` and `pipelines` included, may change with any version.
"""

from newsbeam.extraction import extract
from newsbeam.feeds import read_feed
from newsbeam.rows import Rows, files, read
from newsbeam.schemas import schema
from newsbeam.stories import stories
from transforms.errors import ExtractError, FeedError, OutputError
from transforms.feed_items import FeedItem, ParsedFeed
from transforms.records import Article, Failure
from transforms.revision_records import ArticleRevision, Retraction
from transforms.story_records import Story

__all__ = [
    "Article",
    "ArticleRevision",
    "ExtractError",
    "Failure",
    "FeedError",
    "FeedItem",
    "OutputError",
    "ParsedFeed",
    "Retraction",
    "Rows",
    "Story",
    "extract",
    "files",
    "read",
    "read_feed",
    "schema",
    "stories",
]
