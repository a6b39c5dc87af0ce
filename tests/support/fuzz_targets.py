"""Each function that reads what others wrote, as a target for made-up bytes that says itself what must hold.

A target takes any bytes and raises where something is wrong: an exception other than the one that its function declares, a
result beyond its bounds, one that cannot be written as JSON, one that differs from run to run, or one that changes when it
is read again. hypothesis (tests/test_fuzz.py) and atheris (`make fuzz`) try the same targets.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import NamedTuple


class Target(NamedTuple):
    """What is fuzzed, how long its inputs may be, and the rooms of the code whose new lines count as news to atheris.

    The function is `run` of the module `fuzz_<name>`, which is imported when it is asked for: atheris marks modules as they
    are imported.
    """

    name: str
    max_bytes: int
    rooms: tuple[str, ...]

    @property
    def run(self) -> Callable[[bytes], None]:
        """Give the function that takes the bytes."""
        function: Callable[[bytes], None] = importlib.import_module(f"fuzz_{self.name}").run
        return function


_PURE = "transforms.pure"
TARGETS = {
    target.name: target
    for target in (
        Target("feed", 4000, (f"{_PURE}.feeds", f"{_PURE}.text.dates", f"{_PURE}.text.names")),
        Target(
            "page",
            6000,
            (f"{_PURE}.article", f"{_PURE}.body", f"{_PURE}.metadata", f"{_PURE}.page", f"{_PURE}.verdict"),
        ),
        Target("url", 400, (f"{_PURE}.net", f"{_PURE}.shown")),
        Target("date", 120, (f"{_PURE}.text", f"{_PURE}.net.http_dates")),
        Target("robots", 2000, (f"{_PURE}.net", "protego")),
        Target("rights", 2000, (f"{_PURE}.rights", f"{_PURE}.feeds.feed_rights")),
        Target("config", 3000, ("pipelines.config",)),
        Target("list", 3000, (f"{_PURE}.lists", f"{_PURE}.feeds.references", f"{_PURE}.feeds.decoding")),
        Target("log", 2000, ("transforms.state", f"{_PURE}.feeds")),
        Target("charset", 2000, (f"{_PURE}.net.charsets", f"{_PURE}.feeds.decoding")),
        Target("headers", 1000, (f"{_PURE}.net", f"{_PURE}.websub", f"{_PURE}.page.refreshes")),
    )
}
