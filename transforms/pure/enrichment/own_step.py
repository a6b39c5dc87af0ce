"""A step of the user's own, as a configuration names it: `mypackage.steps:add_sentiment`."""

from __future__ import annotations

import re
from typing import Annotated, Any

from msgspec import Meta, Struct

# A model and its libraries are large; a step that grows without an end is to end before the machine does.
STEP_MEMORY_MB = 4096

_PLACE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*", re.ASCII)
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,39}")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class OwnStep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step of the user's own, and how it is run.

    step: where it is, as in `mypackage.steps:add_sentiment`: a function or a class.
    options: what the configuration gives it, as it was written: the step itself says what it takes.
    folder: where its module is looked for last, beside the folder in which the command runs; null is that of the file.
    name: the name in `extra` under which its fields stand; null takes the step's own, without `add_`.
    batch: how many articles it gets at once, at most.
    seconds: the time that a batch may take.
    open_seconds: the time that a process may take to import and open it.
    processes: how many processes run it; 0 runs it in the worker's own, without a limit of time (for debugging).
    process_mb: the memory that each of them may have (on Linux); null is no bound.
    """

    step: str
    options: Any = None
    folder: str | None = None
    name: str | None = None
    batch: Annotated[int, Meta(ge=1)] = 16
    seconds: Annotated[float, Meta(gt=0)] = 60.0
    open_seconds: Annotated[float, Meta(gt=0)] = 120.0
    processes: Annotated[int, Meta(ge=0)] = 1
    process_mb: Annotated[int, Meta(ge=256)] | None = STEP_MEMORY_MB

    @property
    def field(self) -> str:
        """Give the name in `extra` under which its fields stand.

        >>> OwnStep(step="mypackage.steps:add_sentiment").field, OwnStep(step="steps:TextVector").field
        ('sentiment', 'text_vector')
        """
        if self.name is not None:
            return self.name
        return _HUMP.sub("_", self.step.rpartition(":")[2]).lower().removeprefix("add_")


def check_own_step(step: OwnStep) -> None:
    """Check what can be checked without importing it. Raises: ValueError."""
    if not _PLACE.fullmatch(step.step):
        raise ValueError(
            f"step: {step.step!r} does not say where a step is; expected package.module:function, as in"
            " mypackage.steps:add_sentiment"
        )
    if not _FIELD.fullmatch(step.field):
        raise ValueError(
            f"name: {step.field!r} cannot be the name of a field; give one of small letters, digits and _, as in"
            " `name: sentiment`"
        )
