"""Import a user's step and read what it declares: how it is opened, which options it takes, which fields it fills.

A step is a function, or a class with a method `add`:

    def add_length(articles: Sequence[Article]) -> list[Length]: ...

    class Sentiment:
        def open(self, options: SentimentOptions) -> None: ...      (once a process; may be left out)
        def add(self, articles: Sequence[Article]) -> list[SentimentFields]: ...
        def close(self) -> None: ...                                (when the process ends; may be left out)

What is filled is the type in the list that is returned; the options are those that `open`, or the function, takes.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

import msgspec
from msgspec import Struct

from transforms.columns import Column
from transforms.own_steps.fields import columns_of_fields, is_fields

_EXAMPLE = "def add_length(articles: Sequence[Article]) -> list[Length]"


class StepError(Exception):
    """A user's step cannot be used; the message says what is wrong and what to do."""


class Loaded(Struct, frozen=True):
    """A step that was imported, with what it declares. `options` is the type of its options; None where it takes none."""

    made: Any
    is_class: bool
    fields: Any
    columns: tuple[Column, ...]
    options: Any


class Opened(Struct, frozen=True):
    """A step that may be called, and what ends it."""

    add: Callable[[Sequence[Any]], Any]
    close: Callable[[], object]


def load_step(place: str, folders: Sequence[str] = ()) -> Loaded:
    """Import the step at `package.module:name`; `folders` are looked in last. Raises: StepError."""
    made = _find(place, folders)
    is_class = inspect.isclass(made)
    called = getattr(made, "add", None) if is_class else made
    if not callable(called):
        what = "a class without a method `add`" if is_class else f"{type(made).__name__}, and no function or class"
        raise StepError(f"it is {what}; a step is written like {_EXAMPLE}")
    fields = _declared(called)
    try:
        columns = columns_of_fields(fields)
    except TypeError as error:
        raise StepError(f"{error}") from None
    opener = getattr(made, "open", None) if is_class else called
    options = None if opener is None else _options_of(opener)
    return Loaded(made, is_class, fields, columns, options)


def open_step(loaded: Loaded, options: Mapping[str, Any] | None) -> Opened:
    """Open a step with its options as plain values. Raises: whatever its `open` raises."""
    given = [] if loaded.options is None else [msgspec.convert(dict(options or {}), loaded.options)]
    if not loaded.is_class:
        return Opened(lambda articles: loaded.made(articles, *given), _nothing)
    step = loaded.made()
    if hasattr(step, "open"):
        step.open(*given)
    return Opened(step.add, getattr(step, "close", _nothing))


def _nothing() -> None:
    return None


def _find(place: str, folders: Sequence[str]) -> Any:
    module_name, _, name = place.partition(":")
    sys.path += [folder for folder in folders if folder not in sys.path]
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module_name}.".startswith(f"{error.name}."):
            raise StepError(f"the import of {module_name} failed: {error}; install what it needs") from None
        looked = f", or put it into {folders[0]}" if folders else ""
        raise StepError(f"there is no module {error.name}; install it, name its folder in PYTHONPATH{looked}") from None
    except Exception as error:  # A user's module may do anything when it is imported.
        raise StepError(f"the import of {module_name} failed: {type(error).__name__}: {error}") from None
    if not hasattr(module, name):
        import difflib

        near = difflib.get_close_matches(name, vars(module), n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        where = Path(module.__file__).name if module.__file__ else module_name
        raise StepError(f"{where} has no {name}{hint}")
    return getattr(module, name)


def _declared(called: Callable[..., Any]) -> Any:
    """Give the type of the fields that a step returns for each article."""
    returned = _hints(called).get("return")
    inside = get_args(returned)[:1] if get_origin(returned) is not None else ()
    candidates = [part for option in inside for part in (option, *get_args(option)) if is_fields(part)]
    if not candidates:
        raise StepError(
            "it does not say what it fills: its return type is to be a list of a TypedDict, a dataclass or a"
            f" msgspec Struct, as in {_EXAMPLE}"
        )
    return candidates[0]


def _options_of(opener: Callable[..., Any]) -> Any:
    """Give the type of the options: that of the last parameter, if there is one more than is needed."""
    parameters = [
        parameter
        for parameter in inspect.signature(opener).parameters.values()
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    ]
    if len(parameters) < 2:  # The articles, or self.
        return None
    last = parameters[1]
    kind = _hints(opener).get(last.name)
    if kind is dict or get_origin(kind) in (dict, Mapping):
        return dict[str, Any]
    if not is_fields(kind) or is_typeddict(kind):
        raise StepError(
            f"its options ({last.name}) have no type of their own; make it a dataclass or a msgspec Struct with the"
            " defaults, or dict"
        )
    return kind


def _hints(called: Callable[..., Any]) -> dict[str, Any]:
    try:
        return get_type_hints(called, include_extras=True)
    except Exception as error:  # An annotation is code, which may raise anything.
        raise StepError(
            f"its annotations cannot be read: {error}; what they name must be imported when it runs, not only under"
            " TYPE_CHECKING"
        ) from None
