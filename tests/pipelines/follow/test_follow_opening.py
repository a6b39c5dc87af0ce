"""What a follower is opened with: names, addresses, secrets, outputs; and each that is missing is told with its cure."""

from __future__ import annotations

from pathlib import Path

import pytest
from one_shard import NOON

from pipelines.arguments.parsing import read_arguments
from pipelines.follow.cursors import Cursor
from pipelines.follow.opening import choice_of, open_keeper, open_output, open_sink, secret_of, url_of
from pipelines.run.errors import Refused
from transforms.state.storage import open_store

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
STDOUT, WEBHOOK = ("out", "--to", "stdout"), ("out", "--to", "webhook", "--url", "https://desk.example/SECRETPATH")


def arguments(*words: str):  # type: ignore[no-untyped-def]
    return read_arguments(["follow", *words])[0]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (STDOUT, None),
        ((*STDOUT, "--name", "jq"), "jq"),
        ((*STDOUT, "--cursor", "here"), "stdout"),
        (WEBHOOK, "webhook"),
        ((*WEBHOOK, "--name", "desk"), "desk"),
    ],
)
def test_the_name_of_the_cursor(words: tuple[str, ...], name: str | None) -> None:
    assert choice_of(arguments(*words)).name == name


@pytest.mark.parametrize("name", ["../x", "Desk", "", "a/b", "x" * 64])
def test_a_name_that_is_none(name: str) -> None:
    with pytest.raises(Refused, match="--name: expected small letters"):
        choice_of(arguments(*WEBHOOK, "--name", name))


def test_where_a_cursor_is_kept(tmp_path: Path) -> None:
    output = open_store(str(tmp_path / "out"))
    for words, folder in ((WEBHOOK, "out/_followers"), ((*WEBHOOK, "--cursor", str(tmp_path / "own")), "own")):
        keeper = open_keeper(choice_of(arguments(*words)), output)
        assert keeper is not None
        keeper.save(Cursor(name="webhook", sink="", target="", digest="", kind="", attempt="", saved_at=NOON))
        assert (tmp_path / folder / "webhook" / "0000000001.json").exists()
    assert open_keeper(choice_of(arguments(*STDOUT)), output) is None


def test_the_address_is_named_or_in_the_environment() -> None:
    asked = arguments("out", "--to", "webhook")
    assert url_of(asked, {"NEWSBEAM_SINK_URL": "https://a.example"}) == "https://a.example"
    assert url_of(arguments(*WEBHOOK), {"NEWSBEAM_SINK_URL": "https://a.example"}) == "https://desk.example/SECRETPATH"
    with pytest.raises(Refused, match="--to webhook: name its address with --url, or in the environment"):
        url_of(asked, {})


def test_the_secret_is_in_a_file_or_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    assert secret_of(arguments(*WEBHOOK), {"NEWSBEAM_SINK_SECRET": SECRET})[1] == SECRET
    assert secret_of(arguments(*WEBHOOK, "--secret-file", str(file)), {})[1] == SECRET
    with pytest.raises(Refused, match="cannot be read"):
        secret_of(arguments(*WEBHOOK, "--secret-file", str(tmp_path / "none")), {})


@pytest.mark.parametrize(
    ("environ", "said"),
    [({}, "NEWSBEAM_SINK_SECRET is not set"), ({"NEWSBEAM_SINK_SECRET": "hunter2"}, "this is no secret for webhooks")],
)
def test_a_webhook_without_a_secret(environ: dict[str, str], said: str) -> None:
    with pytest.raises(Refused) as caught:
        open_sink(arguments(*WEBHOOK), lambda: NOON, environ)
    assert said in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_sinks() -> None:
    assert open_sink(arguments(*STDOUT), lambda: NOON, {}).kind == "stdout"
    sink = open_sink(arguments(*WEBHOOK), lambda: NOON, {"NEWSBEAM_SINK_SECRET": SECRET})
    assert (sink.kind, sink.target) == ("webhook", "https://desk.example")
    sink.close()


def test_what_is_no_output(tmp_path: Path) -> None:
    with pytest.raises(
        Refused, match="no newsbeam has written here; name what stands in its configuration as `output`"
    ):
        open_output(str(tmp_path))
    config = tmp_path / "newsbeam.yaml"
    config.write_text("output: out")
    with pytest.raises(Refused, match="this is a configuration; name what stands in it as `output`"):
        open_output(str(config))
    (tmp_path / "_newsbeam.json").write_text("{}")
    assert open_output(str(tmp_path)).root == str(tmp_path)
