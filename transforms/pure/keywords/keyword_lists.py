"""What is known of a language for its keywords: endings of its words, and words that tell nothing of an article."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from transforms.pure.text.languages import primary
from transforms.pure.text.phrases import read_sections
from transforms.pure.text.wordlists import month_numbers, read_data_of, weekday_names

_LEAST_STEM = 3
_LONGEST_ENDING = 6
# Other names of the languages that have a file.
_OTHER_NAMES = {"no": "nb", "nn": "nb", "ms": "id", "bs": "hr", "cnr": "sr"}


class KeywordList(Struct, frozen=True, eq=False):
    """What the file of a language says.

    `empty` words are no keywords and no part of one, `vague` ones only a part. `endings` are those of inflection. Words with
    `weak` endings are verbs and adverbs for the most part. `particles` are written to the end of a word without being a part
    of it, `beginnings` to its head. Behind `articles` a noun is no name.
    """

    empty: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()
    weak: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    articles: frozenset[str] = frozenset()
    vague: frozenset[str] = frozenset()

    def stem(self, word: str) -> str:
        """Give a word in lower case without its longest ending, for finding the forms of one word in one article.

        >>> KeywordList(endings=frozenset(("s", "es"))).stem("vaccines")
        'vaccin'
        """
        for beginning in self.beginnings:
            if word.startswith(beginning) and len(word) - len(beginning) >= _LEAST_STEM:
                word = word[len(beginning) :]
                break
        for length in range(min(_LONGEST_ENDING, len(word) - _LEAST_STEM), 0, -1):
            if word[-length:] in self.endings:
                return word[:-length]
        return word

    def without_particle(self, word: str) -> str:
        """Give a word without its particle, the longest that leaves two letters.

        >>> KeywordList(particles=("에서", "은")).without_particle("서울에서")
        '서울'
        """
        for particle in self.particles:
            if word.endswith(particle) and len(word) - len(particle) >= 2:
                return word[: -len(particle)]
        return word


@cache
def keyword_list(language: str) -> KeywordList:
    """Give the list of a language (BCP 47); names of months and days are empty words in all that have no file of their own.

    >>> "tuesday" in keyword_list("en-GB").empty, keyword_list("de").stem("brücken")
    (True, 'brück')
    """
    tag = primary(language)
    text = read_data_of("keywords", _OTHER_NAMES.get(tag, tag))
    if text is None:
        return KeywordList(empty=weekday_names() | month_numbers().keys())
    kinds = {kind: " ".join(lines).casefold().split() for kind, lines in read_sections(text).items()}
    by_length = {kind: tuple(sorted(words, key=lambda word: (-len(word), word))) for kind, words in kinds.items()}
    return KeywordList(
        frozenset(kinds.get("empty", ())),
        frozenset(kinds.get("endings", ())),
        by_length.get("weak endings", ()),
        by_length.get("particles", ()),
        by_length.get("beginnings", ()),
        frozenset(kinds.get("articles", ())),
        frozenset(kinds.get("vague", ())),
    )
