"""A digest of what is compared between two versions of an article: equal ones need no comparison."""

from __future__ import annotations

from hashlib import blake2b

import msgspec

from transforms.pure.revisions.comparable import comparable_words
from transforms.pure.text.normal import fold
from transforms.records import Article


def comparable_digest(article: Article) -> str:
    """Give the digest of exactly what `compare_articles` looks at, as 32 hexadecimal digits.

    Where two are equal, `compare_articles` gives None; where they are not, it may still give None. It costs 1 ms for a text
    of 1,000 words, as one half of a comparison does.
    """
    texts = [comparable_words(text) for text in (article.title, article.standfirst, article.text)]
    authors = sorted({fold(author) for author in article.authors})
    published = article.published_at and article.published_at.replace(second=0, microsecond=0)
    said = msgspec.json.encode((texts, authors, published))
    return blake2b(said, digest_size=16).hexdigest()
