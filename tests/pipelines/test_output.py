"""What the command prints where its standard output is not UTF-8."""

from __future__ import annotations

import ast
import io
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_newsroom import Newsroom

from pipelines.output import (
    JsonFormatter,
    LogFormatter,
    escape_what_has_no_place,
    escaped,
    json_line,
    log_line,
    log_to_stderr,
    print_error,
    print_event,
    print_json,
    print_text,
    print_traceback,
)

ROOT = Path(__file__).parents[2]
CASE = ROOT.parent / "shared" / "cases" / "cli_latin1_stdout" / "page.html"
PATIENCE_SECONDS = 120
TITLE = "冬の時刻表は桟橋の修理のあいだ続く – Zürich 🚢"
PAGE = (
    f"<!doctype html><html lang='ja'><head><meta charset='utf-8'><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>"
    + "".join(
        f"<p>市議会は木曜日、古い桟橋の修理費を予備費から出すことを決めた。工事は来春に始まる見込みだ。（{n}）</p>"
        for n in range(5)
    )
    + "</article></body></html>"
)
PLACES = {
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "ascii": {"PYTHONIOENCODING": "ascii:strict"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "cp932": {"PYTHONIOENCODING": "cp932"},
    "C locale": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "utf-8": {"PYTHONIOENCODING": "utf-8"},
}


def run(place: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LC_"))}
    ended = subprocess.run(
        [sys.executable, "-m", "pipelines", *arguments],
        cwd=ROOT, capture_output=True, timeout=PATIENCE_SECONDS, env=environment | place,
    )  # fmt: skip
    assert b"Traceback" not in ended.stderr and b"UnicodeEncodeError" not in ended.stderr
    return ended


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_record_is_json_in_utf_8_or_in_ascii(tmp_path: Path, place: dict[str, str]) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    ended = run(place, "extract", str(page))
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.isascii() == (place != PLACES["utf-8"])
    assert json.loads(ended.stdout)["title"] == TITLE


def test_the_reported_page() -> None:
    if not CASE.is_file():
        pytest.skip(f"{CASE} is not there")
    ended = run(PLACES["latin-1"], "extract", str(CASE))
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["title"] == "冬の時刻表は桟橋の修理のあいだ続く"


@pytest.mark.parametrize("place", [PLACES["latin-1"], PLACES["C locale"]], ids=["latin-1", "C locale"])
def test_a_report_is_written_with_what_has_a_place_and_the_rest_escaped(tmp_path: Path, place: dict[str, str]) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    ended = run(place, "extract", "--explain", str(page))
    assert ended.returncode == 0, ended.stderr
    assert b"\\u51ac" in ended.stdout and b"\\ud83d\\udea2" in ended.stdout
    assert (b"Z\xfcrich" in ended.stdout) == (place == PLACES["latin-1"])


def test_a_name_of_a_file_that_is_not_utf_8_is_shown(tmp_path: Path) -> None:
    ended = run(PLACES["utf-8"], "check", os.fsdecode(b"caf\xe9.yaml"))
    assert ended.returncode == 2
    assert b"caf\\udce9.yaml" in ended.stderr


def test_check_under_a_locale_that_is_not_utf_8(newsroom: Newsroom) -> None:
    feed = {"url": "http://zürich.example/rss", "name": "新聞"}
    path = newsroom.file(feeds=[feed, "http://paper.example/新聞.xml"])
    ended = run(PLACES["C locale"], "check", path)
    assert ended.returncode == 0, ended.stderr
    assert b"2 feeds" in ended.stdout


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("Zürich", r"Z\u00fcrich"),
        ("冬", r"\u51ac"),
        ("🚢", r"\ud83d\udea2"),
        ("\udce9", r"\udce9"),
    ],
)
def test_escaped(text: str, expected: str) -> None:
    assert escaped(text) == expected
    assert json.loads(f'"{expected}"') == text


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("utf-8", "Zürich 冬\n"), ("latin-1", "Zürich \\u51ac\n"), ("ascii", "Z\\u00fcrich \\u51ac\n")],
)
def test_text_keeps_what_has_a_place(monkeypatch: pytest.MonkeyPatch, encoding: str, expected: str) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding=encoding))
    escape_what_has_no_place()
    print_text("Zürich 冬")
    assert written.getvalue().decode(encoding) == expected


def test_json_is_escaped_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="latin-1"))
    print_json('"Zürich 冬"')
    assert json.loads(written.getvalue()) == "Zürich 冬"


def test_a_stream_of_another_kind_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    escape_what_has_no_place()
    print_json('"冬"')
    assert isinstance(sys.stdout, io.StringIO) and sys.stdout.getvalue() == '"冬"\n'


def test_a_reader_that_has_enough_is_no_error() -> None:
    """As `newsbeam schema | head -1` does; the pipe is closed before anything is written."""
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [sys.executable, "-m", "pipelines", "schema"],
        cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, b"")


OUTSIDE = "https://anna:CANARY77@paper.example/rss?token=CANARY77\x1b[2J\x9b2J\u202e\r\nERROR all is lost"


def test_what_is_printed_has_no_control_character_and_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    print_text(OUTSIDE)
    print_error(ValueError(OUTSIDE))
    print_traceback(ValueError(OUTSIDE))
    out, err = capsys.readouterr()
    assert out == "https://paper.example/rss\nERROR all is lost\n"
    assert "ValueError: https://paper.example/rss\n" in err
    for text in (out, err):
        assert "CANARY77" not in text and not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)


def test_json_means_the_same_and_moves_no_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    print_json(json.dumps(OUTSIDE, ensure_ascii=False))
    out = capsys.readouterr().out
    assert json.loads(out) == OUTSIDE
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out)


def test_a_line_of_the_log_is_one_line_whatever_is_in_it() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LogFormatter("%(levelname)s %(name)s: %(message)s"))
    logger = logging.Logger("transforms.desk")
    logger.addHandler(handler)
    logger.warning("feed %s", OUTSIDE)
    try:
        raise ValueError(OUTSIDE)
    except ValueError:
        logger.exception("that was %s", "it\n")
    first, second, *traceback = stream.getvalue().splitlines()
    assert first == "WARNING transforms.desk: feed https://paper.example/rss ERROR all is lost"
    assert second == "ERROR transforms.desk: that was it "
    assert "CANARY77" not in stream.getvalue() and "\x1b" not in stream.getvalue() and traceback


def test_nothing_else_writes_to_the_output_streams() -> None:
    """The bars write counts; `finding` wipes its own line, which it makes by `for_line`."""
    allowed = {"pipelines/output.py", "pipelines/show/progress.py", "pipelines/arguments/parsing.py"}
    found = set()
    for package in ("pipelines", "transforms", "newsbeam"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
                if called in ("print", "pprint", "sys.stdout.write", "sys.stderr.write", "traceback.print_exc"):
                    found.add(f"{path.relative_to(ROOT)}")
    assert found - allowed == {"pipelines/finding.py"}


@pytest.fixture
def json_logs() -> Iterator[None]:
    log_to_stderr("json")
    yield
    log_to_stderr()


def test_a_line_for_machines_is_one_object_without_secrets_and_control_characters() -> None:
    line = json_line(
        OUTSIDE, level="ERROR", at=1_795_953_600.25, fields={"n": 3, "where": OUTSIDE, "all": [1, None, True]}
    )
    assert "\n" not in line and line.isascii() and "CANARY77" not in line and "\\u001b" not in line
    assert json.loads(line) == {
        "time": "2026-11-29T12:00:00.250Z",
        "level": "ERROR",
        "logger": "newsbeam",
        "message": "https://paper.example/rss\nERROR all is lost",
        "fields": {"n": 3, "where": "https://paper.example/rss\nERROR all is lost", "all": [1, None, True]},
    }


def test_a_record_of_a_log_for_machines() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logger = logging.Logger("transforms.desk")
    logger.addHandler(handler)
    try:
        raise ValueError(OUTSIDE)
    except ValueError:
        logger.warning("feed %s", "a", extra={"shard": 3}, exc_info=True)
    (line,) = stream.getvalue().splitlines()
    found = json.loads(line)
    assert (found["level"], found["logger"], found["message"]) == ("WARNING", "transforms.desk", "feed a")
    assert found["fields"].pop("exception").startswith("Traceback (most recent call last):")
    assert found["fields"] == {"shard": 3} and "CANARY77" not in line


@pytest.mark.usefixtures("json_logs")
def test_with_json_what_is_said_is_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    print_error(f"{OUTSIDE}")
    print_event(f"It is at {OUTSIDE}", "stream", {"owed": 2})
    out, err = capsys.readouterr()
    assert json.loads(err)["level"] == "ERROR"
    found = json.loads(out)
    assert (found["logger"], found["fields"], found["level"]) == ("stream", {"owed": 2}, "INFO")
    assert json.loads(log_line("Stopping"))["message"] == "Stopping"
    assert "CANARY77" not in out + err


def test_elsewhere_than_on_a_terminal_a_line_of_the_log_has_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr()
    logging.getLogger("transforms.desk").warning("it rains")
    (line,) = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z WARNING transforms\.desk: it rains", line)


def test_on_a_terminal_a_line_of_the_log_is_as_short_as_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    log_to_stderr()
    logging.getLogger("transforms.desk").warning("it rains")
    assert terminal.getvalue() == "WARNING transforms.desk: it rains\n"
