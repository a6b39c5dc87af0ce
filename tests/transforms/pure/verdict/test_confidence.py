"""The confidence of a text: the signs that lower it, each on a page of its own, and the weights in their file."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

import pytest
from msgspec.structs import replace

from transforms.pure.body.agreement import word_grams
from transforms.pure.body.bodies import Body, Reading
from transforms.pure.body.cleaning import DroppedBlock
from transforms.pure.body.parsed_page import ParsedPage, prepare_page
from transforms.pure.metadata.hints import read_hints
from transforms.pure.page.blocks import Block
from transforms.pure.page.elements import parse_html
from transforms.pure.page.notes import take_notes
from transforms.pure.verdict.confidence import BIAS, rate_signs, rate_text, read_signs

STORY = [
    f"Gate {letter} of the dam opens in week {n}, and the keeper of the lock counts every litre that passes it."
    for n, letter in enumerate("ABCDEFGH")
]
OTHER = [f"Wie die Stadt im Jahr {n} mitteilt, bleibt die Brücke auch im nächsten Sommer gesperrt." for n in range(8)]
WORDS = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Dam", "wordCount": 900}</script>'


def page_of(lines: Sequence[str], head: str = "") -> ParsedPage:
    tree = parse_html(f"<html><head>{head}</head><body><article>{''.join(lines)}</article></body></html>")
    assert tree is not None
    address = "https://paper.example/news/dam"
    return prepare_page(tree, address, read_hints(take_notes(tree), address))


def paragraphs_of(texts: Sequence[str]) -> list[str]:
    return [f"<p>{text}</p>" for text in texts]


def reading_of(name: str, texts: Sequence[str], dropped: Sequence[str] = ()) -> Reading:
    gone = [DroppedBlock("prompt", text) for text in dropped]
    return Reading(name, [Block(text) for text in texts], gone, word_grams("\n".join(texts)))


def body_of(own: Reading, *others: Reading) -> Body:
    return Body(
        paragraphs=[block.text for block in own.kept],
        source=own.name,
        agreement=None,
        flags=(),
        dropped=own.dropped,
        readings=(own, *others),
        line_up=(),
        why="",
        blocks=own.kept,
        made=(own, *others),
    )


WHOLE_PAGE = page_of(paragraphs_of(STORY))
WHOLE = body_of(reading_of("layout", STORY), reading_of("resiliparse", STORY))
LABELS = [line for text in STORY for line in (f"<p>{text}</p>", "<div>Now see the next picture of gate and lock</div>")]
WORSE = {
    "another reading has another text": (
        WHOLE_PAGE,
        body_of(reading_of("layout", STORY), reading_of("resiliparse", OTHER)),
    ),
    "only one reading was made": (WHOLE_PAGE, body_of(reading_of("layout", STORY))),
    "half was cleaned away": (
        WHOLE_PAGE,
        body_of(reading_of("layout", STORY[:4], STORY[4:]), reading_of("resiliparse", STORY[:4])),
    ),
    "a reading held ten times as much": (
        page_of(paragraphs_of(STORY * 10)),
        body_of(reading_of("layout", STORY), reading_of("resiliparse", STORY, STORY * 9)),
    ),
    "the page has much more": (page_of(paragraphs_of([*STORY, *OTHER * 4])), WHOLE),
    "short lines between the paragraphs are left out": (page_of(LABELS), WHOLE),
    "paragraphs between are left out": (
        WHOLE_PAGE,
        body_of(
            reading_of("layout", [STORY[0], *STORY[5:]]),
            reading_of("resiliparse", [STORY[0], *STORY[5:]]),
        ),
    ),
    "no line is a sentence": (
        page_of(paragraphs_of([text.rstrip(".") for text in STORY])),
        body_of(*(reading_of(name, [text.rstrip(".") for text in STORY]) for name in ("layout", "resiliparse"))),
    ),
    "the page declares many more words": (page_of(paragraphs_of(STORY), WORDS), WHOLE),
}


def test_a_text_on_which_all_agree_is_trusted() -> None:
    assert rate_text(WHOLE_PAGE, WHOLE) > 0.95


@pytest.mark.parametrize(("page", "body"), WORSE.values(), ids=WORSE)
def test_what_speaks_against_a_text_lowers_its_confidence(page: ParsedPage, body: Body) -> None:
    assert 0 <= rate_text(page, body) < rate_text(WHOLE_PAGE, WHOLE)


def test_no_text_has_no_confidence() -> None:
    assert rate_text(WHOLE_PAGE, body_of(reading_of("layout", []))) == 0.0


def test_a_text_from_elsewhere_is_longer_than_all_readings() -> None:
    body = replace(body_of(reading_of("layout", STORY[:1])), source="jsonld", paragraphs=STORY)
    assert 0 < rate_text(WHOLE_PAGE, body) < rate_text(WHOLE_PAGE, WHOLE)


def test_the_beginning_of_a_text_is_found_in_any_script() -> None:
    text = ["水位は早朝から上がり始め、昼前には堤防の半分の高さに達した。市は夕方まで注意を呼びかけている。"] * 6
    body = body_of(reading_of("layout", text), reading_of("resiliparse", text))
    signs = read_signs(page_of(paragraphs_of(text)), body)
    found = [signs[name] for name in ("gaps", "prose", "sentences", "apart")]
    assert found == pytest.approx([0, 0, 1, 0])


def test_each_sign_has_a_weight_and_no_other() -> None:
    lines = files("transforms.pure").joinpath("data/confidence.txt").read_text(encoding="utf-8").splitlines()
    names = [line.split()[0] for line in lines if not line.startswith("#")]
    assert names == [BIAS, *read_signs(WHOLE_PAGE, WHOLE)]


@pytest.mark.parametrize("value", [0.0, 1e9, -1e9])
def test_signs_beyond_all_bounds_give_a_figure(value: float) -> None:
    assert 0 <= rate_signs(dict.fromkeys(read_signs(WHOLE_PAGE, WHOLE), value)) <= 1
