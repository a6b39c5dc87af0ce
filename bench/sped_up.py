"""newsbeam's defaults, sped up: for worlds in which a minute passes in some seconds."""

from __future__ import annotations

from typing import Any

from pipelines.config.config import Config


def sped_up(factor: float) -> dict[str, Any]:
    """Gives the sections of a configuration in which each default time, in seconds, is divided by the factor."""
    default = Config(output="out")
    return {
        "tick_seconds": default.tick_seconds / factor,
        "grace_seconds": default.grace_seconds / factor,
        "fetch": {
            "backoff_seconds": default.fetch.backoff_seconds / factor,
            "backoff_cap_seconds": default.fetch.backoff_cap_seconds / factor,
        },
        "web": {
            "spacing_seconds": default.web.spacing_seconds / factor,
            "total_seconds": default.web.total_seconds / factor,
            "down_seconds": default.web.down_seconds / factor,
        },
        "write": {"commit_seconds": default.write.commit_seconds / factor},
    }
