"""Of what kind a name is: what is known of it counts more than what a model says of one mention."""

import pytest
from marked_mentions import read_marked

from transforms.pure.entities.entity_names import gather, known_place

KINDS = {
    "as the model says": ("[Ana Sample|person] left.", "person"),
    "most mentions": ("[Tester|place] and [Tester|person] and [Tester|person]", "person"),
    "a well-known organisation": ("[Twitter|person] said", "organisation"),
    "a country": ("[Ukraine|organisation] said", "place"),
    "a state": ("[Nevada|person] said", "place"),
    "a person who is called like a town": ("[Paris|person] said", "person"),
    "a town": ("[Paris|place] said", "place"),
    "by its last word": ("[Wren Hospital|person] said", "organisation"),
    "by its first word": ("[University of Sample|place] said", "organisation"),
    "a kind of place": ("[Rio Grande Valley|organisation] said", "place"),
}


@pytest.mark.parametrize(("marked", "kind"), KINDS.values(), ids=KINDS)
def test_a_name_s_kind(marked: str, kind: str) -> None:
    (name,) = gather(read_marked(marked)[1], "en").values()
    assert name.kind == kind


def test_all_names_of_a_country_are_one() -> None:
    names = gather(read_marked("[US|place], [U.S.|place], [United States|place] and [America|place]")[1], "en")
    assert [sorted(name.forms) for name in names.values()] == [["America", "U.S.", "US", "United States"]]


def test_spellings_of_one_name_are_one() -> None:
    names = gather(read_marked("[Stéphane Séjourné|person] and [Stephane Sejourne|person]")[1], "en")
    assert len(names) == 1


def test_adjectives_and_unknown_names_are_no_known_places() -> None:
    assert known_place("French", "en") is None and known_place("Noblesville", "en") is None
