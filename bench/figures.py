"""What a measurement of quality says, and how pages of docs get its tables."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any, NamedTuple


class Figure(NamedTuple):
    """One measured figure of a field of the record.

    field: the field's name in the record, or that of a flag.
    what: what was measured, such as `precision, people, en`.
    n: how many labelled cases it was measured over.
    value: between 0 and 1, or a count.
    floor: what a test does not let it fall below; None where nothing guards it.
    library: what does the work; empty where it is our own code.
    """

    field: str
    what: str
    n: int
    value: float
    floor: float | None
    library: str


def measure_all(package: ModuleType) -> list[Figure]:
    """Gives the figures of all modules of a package that measure quality, by the names of the modules."""
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    modules: list[Any] = [importlib.import_module(f"{package.__name__}.{name}") for name in names]
    return [figure for module in modules if hasattr(module, "measure") for figure in module.measure()]


def shown(value: float) -> str:
    """Gives a value as tables show it: counts whole, shares with three digits.

    >>> shown(0.5), shown(1204), shown(0)
    ('0.500', '1,204', '0')
    """
    return f"{value:,.0f}" if value > 1 or value == 0 else f"{value:.3f}"


def with_table(page: str, table: str, begin: str, end: str) -> str:
    """Gives a page with a table between two marks. Raises: ValueError where a mark is missing.

    >>> with_table("<a>old<b>", "new", "<a>", "<b>")
    '<a>new\\n<b>'
    """
    before, found_begin, rest = page.partition(begin)
    _, found_end, after = rest.partition(end)
    if not found_begin or not found_end:
        raise ValueError(f"the page has no {end if found_begin else begin.strip()}")
    return f"{before}{begin}{table}\n{end}{after}"
