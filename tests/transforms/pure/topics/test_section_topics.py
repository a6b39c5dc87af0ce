"""Which topics the names of sections, tags and folders stand for."""

from importlib.resources import files

import pytest

from transforms.pure.topics.section_topics import path_names, plain, sections_for

NAMES = (
    "arts crime disaster economy education environment health human labour leisure politics religion science society sport war"
    " weather"
)
CODE = {name: f"medtop:{number:02}000000" for number, name in enumerate(NAMES.split(), 1)}


@pytest.mark.parametrize(
    ("language", "name", "topics"),
    [
        ("en", "Business", ["economy"]),
        ("en-GB", "Crime & Courts", ["crime"]),
        ("en", "Sports News", ["sport"]),
        ("en", "Business/Technology", ["economy", "science"]),
        ("en", "News > Politics", ["politics"]),
        ("de", "Wirtschaft", ["economy"]),
        ("de", "Fußball", ["sport"]),
        ("de", "Nachrichten Wirtschaft", ["economy"]),
        ("de", "Krimi", ["crime"]),
        ("es", "Economía", ["economy"]),
        ("fr", "Santé", ["health"]),
        ("it", "Esteri, Politica", ["politics"]),
        ("pt-BR", "Esportes", ["sport"]),
        ("nl", "Weer", ["weather"]),
        ("pl", "Pogoda", ["weather"]),
        ("ru", "Политика", ["politics"]),
        ("uk", "Здоров’я", ["health"]),
        ("sv", "Nöje", ["arts"]),
        ("nb", "Krig", ["war"]),
        ("da", "Vejret", ["weather"]),
        ("fi", "Urheilu", ["sport"]),
        ("cs", "Věda", ["science"]),
        ("tr", "Eğitim", ["education"]),
        ("ro", "Sănătate", ["health"]),
        ("hu", "Gazdaság", ["economy"]),
        ("el", "Θρησκεία", ["religion"]),
        ("ar", "رياضة", ["sport"]),
        ("hi", "खेल", ["sport"]),
        ("id", "Olahraga", ["sport"]),
        ("ja", "経済", ["economy"]),
        ("ko", "스포츠", ["sport"]),
        ("zh", "体育", ["sport"]),
        # A language without a file reads what all others agree on; so does a page whose language nobody knows.
        ("eu", "Kultura", ["arts"]),
        (None, "Wirtschaft", ["economy"]),
    ],
)
def test_a_name_stands_for_its_topics(language: str | None, name: str, topics: list[str]) -> None:
    assert list(sections_for(language).topics_of(name)) == [CODE[topic] for topic in topics]


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "World"),
        ("en", "News"),
        ("de", "Panorama"),
        ("de", "Vermischtes"),
        ("de", "Gesellschaft"),
        ("de", "Blaulicht"),
        ("fr", "Faits divers"),
        ("es", "Sociedad"),
        ("it", "Cronaca"),
        ("ru", "Общество"),
        ("ru", "Происшествия"),
        ("ja", "社会"),
        ("en", "Marian Holt"),
        ("en", ""),
    ],
)
def test_a_name_that_may_hold_anything_stands_for_none(language: str, name: str) -> None:
    assert sections_for(language).topics_of(name) == ()


def test_a_short_name_of_one_language_says_nothing_in_another() -> None:
    assert sections_for("es").topics_of("PP") == (CODE["politics"],)
    assert sections_for("fi").topics_of("PP") == ()


def test_names_of_the_user_come_first() -> None:
    sections = sections_for("en", (("Dam Watch", "environment"), ("Business", "none")))
    assert sections.topics_of("dam-watch") == (CODE["environment"],)
    assert sections.topics_of("Business") == ()


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("https://valley.example/sport/fussball/dam-12.html", ["sport", "fussball"]),
        ("https://sport.valley.example/dam-12", ["sport"]),
        ("https://www.valley.example/2026/03/21/business/dam-opens/", ["www", "business"]),
        ("https://valley.example/%D1%81%D0%BF%D0%BE%D1%80%D1%82/1", ["спорт"]),
        ("https://valley.example/business", []),
        ("https://valley.example/it/people/dam", []),
    ],
)
def test_an_address_names_its_folders_and_hosts_but_not_the_article(url: str, names: list[str]) -> None:
    assert path_names(url, "valley.example") == names


def test_every_file_has_a_name_for_every_topic_and_none_for_two() -> None:
    for file in files("transforms.pure").joinpath("data", "topics").iterdir():
        headings, meanings, heading = [], {}, ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                heading = line.strip("[]")[:2]
                headings.append(heading)
                continue
            for name in filter(None, map(plain, line.split(","))):
                assert meanings.setdefault(name, heading) == heading, f"{file.name}: {name}"
        assert headings == [*(f"{number:02}" for number in range(1, 18)), "no"], file.name
