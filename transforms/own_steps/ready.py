"""A user's step that was found good: what is needed to run it."""

from __future__ import annotations

from msgspec import Struct

from transforms.columns import Column
from transforms.own_steps.running import StepCall
from transforms.pure.enrichment.own_step import STEP_MEMORY_MB


class ReadyStep(Struct, frozen=True, kw_only=True):
    """A user's step that was found good: how it is called, the columns that it fills, and how it is run (`OwnStep`)."""

    field: str
    call: StepCall
    columns: tuple[Column, ...] = ()
    batch: int = 16
    seconds: float = 60.0
    open_seconds: float = 120.0
    processes: int = 1
    process_mb: int | None = STEP_MEMORY_MB
