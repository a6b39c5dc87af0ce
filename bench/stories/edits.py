"""Made-up copies: what editors do to a text, by chance but seeded. The texts are those of tests/data/stories/bases."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

DATA = Path(__file__).parents[2] / "tests" / "data" / "stories"
LANGUAGES = ("en", "de", "es", "ru")
OTHER_SCRIPTS = ("ar", "hi", "ja", "zh", "th")
# Characters that stand for a word where none is set off by spaces.
CHUNKS = {"ja": 2, "zh": 2, "th": 4}
SUBSTITUTED, DELETED = 0.7, 0.15
_SENTENCE_END = re.compile(r"(?<=[.!?।。])(?:(?<=[。])|\s+)|\n+|(?<=[^\W\d]) (?=[\u0e00-\u0e7f]{20})")
_MARKS = "".join(sorted(set('.,;:!?„“”"«»()।、。,—-')))
_HEADERS = {
    "en": "LONDON, {day} November (Crown Press) - ",
    "de": "Berlin (kpd) - ",
    "es": "Madrid, {day} nov (Agencia Iber). ",
    "ru": "МОСКВА, {day} ноября. /Агентство Север/. ",
    "ar": "(وكالة المشرق) - ",
    "hi": "नई दिल्ली, {day} नवंबर (भारत वार्ता)। ",
    "ja": "【共和通信】",
    "zh": "中央通讯{day}日电 ",
    "th": "สำนักข่าวสยาม {day} พ.ย. - ",
}
_FOOTERS = {
    "en": "Copyright 2026 Crown Press. All rights reserved. This material may not be published, broadcast or rewritten "
    "without permission. Reporting by J. Marsh; editing by L. Crewe.",
    "de": "Dieser Text stammt aus dem Angebot der Agentur kpd und wurde von der Redaktion nicht bearbeitet. Alle Rechte "
    "vorbehalten. Mehr Nachrichten aus der Region lesen Sie auf unserer Startseite.",
    "es": "Agencia Iber. Todos los derechos reservados. Queda prohibida la reproducción total o parcial de este texto sin "
    "autorización expresa. Siga toda la actualidad en nuestro boletín diario.",
    "ru": "Агентство Север. При полном или частичном использовании материала ссылка обязательна. Подписывайтесь на наш "
    "канал, чтобы первыми узнавать главные новости дня.",
    "ar": "جميع الحقوق محفوظة لوكالة المشرق ولا يجوز إعادة النشر دون إذن مكتوب.",
    "hi": "यह समाचार भारत वार्ता से लिया गया है और हमारे संपादकों ने इसमें कोई बदलाव नहीं किया है।",
    "ja": "無断転載を禁じます。最新のニュースは共和通信のサイトでご覧いただけます。",
    "zh": "版权所有,未经书面许可不得转载。更多新闻请关注我们的网站。",
    "th": "สงวนลิขสิทธิ์ ห้ามเผยแพร่ต่อโดยไม่ได้รับอนุญาตจากสำนักข่าว",
}


class BaseText(NamedTuple):
    """A text to make copies of."""

    language: str
    title: str
    text: str


@cache
def read_bases(language: str) -> tuple[BaseText, ...]:
    """Gives the texts of a language."""
    parts = (DATA / "bases" / f"{language}.txt").read_text(encoding="utf-8").split("# ")[1:]
    heads = (part.partition("\n") for part in parts)
    return tuple(BaseText(language, title.strip(), text.strip()) for title, _, text in heads)


def edit_words(base: BaseText, rate: float, chance: Random, spares_names: bool = False) -> str:
    """Gives a text with a share of its words replaced by others of its language, left out or put in."""
    words, pool = _words(base.text, base.language), _pool(base.language)
    changed: list[str] = []
    for word in words:
        spared = spares_names and (word[:1].isupper() or any(map(str.isdigit, word)))
        if spared or word.isspace() or chance.random() >= rate:
            changed.append(word)
            continue
        way = chance.random()
        if way < SUBSTITUTED:
            changed.append(_instead(word, chance.choice(pool)))
        elif way >= SUBSTITUTED + DELETED:
            changed += [word, "" if base.language in CHUNKS else " ", chance.choice(pool)]
    return "".join(changed)


def _instead(word: str, other: str) -> str:
    """Gives another word in the place of one: its capital letter and the marks behind it stay."""
    marks = word[len(word.rstrip(_MARKS)) :]
    if word[:1].isupper():
        other = other[:1].upper() + other[1:]
    return other + marks


def _words(text: str, language: str) -> list[str]:
    if language in CHUNKS:
        return re.findall(rf"\s+|\d+|[^\s\d]{{1,{CHUNKS[language]}}}", text)
    return re.split(r"(\s+)", text)


@cache
def _pool(language: str) -> tuple[str, ...]:
    """Gives words of a language in lower case."""
    words = (word for base in read_bases(language) for word in _words(base.text, language))
    bare = (word.strip(_MARKS) for word in words)
    return tuple(sorted({word for word in bare if word and not any(map(str.isdigit, word)) and word == word.lower()}))


def sentences(text: str) -> list[str]:
    """Gives the sentences of a text."""
    return [part for part in _SENTENCE_END.split(text) if part and part.strip()]


def _other(base: BaseText, chance: Random) -> BaseText:
    return chance.choice([one for one in read_bases(base.language) if one.title != base.title])


def _sentences_replaced(base: BaseText, chance: Random) -> str:
    own, others = sentences(base.text), sentences(_other(base, chance).text)
    at = set(chance.sample(range(len(own)), round(0.3 * len(own))))
    return " ".join(chance.choice(others) if place in at else one for place, one in enumerate(own))


def _reordered(base: BaseText, chance: Random) -> str:
    paragraphs = base.text.split("\n\n")
    return "\n\n".join(chance.sample(paragraphs, len(paragraphs)))


def _cut(base: BaseText, chance: Random, share: float = 0.45) -> str:
    words = _words(base.text, base.language)
    return "".join(words[: int(share * len(words))])


def _added_to(base: BaseText, chance: Random) -> str:
    """Half as much again of other text, between the paragraphs."""
    paragraphs, others = base.text.split("\n\n"), _other(base, chance).text.split("\n\n")
    for added in chance.sample(others, len(others) // 2):
        paragraphs.insert(chance.randrange(1, len(paragraphs) + 1), added)
    return "\n\n".join(paragraphs)


def _merged(base: BaseText, chance: Random) -> str:
    parts = [base.text, _other(base, chance).text]
    chance.shuffle(parts)
    return "\n\n".join(parts)


def with_agency(base: BaseText, chance: Random) -> str:
    """Gives a text between an agency's header and footer."""
    header = _HEADERS[base.language].format(day=chance.randint(1, 28))
    return f"{header}{base.text}\n\n{_FOOTERS[base.language]}"


def _new_lead(base: BaseText, chance: Random) -> str:
    """The first paragraph told in other words, as another text's would be."""
    lead, *rest = base.text.split("\n\n")
    told = edit_words(base._replace(text=lead), 0.7, chance, spares_names=True)
    return "\n\n".join([told, *rest])


def _corrected(base: BaseText, chance: Random) -> str:
    """Two of the words with a capital letter or a digit are others."""
    words = _words(base.text, base.language)
    places = [at for at, word in enumerate(words) if word[:1].isupper() or any(map(str.isdigit, word))]
    for at in chance.sample(places, 2):
        words[at] = _instead(words[at], str(chance.randint(10, 999)) if words[at].isdigit() else "corrected")
    return "".join(words)


def _wired(base: BaseText, chance: Random) -> str:
    """What an agency's client does: header, a shorter text, a word here and there."""
    shorter = base._replace(text=_cut(base, chance, 0.7))
    return with_agency(base._replace(text=edit_words(shorter, 0.1, chance)), chance)


EDITS: Mapping[str, Callable[[BaseText, Random], str]] = {
    "5% of words": lambda base, chance: edit_words(base, 0.05, chance),
    "20% of words": lambda base, chance: edit_words(base, 0.2, chance),
    "30% of words": lambda base, chance: edit_words(base, 0.3, chance),
    "30% of words but names": lambda base, chance: edit_words(base, 0.3, chance, spares_names=True),
    "30% of sentences": _sentences_replaced,
    "paragraphs in another order": _reordered,
    "cut to 45%": _cut,
    "additions": _added_to,
    "merged with another": _merged,
    "agency's header and footer": with_agency,
    "new lead": _new_lead,
    "two names or figures corrected": _corrected,
    "header, cut to 70%, 10% of words": _wired,
}
