"""The credit of a picture, apart from its caption."""

import pytest
from page_hints import parsed

from transforms.pure.metadata.credits import is_byline, is_credit, read_caption, split_credit

CREDITS = {
    "French": ("Le barrage. Crédit : Anne Exemple", ("Le barrage.", "Anne Exemple")),
    "Russian": ("Плотина Фото: Анна Пример", ("Плотина", "Анна Пример")),
    "Japanese sign": ("ダムの門＝通信社", ("ダムの門", "通信社")),
    "Japanese place": ("ダムの門＝例子町", ("ダムの門＝例子町", None)),
    "Japanese bracket": ("ダムの門（例子花子撮影）", ("ダムの門", "例子花子撮影")),
    "Korean bracket": ("댐의 문이 열리고 있다. [사진 = 김예시 기자]", ("댐의 문이 열리고 있다", "김예시 기자")),
    "bare": ("The gate seen from the ground up. Supplied", ("The gate seen from the ground up", "Supplied")),
    "abbreviation is no end": ("The dam with Rep. Ana Sample", ("The dam with Rep. Ana Sample", None)),
    "archive": ("The dam in June. (Archivbild)", ("The dam in June. (Archivbild)", None)),
    "slash": ("The dam in June / Ana Sample", ("The dam in June", "Ana Sample")),
    "bracket behind the sentence": ("The dam. (Valley Photo)", ("The dam.", "Valley Photo")),
    "bracket within": ("The dam (left) in June", ("The dam (left) in June", None)),
    "bracket behind, with a name in the genitive": ("The dam. (Sample's)", ("The dam.", "Sample's")),
    "bracket ahead": ("(Photo: Ana Sample) The dam opens", ("The dam opens", "Ana Sample")),
    "bracket in the midst": ("The dam (photo: Ana Sample) in June", ("The dam in June", "Ana Sample")),
    "bracket in the credit": ("The dam. Photo: Ana Sample (Valley)", ("The dam.", "Ana Sample (Valley)")),
    "bracket in a bracket": ("The dam (Photo: Ana Sample (Valley))", ("The dam", "Ana Sample (Valley)")),
    "bracket of another, cut off": ("The dam. Photo: Ana Sample)", ("The dam.", "Ana Sample")),
    "Polish": ("Zapora w czerwcu. Fot. Ewa Przykład", ("Zapora w czerwcu.", "Ewa Przykład")),
    "courtesy": ("The dam. Photo courtesy of Ana Sample", ("The dam.", "Ana Sample")),
    "bar": ("The dam | Valley Photo", ("The dam", "Valley Photo")),
    "copyright": ("The dam © Ana Sample", ("The dam", "Ana Sample")),
    "German": ("Der Damm. Foto: Jörg Muster", ("Der Damm.", "Jörg Muster")),
    "none": ("The dam in June.", ("The dam in June.", None)),
}


@pytest.mark.parametrize(("caption", "expected"), CREDITS.values(), ids=CREDITS.keys())
def test_split_credit(caption: str, expected: tuple[str, str | None]) -> None:
    assert split_credit(caption) == expected


INSIDE = {
    "words alone": ("<figcaption>The dam opens.</figcaption>", ("The dam opens.", None)),
    "element of its own": (
        "<figcaption>The dam. <span class='credit'>Valley Photo</span></figcaption>",
        ("The dam.", "Valley Photo"),
    ),
    "label inside": ("<figcaption>The dam. <cite>Photo: Ana Sample</cite></figcaption>", ("The dam.", "Ana Sample")),
    "sign ahead of the element": (
        "<figcaption>The dam © <cite>Ana Sample</cite></figcaption>",
        ("The dam", "Ana Sample"),
    ),
    "credit alone": ("<figcaption><cite>Ana Sample</cite></figcaption>", (None, "Ana Sample")),
    "hidden label": (
        "<figcaption><span class='sr-only'>Caption</span>The dam opens.</figcaption>",
        ("The dam opens.", None),
    ),
    "hidden by another name": (
        "<figcaption><b class='u-hidden'>Caption</b>The dam opens.<i style='display: none'>x</i></figcaption>",
        ("The dam opens.", None),
    ),
    "not hidden": ("<figcaption>The <i class='hidden-gem'>dam</i> opens.</figcaption>", ("The dam opens.", None)),
    "button of another kind": (
        "<figcaption>The dam opens.<span role='button'>Share</span><b class='toggle-caption'>hide</b></figcaption>",
        ("The dam opens.", None),
    ),
    "source in a line ahead": (
        "<figcaption><span>Valley Photo</span><br>The dam opens early, to the joy of all the gulls.</figcaption>",
        ("The dam opens early, to the joy of all the gulls.", "Valley Photo"),
    ),
    "heading in a line ahead": (
        "<figcaption><b>Early Dam</b><br>The dam opens early, to the joy of all the gulls.</figcaption>",
        ("Early Dam The dam opens early, to the joy of all the gulls.", None),
    ),
    "brackets in an element of its own": (
        "<figcaption>The dam. <cite>Ana Sample (Valley)</cite></figcaption>",
        ("The dam.", "Ana Sample (Valley)"),
    ),
    "button": ("<figcaption>The dam opens.<button>Share</button></figcaption>", ("The dam opens.", None)),
    "blank": ("<figcaption> </figcaption>", (None, None)),
}


@pytest.mark.parametrize(("markup", "expected"), INSIDE.values(), ids=INSIDE)
def test_read_caption(markup: str, expected: tuple[str | None, str | None]) -> None:
    assert read_caption(parsed(markup).find(".//figcaption")) == expected


def test_what_stands_behind_the_alternative_text_is_a_credit() -> None:
    assert split_credit("The dam opens early Ana Sample", ["The dam opens early"]) == (
        "The dam opens early",
        "Ana Sample",
    )
    assert split_credit("The dam opens early Ana Sample") == ("The dam opens early Ana Sample", None)


MARKED = {
    "cite": ("<cite>Ana Sample</cite>", True),
    "class": ("<span class='photo-Credit'>Ana Sample</span>", True),
    "microdata": ("<span itemprop='copyrightHolder'>Ana Sample</span>", True),
    "test id": ("<span data-testid='photographer'>Ana Sample</span>", True),
    "plain": ("<span class='caption'>Ana Sample</span>", False),
}


@pytest.mark.parametrize(("markup", "expected"), MARKED.values(), ids=MARKED)
def test_is_credit(markup: str, expected: bool) -> None:
    assert is_credit(parsed(f"<p>{markup}</p>").find(".//p")[0]) is expected


BESIDE = {
    "byline": ("By Ana Sample", True),
    "German byline": ("Von Jörg Muster, Berlin", True),
    "date": ("22. 11. 2026", True),
    "sentence": ("By night the dam glows", False),
    "name alone": ("Ana Sample", False),
}


@pytest.mark.parametrize(("text", "expected"), BESIDE.values(), ids=BESIDE)
def test_is_byline(text: str, expected: bool) -> None:
    assert is_byline(text) is expected
