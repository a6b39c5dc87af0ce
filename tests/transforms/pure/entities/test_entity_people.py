"""Whose name a name is: joined where it is certain, left alone where two people may be meant."""

import pytest
from marked_mentions import read_marked

from transforms.pure.entities.entity_names import gather
from transforms.pure.entities.entity_people import is_near, join_people, surname

# Names of people as a text has them, and the groups that they make.
GROUPS = {
    "a surname": ("Vladimir Putin, Putin", ["Putin/Vladimir Putin"]),
    "a first name": ("Tucker Carlson, Tucker", ["Tucker/Tucker Carlson"]),
    "two of one surname": ("George Soros, Alexander Soros, Soros", ["Alexander Soros", "George Soros", "Soros"]),
    "a surname ahead of the second person": (
        "George Soros, Soros, Alexander Soros",
        ["Alexander Soros", "George Soros/Soros"],
    ),
    "a family": ("George Soros, Soroses", ["George Soros"]),
    "two of one first name": ("Ana Sample, Ana Tester, Ana", ["Ana", "Ana Sample", "Ana Tester"]),
    "a first name that is another's surname": (
        "Martin Sample, Ana Martin, Martin",
        ["Ana Martin/Martin", "Martin Sample"],
    ),
    "middle names": ("Kristi Lynn Noem, Kristi Noem, Noem", ["Kristi Lynn Noem/Kristi Noem/Noem"]),
    "initials": ("Amit P. Mehta, Amit Mehta", ["Amit Mehta/Amit P. Mehta"]),
    "other middle names": ("Amit P. Mehta, Amit R. Mehta", ["Amit P. Mehta", "Amit R. Mehta"]),
    "nicknames": ("William Sample, Bill Sample", ["Bill Sample/William Sample"]),
    "a first name cut short": (
        "Patrick Carlineo Jr., Pat Carlineo, Carlineo",
        ["Carlineo/Pat Carlineo/Patrick Carlineo Jr."],
    ),
    "no nickname": ("Ana Sample, Ben Sample", ["Ana Sample", "Ben Sample"]),
    "one letter": ("Letitia James, Letita James", ["Letita James/Letitia James"]),
    "one letter at a name's end": ("Ivan Petrov, Ivan Petrova", ["Ivan Petrov", "Ivan Petrova"]),
    "a hyphened surname": ("Lisa Lopez-Galvan, Lopez-Galvan, Lopez", ["Lisa Lopez-Galvan/Lopez-Galvan", "Lopez"]),
    "a surname of two words": ("Abigail Van Buren, Van Buren", ["Abigail Van Buren/Van Buren"]),
}


@pytest.mark.parametrize(("names", "groups"), GROUPS.values(), ids=GROUPS)
def test_names_of_one_person_are_joined(names: str, groups: list[str]) -> None:
    mentions = read_marked("; ".join(f"[{name}|person]" for name in names.split(", ")))[1]
    joined = join_people(list(gather(mentions, "en").values()))
    assert sorted("/".join(sorted(name.forms)) for name in joined) == groups


def test_a_surname_that_the_model_takes_for_something_else_joins_too() -> None:
    mentions = read_marked("[Jon Tester|person], [Tester|place], [Tester|organisation]")[1]
    (name,) = join_people(list(gather(mentions, "en").values()))
    assert name.kind == "person" and len(name.mentions) == 3


@pytest.mark.parametrize("other", ["Texas", "Amazon"])
def test_a_known_place_or_organisation_joins_no_person(other: str) -> None:
    kind = "place" if other == "Texas" else "organisation"
    mentions = read_marked(f"[Ana {other}|person] and [{other}|{kind}]")[1]
    assert len(join_people(list(gather(mentions, "en").values()))) == 2


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("melnikov", "melnykov", True),
        ("gaddaffi", "gaddafi", True),
        ("iran", "iraq", False),
        ("sample", "simple", False),
        ("slovakia", "slovenia", False),
        ("daniel sample", "daniela sample", False),
        ("sampletown", "sampletowns", False),
    ],
)
def test_near_spellings(a: str, b: str, near: bool) -> None:
    assert is_near(a, b) is near is is_near(b, a)


def test_a_surname_is_the_last_word_but_for_what_follows_names() -> None:
    assert surname("Martin Luther King Jr.") == "king"
