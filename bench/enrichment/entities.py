"""How right the entities of articles are: labelled pages of the newsroom and texts that were written for it.

python -m bench.enrichment.entities [--halves] [--wrong]: prints the figures; with --halves for each half of the sets; with
--wrong what is missing or wrong in the half "a", article by article. After a first look over all pages, the step was made
better by what that half shows.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace

from bench.figures import Figure
from bench.pages import has_newsroom, read_article, read_golden_pages, read_pages
from transforms.annotations import Entity
from transforms.pure.enrichment.entities import EntitiesOptions, add_entities, list_places_of
from transforms.pure.entities.entity_models import model_for, read_mentions
from transforms.pure.entities.entity_words import name_key
from transforms.records import Article

FOLDER = Path(__file__).parents[2] / "tests" / "data" / "enrichment" / "entities"
LIBRARY = "spaCy, en_core_web_sm"
KINDS = {"person": "people", "organisation": "organisations", "place": "places"}
_MARKED = re.compile(r"\{([^#{}]+)#(\w+)\}")
# A little under what is measured, by set, stage and figure; they may only rise.
FLOORS: dict[tuple[str, str], float] = {
    ("newsroom person", "precision"): 0.86,
    ("newsroom person", "recall"): 0.96,
    ("newsroom organisation", "precision"): 0.79,
    ("newsroom organisation", "recall"): 0.78,
    ("newsroom place", "precision"): 0.93,
    ("newsroom place", "recall"): 0.85,
    ("newsroom", "countries that are right, of those given"): 0.99,
    ("newsroom", "countries given, of those of the places found"): 0.9,
    ("written person", "precision"): 0.93,
    ("written person", "recall"): 0.99,
    ("written organisation", "precision"): 0.99,
    ("written organisation", "recall"): 0.89,
    ("written place", "precision"): 0.96,
    ("written place", "recall"): 0.91,
    ("written", "countries that are right, of those given"): 0.99,
    ("written", "countries given, of those of the places found"): 0.96,
    ("written", "counts that are right"): 0.97,
    ("written", "positions that are right"): 0.99,
    ("gazetteer", "precision"): 0.95,
    ("gazetteer", "recall"): 0.98,
    ("gazetteer", "countries that are right, of those given"): 0.99,
    ("gazetteer", "countries given, of those of the places found"): 0.99,
    ("gazetteer", "counts that are right"): 0.99,
    ("gazetteer", "positions that are right"): 0.99,
}


class Label(NamedTuple):
    """A labelled entity: all its names, and where known how often and where first the text has it.

    What is `optional` is right where it is given and right where it is not: its kind, or whether it is a name, is open.
    """

    names: tuple[str, ...]
    kind: str
    country: str | None = None
    optional: bool = False
    count: int | None = None
    position: int | None = None


class Labelled(NamedTuple):
    """An article with what it names."""

    id: str
    article: Article
    labels: tuple[Label, ...]


class Score(NamedTuple):
    """What was found of labelled entities: right, given and wanted, by kind; and of those found, how much else is right."""

    right: Counter[str]
    given: Counter[str]
    wanted: Counter[str]
    details: Counter[str]


def measure() -> list[Figure]:
    """Gives precision and recall by kind, before and after clean-up, and what else of the entities is right."""
    figures = _gazetteer_figures(written(english=False))
    if model_for("en", {}) is None:
        return figures
    for name, labelled in (("newsroom", newsroom()), ("written", written(english=True))):
        if labelled:
            figures = [*_model_figures(name, labelled), *figures]
    return figures


def written(*, english: bool) -> list[Labelled]:
    """Gives the texts that were written for the purpose, each mention in them marked: English ones, or the others."""
    rows = map(json.loads, (FOLDER / "texts.jsonl").read_text(encoding="utf-8").splitlines())
    return [_written(row) for row in rows if (row["language"] == "en") is english]


def newsroom() -> list[Labelled]:
    """Gives the labelled pages of the newsroom; none where it is not there."""
    if not has_newsroom():
        return []
    rows = map(json.loads, (FOLDER / "newsroom.jsonl").read_text(encoding="utf-8").splitlines())
    labels = {row["page"]: tuple(map(_label, row["entities"])) for row in rows}
    found = []
    for page in read_pages():
        id_ = page.fetched_url.rpartition("/")[2].removesuffix(".html")
        article = read_article(page) if id_ in labels else None
        if article is not None:
            found.append(Labelled(id_, replace(article, language="en"), labels[id_]))
    return found


def _label(row: dict[str, Any]) -> Label:
    names = (row["name"], *row.get("also", ()))
    return Label(names, row["type"], row.get("country"), row.get("optional", False))


def _written(row: dict[str, Any]) -> Labelled:
    text, end, forms = "", 0, dict[str, list[tuple[int, str]]]()
    for found in _MARKED.finditer(row["text"]):
        text += row["text"][end : found.start()]
        forms.setdefault(found[2], []).append((len(text), found[1]))
        text, end = text + found[1], found.end()
    text += row["text"][end:]
    labels = [
        Label(
            tuple(dict.fromkeys((row["entities"][key]["name"], *(form for _, form in places)))),
            row["entities"][key]["type"],
            row["entities"][key].get("country"),
            count=len(places),
            position=places[0][0],
        )
        for key, places in forms.items()
    ]
    return Labelled(
        row["id"], replace(_template(), title=row["title"], text=text, language=row["language"]), tuple(labels)
    )


@cache
def _template() -> Article:
    """Gives an article whose title and text do not matter."""
    return next(article for article in map(read_article, read_golden_pages()) if article is not None)


def find_after(article: Article) -> Sequence[Entity]:
    """Gives the entities of an article as the step gives them."""
    return add_entities(article, EntitiesOptions()).entities or ()


def find_before(article: Article) -> Sequence[Entity]:
    """Gives the names that the model finds in a text, each as it stands there."""
    model = model_for("en", {})
    (mentions,) = read_mentions([article.text], model) if model else ([],)
    found = Counter((mention.name, mention.kind) for mention in mentions)
    first = {(mention.name, mention.kind): mention.start for mention in reversed(mentions)}
    return [Entity(name=name, type=kind, count=n, position=first[name, kind]) for (name, kind), n in found.items()]


def find_by_gazetteer(article: Article) -> Sequence[Entity]:
    """Gives the places of an article as where there is no model."""
    return list_places_of(article, article.language or "und")


def judge(
    labelled: Iterable[Labelled], find: Callable[[Article], Sequence[Entity]], wrong: list[str] | None = None
) -> Score:
    """Gives what was found; puts what is wrong or missing into `wrong`. What only a title names is not judged."""
    right, given, wanted, details = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for case in labelled:
        left = list(case.labels)
        for entity in find(case.article):
            label = next((label for label in left if _fits(entity, label)), None)
            if label is None and not _in_text(entity, case.article.text):
                continue
            given[entity.type] += label is None or not label.optional
            if label is None:
                _note(wrong, f"{case.id}: wrong {entity.type} {entity.name!r}")
                continue
            left.remove(label)
            right[entity.type] += not label.optional
            _judge_details(case.id, entity, label, details, wrong)
        for label in case.labels:
            wanted[label.kind] += not label.optional
        for label in left:
            if not label.optional:
                _note(wrong, f"{case.id}: missing {label.kind} {label.names[0]!r}")
    return Score(right, given, wanted, details)


def _judge_details(id_: str, entity: Entity, label: Label, details: Counter[str], wrong: list[str] | None) -> None:
    if entity.type == "place":
        details["places"] += 1
        details["countries wanted"] += label.country is not None
        details["countries given"] += entity.country is not None
        details["countries right"] += entity.country is not None and entity.country == label.country
        if entity.country is not None and entity.country != label.country:
            _note(wrong, f"{id_}: {entity.name!r} in {entity.country}, not {label.country}")
    if label.count is not None:
        details["counted"] += 1
        details["counts right"] += entity.count == label.count
        details["positions right"] += entity.position == label.position
        if entity.count != label.count:
            _note(wrong, f"{id_}: {entity.name!r} counted {entity.count}, not {label.count}")


def _fits(entity: Entity, label: Label) -> bool:
    keys = {name_key(name) for name in label.names}
    return (label.optional or entity.type == label.kind) and name_key(entity.name) in keys


def _in_text(entity: Entity, text: str) -> bool:
    return entity.position > 0 or any(text.startswith(word) for word in entity.name.split())


def _note(wrong: list[str] | None, line: str) -> None:
    if wrong is not None:
        wrong.append(line)


def _model_figures(name: str, labelled: Sequence[Labelled]) -> list[Figure]:
    what = f"{len(labelled)} {'pages of the newsroom' if name == 'newsroom' else 'written texts'}, en"
    figures = []
    for stage, find in (("before clean-up", find_before), ("", find_after)):
        score = judge(labelled, find)
        for kind, plural in KINDS.items():
            words = ", ".join(filter(None, (plural, stage, what)))
            figures.append(
                _figure(f"precision, {words}", score.right[kind], score.given[kind], f"{name} {kind}", stage)
            )
            figures.append(_figure(f"recall, {words}", score.right[kind], score.wanted[kind], f"{name} {kind}", stage))
    return [*figures, *_detail_figures(score.details, what, name, LIBRARY)]


def _gazetteer_figures(labelled: Sequence[Labelled]) -> list[Figure]:
    score = judge(labelled, find_by_gazetteer)
    languages = " ".join(sorted({case.article.language or "" for case in labelled}))
    what = f"countries and capitals by the gazetteer, {len(labelled)} written texts, {languages}"
    figures = [
        Figure(
            "entities",
            f"precision, {what}",
            score.given["place"],
            _share(score.right["place"], score.given["place"]),
            None,
            "babel",
        ),
        Figure(
            "entities",
            f"recall, {what}",
            score.wanted["place"],
            _share(score.right["place"], score.wanted["place"]),
            None,
            "babel",
        ),
    ]
    figures = [figure._replace(floor=FLOORS.get(("gazetteer", figure.what.split(",")[0]))) for figure in figures]
    return [*figures, *_detail_figures(score.details, what, "gazetteer", "babel")]


def _detail_figures(details: Counter[str], what: str, name: str, library: str) -> list[Figure]:
    pairs = [
        ("countries that are right, of those given", "countries right", "countries given"),
        ("countries given, of those of the places found", "countries right", "countries wanted"),
    ]
    if details["counted"]:
        pairs += [
            ("counts that are right", "counts right", "counted"),
            ("positions that are right", "positions right", "counted"),
        ]
    return [
        Figure(
            "entities",
            f"{words}, {what}",
            details[n],
            _share(details[of], details[n]),
            FLOORS.get((name, words)),
            library,
        )
        for words, of, n in pairs
    ]


def _figure(what: str, right: int, n: int, name: str, stage: str) -> Figure:
    floor = None if stage else FLOORS.get((name, what.split(",")[0]))
    return Figure("entities", what, n, _share(right, n), floor, LIBRARY)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def half(id_: str) -> str:
    """Gives the half of the sets that an article is in: by what is wrong in "a" the step was made better."""
    return "ab"[hashlib.sha256(id_.encode()).digest()[0] % 2]


def _print_halves(show_wrong: bool) -> None:
    sets: list[tuple[str, list[Labelled], Callable[[Article], Sequence[Entity]]]] = [
        ("gazetteer", written(english=False), find_by_gazetteer),
    ]
    if model_for("en", {}) is not None:
        sets += [("newsroom", newsroom(), find_after), ("newsroom before", newsroom(), find_before)]
        sets += [("written", written(english=True), find_after), ("written before", written(english=True), find_before)]
    for name, labelled, find in sets:
        for which in "ab":
            wrong: list[str] = []
            cases = [case for case in labelled if half(case.id) == which]
            score = judge(cases, find, wrong)
            for kind in KINDS:
                precision, recall = (_share(score.right[kind], n[kind]) for n in (score.given, score.wanted))
                print(
                    f"{name:16} {which} {kind:13} precision {precision:.3f} of {score.given[kind]:3},"
                    f" recall {recall:.3f} of {score.wanted[kind]:3} ({len(cases)} articles)"
                )
            print(f"{'':18} {dict(score.details)}")
            if show_wrong and which == "a" and "before" not in name:
                print("\n".join(wrong))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure how right the entities of articles are.")
    parser.add_argument("--halves", action="store_true", help="each half of the sets on its own")
    parser.add_argument(
        "--wrong", action="store_true", help="what is missing or wrong in the half that may be looked at"
    )
    arguments = parser.parse_args()
    if arguments.halves or arguments.wrong:
        _print_halves(arguments.wrong)
    else:
        for measured in measure():
            print(measured)
