"""The command line: what is understood, what is left to the runner, and what is refused."""

from __future__ import annotations

import pytest

from pipelines.arguments.parsing import read_arguments

UNDERSTOOD = {
    "ingest": (["ingest", "x.yaml"], {"config": "x.yaml", "now": False, "dry_run": False, "set": []}, []),
    "flags of ingest": (["ingest", "x.yaml", "--now", "--dry-run"], {"now": True, "dry_run": True}, []),
    "values set": (["check", "x.yaml", "--set", "a=1", "--set", "b=[c, d]"], {"set": ["a=1", "b=[c, d]"]}, []),
    "flags of the runner": (
        ["stream", "x.yaml", "--runner=FlinkRunner", "--flink_master", "flink:8081"],
        {"command": "stream", "config": "x.yaml"},
        ["--runner=FlinkRunner", "--flink_master", "flink:8081"],
    ),
    "verify": (["verify", "x.yaml"], {"repair": False}, []),
    "repair": (["verify", "x.yaml", "--repair"], {"config": "x.yaml", "repair": True}, []),
    "adopt": (["adopt", "x.yaml"], {"config": "x.yaml"}, []),
    "shards": (["reshard", "x.yaml", "--shards", "4096"], {"shards": 4096}, []),
    "a page": (["extract", "-", "--url", "https://a.example/"], {"page": "-", "url": "https://a.example/"}, []),
    "logs for machines": (["feeds", "list", "x.yaml", "--log-format", "json"], {"log_format": "json"}, []),
    "no kind of record": (["schema"], {"kind": "article"}, []),
}


@pytest.mark.parametrize(("given", "values", "flags"), UNDERSTOOD.values(), ids=UNDERSTOOD)
def test_a_command_line_is_understood(given: list[str], values: dict[str, object], flags: list[str]) -> None:
    arguments, left = read_arguments(given)
    assert {name: getattr(arguments, name) for name in values} == values
    assert left == flags


def test_the_help_explains_words_of_ours_where_they_first_stand(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read_arguments(["--help"])
    assert ended.value.code == 0
    text = " ".join(capsys.readouterr().out.split())
    assert text.index("owed (seen in a feed, not yet written)") < text.index("what is owed, and")
    assert "shards (groups of sites, each with one owner)" in text


REFUSED = {
    "no command": ([], "the following arguments are required: COMMAND"),
    "an unknown command": (["injest", "x.yaml"], "invalid choice: 'injest'"),
    "no configuration": (["check"], "the following arguments are required: CONFIG"),
    "a runner's flag for check": (
        ["check", "x.yaml", "--runner=FlinkRunner"],
        "unrecognized arguments: --runner=FlinkRunner",
    ),
    "a runner's flag for status": (["status", "x.yaml", "--flink_master=a"], "unrecognized arguments: --flink_master"),
    "two configurations": (["ingest", "x.yaml", "y.yaml"], "unrecognized arguments: y.yaml"),
    "nearly a flag of ours": (["ingest", "x.yaml", "--dry_run"], "--dry_run; did you mean --dry-run?"),
    "letters of a flag of ours swapped": (["ingest", "x.yaml", "--nwo"], "--nwo; did you mean --now?"),
    "a flag cut short": (["ingest", "x.yaml", "--dry"], "--dry; did you mean --dry-run?"),
    "a flag too long": (["ingest", "x.yaml", "--sets=a=b"], "--sets=a=b; did you mean --set?"),
    "a flag of ingest for stream": (["stream", "x.yaml", "--dry-run"], "--dry-run; only `newsbeam ingest` takes it"),
    "a kind of record that is none": (["schema", "feed"], "invalid choice: 'feed'"),
}


@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_command_line_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        read_arguments(arguments)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err
