"""The steps that count and hash a text: `word_count`, `reading_minutes`, `content_hash`, `fingerprint`."""

from __future__ import annotations

from msgspec.structs import replace

from transforms.pure.text.fingerprints import content_hash, fingerprint
from transforms.pure.text.normal import count_words
from transforms.records import Article

# Silent reading of non-fiction (Brysbaert 2019, "How many words do we read per minute?").
WORDS_PER_MINUTE = 238
# Characters of Chinese or Japanese a minute, the figure that publishing platforms use.
IDEOGRAPHS_PER_MINUTE = 500


def add_word_count(article: Article) -> Article:
    """Gives the article the number of its words, an ideograph counting as one: see `texts.count_words`."""
    return replace(article, word_count=count_words(article.text)[0])


def add_reading_minutes(article: Article) -> Article:
    """Gives the article the minutes that reading it takes, rounded, at least 1."""
    words, ideographs = count_words(article.text)
    minutes = (words - ideographs) / WORDS_PER_MINUTE + ideographs / IDEOGRAPHS_PER_MINUTE
    return replace(article, reading_minutes=max(1, int(minutes + 0.5)))


def add_content_hash(article: Article) -> Article:
    """Gives the article the hash of its text: see `fingerprints.content_hash`."""
    return replace(article, content_hash=content_hash(article.text))


def add_fingerprint(article: Article) -> Article:
    """Gives the article the MinHash of its text: see `fingerprints.fingerprint`."""
    return replace(article, fingerprint=fingerprint(article.text))
