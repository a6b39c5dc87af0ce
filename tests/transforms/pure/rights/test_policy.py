"""Which articles are dropped because their publisher reserves what they are collected for."""

from __future__ import annotations

import re

import pytest

from transforms import reasons
from transforms.pure.rights.policy import RESERVED_BY, RightsOptions, find_reservation
from transforms.reasons import Reason
from transforms.rights import Rights, RightsSignal, Use

TDMREP = RightsSignal(standard="tdmrep", place="meta", value="tdm-reservation: 1", reserves=("tdm",))
SIGNAL = RightsSignal(
    standard="content_signal",
    place="robots_txt",
    value="search=yes, ai-train=no",
    allows=("search",),
    reserves=("train_ai",),
)
SAID = Rights(signals=(SIGNAL, TDMREP), tdm="reserved", train_ai="reserved", search="allowed")


@pytest.mark.parametrize(
    ("rights", "purposes", "reason"),
    [
        (SAID, ("train_ai",), reasons.RESERVED_CONTENT_SIGNAL),
        (SAID, ("tdm",), reasons.RESERVED_TDMREP),
        (SAID, ("ai_input",), reasons.RESERVED_TDMREP),
        (SAID, ("search",), None),
        (SAID, ("search", "tdm"), reasons.RESERVED_TDMREP),
        (Rights(), ("tdm", "train_ai", "ai_input", "search"), None),
        (Rights(tdm="allowed", train_ai="allowed"), ("train_ai",), None),
        (None, ("tdm",), None),
    ],
)
def test_what_is_reserved_for_a_purpose_is_dropped(
    rights: Rights | None, purposes: tuple[Use, ...], reason: Reason | None
) -> None:
    signal = find_reservation(rights, RightsOptions(policy="drop_reserved", purposes=purposes))
    assert (None if signal is None else RESERVED_BY[signal.standard]) == reason
    assert find_reservation(rights, RightsOptions(purposes=purposes)) is None


def test_what_a_page_takes_back_is_not_reserved() -> None:
    before = RightsSignal(standard="tdmrep", place="header", value="tdm-reservation: 1", reserves=("tdm",))
    after = RightsSignal(standard="tdmrep", place="meta", value="tdm-reservation: 0", allows=("tdm",))
    rights = Rights(signals=(before, after), tdm="allowed")
    assert find_reservation(rights, RightsOptions(policy="drop_reserved", purposes=("tdm",))) is None


def test_to_drop_needs_a_purpose() -> None:
    with pytest.raises(ValueError, match=re.escape("drop_reserved needs rights.purposes")):
        RightsOptions(policy="drop_reserved")
