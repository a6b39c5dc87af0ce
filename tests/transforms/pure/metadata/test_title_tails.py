"""What stands behind a title and is not the title's."""

import pytest

from transforms.pure.metadata.title_tails import cut_tail, is_site_name, name_sections, strip_site_names
from transforms.pure.page.jsonld import Linked
from transforms.pure.text.normal import fold


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("Dam opens - Valley Herald", "Valley Herald", "Dam opens"),
        ("VALLEY HERALD: Dam", "Valley Herald", "VALLEY HERALD: Dam"),
        ("Valley Herald | Dam opens", "Valley Herald", "Dam opens"),
        ("Dam - opens", "Valley Herald", "Dam - opens"),
        ("Dam opens - Valley Herald", None, "Dam opens - Valley Herald"),
        ("Dam opens | The Valley Star", "Valley Star", "Dam opens"),
        ("Dam opens - Valley Star News", "valleystar", "Dam opens"),
        ("Dam opens | News", "Valley Star", "Dam opens | News"),
        ("Dam opens | valleystar.com", None, "Dam opens"),
        ("Dam opens | Node.js", None, "Dam opens | Node.js"),
        ("Dam opens | ASP.NET", None, "Dam opens | ASP.NET"),
        ("Dam opens early - world | Valley Star", "Valley Star", "Dam opens early - world"),
    ],
)
def test_the_name_of_the_site_is_stripped(title: str, site: str | None, expected: str) -> None:
    names = {fold(site).replace(" ", "")} if site else set()
    assert strip_site_names(title, names) == expected


def test_a_section_between_title_and_site_goes_unless_a_source_says_it_with_the_title() -> None:
    title, names = "Dam opens early - World | Valley Star", {"valleystar"}
    assert strip_site_names(title, names) == "Dam opens early"
    assert strip_site_names(title, names, {"dam opens early world"}) == "Dam opens early - World"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("The Valley Star", True), ("Valley Star News", True), ("valleystar.co.uk", True), ("Valley", False), ("", False)],
)
def test_names_of_a_site(text: str, expected: bool) -> None:
    assert is_site_name(text, {"valleystar"}) is expected


def test_sections_are_those_declared_and_the_folders_of_the_address() -> None:
    address = "https://valley.example/news/world-affairs/dam-opens/?page=2"
    assert {"news", "worldaffairs", "rivers"} <= name_sections(Linked(section="Rivers"), {}, address)
    assert "damopens" not in name_sections(Linked(), {}, address)
    assert name_sections(Linked(), {}, None) == set()


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("The dam is open | Bulletin", "The dam is open", "The dam is open"),
        ("Bulletin - The dam is open", "The dam is open", "The dam is open"),
        (
            "The dam is open after all that rain - Now what?",
            "Now what?",
            "The dam is open after all that rain - Now what?",
        ),
        ("The dam is open", "The dam", "The dam is open"),
    ],
)
def test_what_another_source_says_alone_is_kept(text: str, known: str, expected: str) -> None:
    assert cut_tail(text, {fold(known)}) == expected
