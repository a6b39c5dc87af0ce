"""Made-up bytes as a date."""

from __future__ import annotations

from datetime import UTC
from email.utils import format_datetime

from fuzz_checks import NOW, check_date

from transforms.pure.net.http_dates import read_http_date
from transforms.pure.text.dates import MAX_CHARACTERS, parse_date, parse_dated

_LANGUAGES = (None, "de", "en", "en-GB", "pt-BR", "pl", "fa", "th", "ja", "vi", "ar", "zz")


def run(data: bytes) -> None:
    """A date lies between 1990 and tomorrow, in UTC, and is the same however it is spaced; or it is None."""
    language = _LANGUAGES[len(data) % len(_LANGUAGES)]
    text = data.decode("utf-8", "replace")
    dated = parse_dated(text, NOW, language)
    sent = read_http_date(text)
    assert sent is None or sent.utcoffset() is not None
    if dated is None:
        return
    check_date(dated.instant)
    assert parse_dated(text, NOW, language) == dated
    if len(text) < MAX_CHARACTERS - 2:
        assert parse_dated(f" {text}\n", NOW, language) == dated
    if text.isascii():
        assert parse_dated(text.lower(), NOW, language) == dated == parse_dated(text.upper(), NOW, language)
    at = dated.instant.astimezone(UTC)
    if dated.precision == "day" and dated.zone == "assumed":
        assert (at.hour, at.minute, at.second) == (0, 0, 0)
    whole = at.replace(microsecond=0)
    assert parse_date(at.isoformat(), NOW, language) == at
    assert parse_date(format_datetime(whole, usegmt=True), NOW, language) == whole
    assert parse_date(str(int(at.timestamp())), NOW, language) in (whole, None)
