"""What need not be fetched, since it is known to be reserved."""

import pytest

from transforms.pure.rights.beforehand import foresee
from transforms.pure.rights.policy import RightsOptions
from transforms.pure.rights.statements import stated
from transforms.rights import Place, Statement, Use

FILE = stated("tdmrep", "tdmrep_file", "1", {"tdm": "reserved"})
USAGE = stated("aipref", "robots_txt", "train-ai=n", {"train_ai": "reserved"})
FEED = stated("rsl", "feed", "<content/>", {"ai_input": "reserved", "search": "allowed"})
SEARCH = stated("content_signal", "robots_txt", "search=yes", {"search": "allowed"})


@pytest.mark.parametrize(
    ("said", "purposes", "place"),
    [
        ([FILE], ("tdm",), "tdmrep_file"),
        ([FILE], ("train_ai",), "tdmrep_file"),
        ([FILE], ("search",), None),
        ([SEARCH, USAGE], ("train_ai",), "robots_txt"),
        ([SEARCH, USAGE], ("tdm", "ai_input"), None),
        ([FEED, USAGE], ("ai_input",), "feed"),
        ([SEARCH, FEED], ("search",), None),
        ([], ("tdm", "train_ai", "ai_input", "search"), None),
    ],
)
def test_what_is_reserved_for_a_purpose_is_foreseen(
    said: list[Statement], purposes: tuple[Use, ...], place: Place | None
) -> None:
    signal = foresee(said, RightsOptions(policy="drop_reserved", purposes=purposes))
    assert (None if signal is None else signal.place) == place


def test_who_only_records_foresees_nothing() -> None:
    assert foresee([FILE], RightsOptions(purposes=("tdm",))) is None
