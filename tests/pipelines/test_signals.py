"""Signals of every kind to an ingest and to a stream: what each does, and that the dataset is right after it."""

from __future__ import annotations

import os
import signal
import time

import pytest
from running_stream import PATIENCE_SECONDS, HeldPage, Running
from small_newsroom import Newsroom, url
from stopped_ingest import Stopped
from warm import Warm

from pipelines.cli import main
from pipelines.signals import LEFT, STOPPING, stopping_on_signals
from transforms.stopping import stop_requested

ALL = [url("/1"), url("/2"), url("/3")]
# What a process makes of these is the system's: it is gone, and says nothing.
FATAL = (signal.SIGKILL, signal.SIGXCPU, signal.SIGVTALRM, signal.SIGSEGV)
WITHOUT_EFFECT = (signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGPIPE, signal.SIGWINCH, signal.SIGCHLD)


def name(number: int) -> str:
    return signal.Signals(number).name


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM], ids=name)
def test_an_ingest_ends_in_order(newsroom: Newsroom, warm: Warm, number: int) -> None:
    stopped = Stopped(newsroom, warm)
    assert stopped.signal(number) == f"{STOPPING}\n"
    stopped.may_answer.set()
    assert stopped.end()[0] == 3
    assert newsroom.written() == ALL[:2]
    assert main(["ingest", newsroom.file()]) == 0
    assert newsroom.written() == ALL


def test_an_ingest_leaves_at_once_when_it_is_told_to_quit(newsroom: Newsroom, warm: Warm) -> None:
    stopped = Stopped(newsroom, warm)
    assert stopped.signal(signal.SIGQUIT) == f"{LEFT}\n"
    assert stopped.end() == (3, "", "")
    stopped.may_answer.set()
    assert main(["ingest", newsroom.file()]) == 0
    assert newsroom.written() == ALL


@pytest.mark.parametrize("number", WITHOUT_EFFECT, ids=name)
def test_others_change_nothing(newsroom: Newsroom, warm: Warm, number: int) -> None:
    stopped = Stopped(newsroom, warm)
    stopped.run.send_signal(number)
    stopped.may_answer.set()
    code, out, err = stopped.end()
    assert (code, err) == (0, ""), out
    assert newsroom.written() == ALL


@pytest.mark.parametrize("number", FATAL, ids=name)
def test_whatever_ends_it_another_run_completes_it(newsroom: Newsroom, warm: Warm, number: int) -> None:
    stopped = Stopped(newsroom, warm)
    stopped.run.send_signal(number)
    assert stopped.end()[0] == -number
    stopped.may_answer.set()
    assert main(["ingest", newsroom.file()]) == 0
    assert newsroom.written() == ALL


def test_an_ingest_that_is_stopped_and_continued_loses_nothing(newsroom: Newsroom, warm: Warm) -> None:
    stopped = Stopped(newsroom, warm)
    stopped.run.send_signal(signal.SIGSTOP)
    stopped.may_answer.set()
    time.sleep(1)
    assert stopped.run.poll() is None
    stopped.run.send_signal(signal.SIGCONT)
    assert stopped.end()[0] == 0
    assert newsroom.written() == ALL


@pytest.mark.parametrize(
    ("number", "said", "code"),
    [(signal.SIGHUP, STOPPING, 0), (signal.SIGQUIT, LEFT, 3)],
    ids=["SIGHUP", "SIGQUIT"],
)
def test_a_stream_ends(newsroom: Newsroom, warm: Warm, number: int, said: str, code: int) -> None:
    newsroom.publish("/1", "/2", "/3")
    page = HeldPage(newsroom, "/2")
    with Running(warm, newsroom) as running:
        assert page.asked.wait(PATIENCE_SECONDS)
        assert running.signal(number) == f"{said}\n"
        page.may_answer.set()
        assert running.end()[0] == code
    assert main(["ingest", newsroom.file()]) == 0
    assert newsroom.written() == ALL


@pytest.mark.parametrize("number", [*WITHOUT_EFFECT, signal.SIGSTOP], ids=name)
def test_a_stream_continues(newsroom: Newsroom, warm: Warm, number: int) -> None:
    newsroom.publish("/1", "/2", "/3")
    page = HeldPage(newsroom, "/2")
    with Running(warm, newsroom) as running:
        assert page.asked.wait(PATIENCE_SECONDS)
        running.process.send_signal(number)
        running.process.send_signal(signal.SIGCONT)
        page.may_answer.set()
        assert "3 written" in running.line("polled")
    assert main(["ingest", newsroom.file()]) == 0
    assert newsroom.written() == ALL


def test_under_nohup_a_closed_terminal_stops_nothing() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopping_on_signals(1.0):
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            os.kill(os.getpid(), signal.SIGHUP)
        assert not stop_requested()
    finally:
        signal.signal(signal.SIGHUP, before)


def test_what_signals_did_before_they_do_again() -> None:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGALRM)
    before = [signal.getsignal(number) for number in numbers]
    with stopping_on_signals(1.0):
        assert all(signal.getsignal(number) not in before for number in numbers)
    assert [signal.getsignal(number) for number in numbers] == before
