"""Asking a Web in tests: one request or many, the error that one ends with, and a clock to be set."""

from __future__ import annotations

import concurrent.futures
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from transforms.errors import FetchError
from transforms.web.client import Web
from transforms.web.response import Response

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Clock:
    """A clock that stands still at noon until seconds are added."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def add(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def get(web: Web, url: str, kind: Any = "page", **more: Any) -> Response:
    return web.submit(web.get(url, kind=kind, **more)).result()


def failure(web: Web, url: str, kind: Any = "page", **more: Any) -> FetchError:
    """The error of a request that must not succeed."""
    with pytest.raises(FetchError) as caught:
        get(web, url, kind, **more)
    return caught.value


def get_all(web: Web, urls: list[str]) -> None:
    """Ask for all at once; none may fail."""
    futures = [web.submit(web.get(url, kind="feed" if "feed" in url else "page")) for url in urls]
    done, late = concurrent.futures.wait(futures)
    assert not late
    assert [future.exception() for future in done if future.exception()] == []
