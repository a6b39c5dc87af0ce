"""Which states can be named."""

from __future__ import annotations

import pytest

from transforms.notices.options import STATES, check_states


def test_all_states_are_known() -> None:
    check_states(STATES)


def test_another_one_is_refused() -> None:
    with pytest.raises(ValueError, match="'rain' is none of store_failing, "):
        check_states(("disk_low", "rain"))
