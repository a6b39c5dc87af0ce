"""Listen for hubs (WebSub) while a stream runs on this machine, where the configuration says under which address."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from pipelines.config.config import Config
from pipelines.run.errors import Refused
from transforms.clock import Clock, utc_now
from transforms.errors import StorageError
from transforms.state.roots import claim
from transforms.web.client import shared_web
from transforms.websub.keeper import Keeper
from transforms.websub.listener import Listener
from transforms.websub.options import read_listen

Tend = Callable[[Config, datetime], None]

_log = logging.getLogger(__name__)


def leave(config: Config, now: datetime) -> None:
    """Do nothing: where nobody listens, there is nothing to tend."""


@contextmanager
def listening(config: Config, clock: Clock = utc_now) -> Iterator[Tend]:
    """Listen for hubs, and give what keeps the subscriptions, to be called at each tick; `leave` where `callback` is null.

    Raises: Refused where it cannot listen; StateError, StorageError.
    """
    if config.websub.callback is None:
        yield leave
        return
    roots = config.roots
    claim(roots, clock())
    keeper = Keeper(roots.open()[0], config.shards, shared_web(config.web), config.websub, clock)
    keeper.start(config.active_feeds)
    listener = _listen(keeper, config.websub.listen)
    try:
        yield lambda current, now: _tend(keeper, current, now)
    finally:
        listener.close()
        keeper.close()


def _listen(keeper: Keeper, listen: str) -> Listener:
    host, port = read_listen(listen)
    try:
        return Listener(keeper, host, port)
    except OSError as error:
        raise Refused(f"websub.listen: cannot listen on {listen}: {error.strerror or error}") from error


def _tend(keeper: Keeper, config: Config, now: datetime) -> None:
    try:
        keeper.tend(config.active_feeds, now)
    except StorageError as error:  # The next tick tries again.
        _log.warning("the subscriptions at hubs could not be kept: %s", error)
