"""The step entities: from mentions to the record, without a model and, where one is installed, with it."""

import re

import pytest
from articles_to_enrich import article
from hypothesis import given, settings
from hypothesis import strategies as st
from marked_mentions import read_marked

from bench.enrichment.entities import FLOORS, measure
from bench.figures import Figure
from bench.pages import has_newsroom
from transforms.annotations import Entity
from transforms.pure.enrichment.entities import EntitiesOptions, add_entities, join_mentions
from transforms.pure.entities.entity_models import model_for
from transforms.records import Provenance, Source

MODEL = model_for("en", {})
OPTIONS = EntitiesOptions()


def joined(marked: str, title: str = "", **fields: object) -> dict[str, Entity]:
    text, mentions = read_marked(marked)
    bare_title, in_title = read_marked(title)
    found = join_mentions(article(text=text, title=bare_title, **fields), "en", mentions, in_title)
    return {entity.name: entity for entity in found}


def test_without_a_model_there_are_the_places_of_the_gazetteer() -> None:
    done = add_entities(article(title="Chaos à Rome", text="La présidente russe est à Kiev.", language="fr"), OPTIONS)
    assert done.entities == (
        Entity(name="Rome", type="place", count=1, position=0, country="IT"),
        Entity(name="Russie", type="place", count=1, position=14, country="RU"),
        Entity(name="Kiev", type="place", count=1, position=26, country="UA"),
    )
    assert done.provenance[-1] == Provenance(field="entities", source="gazetteer")


def test_a_language_that_nobody_knows_has_none() -> None:
    assert add_entities(article(language=None), OPTIONS).entities == ()


def test_the_outlet_itself_is_out() -> None:
    marked = "[Valley News|organisation] and [The Valley News Digital|organisation] asked [Ana Sample|person]."
    assert set(joined(marked, source=Source(site="valley.example", name="The Valley News"))) == {"Ana Sample"}


def test_countries_that_the_model_did_not_see_are_added_but_not_inside_other_names() -> None:
    found = joined("The [Bank of Canada|organisation] looked at Norway, and French cheese.")
    assert set(found) == {"Bank of Canada", "Norway"}


def test_a_title_adds_full_names_and_known_places_only() -> None:
    found = joined(
        "It rained.", "[Ana Sample|person] and [Sampletown|place] wait for help from Norway, [Ben|person] says"
    )
    assert {name: entity.position for name, entity in found.items()} == {"Ana Sample": 0, "Norway": 0}


def test_a_title_in_capitals_adds_no_people() -> None:
    assert joined("It rained.", "[Rampant Shoplifting|person] Is To Blame For Closing") == {}


def test_a_surname_joins_the_full_name_of_the_title() -> None:
    found = joined("[Sample|organisation] said it rained.", "The rain that [Ana Sample|person] saw all day")
    assert found == {"Ana Sample": Entity(name="Ana Sample", type="person", count=1, position=0)}


WORDS = [
    "Ana Sample",
    "Sample",
    "Ben Tester",
    "Kyiv",
    "Norway",
    "the",
    "said",
    "Sample Bank",
    "SB",
    "Paris, Texas",
    ".\n\n",
    "’s",
    "AP",
]


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(["", "person", "organisation", "place"])), max_size=14)
)
def test_a_position_is_that_of_a_form_of_the_name(parts: list[tuple[str, str]]) -> None:
    marked = " ".join(f"[{word}|{kind}]" if kind and word.strip(".\n’s") else word for word, kind in parts)
    text = read_marked(marked)[0]
    for name, entity in joined(marked).items():
        form = re.match(r"[\w.’']+", text[entity.position :])
        assert form is not None
        assert form[0].strip("’s").casefold() in name.casefold() or form[0] in {"SB"}
        assert entity.count >= 1


@pytest.mark.skipif(MODEL is None, reason="no model: `make test-entities` installs newsbeam[entities]")
def test_with_a_model_there_are_people_organisations_and_places() -> None:
    text = (
        "KYIV (AP) — Russian President Vladimir Putin warned NATO on Thursday. Putin’s speech in Moscow came after French"
        " President Emmanuel Macron had spoken of troops for Ukraine.\n\nMacron told the BBC that nothing was ruled out."
    )
    done = add_entities(article(text=text, title="Putin warns the West"), OPTIONS)
    assert done.entities is not None
    found = {(entity.name, entity.type, entity.count, entity.country) for entity in done.entities}
    assert found >= {
        ("Vladimir Putin", "person", 2, None),
        ("Emmanuel Macron", "person", 2, None),
        ("NATO", "organisation", 1, None),
        ("BBC", "organisation", 1, None),
        ("Moscow", "place", 1, "RU"),
        ("Ukraine", "place", 1, "UA"),
    }
    assert done.provenance[-1].source.startswith(f"spacy:{MODEL}")


@pytest.fixture(scope="module")
def measured() -> list[Figure]:
    return measure()


def test_quality_stays_above_its_floors(measured: list[Figure]) -> None:
    figures = [figure for figure in measured if figure.floor is not None]
    low = [(figure.what, figure.value, figure.floor) for figure in figures if figure.value < (figure.floor or 0)]
    assert low == []
    sets = [
        name for name, here in (("newsroom", MODEL and has_newsroom()), ("written", MODEL), ("gazetteer", True)) if here
    ]
    assert len(figures) == sum(name.split()[0] in sets for name, _ in FLOORS)


@pytest.mark.skipif(MODEL is None, reason="no model: `make test-entities` installs newsbeam[entities]")
def test_clean_up_makes_all_kinds_more_precise_and_loses_little(measured: list[Figure]) -> None:
    figures = {figure.what: figure.value for figure in measured if "written texts, en" in figure.what}
    for kind in ("people", "organisations", "places"):
        before, after = (f"{kind}, before clean-up, 10 written texts, en", f"{kind}, 10 written texts, en")
        assert figures[f"precision, {after}"] > figures[f"precision, {before}"]
        assert figures[f"recall, {after}"] >= figures[f"recall, {before}"]


@pytest.mark.skipif(MODEL is None or not has_newsroom(), reason="no model, or the newsroom is not in ../shared")
def test_the_pages_that_are_labelled_are_there(measured: list[Figure]) -> None:
    assert sum("30 pages of the newsroom" in figure.what for figure in measured) == 14
