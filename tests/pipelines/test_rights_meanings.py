from typing import get_args

from pipelines.rights_meanings import RIGHTS_MEANINGS
from transforms.rights import Place, RightsSignal, Standard


def test_each_meaning_is_a_sentence() -> None:
    texts = [meaning.text for fields in RIGHTS_MEANINGS.values() for meaning in fields.values()]
    assert len(texts) >= 12 and all(text.endswith(".") for text in texts)


def test_each_standard_and_each_place_is_named() -> None:
    meanings = RIGHTS_MEANINGS[RightsSignal]
    assert all(name in meanings["standard"].text for name in get_args(Standard))
    assert all(name in meanings["place"].text for name in get_args(Place))
