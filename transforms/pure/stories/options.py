"""How stories are made. This module imports nothing heavy: each command reads its options."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class StoryOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How stories are made.

    look_back_days: an article is compared with those that were seen in so many days before it.
    similarity: an article joins a story to which it is at least so alike, 0 to 1.
    """

    look_back_days: Annotated[float, Meta(gt=0, le=60)] = 7.0
    similarity: Annotated[float, Meta(gt=0, lt=1)] = 0.34
