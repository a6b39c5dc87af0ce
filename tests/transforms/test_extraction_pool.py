"""The pool that extracts: its children have loaded what pages need before the first one comes."""

from __future__ import annotations

import pool_tasks as tasks
import pytest

from transforms import extraction_pool as module
from transforms.extraction_pool import PRELOAD, extraction_pool
from transforms.pool.pool import Pool


def test_a_child_has_loaded_what_pages_need(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Pool] = []

    def own_pool(processes: int | None, preload: tuple[str, ...], *, memory_mb: int | None, eager: bool) -> Pool:
        """A pool for this test alone."""
        assert processes is not None
        made.append(Pool(processes, preload, memory_mb=memory_mb, eager=eager))
        return made[-1]

    monkeypatch.setattr(module, "shared_pool", own_pool)
    pool = extraction_pool(1, eager=True)
    loaded = pool.submit(tasks.loaded, PRELOAD, 600.0).result(600.0)
    pool.close()
    assert loaded == list(PRELOAD)
