"""Read one YAML file into a Config, strictly, and report everything that is wrong at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from msgspec import inspect as types
from msgspec.structs import replace

from pipelines.config.config import Config
from pipelines.config.enrich_section import check_enrich, spread_enrich
from pipelines.config.errors import ConfigError
from pipelines.config.feeds import bare_url, check_feed, check_language, read_feeds
from pipelines.config.files import read_text
from pipelines.config.old_places import refuse_old_places
from pipelines.config.paths import place_paths
from pipelines.config.tree import Node, Problem, Problems, apply_sets, read_tree
from pipelines.config.typed import Reader, Unreadable
from transforms.batch import WriteOptions, check_formats
from transforms.notices.options import NotifyOptions, check_states
from transforms.pure.enrichment.enriching import EnrichOptions
from transforms.pure.feeds.keep_rules import Keep
from transforms.pure.net.addresses import read_networks
from transforms.pure.net.proxies import read_proxy
from transforms.pure.net.urls import clean
from transforms.rechecks import RevisionOptions, check_checks
from transforms.records import Feed
from transforms.web.options import SignatureOptions, WebOptions
from transforms.web.pins import read_pins
from transforms.websub.options import WebSubOptions, read_listen

# These two belong to the options of the poll; in a file they stand at the top, where people look for them.
_LIFTED = ("first_poll", "keep")


def load_config(path: str, sets: Sequence[str] = (), environ: Mapping[str, str] = os.environ) -> Config:
    """Read the Config of a YAML file, with `key.sub=value` overrides applied.

    `${NAME}` and `${NAME:-default}` are filled in from `environ`. Raises: ConfigError with all problems.
    """
    problems = Problems()
    try:
        root = read_tree(_text(path), path, environ, problems)
    except Problem as problem:
        raise ConfigError([*problems.sentences(), str(problem)]) from None
    apply_sets(root, sets, environ, problems)
    config = _read(root, path, environ, problems)
    found = problems.sentences()
    if found or config is None:
        raise ConfigError(found, config)
    return config


def _text(path: str) -> str:
    try:
        return read_text(path)
    except Problem as problem:
        raise Problem(f"configuration: {problem}") from None


def _read(root: Node, path: str, environ: Mapping[str, str], problems: Problems) -> Config | None:
    """Read the Config of a tree; None where nothing can be made of it. The feeds come first: one bad section hides none."""
    reader = Reader(
        problems,
        prepare={Config: _lift, EnrichOptions: spread_enrich, Feed: bare_url},
        check={
            Config: _check_roots,
            WebOptions: _check_web,
            SignatureOptions: _check_signature,
            EnrichOptions: check_enrich,
            Keep: _check_keep,
            WriteOptions: _check_write,
            RevisionOptions: _check_revisions,
            WebSubOptions: _check_websub,
            NotifyOptions: _check_notify,
            Feed: check_feed,
        },
        also={Config: _LIFTED},
    )
    place_paths(root, path)
    feeds = read_feeds(root, reader, environ, problems)
    root.pairs.pop("feeds", None)
    refuse_old_places(root, path, problems)
    try:
        config: Config = reader.read(root, types.type_info(Config))
    except Unreadable as unreadable:
        return None if unreadable.partial is None else replace(unreadable.partial, feeds=feeds)
    return replace(config, feeds=feeds)


def _lift(root: Node, problems: Problems) -> Node:
    """Move the keys that stand at the top of a tree to the section that they belong to."""
    for key in _LIFTED:
        node = root.pairs.pop(key, None)
        if node is None:
            continue
        poll = root.pairs.get("poll")
        if poll is None or poll.is_null():
            poll = root.pairs["poll"] = Node(kind="mapping", place=node.place, path="poll")
        if key in poll.pairs:
            problems.add(node, f"given twice; the other is poll.{key}, in {poll.pairs[key].place}")
        poll.pairs.setdefault(key, node)
    return root


def _check_roots(config: Config, root: Node, problems: Problems) -> None:
    if config.state is not None and config.state.rstrip("/") == config.output.rstrip("/"):
        problems.add(root.at("state"), "the state must not be the output itself; leave `state` out for <output>/_state")


def _check_web(options: WebOptions, node: Node, problems: Problems) -> None:
    for key, sent in (("user_agent", options.user_agent), ("contact", options.contact)):
        if sent is not None and not sent.isprintable():
            problems.add(node.at(key), "the value holds a line break or another control character")
    for text in options.allow_addresses:
        _try(partial(read_networks, [text]), node.at("allow_addresses"), problems)
    for pin in options.resolve.items():
        _try(partial(read_pins, dict([pin])), node.at("resolve"), problems)
    _try(lambda: options.proxy is not None and read_proxy(options.proxy), node.at("proxy"), problems)


def _check_signature(options: SignatureOptions, node: Node, problems: Problems) -> None:
    if options.directory is None and not options.key_files:
        return
    # What signs is imported only where something is signed.
    from transforms.pure.signing.signing_keys import looks_like_key

    if options.directory is None:
        problems.add(
            node.at("key"), "nothing is signed with it until web.signature.directory says where its public part is"
        )
    else:
        _try(partial(_read_directory, options), node.at("directory"), problems)
    if any(looks_like_key(name) for name in options.key_files):
        problems.add(node.at("key"), "this is a key itself; put it into a file, and name the file here")


def _read_directory(options: SignatureOptions) -> None:
    from transforms.pure.signing.key_directories import WELL_KNOWN, read_directory_address

    if not read_directory_address(options.directory or "").is_well_known and options.older_form:
        raise ValueError(f"with older_form the keys have to be at {WELL_KNOWN}; name the origin alone, without a path")


def _check_keep(keep: Keep, node: Node, problems: Problems) -> None:
    for language, written in zip(keep.languages, node.at("languages").items, strict=False):
        check_language(language, written, problems)


def _check_websub(options: WebSubOptions, node: Node, problems: Problems) -> None:
    _try(lambda: read_listen(options.listen), node.at("listen"), problems)
    if options.callback is not None:
        _try(lambda: clean(options.callback or ""), node.at("callback"), problems)


def _check_notify(options: NotifyOptions, node: Node, problems: Problems) -> None:
    _try(lambda: check_states(options.states), node.at("states"), problems)
    for text in options.allow_addresses:
        _try(partial(read_networks, [text]), node.at("allow_addresses"), problems)
    if options.url is not None:
        _try(lambda: clean(options.url or ""), node.at("url"), problems)


def _check_write(options: WriteOptions, node: Node, problems: Problems) -> None:
    _try(lambda: check_formats(options.formats), node.at("formats"), problems)


def _check_revisions(options: RevisionOptions, node: Node, problems: Problems) -> None:
    _try(lambda: check_checks(options.checks), node.at("checks"), problems)


def _try(check: Callable[[], object], node: Node, problems: Problems) -> None:
    """Run a check of the code that an option steers, which raises ValueError with a sentence."""
    try:
        check()
    except ValueError as error:
        problems.add(node, str(error).removeprefix(f"{node.path.rpartition('.')[2]}: "))
