"""The command `newsbeam`: exit codes, messages, and what each command does and leaves alone."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_newsroom import FEED, Newsroom, reply, url
from stopped_ingest import Stopped
from warm import Warm

from pipelines.cli import main
from pipelines.version import VERSION

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 600


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """The command sets up logging for its own process, which here is that of all tests."""
    root, ours = logging.getLogger(), logging.getLogger("transforms")
    handlers, level, our_level = list(root.handlers), root.level, ours.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    ours.setLevel(our_level)


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pipelines", *arguments]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_SECONDS)


# What needs no configuration.


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"newsbeam {VERSION}\n"


def test_schema_for_a_reader(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "failure", "--for", "spark"]) == 0
    assert capsys.readouterr().out == (ROOT / "schemas" / "failure-v1.1.spark.sql").read_text()


@pytest.mark.parametrize(("arguments", "kind"), [([], "article"), (["failure"], "failure")])
def test_schema_prints_the_committed_schema(
    capsys: pytest.CaptureFixture[str], arguments: list[str], kind: str
) -> None:
    assert main(["schema", *arguments]) == 0
    assert capsys.readouterr().out == (ROOT / "schemas" / f"{kind}-v1.1.json").read_text()


@pytest.mark.parametrize("command", ["ingest", "stream"])
@pytest.mark.parametrize("name", ["NonsenseRunner", "no.such.Runner", "json.NoRunner"])
def test_a_runner_that_does_not_exist_is_refused_before_anything_is_made(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str], command: str, name: str
) -> None:
    assert main([command, newsroom.file(), f"--runner={name}"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"runner {name}: Beam cannot make it (")
    assert said.endswith("; correct --runner, or `runner` in the configuration\n")
    assert not newsroom.output.exists()


@pytest.mark.parametrize("command", ["ingest", "stream"])
def test_a_flag_that_nobody_knows_is_refused_before_anything_is_made(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert main([command, newsroom.file(), "--direct_runing_mode=multi_processing"]) == 2
    assert capsys.readouterr().err == (
        "unrecognized argument: --direct_runing_mode; neither newsbeam nor FnApiRunner knows it; did you mean"
        " --direct_running_mode?\n"
    )
    assert not newsroom.output.exists() and newsroom.server.log == []


def test_set_overrides_the_file(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", newsroom.file(), "--set", "shards=8", "--set", "state=elsewhere"]) == 0
    assert "state elsewhere, 8 shards" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["check", "status", "ingest"])
def test_a_bad_configuration_says_all_that_is_wrong(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = newsroom.file(shards=0, max_minuts=3)
    assert main([name, path]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 2
    assert "shards" in said and "max_minuts" in said and "max_minutes" in said
    assert newsroom.server.log == [] and not newsroom.output.exists()


def test_a_configuration_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", str(tmp_path / "none.yaml")]) == 2
    assert "none.yaml" in capsys.readouterr().err


# ingest


def test_an_ingest_ends_with_a_summary(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.publish("/1", "/2")
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    assert main(["ingest", newsroom.file()]) == 0
    said = capsys.readouterr()
    assert "Feeds     1 polled: 1 with news, 0 unchanged, 0 not modified, 0 failed" in said.out
    assert "Articles  2 written, 0 dropped, 0 failed" in said.out
    assert f"below {newsroom.output}/articles" in said.out
    assert said.err == ""
    assert newsroom.written() == [url("/1"), url("/2")]
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == handlers


def test_an_ingest_says_once_which_model_is_missing(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.publish("/1")
    enrich = {"steps": ["language", "entities"], "entities": {"models": {"de": "de_no_such_model"}}}
    assert main(["ingest", newsroom.file(enrich=enrich)]) == 0
    said = capsys.readouterr().err
    assert said.count("WARNING newsbeam: entities: the model de_no_such_model for 'de' is not installed") == 1


def test_an_ingest_with_nothing_to_do_says_how_to_poll_all_the_same(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom.publish("/1")
    main(["ingest", newsroom.file()])
    capsys.readouterr()
    assert main(["ingest", newsroom.file()]) == 0
    assert "Feeds     0 polled: none was due; --now polls all of them" in capsys.readouterr().out
    assert main(["ingest", newsroom.file(), "--now"]) == 0
    assert "1 polled: 0 with news, 1 unchanged" in capsys.readouterr().out


def test_too_many_failures_are_exit_code_1(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.publish("/1", "/2", "/3")
    newsroom.server.answers |= {"/1": reply(404), "/2": reply(404)}
    assert main(["ingest", newsroom.file()]) == 1
    assert capsys.readouterr().err == (
        "2 of 3 entries failed, more than the share of 0.5 that `failure_share` allows.\n"
    )


def test_missing_entries_are_exit_code_4(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.publish("/1")

    newsroom.server.answers["/1"] = newsroom.lose_the_inbox
    assert main(["ingest", newsroom.file()]) == 4
    assert "Entries are missing: 1 was saved as owed and is now neither owed nor settled" in (capsys.readouterr().err)


def test_an_error_that_nobody_expected_is_exit_code_70_and_says_how_to_report_it(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom.publish("/1")
    assert main(["ingest", newsroom.file(), "--runner=failing_runner.Bug"]) == 70
    said = capsys.readouterr().err
    above, sentence = said.rstrip().rsplit("\n", 1)
    assert above.lstrip().startswith("Traceback (most recent call last):") and "KeyError: 'no such key'" in above
    assert sentence.startswith(f"Unexpected error (newsbeam {VERSION}, apache-beam ")
    assert sentence.endswith(
        "): this is a bug in newsbeam or in the runner. Nothing is lost: what was not written is still owed, and the same command"
        " continues. Please report it with everything above."
    )
    assert main(["ingest", newsroom.file()]) == 0
    assert newsroom.written() == [url("/1")]


def test_a_dry_run_lists_what_is_due_and_asks_and_writes_nothing(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom.publish("/1")
    assert main(["ingest", newsroom.file(), "--dry-run"]) == 0
    assert capsys.readouterr().out == f"1 of 1 feeds would be polled now:\n    {FEED} (new)\n"
    assert newsroom.server.log == [] and not newsroom.output.exists()
    main(["ingest", newsroom.file()])
    before, asked = sorted(newsroom.output.rglob("*")), len(newsroom.server.log)
    capsys.readouterr()
    assert main(["ingest", newsroom.file(), "--dry-run"]) == 0
    assert capsys.readouterr().out == "0 of 1 feeds would be polled now:\n"
    assert main(["ingest", newsroom.file(), "--dry-run", "--now"]) == 0
    assert capsys.readouterr().out == f"1 of 1 feeds would be polled now:\n    {FEED} (healthy)\n"
    assert (sorted(newsroom.output.rglob("*")), len(newsroom.server.log)) == (before, asked)


MISMATCHES = {
    "another number of shards": (
        {"shards": 4},
        "{out}/_state: this state has 1 shards, the configuration says 4; set `shards: 1`, or change the state with"
        " `newsbeam reshard`",
    ),
    "a new state over old output": (
        {"state": "{tmp}/new"},
        "{out}: this output belongs to the state at {out}/_state, and {tmp}/new holds none; set `state: {out}/_state`, or"
        " choose a new output",
    ),
}


@pytest.mark.parametrize(("changes", "message"), MISMATCHES.values(), ids=MISMATCHES)
def test_state_and_output_that_do_not_belong_together_are_refused(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str], changes: dict[str, object], message: str
) -> None:
    newsroom.publish("/1")
    main(["ingest", newsroom.file()])
    capsys.readouterr()
    places = {"out": newsroom.output, "tmp": newsroom.folder}
    filled = {key: value.format(**places) if isinstance(value, str) else value for key, value in changes.items()}
    assert main(["ingest", newsroom.file(**filled), "--now"]) == 2
    assert capsys.readouterr().err == message.format(**places) + "\n"


def test_old_state_over_emptied_output_is_refused(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.publish("/1")
    elsewhere = str(newsroom.folder / "state")
    main(["ingest", newsroom.file(state=elsewhere)])
    newsroom.output.rename(newsroom.folder / "moved away")
    capsys.readouterr()
    assert main(["ingest", newsroom.file(state=elsewhere), "--now"]) == 2
    assert "has written here before, and its files are gone; bring them back" in capsys.readouterr().err


def test_status_says_how_it_stands(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", newsroom.file()]) == 2
    assert "no state yet; the first `newsbeam ingest` makes it" in capsys.readouterr().err
    newsroom.publish("/1")
    main(["ingest", newsroom.file()])
    capsys.readouterr()
    assert main(["status", newsroom.file()]) == 0
    assert capsys.readouterr().out.startswith("Feeds     1: 1 healthy; 0 due now\nOwed      0\n")


def test_verify_says_what_is_wrong(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", newsroom.file()]) == 2
    assert "no state yet; the first `newsbeam ingest` makes it" in capsys.readouterr().err
    newsroom.publish("/1")
    main(["ingest", newsroom.file()])
    capsys.readouterr()
    assert main(["verify", newsroom.file()]) == 0
    assert "1 file with 1 row;" in capsys.readouterr().out
    newsroom.is_damaged = True
    next(newsroom.output.glob("articles/**/*.gz")).unlink()
    assert main(["verify", newsroom.file()]) == 4
    assert "a manifest lists this file, and it is gone; bring it back from a copy" in capsys.readouterr().out


def test_verify_repairs_what_it_can(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.settings["memory_mb"] = 0  # as if each command had a process of its own
    newsroom.publish("/1", "/2")
    main(["ingest", newsroom.file()])
    next(newsroom.output.glob("articles/**/*.gz")).unlink()
    assert main(["ingest", newsroom.file(), "--now"]) == 2
    assert "is gone; bring it back from a copy, or run `newsbeam verify --repair`" in capsys.readouterr().err
    assert main(["verify", newsroom.file(), "--repair"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Repaired 2 things:\n    shard 0: opens again") and "taken for gone\n" in printed
    newsroom.publish("/1", "/2", "/3")
    assert main(["ingest", newsroom.file(), "--now"]) == 0
    assert newsroom.written() == [url("/3")]
    capsys.readouterr()
    assert main(["verify", newsroom.file(), "--repair"]) == 0
    assert capsys.readouterr().out.startswith("There was nothing that a repair could mend.\nRead ")


# A process of its own: what else it prints, and what signals do to it.


def test_a_run_prints_nothing_but_its_summary(newsroom: Newsroom) -> None:
    newsroom.publish("/1")
    ended = run("ingest", newsroom.file(extract={"processes": 1}))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("Feeds     1 polled")


def test_a_damaged_file_is_reported_in_one_sentence(newsroom: Newsroom, warm: Warm) -> None:
    newsroom.publish("/1")
    main(["ingest", newsroom.file()])
    (file,) = newsroom.output.glob("articles/*/*.gz")
    size = file.stat().st_size
    newsroom.is_damaged = True
    file.write_bytes(b"junk")
    ended = warm.run("ingest", newsroom.file(), "--now")
    assert ended.returncode == 2
    assert ended.stderr == (
        f"{file}: this file is not the one that its commit names ({size} bytes, here 4); bring it back from a copy, or run"
        " `newsbeam verify --repair`, which takes it as it is if its rows can be read\n"
    )


def test_a_damaged_document_of_a_feed_is_named_and_without_it_nothing_is_written_twice(
    newsroom: Newsroom, warm: Warm
) -> None:
    newsroom.publish("/1")
    main(["ingest", newsroom.file()])
    (document,) = (newsroom.output / "_state" / "feeds" / "0").iterdir()
    document.write_bytes(b"")
    ended = warm.run("ingest", newsroom.file(), "--now")
    assert ended.returncode == 2
    assert ended.stderr.startswith(
        f"{document}: this document is damaged (0 bytes: Input data was truncated); restore it"
    )
    assert len(ended.stderr.splitlines()) == 1
    document.unlink()
    newsroom.publish("/1", "/2")
    assert main(["ingest", newsroom.file(), "--now"]) == 0
    assert newsroom.written() == [url("/1"), url("/2")]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_writes_what_it_finished_and_a_rerun_completes_it(
    newsroom: Newsroom, warm: Warm, number: int
) -> None:
    stopped = Stopped(newsroom, warm)
    assert (
        stopped.signal(number)
        == "Stopping: waiting for the requests under way. Press Ctrl-C once more to leave at once.\n"
    )
    stopped.may_answer.set()
    code, out, err = stopped.end()
    assert code == 3
    assert err == (
        "Interrupted: what was finished is written; 1 entry is still owed. Run the same command again to continue.\n"
    )
    assert "Articles  2 written" in out and "Owed      1 entry for the next run" in out
    assert newsroom.written() == [url("/1"), url("/2")]
    assert main(["ingest", newsroom.file()]) == 0
    assert newsroom.written() == [url("/1"), url("/2"), url("/3")]


def test_a_second_signal_leaves_at_once_and_a_rerun_completes_it(newsroom: Newsroom, warm: Warm) -> None:
    stopped = Stopped(newsroom, warm)
    stopped.signal(signal.SIGINT)
    assert stopped.signal(signal.SIGINT) == (
        "Left at once. Nothing is lost: what was not written is still owed. Run the same command again.\n"
    )
    code, out, err = stopped.end()  # while the page is still on its way
    assert (code, out, err) == (3, "", "")
    assert newsroom.written() == []
    stopped.may_answer.set()
    assert main(["ingest", newsroom.file()]) == 0
    assert newsroom.written() == [url("/1"), url("/2"), url("/3")]
