"""`newsbeam follow` as a command, in processes of its own: to a pipe and to a webhook, stopped, killed, and run again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from one_shard import article
from published import Published
from small_receiver import SmallReceiver

from pipelines.cli import main
from transforms.state.storage import open_store

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PATIENCE_SECONDS = 120


@pytest.fixture
def output(tmp_path: Path) -> Published:
    made = Published(open_store(str(tmp_path / "out")))
    for number in range(3):
        made.add("2026-11-22", *(article(f"{number}{letter}") for letter in "abc"))
    return made


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallReceiver]:
    monkeypatch.setenv("NEWSBEAM_SINK_SECRET", SECRET)
    running = SmallReceiver()
    running.headers = {"Content-Length": "0"}
    yield running
    running.close()


def start(output: Published, *flags: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pipelines", "follow", output.store.root, *flags]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def ended(process: subprocess.Popen[bytes]) -> tuple[int, list[bytes], str]:
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, out.splitlines(), err.decode()


def ids(receiver: SmallReceiver) -> list[str]:
    return [row["id"] for one in receiver.received for row in one.told["data"]["rows"]]


ALL = [f"{number}{letter}" for number in range(3) for letter in "abc"]


def test_rows_as_lines_and_all_else_to_the_error_stream(output: Published) -> None:
    code, lines, err = ended(start(output, "--to", "stdout", "--once"))
    assert code == 0
    assert [json.loads(line)["id"] for line in lines] == ALL
    assert err.endswith("Delivered 9 rows to the standard output; up to date (manifest 3 of 3)\n")
    code, lines, err = ended(start(output, "--to", "stdout", "--once", "--since", "2", "--log-format", "json"))
    assert [json.loads(line)["id"] for line in lines] == ALL[6:]
    assert json.loads(err)["message"].startswith("Delivered 3 rows")


def test_with_a_name_it_continues(output: Published) -> None:
    named = ("--to", "stdout", "--once", "--name", "jq")
    assert len(ended(start(output, *named))[1]) == 9
    output.add("2026-11-23", article("x"))
    _, lines, err = ended(start(output, *named))
    assert [json.loads(line)["id"] for line in lines] == ["x"]
    assert "cursor jq" in err


def test_it_continues_until_it_is_stopped(output: Published) -> None:
    process = start(output, "--to", "stdout", "--interval", "0.1")
    assert process.stdout is not None
    assert [json.loads(process.stdout.readline())["id"] for _ in ALL] == ALL
    output.add("2026-11-23", article("x"))
    assert json.loads(process.stdout.readline())["id"] == "x"
    process.send_signal(signal.SIGTERM)
    code, lines, err = ended(process)
    assert (code, lines) == (0, [])
    assert "Delivered 10 rows" in err


def test_a_reader_that_has_enough(output: Published) -> None:
    process = start(output, "--to", "stdout", "--interval", "0.1")
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    err = process.stderr.read().decode()
    assert process.wait(PATIENCE_SECONDS) == 0, err
    assert "Traceback" not in err
    process.stderr.close()


def test_a_webhook(output: Published, receiver: SmallReceiver, capsys: pytest.CaptureFixture[str]) -> None:
    to = ["follow", output.store.root, "--to", "webhook", "--url", receiver.url, "--once", "--batch", "4"]
    assert main(to) == 0
    assert ids(receiver) == ALL
    assert [len(one.told["data"]["rows"]) for one in receiver.received] == [4, 4, 1]
    said = capsys.readouterr().out
    assert "Delivered 9 rows to http://127.0.0.1:" in said
    assert "SECRETPATH" not in said
    assert main(to) == 0
    assert len(receiver.received) == 3


def test_exit_codes(output: Published, receiver: SmallReceiver, capsys: pytest.CaptureFixture[str]) -> None:
    to = ["follow", output.store.root, "--to", "webhook", "--once", "--url"]
    receiver.status = 400
    assert main([*to, receiver.url, "--name", "bad"]) == 1
    assert "Refused 9 rows for good, with the reasons in " in capsys.readouterr().out
    receiver.status = 403
    assert main([*to, receiver.url]) == 5
    assert "it answered 403; it takes nothing of us like this" in capsys.readouterr().err
    assert main([*to, "http://ana:pw@127.0.0.1/"]) == 2
    assert main(["follow", f"{output.store.root}/none", "--to", "stdout"]) == 2
    assert "no newsbeam has written here" in capsys.readouterr().err


def test_another_one_of_the_same_name_takes_over(output: Published, receiver: SmallReceiver) -> None:
    receiver.hold()
    to = ("--to", "webhook", "--url", receiver.url, "--batch", "2")
    first = start(output, *to)
    assert receiver.asked.wait(PATIENCE_SECONDS)
    second = start(output, *to, "--once")
    cursor = Path(output.store.root, "_followers", "webhook", "0000000002.json")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not cursor.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    receiver.let_go()
    code, _, err = ended(first)
    assert code == 5
    assert "another follower continues under this name" in err
    assert ended(second)[0] == 0
    assert sorted(set(ids(receiver))) == ALL
    assert len(ids(receiver)) <= 11


@pytest.mark.parametrize("pause", [0.0, 0.01])
def test_kills_lose_nothing(output: Published, receiver: SmallReceiver, pause: float) -> None:
    to = ("--to", "webhook", "--url", receiver.url, "--batch", "1", "--interval", "0.1")
    for _ in range(2):
        receiver.asked.clear()
        process = start(output, *to)
        assert receiver.asked.wait(PATIENCE_SECONDS)
        time.sleep(pause)
        os.kill(process.pid, signal.SIGKILL)
        assert ended(process)[0] == -signal.SIGKILL
    assert ended(start(output, *to, "--once"))[0] == 0
    assert list(dict.fromkeys(ids(receiver))) == ALL
    assert len(ids(receiver)) <= 9 + 2
    tries = {(one.told["data"]["rows"][0]["id"], one.headers["webhook-id"]) for one in receiver.received}
    assert len(tries) == 9, "a row that comes again has the same id of its own, and of its request"
