"""An article in the one form in which articles are written."""

from __future__ import annotations

import re

from msgspec.structs import replace

from transforms.pure.text.languages import canonical_tag
from transforms.pure.text.normal import clean_or_none, clean_text, distinct_lines
from transforms.records import Article, Image

# What a publisher's system calls a subject by, which says nothing to people.
_MACHINE_ID = re.compile(
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{24,64}|[0-9]{6,}"  # a UUID, a digest, a number
    r"|[A-Z]+:[A-Z-]+|@?[\w-]+:[\w-]+:.*|@[\w-]+:.*"  # names within names: RULES:USA, source:tagname:Morning Desk, @post-id:3
    r"|[a-z]"  # what is left of a list of letters
)


def normalise_article(article: Article) -> Article:
    """Gives the article with every text in NFC, white space folded, invisible and control characters gone, blanks null.

    Paragraphs stay apart by a blank line. Names and tags are given once; a tag that only a machine understands is dropped. The
    language is a canonical BCP 47 tag. Idempotent.
    """
    feed = article.feed
    return replace(
        article,
        title=clean_or_none(article.title),
        standfirst=clean_or_none(article.standfirst),
        text=clean_text(article.text),
        authors=distinct_lines(article.authors),
        language=canonical_tag(article.language),
        section=clean_or_none(article.section),
        tags=tuple(tag for tag in distinct_lines(article.tags) if not _MACHINE_ID.fullmatch(tag)),
        images=tuple(map(_image, article.images)),
        source=replace(article.source, name=clean_or_none(article.source.name)),
        feed=replace(
            feed,
            title=clean_or_none(feed.title),
            entry_id=clean_or_none(feed.entry_id),
            entry_title=clean_or_none(feed.entry_title),
            categories=distinct_lines(feed.categories),
        ),
    )


def _image(image: Image) -> Image:
    return replace(image, caption=clean_or_none(image.caption), credit=clean_or_none(image.credit))
