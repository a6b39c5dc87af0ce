"""Captures and places, as they are written."""

import msgspec
from captured_pages import capture_of

from transforms.captures import Capture, WarcPlace


def test_a_place_is_written_with_its_file_and_its_byte() -> None:
    place = WarcPlace(file="warc/date=2026-11-22/part-7.warc.gz", offset=370)
    assert msgspec.to_builtins(place) == {"file": "warc/date=2026-11-22/part-7.warc.gz", "offset": 370}


def test_a_capture_travels_as_it_is() -> None:
    capture = capture_of("https://valley.example/flood", 301, b"x", cut=True)
    assert msgspec.json.decode(msgspec.json.encode(capture), type=Capture) == capture
