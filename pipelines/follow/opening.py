"""Open what a follower needs: its sink with its secret, its output, its cursor."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Mapping
from pathlib import Path

from pipelines.follow.choice import FollowChoice
from pipelines.follow.cursors import NAME
from pipelines.follow.delivering import Deliverer, Sink
from pipelines.follow.following import Following, Say
from pipelines.follow.keeping import FOLDER, CursorKeeper
from pipelines.follow.source import FollowedOutput
from pipelines.run.errors import Refused
from transforms.clock import Clock, utc_now
from transforms.state.storage import Store, open_store

INDEX = re.compile(r"[a-z0-9][a-z0-9_-]{0,200}")
SECRET, URL = "NEWSBEAM_SINK_SECRET", "NEWSBEAM_SINK_URL"
TIMEOUT_SECONDS = 30.0


def choice_of(arguments: argparse.Namespace) -> FollowChoice:
    """Give what the arguments ask for. Raises: Refused where they make no sense together."""
    name = arguments.name
    if name is None and (arguments.to != "stdout" or arguments.cursor is not None):
        name = arguments.to
    if name is not None and not NAME.fullmatch(name):
        raise Refused(f"--name: expected small letters, digits, '.', '_' and '-', 63 at most, got {name!r}")
    return FollowChoice(
        output=arguments.output,
        kind=arguments.kind,
        since=arguments.since,
        name=name,
        cursor=arguments.cursor,
        once=arguments.once,
        is_moved=arguments.moved,
        interval_seconds=arguments.interval,
        give_up_seconds=arguments.give_up,
        most=arguments.batch,
    )


def open_sink(arguments: argparse.Namespace, clock: Clock, environ: Mapping[str, str] = os.environ) -> Sink:
    """Open the sink. Raises: Refused where it lacks something."""
    if arguments.to == "stdout":
        from pipelines.follow.sinks.stdout import StdoutSink

        return StdoutSink()
    if arguments.to == "opensearch":
        return _open_opensearch(arguments, clock, environ)
    if arguments.to == "kafka":
        return _open_kafka(arguments)
    return _open_webhook(arguments, clock, environ)


def _open_opensearch(arguments: argparse.Namespace, clock: Clock, environ: Mapping[str, str]) -> Sink:
    from pipelines.follow.sinks.opensearch import OpenSearchSink, read_authorization
    from pipelines.follow.sinks.over_http import Poster

    url = url_of(arguments, environ)
    if not INDEX.fullmatch(arguments.index):
        raise Refused(f"--index: expected small letters, digits, '_' and '-', got {arguments.index!r}")
    text = secret_of(arguments, environ)[1]
    try:
        authorization = read_authorization(text)
    except ValueError as error:
        place = f"--secret-file {arguments.secret_file}" if arguments.secret_file else SECRET
        raise Refused(f"{place}: {error}") from None
    poster = Poster(url, tuple(arguments.allow_address), TIMEOUT_SECONDS, clock)
    return OpenSearchSink(poster, url, arguments.index, authorization, arguments.kind)


def _open_kafka(arguments: argparse.Namespace) -> Sink:
    from pipelines.follow.sinks.kafka import KafkaSink, import_client, read_properties

    if not arguments.brokers:
        raise Refused(
            "--to kafka: name its brokers with --brokers, as in --brokers kafka-1.example:9092,kafka-2.example:9092"
        )
    client = import_client()
    try:
        options = read_properties(secret_of(arguments, {})[1] or "")
        return KafkaSink(arguments.brokers, arguments.topic, options, client.Producer)
    except (ValueError, client.KafkaException) as error:
        said = error.args[0].str() if hasattr(error.args[0], "str") else error
        raise Refused(f"--secret-file {arguments.secret_file}: {said}") from None


def _open_webhook(arguments: argparse.Namespace, clock: Clock, environ: Mapping[str, str]) -> Sink:
    from pipelines.follow.sinks.over_http import Poster
    from pipelines.follow.sinks.webhook import WebhookSink
    from transforms.notices.signing import read_secret

    url = url_of(arguments, environ)
    place, text = secret_of(arguments, environ)
    if text is None:
        raise Refused(f"{place}: what is posted is signed with a secret that the receiver knows (docs/following.md)")
    try:
        key = read_secret(text)
    except ValueError as error:
        raise Refused(f"{place}: {error}") from None
    return WebhookSink(
        Poster(url, tuple(arguments.allow_address), TIMEOUT_SECONDS, clock), url, key, clock, arguments.kind
    )


def url_of(arguments: argparse.Namespace, environ: Mapping[str, str]) -> str:
    """Give the address of a sink. Raises: Refused where none is named."""
    url: str | None = arguments.url or environ.get(URL)
    if not url:
        raise Refused(f"--to {arguments.to}: name its address with --url, or in the environment variable {URL}")
    return url


def secret_of(arguments: argparse.Namespace, environ: Mapping[str, str]) -> tuple[str, str | None]:
    """Give where the secret of a sink stands, and the secret; None where there is none. Raises: Refused for a file that fails."""
    if arguments.secret_file is None:
        return f"{SECRET} is not set, and no --secret-file is named", environ.get(SECRET)
    try:
        return f"--secret-file {arguments.secret_file}", Path(arguments.secret_file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "not UTF-8"
        raise Refused(f"--secret-file {arguments.secret_file} cannot be read ({said})") from None


def open_output(output: str) -> Store:
    """Open an output. Raises: Refused where there is none; StorageError."""
    if output.endswith((".yaml", ".yml")) and "://" not in output and Path(output).is_file():
        raise Refused(f"{output}: this is a configuration; name what stands in it as `output`, a folder or a URL")
    store = open_store(output)
    if store.head("_newsbeam.json", 1) is None and not store.names("runs"):
        raise Refused(f"{output}: no newsbeam has written here; name what stands in its configuration as `output`")
    return store


def open_keeper(choice: FollowChoice, store: Store) -> CursorKeeper | None:
    """Open the place of the cursor; None where none is kept. Raises: StorageError."""
    if choice.name is None:
        return None
    return CursorKeeper(store.below(FOLDER) if choice.cursor is None else open_store(choice.cursor), choice.name)


def open_following(arguments: argparse.Namespace, say: Say, clock: Clock = utc_now) -> Following:
    """Open all that a follower needs. Raises: Refused, StorageError."""
    choice = choice_of(arguments)
    store = open_output(choice.output)
    keeper = open_keeper(choice, store)
    deliverer = Deliverer(open_sink(arguments, clock), choice.give_up_seconds, say=say)
    return Following(choice, FollowedOutput(store, choice), deliverer, keeper, say=say, clock=clock)
