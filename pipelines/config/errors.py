"""What is wrong with a configuration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.config.config import Config


class ConfigError(Exception):
    """A configuration cannot be used; `problems` are sentences, each with its place.

    `partial` is what could be read of it, with defaults for the rest: for further checks, and no other use.
    """

    def __init__(self, problems: Sequence[str], partial: Config | None = None) -> None:
        super().__init__("\n".join(problems))
        self.problems, self.partial = tuple(problems), partial
