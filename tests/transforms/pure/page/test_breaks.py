"""Single line breaks: which of them part paragraphs."""

from __future__ import annotations

import pytest

from transforms.pure.page.breaks import find_partings, parts_sentences, text_length

LONG = "The council voted to pay for the repair of the slipway from its fund."

PARTINGS = {
    "sentences": ([LONG, LONG], [True]),
    "a long sentence and a short one": ([LONG, "Nobody spoke."], [True]),
    "short sentences": (["The tide goes out.", "The tide comes in."], [False]),
    "a sentence that goes on": (
        [LONG, "and so on, and on, and on, until the evening of the last day of May."],
        [False],
    ),
    "verses": (["The tide goes out,", "The gulls come in,"], [False]),
    "an address": (["Harbour Office", "12 Pier Road", "Quarry"], [False, False]),
    "a dialogue": (["– When?", "– After Easter.", "– Who pays?"], [True, True]),
    "a dialogue, and who listens": (["He waited.", "— ¿Y?", "— Nada.", "He left."], [True, True, True]),
    "one dash": (["The dam", "– and its gate"], [False]),
    "said in quotation marks": (["„Wann?“", "„Nach Ostern.“"], [True]),
    "said in corner brackets": (["「いつですか」", "「復活祭の後」"], [True]),
    "a quotation and its source": (["„Nach Ostern“", "Ana Sample"], [False]),
    "questions and answers": (["Q. When?", "A. After Easter."], [True]),
    "a subhead in capitals": (["WHAT IT COSTS", LONG], [True]),
    "lines in capitals": (
        ["WHAT IT COSTS", "AND WHO WILL PAY FOR THE REPAIR OF THE OLD SLIPWAY AND FOR ITS LIGHTS"],
        [False],
    ),
    "results below their heading": (
        ["Second league", "Alma 3, Berta 1", "Clara 2, Dora 2", "Emma 0, Frida 1"],
        [True] * 3,
    ),
    "marked items": (["• bread", "• salt"], [True]),
    "numbered items": (["1. Bread", "2. Salt"], [True]),
    "labels": (["Where: the pier", "When: Monday"], [True]),
    "one label": (["Where: the pier", "in the harbour"], [False]),
    "results": (["Alma 3, Berta 1", "Clara 2, Dora 2", "Emma 0, Frida 1"], [True, True]),
    "two with numbers": (["Pier Road 12", "4711 Quarry"], [False]),
    "ideographs": (
        ["会議は来年の三月に開かれる予定であり、場所は港の近くの古い倉庫だという。", "費用は決まっていない。"],
        [True],
    ),
    "one piece": (["The dam"], []),
}


@pytest.mark.parametrize(("texts", "expected"), PARTINGS.values(), ids=PARTINGS)
def test_which_breaks_part_paragraphs(texts: list[str], expected: list[bool]) -> None:
    assert find_partings(texts, [False] * len(texts)) == expected


BOLD = {
    "a subhead": (["What it costs", LONG], True),
    "a question": (["Who pays?", "Nobody."], True),
    "a label": (["Ingredients", "Flour, salt"], False),
    "too long for a subhead": ([f"{LONG} {LONG[:-1]}", LONG], False),
}


@pytest.mark.parametrize(("texts", "expected"), BOLD.values(), ids=BOLD)
def test_a_bold_line_ahead_of_a_text_is_a_subhead(texts: list[str], expected: bool) -> None:
    assert find_partings(texts, [True, False]) == [expected]


def test_an_ideograph_counts_as_two() -> None:
    assert (text_length("dam"), text_length("Damm über"), text_length("水 dam")) == (3, 9, 6)


JOINTS = {
    "sentences": ("The tide goes out.", "The tide comes in.", True),
    "lines": ("The tide goes out", "The tide comes in", True),
    "a quotation": ("The tide goes out.", "“It does.”", True),
    "words of a script without capitals": ("मधु घर गया।", "सीता आई।", True),
    "ideographs": ("潮が 引いた。", "潮が満ちた。", False),
    "a word that goes on": ("The tide go", "es out", False),
    "initials": ("It is in the U.", "S. harbour", False),
    "a name in two parts": ("You", "Tube", False),
    "a number": ("Gate no.", "5", False),
}


@pytest.mark.parametrize(("before", "text", "expected"), JOINTS.values(), ids=JOINTS)
def test_where_two_elements_meet(before: str, text: str, expected: bool) -> None:
    assert parts_sentences(before, text) is expected
