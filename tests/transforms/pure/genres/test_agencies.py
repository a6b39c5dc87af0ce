"""Whose text an article is, by its byline, its dateline and its sign-off."""

import json
from pathlib import Path
from typing import Any

import pytest
from articles_to_enrich import article, enriched

from transforms.pure.genres.agencies import (
    agency_names,
    find_agency,
    find_in_byline,
    find_in_dateline,
    find_in_sign_off,
)
from transforms.pure.text.wordlists import read_data

LABELLED = Path(__file__).parents[3] / "data" / "enrichment" / "flags" / "agencies.jsonl"


@pytest.mark.parametrize(
    "row", [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()], ids=lambda row: row["id"]
)
def test_labelled_articles(row: dict[str, Any]) -> None:
    assert find_agency(article(authors=tuple(row["authors"]), text=row["text"])) == row["agency"]


BYLINES: dict[str, tuple[list[str], str | None]] = {
    "none": ([], None),
    "a desk behind the agency": (["AP Sports Writer"], "AP"),
    "a desk ahead of it": (["Redazione ANSA"], "ANSA"),
    "two agencies": (["AFP/Reuters"], "AFP"),
    "in brackets": (["Jan Novák (ČTK)"], "ČTK"),
    "any case for a long name": (["THE ASSOCIATED PRESS"], "AP"),
    "a name in a name": (["Reuters Institute"], None),
    "a degree": (["Ana Sample, PA"], None),
    "the same alone": (["PA"], "PA"),
    "help in a byline": (["avec AFP"], "AFP"),
    "with its sign of rights": (["©NTB"], "NTB"),
    "of a picture": (["Getty Images/AFP"], None),
    "a first name": (["Ani Sample"], None),
}


@pytest.mark.parametrize(("authors", "agency"), BYLINES.values(), ids=BYLINES.keys())
def test_bylines(authors: list[str], agency: str | None) -> None:
    assert find_in_byline(authors) == agency


DATELINES = {
    "place": ("ROME (Reuters) - The dam opened.", "Reuters"),
    "place and day": ("Rome, 4 March (Reuters) -- The dam opened.", "Reuters"),
    "no place": ("(AFP) - The dam opened.", "AFP"),
    "no brackets": ("AFP – The dam opened.", "AFP"),
    "no sign behind it": ("New Delhi, Mar 4 (PTI) The dam opened.", "PTI"),
    "a small word behind it": ("Two reporters of the agency (AFP) were hurt.", None),
    "the subject of a sentence": ("The Associated Press (AP) - the agency - moves.", None),
    "a long sentence": ("The man who says he saw what the agency (AFP) - and nobody else - reported", None),
    "in slashes": ("MOSCOW, March 4. /TASS/. The dam opened.", "TASS"),
    "a region in brackets": ("Jaipur (Rajasthan) [India], March 4 (ANI): The dam opened.", "ANI"),
    "a full stop and a dash": ("EFE.- El presidente dijo que", "EFE"),
    "a party's short form": ("Singapore's People's Action Party (PAP) - in power for long", None),
    "beyond the head": (f"{'The dam opened. ' * 20}ROME (Reuters) - It is large.", None),
}


@pytest.mark.parametrize(("paragraph", "agency"), DATELINES.values(), ids=DATELINES.keys())
def test_datelines(paragraph: str, agency: str | None) -> None:
    assert find_in_dateline(paragraph) == agency


SIGN_OFFS = {
    "a line of its own": ("/ritzau/", "Ritzau"),
    "behind the last sentence": ("The dam opened. (dpa)", "dpa"),
    "bare behind the last sentence": ("The dam opened. PTI", "PTI"),
    "within a sentence": ("The dam opened, as he told the (dpa)", None),
    "source": ("Fuente: EFE", "EFE"),
    "a picture's": ("Foto: dpa", None),
    "help": ("The Associated Press contributed to this report.", None),
    "Reuters' signature": ("(Reporting by Ana Sample in Rome; Editing by Ben Sample)", "Reuters"),
}


@pytest.mark.parametrize(("paragraph", "agency"), SIGN_OFFS.values(), ids=SIGN_OFFS.keys())
def test_sign_offs(paragraph: str, agency: str | None) -> None:
    assert find_in_sign_off(paragraph) == agency


def test_a_dateline_may_stand_in_the_standfirst() -> None:
    assert find_agency(article(standfirst="ROMA (ANSA) - La diga è aperta.")) == "ANSA"


def test_the_flag_goes_with_the_name() -> None:
    done = enriched("quality", authors=("dpa",))
    assert done.agency == "dpa" and "agency_copy" in done.quality.flags
    own = enriched("quality")
    assert own.agency is None and "agency_copy" not in own.quality.flags


FORMS = [
    form.strip()
    for line in read_data("agencies.txt").splitlines()
    if line and not line.startswith("#")
    for form in line.split(" | ")
]


@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_a_name_signs_a_text(form: str) -> None:
    assert find_in_sign_off(f"({form})") in agency_names()
    assert find_in_sign_off(f"Größe “hält” – ({form})") is None
    assert find_in_sign_off(f"“Größe hält.” ({form})") in agency_names()


def test_names() -> None:
    names = list(agency_names())
    assert len(names) == len(set(names)) > 90
    assert {
        "AP",
        "Reuters",
        "AFP",
        "dpa",
        "EFE",
        "ANSA",
        "TASS",
        "RIA",
        "Interfax",
        "Xinhua",
        "Kyodo",
        "PA",
        "PTI",
    } <= set(names)
