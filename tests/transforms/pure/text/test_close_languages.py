"""Languages that are written much alike."""

from importlib.resources import files

import pytest

from transforms.pure.text.close_languages import FAMILIES, chinese_script, weigh_relatives

HALF = {"da": 0.4, "no": 0.5, "en": 0.1}


def test_words_decide_between_relatives_and_leave_the_others_as_they_are() -> None:
    weighed = weigh_relatives(HALF, "Tre uger efter stormen")
    assert weighed["da"] > 0.85
    assert weighed["en"] == 0.1
    assert sum(weighed.values()) == pytest.approx(1)


def test_without_such_words_all_stays() -> None:
    assert weigh_relatives(HALF, "Stormen er her") == pytest.approx(HALF)


def test_a_family_is_looked_at_only_where_the_likeliest_is_of_it() -> None:
    chances = {"en": 0.6, "da": 0.3, "no": 0.1}
    assert weigh_relatives(chances, "efter") == chances


def test_nothing_is_weighed_where_nothing_is_known() -> None:
    assert weigh_relatives({}, "efter") == {}


def test_each_language_of_a_family_has_its_words() -> None:
    names = {
        file.name.removesuffix(".txt") for file in files("transforms.pure").joinpath("data/telling_words").iterdir()
    }
    assert names == set().union(*FAMILIES)


SCRIPTS = {
    "traditional": ("市議會不顧居民抗議批准新橋項目", "Hant"),
    "simplified": ("市议会不顾居民抗议批准新桥项目", "Hans"),
    "written alike in both": ("北京市大雨", None),
    "a name in the other script": ("市议会不顾居民抗议批准新桥项目 臺灣", "Hans"),
    "as much of each": ("議會 议会", None),
}


@pytest.mark.parametrize(("text", "script"), SCRIPTS.values(), ids=SCRIPTS.keys())
def test_chinese_script(text: str, script: str | None) -> None:
    assert chinese_script(text) == script
