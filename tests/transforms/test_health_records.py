import msgspec

from transforms.health_records import HealthDay, SiteAsked


def test_a_row_has_all_its_fields_whatever_is_known() -> None:
    row = msgspec.to_builtins(HealthDay(day="2026-11-22", feed_url="https://valley.example/rss", site="valley.example"))
    assert set(row) == set(HealthDay.__struct_fields__)
    assert row["asked"] is None and row["failed"] == () and row["volume"] == "unknown"


def test_what_is_not_known_of_requests_is_null() -> None:
    assert SiteAsked(requests=1, not_modified=0, bytes=0).smallest_gap_seconds is None
