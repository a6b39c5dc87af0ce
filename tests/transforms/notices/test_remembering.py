"""What is remembered of notices."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from transforms.notices.lasting import Lasting, Seen
from transforms.notices.outbox import Letter
from transforms.notices.remembering import Notices, Totals, add_sample, ended_within, load_notices, save_notices
from transforms.state.storage import open_store

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_what_is_saved_is_read(tmp_path: Path) -> None:
    lasting = Lasting(seen=Seen(state="disk_low", message="3 MB are free", subject="/a"), since=NOON, told=True)
    letter = Letter(id="msg_1", body='{"a": 1}', made_at=NOON, tries=2, not_before=NOON)
    notices = Notices(states={lasting.seen.key: lasting}, letters=(letter,), samples=(Totals(NOON, 3, 1),))
    store = open_store(str(tmp_path))
    assert load_notices(store) == Notices()
    save_notices(store, notices)
    assert load_notices(store) == notices


def test_a_damaged_document_is_told_and_begun_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "notices.json").write_bytes(b"{")
    assert load_notices(open_store(str(tmp_path))) == Notices()
    assert "notices.json" in caplog.text


def sampled(minutes: int, every: int) -> tuple[Totals, ...]:
    """The samples of six hours, after one entry was written and one failed every so many minutes."""
    samples: tuple[Totals, ...] = ()
    for at in range(0, minutes, every):
        samples = add_sample(samples, Totals(NOON + timedelta(minutes=at), at // every, at // every), 6.0)
    return samples


@pytest.mark.parametrize(
    ("minutes", "every", "written"),
    [(1, 1, 0), (61, 1, 60), (360, 1, 359), (3000, 1, 360), (3000, 60, 6), (20_000, 600, 1)],
)
def test_the_last_hours_are_counted(minutes: int, every: int, written: int) -> None:
    found, failed = ended_within(sampled(minutes, every))
    assert found == failed and abs(found - written) <= 36 / every, "to a tenth of the time"


def test_few_samples_are_kept() -> None:
    assert len(sampled(5000, 1)) <= 13


def test_totals_that_begin_again_are_no_failures() -> None:
    assert ended_within((Totals(NOON, 900, 90), Totals(NOON, 0, 0)))[1] <= 0
