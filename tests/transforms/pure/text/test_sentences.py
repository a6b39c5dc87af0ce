"""Where sentences end, in several scripts."""

import pytest

from transforms.pure.text.sentences import ends_clause, ends_sentence, holds_sentence

# text: ends a sentence, ends a clause, holds the end of a sentence
ENDS = {
    "full stop": ("The dam opens.", True, True, True),
    "quotation": ("“The dam opens.”", True, True, True),
    "quotation in brackets": ("(“Does it open?”)", True, True, True),
    "space behind": ("The dam opens. ", True, True, True),
    "ellipsis": ("The dam opens…", True, True, True),
    "Chinese": ("大坝周一开放。", True, True, True),
    "Japanese quotation": ("「ダムが開く！」", True, True, True),
    "Hindi": ("बाँध सोमवार को खुलेगा।", True, True, True),
    "Arabic question": ("هل يفتح السد؟", True, True, True),
    "colon": ("The keeper said:", False, True, False),
    "semicolon": ("The dam opens;", False, True, False),
    "midst of a sentence": ("The dam opens on", False, False, False),
    "midst of the second": ("It opens. On Monday the", False, False, True),
    "quotation without a stop": ("“The dam opens”", False, False, False),
    "nothing": ("", False, False, False),
}


@pytest.mark.parametrize(("text", "sentence", "clause", "anywhere"), ENDS.values(), ids=ENDS)
def test_the_end_of_a_sentence(text: str, sentence: bool, clause: bool, anywhere: bool) -> None:
    assert (ends_sentence(text), ends_clause(text), holds_sentence(text)) == (sentence, clause, anywhere)
