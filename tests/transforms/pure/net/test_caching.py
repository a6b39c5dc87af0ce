"""How long an answer says that it is fresh."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.pure.net.caching import cache_seconds

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
TEN = "Sun, 22 Nov 2026 10:00:00 GMT"
ELEVEN = "Sun, 22 Nov 2026 11:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param({}, None, id="nothing-said"),
        pytest.param({"Cache-Control": "public"}, None, id="no-time-said"),
        pytest.param({"Cache-Control": "max-age=600"}, 600.0, id="max-age"),
        pytest.param({"cache-control": "Public, Max-Age=600"}, 600.0, id="any-case"),
        pytest.param({"Cache-Control": 'max-age="600"'}, 600.0, id="quoted"),
        pytest.param({"Cache-Control": "max-age=600", "Age": "450"}, 150.0, id="age-is-used-up"),
        pytest.param({"Cache-Control": "max-age=600", "Age": "9999"}, 0.0, id="older-than-fresh"),
        pytest.param({"Cache-Control": "s-maxage=600"}, None, id="for-shared-caches-only"),
        pytest.param({"Cache-Control": "max-age=600, no-cache"}, 0.0, id="no-cache-beats-max-age"),
        pytest.param({"Cache-Control": "no-store"}, 0.0, id="no-store"),
        pytest.param({"Cache-Control": "max-age=600", "Expires": TEN, "Date": TEN}, 600.0, id="max-age-beats-expires"),
        pytest.param({"Cache-Control": "max-age=-1"}, 0.0, id="negative"),
        pytest.param({"Cache-Control": "max-age=soon"}, 0.0, id="not-a-number"),
        pytest.param({"Cache-Control": "max-age=" + "9" * 5000}, 2.0**31, id="more-digits-than-python-reads"),
        pytest.param({"Cache-Control": "max-age=000000000000600"}, 600.0, id="leading-zeros"),
        pytest.param({"Expires": ELEVEN, "Date": TEN}, 3600.0, id="expires"),
        pytest.param({"Expires": ELEVEN}, 3600.0, id="expires-without-date"),
        pytest.param(
            {"Expires": "Mon, 01 Jan 2001 01:00:00 GMT", "Date": "Mon, 01 Jan 2001 00:00:00 GMT"},
            3600.0,
            id="server-clock-is-wrong",
        ),
        pytest.param({"Expires": TEN, "Date": ELEVEN}, 0.0, id="expired"),
        pytest.param({"Expires": "0"}, 0.0, id="expires-zero"),
        pytest.param({"Expires": "Sun, 22 Nov 2026 11:00:00 -0000", "Date": TEN}, 3600.0, id="unknown-zone-is-utc"),
    ],
)
def test_freshness_of_an_answer(headers: dict[str, str], expected: float | None) -> None:
    assert cache_seconds(headers, NOW) == expected


@given(st.dictionaries(st.sampled_from(["Cache-Control", "Expires", "Date", "Age"]), st.text(max_size=60)))
def test_any_header_gives_none_or_a_bounded_number(headers: dict[str, str]) -> None:
    seconds = cache_seconds(headers, NOW)
    assert seconds is None or 0 <= seconds <= 2**31
