"""The step `quality`: flags for what a reader of the record should know before using it, and the agency whose text it is."""

from __future__ import annotations

from msgspec.structs import replace

from transforms.pure.enrichment.flagging import flagged
from transforms.pure.genres.agencies import find_agency
from transforms.pure.genres.article_kinds import find_kinds
from transforms.pure.genres.listicles import is_listicle
from transforms.pure.text.normal import count_words, looks_misread
from transforms.records import Article

SHORT_WORDS = 50


def add_quality_flags(article: Article) -> Article:
    """Gives the article the flags that hold, and the news agency whose text it is.

    The flags: short, no_title, no_date, no_author, misread (wrong character encoding), listicle, agency_copy, opinion,
    sponsored, press_release.
    """
    agency = find_agency(article)
    holds = {
        "short": (article.word_count or count_words(article.text)[0]) < SHORT_WORDS,
        "no_title": article.title is None,
        "no_date": article.published_at is None,
        "no_author": not article.authors,
        "misread": looks_misread(f"{article.title or ''}\n{article.text}"),
        "listicle": is_listicle(article),
        "agency_copy": agency is not None,
        **dict.fromkeys(find_kinds(article), True),
    }
    return flagged(replace(article, agency=agency), [name for name, true in holds.items() if true])
