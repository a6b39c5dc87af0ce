"""In which country a place lies: told where the name or the text leaves no doubt, else not."""

import re

import pytest

from transforms.pure.entities.place_countries import country_of

CASES = {
    "a country": ("Ukraine", "Ukraine waits.", "UA"),
    "a capital": ("Kyiv", "In Kyiv it rained.", "UA"),
    "a state": ("Nevada", "In Nevada it rained.", "US"),
    "a state behind": ("Paris", "He lives in Paris, Texas.", "US"),
    "a state's short form behind": ("Noblesville", "Noblesville, IN @ the hall", "US"),
    "a state's short form with dots": ("Fairview", "Fairview, Pa., is small.", "US"),
    "a country behind": ("Baar", "It sits in Baar, Switzerland.", "CH"),
    "a country in brackets": ("Baar", "It sits in Baar (Switzerland).", "CH"),
    "a country with in": ("Sampletown", "In Sampletown in France it rained.", "FR"),
    "not in a list": ("Lille", "In Lille, Kenya and Ghana it rained.", "FR"),
    "an unknown name in a list": ("Sampletown", "In Sampletown, Kenya and Ghana it rained.", None),
    "an unknown name": ("Sampletown", "In Sampletown it rained.", None),
    "York": ("York", "In York it rained.", None),
    "Jersey": ("Jersey", "In Jersey it rained.", None),
    "Vladimir": ("Vladimir", "In Vladimir it rained.", None),
    "Georgia alone": ("Georgia", "In Georgia it rained.", None),
    "Georgia of Atlanta": ("Georgia", "In Georgia, north of Atlanta, it rained.", "US"),
    "Georgia of Tbilisi": ("Georgia", "In Georgia's capital, Tbilisi, it rained.", "GE"),
    "Georgia among states": ("Georgia", "Arizona, Georgia and Nevada vote.", "US"),
    "a town with namesakes, its country not named": ("Melbourne", "Viera beat Melbourne and Cocoa.", None),
    "one of two countries": ("Springfield", "Springfield, Ohio, and Springfield, Ontario, differ.", None),
}


@pytest.mark.parametrize(("name", "text", "country"), CASES.values(), ids=CASES)
def test_a_country_is_told_where_it_is_certain(name: str, text: str, country: str | None) -> None:
    spans = [found.span() for found in re.finditer(name, text)]
    assert country_of(name, spans, text, "en") == country


def test_a_town_with_namesakes_lies_in_the_country_that_the_text_names() -> None:
    assert country_of("Melbourne", [(3, 12)], "In Melbourne it rained.", "en", {"AU", "NZ"}) == "AU"
