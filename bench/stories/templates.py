"""Pages of one template: two days' weather, two matches, two obituaries. They look alike and are no copies.

The templates of tests/data/stories/templates have slots: `{town}` is a word of a list, `{town2}` another one, and `{#3-9}` a
number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from random import Random
from typing import NamedTuple

from bench.stories.edits import DATA, LANGUAGES

_SLOT = re.compile(r"\{([a-z]+\d?|#-?\d+-\d+)\}")
_RANGE = re.compile(r"#(-?\d+)-(\d+)")
# Of the words in a page's slots: so many are the same on the other page, such as the town on another day.
KEPT_SHARES = (0.0, 0.25, 0.5)


class Template(NamedTuple):
    """A page with slots, and the words that may fill them."""

    language: str
    kind: str
    text: str
    words: dict[str, tuple[str, ...]]


@cache
def read_templates(language: str) -> tuple[Template, ...]:
    """Gives the templates of a language."""
    words: dict[str, tuple[str, ...]] = {}
    texts: dict[str, str] = {}
    kind = ""
    for line in (DATA / "templates" / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(": "):
            name, _, listed = line[2:].partition(" = ")
            words[name] = tuple(word.strip() for word in listed.split(","))
        elif line.startswith("# "):
            kind = line[2:]
        elif line:
            texts[kind] = line
    return tuple(Template(language, kind, text, words) for kind, text in texts.items())


def fill_pair(template: Template, chance: Random, kept_share: float) -> tuple[str, str]:
    """Gives two pages of a template; of the words in their slots a share is the same, the numbers are drawn for each."""
    names = sorted({name for name in _SLOT.findall(template.text) if not name.startswith("#")})
    one, other = _drawn(template, names, chance), _drawn(template, names, chance)
    other.update({name: one[name] for name in names if chance.random() < kept_share})
    return _filled(template, one, chance), _filled(template, other, chance)


def _drawn(template: Template, names: list[str], chance: Random) -> dict[str, str]:
    drawn: dict[str, str] = {}
    for name in names:
        kind = name.rstrip("0123456789")
        used = {word for other, word in drawn.items() if other.rstrip("0123456789") == kind}
        drawn[name] = chance.choice([word for word in template.words[kind] if word not in used])
    return drawn


def _filled(template: Template, words: dict[str, str], chance: Random) -> str:
    def fill(slot: re.Match[str]) -> str:
        numbers = _RANGE.fullmatch(slot[1])
        return str(chance.randint(int(numbers[1]), int(numbers[2]))) if numbers else words[slot[1]]

    return _SLOT.sub(fill, template.text)


def template_pairs(count: int, seed: int, languages: Sequence[str] = LANGUAGES) -> Iterator[tuple[Template, str, str]]:
    """Gives so many pairs of pages, evenly of all templates of the languages."""
    templates = [template for language in languages for template in read_templates(language)]
    chance = Random(seed)
    for at in range(count):
        template = templates[at % len(templates)]
        kept = KEPT_SHARES[at // len(templates) % len(KEPT_SHARES)]
        yield template, *fill_pair(template, chance, kept)
