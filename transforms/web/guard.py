"""Open sockets to allowed addresses only; connect names that the configuration pins to their address.

The guard checks each socket's address after the name is resolved. So it covers names, IP literals in any spelling,
redirects, and names that change their address between two look-ups.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from transforms.pure.net import addresses
from transforms.web.answers import MendingConnector

# Happy eyeballs joins the errors of several addresses into one text: by these words ours is found in it.
BLOCKED = "not allowed by the address guard"


def guarded_connector(allowed: Iterable[addresses.Network], resolver: AbstractResolver) -> MendingConnector:
    """Make a connector that opens sockets to public and `allowed` addresses only. To be called within an event loop."""
    networks = tuple(allowed)

    def open_socket(info: tuple[Any, ...]) -> socket.socket:
        address = info[4][0]
        kind = addresses.find_refusal(address, networks)
        if kind is not None:
            raise PermissionError(f"{address} ({kind}) is {BLOCKED}")
        return socket.socket(*info[:3])

    return MendingConnector(limit=0, ttl_dns_cache=60, resolver=resolver, socket_factory=open_socket)


def pinned_connector(pins: Mapping[str, tuple[str, int | None]]) -> MendingConnector:
    """Make a connector for the names that the configuration pins, and for nothing else. To be called within an event loop."""
    reachable = {str(ip_address(address)) for address, _ in pins.values()}

    def open_socket(info: tuple[Any, ...]) -> socket.socket:
        address = info[4][0]
        if address not in reachable:
            raise PermissionError(f"{address} is {BLOCKED}")
        return socket.socket(*info[:3])

    return MendingConnector(limit=0, use_dns_cache=False, resolver=_PinnedResolver(pins), socket_factory=open_socket)


class _PinnedResolver(AbstractResolver):
    def __init__(self, pins: Mapping[str, tuple[str, int | None]]) -> None:
        self._pins = pins

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        address, pinned_port = self._pins[host.lower().rstrip(".")]
        version = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=pinned_port or port,
                family=version,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        """Do nothing: nothing is open."""
