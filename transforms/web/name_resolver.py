"""Look names up by the system's resolver, so that a name server that does not answer holds up nobody else.

The system's call blocks for up to half a minute. A look-up has a thread of its own: those that hang take no thread from others,
and the process does not wait for them when it ends, as it does for the threads of a pool.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

# So many look-ups are under way at most, those that hang included: each takes a thread and an open file.
MOST_LOOK_UPS = 256

Addresses = list[tuple[Any, ...]]
LookUp = Callable[[str, int, socket.AddressFamily], Addresses]


def _ask_system(host: str, port: int, family: socket.AddressFamily) -> Addresses:
    return list(socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG))


class NameResolver(AbstractResolver):
    """The addresses of names, by the system's resolver. To be used on one event loop alone.

    `look_up` takes a host, a port and a family, and gives what `socket.getaddrinfo` gives.
    """

    def __init__(self, look_up: LookUp = _ask_system) -> None:
        self._look_up = look_up
        self._places = asyncio.Semaphore(MOST_LOOK_UPS)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Give the addresses of a name. Raises: OSError, mostly `socket.gaierror`, where it has none.

        A look-up whose caller waits no longer keeps its place until the system's call ends.
        """
        loop = asyncio.get_running_loop()
        await self._places.acquire()
        found: asyncio.Future[Addresses] = loop.create_future()

        def end(addresses: Addresses | None, error: BaseException | None) -> None:
            self._places.release()
            if found.done():
                return
            if error is not None:
                found.set_exception(error)
            else:
                found.set_result(addresses or [])

        def run() -> None:
            addresses, error = None, None
            try:
                addresses = self._look_up(host, port, family)
            except (OSError, UnicodeError) as failed:
                error = failed
            with suppress(RuntimeError):  # The loop is closed: nobody waits any more.
                loop.call_soon_threadsafe(end, addresses, error)

        try:
            threading.Thread(target=run, name="newsbeam-dns", daemon=True).start()
        except RuntimeError as error:  # The system has no thread left.
            self._places.release()
            raise OSError(f"no thread for a look-up: {error}") from error
        return [_result(host, one) for one in await found if _is_plain(one)]

    async def close(self) -> None:
        """Do nothing: what is under way ends by itself."""


def _is_plain(found: tuple[Any, ...]) -> bool:
    """Tell whether an address holds everywhere: not in one network alone, as an IPv6 address with a scope, nor mangled."""
    family, address = found[0], found[4]
    return family == socket.AF_INET or (family == socket.AF_INET6 and len(address) == 4 and not address[3])


def _result(host: str, found: tuple[Any, ...]) -> ResolveResult:
    family, _, proto, _, address = found
    return ResolveResult(
        hostname=host,
        host=address[0],
        port=address[1],
        family=family,
        proto=proto,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )
