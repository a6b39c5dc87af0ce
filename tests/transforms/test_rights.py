"""What is said of uses: the records cannot be changed, come back from their bytes, and say nothing where nothing was said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from transforms.rights import NOTHING_HEARD, Heard, Rights, RightsSignal, Statement

SIGNAL = RightsSignal(standard="tdmrep", place="meta", value="tdm-reservation: 1", reserves=("tdm",))
ALL: list[Any] = [
    SIGNAL,
    Statement(signal=SIGNAL, policy_url="https://valley.example/p"),
    Heard(agent="archive", statements=(Statement(signal=SIGNAL),), headers=(("content-usage", "search=y"),)),
    Rights(signals=(SIGNAL,), tdm="reserved", seen_at=datetime(2026, 11, 30, 12, tzinfo=UTC)),
]


@pytest.mark.parametrize("record", ALL, ids=lambda record: type(record).__name__)
def test_a_record_comes_back_from_its_bytes(record: msgspec.Struct) -> None:
    data = msgspec.json.encode(record)
    assert msgspec.json.decode(data, type=type(record)) == record
    with pytest.raises(AttributeError, match="immutable"):
        setattr(record, record.__struct_fields__[0], None)


def test_nothing_is_said_where_nothing_was() -> None:
    assert NOTHING_HEARD.statements == () == NOTHING_HEARD.headers
    assert {value for value in msgspec.to_builtins(Rights()).values() if value} == set()


def test_a_use_is_allowed_or_reserved_and_nothing_else() -> None:
    with pytest.raises(msgspec.ValidationError, match="tdm"):
        msgspec.json.decode(b'{"tdm": "perhaps"}', type=Rights)
