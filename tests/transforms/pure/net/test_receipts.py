"""How a site was asked, day by day."""

from datetime import date, timedelta

import msgspec

from transforms.pure.net.receipts import Receipt, Receipts, merge_receipts, note_answer, note_request

DAY = date(2026, 11, 22)


def days_later(days: int) -> date:
    return DAY + timedelta(days=days)


def test_requests_and_answers_add_up() -> None:
    receipts: Receipts = ()
    for gap, status, size, wait in (
        (None, 200, 900, None),
        (2.0, 304, 0, None),
        (1.25, 429, 0, 60.0),
        (3.0, 503, 0, 30.0),
    ):
        receipts = note_request(receipts, DAY, gap)
        receipts = note_answer(receipts, DAY, status, size, wait)
    assert receipts == (Receipt(DAY, 4, 1, 900, 1.25, 2, 60.0),)


def test_three_days_are_kept() -> None:
    receipts: Receipts = ()
    for days in range(6):
        receipts = note_request(receipts, days_later(days), None)
    assert [one.day for one in receipts] == [days_later(3), days_later(4), days_later(5)]


def test_days_of_a_clock_that_was_ahead_go() -> None:
    receipts = note_request((), days_later(400), None)
    assert [one.day for one in note_request(receipts, DAY, None)] == [DAY]


def test_a_clock_that_goes_back_makes_no_gap_below_nothing() -> None:
    assert note_request((), DAY, -5.0)[0].gap_seconds == 0.0


def test_the_larger_counts_hold_both() -> None:
    saved = (Receipt(DAY, 10, 2, 100, 1.5, 0, 0.0),)
    here, there = (Receipt(DAY, 14, 2, 180, 1.5, 1, 9.0),), (*saved, Receipt(days_later(1), 1))
    merged = merge_receipts(here, there)
    assert merged == (Receipt(DAY, 14, 2, 180, 1.5, 1, 9.0), Receipt(days_later(1), 1))
    assert merge_receipts(there, here) == merged and merge_receipts(merged, merged) == merged


def test_a_receipt_is_read_back_and_small() -> None:
    data = msgspec.json.encode(Receipt(DAY, 1200, 800, 45_000_000, 1.25, 0, 0.0))
    assert msgspec.json.decode(data, type=Receipt).requests == 1200 and len(data) < 60
