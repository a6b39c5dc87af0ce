"""What stands round a name: it completes the name, shows its kind, or that it is none."""

import pytest
from marked_mentions import read_marked

from transforms.pure.entities.entity_surroundings import repaired

# A text with a mention, and the name and kind that it has after a look round it.
REPAIRED = {
    "a surname behind a first name": ("[Brett|person] Kavanaugh said", "Brett Kavanaugh", "person"),
    "a surname behind particles": ("[Ursula|person] von der Leyen said", "Ursula von der Leyen", "person"),
    "a first name alone": ("[Ursula|person] of Leyen said", "Ursula", "person"),
    "a first name in front": ("when Oleksandr [Mazur|organisation] said", "Oleksandr Mazur", "person"),
    "two first names in front": ("Kristi [Lynn Noem|person] said", "Kristi Lynn Noem", "person"),
    "a well-known organisation stays": ("Grace [Amazon|organisation] said", "Amazon", "organisation"),
    "a state behind": ("mayor of [Dalton Falls|person], Ohio, said", "Dalton Falls", "place"),
    "a state's short form behind": ("[Cuyahoga Falls|organisation], OH @ Hall", "Cuyahoga Falls", "place"),
    "a person before a state": ("[Tammy Sample|person], Texas, said", "Tammy Sample", "person"),
    "no state behind": ("[Dalton Falls|person], Paris and Rome", "Dalton Falls", "person"),
    "a brand's possessive": ("[Macy|organisation]’s closes", "Macy’s", "organisation"),
    "a brand's possessive, by the text": ("[Odo|organisation]'s, Odo's and Odo's", "Odo's", "organisation"),
    "a plain possessive": ("[Odo|organisation]'s, and Odo", "Odo", "organisation"),
    "a person's possessive": ("[McDonald|person]’s cameo", "McDonald", "person"),
    "a team": ("when the [Steelers|person] won", "Steelers", "organisation"),
    "a surname with an s": ("when [Steelers|person] won", "Steelers", "person"),
    "a country": ("the [U.S.|place] said", "U.S.", "place"),
}


@pytest.mark.parametrize(("marked", "name", "kind"), REPAIRED.values(), ids=REPAIRED)
def test_a_mention_is_repaired(marked: str, name: str, kind: str) -> None:
    text, (mention,) = read_marked(marked)
    found = repaired(mention, text, "en")
    assert found is not None
    assert (found.name, found.kind) == (name, kind)
    assert text[found.start : found.end] == name


NONE = {
    "an adjective": "the [Ukrainian|place] army",
    "a state's short form": "Tampa, [FL|organisation]",
    "a state's short form with a dot": "senator ([Conn.|place])",
    "a part of an institution": "the [U.S.|place] Attorney's Office",
    "a place of plays": "seen [Off Broadway|person] in May",
    "an award": "the [American Music Awards|organisation]",
    "a law": "the [Clean Air Act|organisation]",
    "a ticker": "Parkland ([PKI.TO|place])",
    "a hashtag": "#[Bocwatch|person]",
    "people of a state": "the [Montanans|person]",
    "a thing with a number": "gate [T3|organisation]",
    "a person who is an adjective": "the [Historic Armenian|person] church",
}


@pytest.mark.parametrize("marked", NONE.values(), ids=NONE)
def test_what_is_no_name_is_left_out(marked: str) -> None:
    text, (mention,) = read_marked(marked)
    assert repaired(mention, text, "en") is None
