"""The user's own steps of a configuration: each is imported in a process of its own, and what it declares is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec import inspect as types

from pipelines.config.config import Config
from pipelines.config.errors import ConfigError
from pipelines.config.tree import Node, Problems
from pipelines.config.typed import Reader, Unreadable
from transforms.columns import Column
from transforms.extraction_pool import PRELOAD
from transforms.own_steps.loading import StepError, load_step
from transforms.own_steps.ready import ReadyStep
from transforms.own_steps.running import StepCall
from transforms.pool.errors import TaskCrashed, TaskTimedOut
from transforms.pool.pool import Pool
from transforms.pure.enrichment.own_step import OwnStep

_WHOLE = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_WORDS = {"true": True, "false": False, "null": None, "~": None}
_found: dict[bytes, ReadyStep] = {}


class Examined(Struct, frozen=True):
    """What was found of a step: the columns that it fills and its options as plain values, or what is wrong."""

    columns: tuple[Column, ...] = ()
    options: dict[str, Any] | None = None
    problems: tuple[str, ...] = ()


def ready_steps(steps: Sequence[OwnStep]) -> tuple[ReadyStep, ...]:
    """Import each of the steps, check its options, and give what is needed to run it. Raises: ConfigError."""
    keys = [msgspec.json.encode(step) for step in steps]
    missing = [(key, step) for key, step in zip(keys, steps, strict=True) if key not in _found]
    problems: list[str] = []
    if missing:
        bounds = [step.process_mb for _, step in missing if step.process_mb is not None]
        pool = Pool(1, PRELOAD, memory_mb=max(bounds) if len(bounds) == len(missing) else None)
        try:
            for key, step in missing:
                examined = _examine_apart(pool, step)
                problems += examined.problems
                _found[key] = _ready(step, examined)
                if examined.problems:
                    del _found[key]
        finally:
            pool.close()
    if problems:
        raise ConfigError(problems)
    return tuple(_found[key] for key in keys)


def extra_column(config: Config) -> Column | None:
    """Give the column of what a configuration's own steps fill; None where it has none. Raises: ConfigError."""
    parts = tuple(
        Column(step.field, "", f"extra_{step.field}", nullable=True, parts=_named_apart(step.field, step.columns))
        for step in config.own_steps
    )
    meaning = "What steps of your own add, by step; null where a step failed or found nothing."
    return Column("extra", meaning, "extra", nullable=True, parts=parts) if parts else None


def _named_apart(field: str, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Give columns whose objects have names that no other step's have: some schemas know an object by its name."""
    return tuple(
        msgspec.structs.replace(column, type=f"extra_{field}_{column.type}", parts=_named_apart(field, column.parts))
        if column.parts
        else column
        for column in columns
    )


def _examine_apart(pool: Pool, step: OwnStep) -> Examined:
    if step.processes == 0:
        return examine_step(step)
    try:
        return pool.submit(examine_step, step, step.open_seconds).result()
    except (TaskCrashed, TaskTimedOut) as end:
        problems = Problems()
        problems.add(_node_of(step), f"{step.step} cannot be imported: {end}")
        return Examined(problems=tuple(problems.sentences()))


def examine_step(step: OwnStep) -> Examined:
    """Import a step; give what it declares, and its options read by the type that it declares for them."""
    problems, node = Problems(), _node_of(step)
    try:
        loaded = load_step(step.step, _folders(step))
    except StepError as error:
        problems.add(node, f"{error}" if step.step in node.path else f"{step.step}: {error}")
        return Examined(problems=tuple(problems.sentences()))
    options = None
    if loaded.options is None:
        if not node.is_null():
            problems.add(node, "this step takes no options; leave them out")
    elif loaded.options == dict[str, Any]:
        options = {} if node.is_null() else _plain(node)
        if not isinstance(options, dict):
            problems.add(node, f"expected keys and values, got {node.shown()}")
    else:
        try:
            options = msgspec.to_builtins(Reader(problems).read(node, types.type_info(loaded.options)))
        except Unreadable:
            options = None
    return Examined(loaded.columns, options, tuple(problems.sentences()))


def _ready(step: OwnStep, examined: Examined) -> ReadyStep:
    return ReadyStep(
        field=step.field,
        call=StepCall(place=step.step, options=examined.options, folders=_folders(step)),
        columns=examined.columns,
        batch=step.batch,
        seconds=step.seconds,
        open_seconds=step.open_seconds,
        processes=step.processes,
        process_mb=step.process_mb,
    )


def _folders(step: OwnStep) -> tuple[str, ...]:
    """Give where modules are looked for last: beside the configuration, then where the command runs."""
    folders = [Path(step.folder).absolute()] if step.folder is not None else []
    return tuple(dict.fromkeys(f"{folder}" for folder in [*folders, Path.cwd()]))


def _node_of(step: OwnStep) -> Node:
    """Give what was written for a step's options, with its place."""
    if step.options is None:
        return Node(kind="scalar", place="enrich", path=step.step)
    return msgspec.convert(step.options, Node)


def _plain(node: Node) -> Any:
    """Give options without a type as JSON would have them."""
    if node.kind == "mapping":
        return {key: _plain(value) for key, value in node.pairs.items()}
    if node.kind == "list":
        return [_plain(item) for item in node.items]
    text = node.text
    if text is None or text.lower() in _WORDS:
        return None if text is None else _WORDS[text.lower()]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text
