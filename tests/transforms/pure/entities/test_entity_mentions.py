"""What a model takes for names, cleaned: each case is a kind of mistake that spaCy's model makes on news."""

import pytest
from marked_mentions import read_marked

from transforms.pure.entities.entity_mentions import clean_mentions, look_at, starts_sentence
from transforms.pure.entities.entity_models import Mention

# A text with the mention between slashes, its kind, and the names that come out.
CASES = {
    "possessive": ("/Kyiv's/ mayor spoke.", "organisation", ["Kyiv"]),
    "curly possessive": ("/Engoron’s/ home", "person", ["Engoron"]),
    "plural possessive": ("the /Fox News'/ report", "organisation", ["Fox News"]),
    "owner and owned": (
        "/South Dakota's Department of Health/ said",
        "organisation",
        ["South Dakota", "Department of Health"],
    ),
    "a brand": ("/Macy's/ closes stores", "organisation", ["Macy's"]),
    "a brand, by the text": ("/Odo's/ is closing. Odo's said so. Ask Odo's.", "organisation", ["Odo's"]),
    "an owner, by the text": ("/Odo's/ is closing. Odo said so. Ask Odo's.", "organisation", ["Odo"]),
    "article": ("/the United Nations/ said", "organisation", ["United Nations"]),
    "capital article": ("/The Sample Bank/ waits", "organisation", ["Sample Bank"]),
    "an article that belongs to the name": ("/The Hague/ waits", "place", ["The Hague"]),
    "title": ("/President Biden/ came", "person", ["Biden"]),
    "titles": ("/Prime Minister Sir Keir Sample/ came", "person", ["Keir Sample"]),
    "no title of an organisation": ("the /General Motors/ plant", "organisation", ["General Motors"]),
    "quotation marks": ("a “/False Belief'/”", "person", ["False Belief"]),
    "small letters round it": ("/the immigration department/ said", "organisation", []),
    "small letters behind": ("/Logar province/ fell", "place", ["Logar"]),
    "small letters in front": ("/mayor of Springfield/", "place", ["Springfield"]),
    "a particle stays": ("/de Blasio/ spoke", "person", ["de Blasio"]),
    "signs between": ("/FL @ Midway Hall/", "organisation", ["Midway Hall"]),
    "a handle": ("by /@Ilhan/ today", "organisation", ["Ilhan"]),
    "an address": ("at /www.example.com/ now", "organisation", []),
    "a month": ("in /December/ 2020", "person", []),
    "a weekday": ("on /Monday/ he", "person", []),
    "a time zone": ("at 7 a.m. /ET/ sharp", "person", []),
    "a short form": ("a /COVID-19/ ward", "person", []),
    "a number": ("/2,090.9/ points", "organisation", []),
    "a plain word at the beginning": ("/Televised/ debates are new. They were televised.", "place", []),
    "the same with no small form": ("/Corbyn/ debates. He was heard.", "person", ["Corbyn"]),
    "a house number": ("/Box 69440/ is", "person", []),
    "a comma between names": ("/Big Sample, Braunton/ said", "organisation", ["Big Sample", "Braunton"]),
    "a comma in front of a legal form": ("/Sample, Inc./ said", "organisation", ["Sample, Inc."]),
    "commas in a ministry": (
        "/Board of Trade, Roads and Sea/",
        "organisation",
        ["Board of Trade, Roads and Sea"],
    ),
    "a person of something": ("/Ana Sample of Odo/ said", "person", ["Ana Sample", "Odo"]),
    "a word in front of a full name": ("/Ukraine Kurt Sample/ said", "organisation", ["Kurt Sample"]),
    "a verb in front of a name": ("/Hosting Sampler/ was fun", "person", ["Sampler"]),
    "credits": ("by /Ana Sample Writing/ by", "person", ["Ana Sample"]),
    "a day": ("/July 25/ call", "organisation", []),
    "a frequent word at the beginning": ("It is late. /Twice/ he fell.", "person", []),
    "a frequent word that is no town": ("It is late. /Twice/ he fell.", "place", []),
    "a town that is a frequent word": ("June 9 – /Phoenix/, AZ @ Hall", "place", ["Phoenix"]),
    "two countries": ("the /U.S.-Mexico/ border", "organisation", ["U.S.", "Mexico"]),
    "new in a heading": ("/New South Dakota/ law", "place", ["South Dakota"]),
    "a whole sentence": ("/" + "Very " * 10 + "Long/ it is", "organisation", []),
}


@pytest.mark.parametrize(("marked", "kind", "names"), CASES.values(), ids=CASES)
def test_names_are_cleaned(marked: str, kind: str, names: list[str]) -> None:
    before, name, behind = marked.split("/")
    text = before + name + behind
    mention = Mention(name, kind, len(before), len(before) + len(name))  # type: ignore[arg-type]
    clean = clean_mentions([mention], look_at(text))
    assert [found.name for found in clean] == names
    assert all(text[found.start : found.end] == found.name for found in clean)


def test_a_name_that_is_completed_takes_up_what_the_model_took_for_another() -> None:
    text, mentions = read_marked("[Ursula von der|person] [Leyen|place] and [Leyen|place]")
    found = [(one.name, one.start) for one in clean_mentions(mentions, look_at(text))]
    assert found == [("Ursula von der Leyen", 0), ("Leyen", 25)]


@pytest.mark.parametrize(
    ("text", "start", "begins"),
    [
        ("Rain fell.", 0, True),
        ("It fell. Rain", 9, True),
        ("“Rain fell", 1, True),
        ("In Kyiv", 3, False),
        ("a\n\nRain", 3, True),
    ],
)
def test_where_a_sentence_begins(text: str, start: int, begins: bool) -> None:
    assert starts_sentence(text, start) is begins
