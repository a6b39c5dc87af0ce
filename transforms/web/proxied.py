"""Ask through a proxy: connect to it alone, and let the guard see what it is asked for.

A proxy opens the sockets, and looks the names up once more. So the guard cannot look at the address that is connected to; it
looks at those that the name has here, just before the proxy is asked. Each of them has to be allowed.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from transforms.pure.net import addresses
from transforms.pure.net.proxies import Proxy
from transforms.pure.net.urls import host_of
from transforms.web.answers import MendingConnector
from transforms.web.guard import BLOCKED

NAMES_SECONDS = 60.0
NAMES_MAX = 10_000


class TargetGuard:
    """Refuses names and addresses that are not public, nor `allowed`, before a proxy is asked for them."""

    def __init__(self, allowed: Iterable[addresses.Network], resolver: AbstractResolver) -> None:
        self._allowed, self._resolver = tuple(allowed), resolver
        self._known: dict[str, tuple[float, list[str]]] = {}

    async def check(self, url: str, seconds: float) -> None:
        """Refuse a URL whose host has an address that is not allowed. Raises: PermissionError; gaierror; TimeoutError."""
        host = host_of(url)
        for address in await asyncio.wait_for(self._addresses(host), seconds):
            kind = addresses.find_refusal(address, self._allowed)
            if kind is not None:
                raise PermissionError(f"{address} ({kind}) is {BLOCKED}")

    async def _addresses(self, host: str) -> list[str]:
        try:
            return [str(ip_address(host))]
        except ValueError:
            pass
        known_until, found = self._known.get(host, (0.0, []))
        if time.monotonic() >= known_until:
            found = await self._look_up(host)
            if len(self._known) >= NAMES_MAX:
                self._known.clear()
            self._known[host] = (time.monotonic() + NAMES_SECONDS, found)
        return found

    async def _look_up(self, host: str) -> list[str]:
        try:
            return [one["host"] for one in await self._resolver.resolve(host, 0, socket.AF_UNSPEC)]
        except OSError as error:
            raise socket.gaierror(socket.EAI_NONAME, getattr(error, "strerror", None) or str(error)) from error


def proxy_connector(proxy: Proxy, resolver: AbstractResolver) -> MendingConnector:
    """Make a connector that opens sockets to a proxy and to nothing else. To be called within an event loop."""
    only = _OnlyProxy(proxy, resolver)

    def open_socket(info: tuple[Any, ...]) -> socket.socket:
        address, port = info[4][:2]
        if port != proxy.port or address not in only.addresses:
            raise PermissionError(f"{address} is {BLOCKED}")
        return socket.socket(*info[:3])

    return MendingConnector(limit=0, ttl_dns_cache=60, resolver=only, socket_factory=open_socket)


def asked_through(proxy: Proxy, url: str) -> tuple[dict[str, str], dict[str, Any]]:
    """Give the headers, and what else aiohttp needs, for a URL to be asked through a proxy.

    Credentials go with the request where the proxy reads it, and else with the CONNECT ahead of it.
    """
    options: dict[str, Any] = {"proxy": URL(proxy.url)}
    if proxy.user is None:
        return {}, options
    secret = {"Proxy-Authorization": aiohttp.encode_basic_auth(proxy.user, proxy.password, "utf-8")}
    return ({}, options | {"proxy_headers": secret}) if url.startswith("https:") else (secret, options)


class _OnlyProxy(AbstractResolver):
    """Looks up the name of a proxy alone, and remembers its addresses."""

    def __init__(self, proxy: Proxy, resolver: AbstractResolver) -> None:
        self._proxy, self._resolver = proxy, resolver
        try:
            self.addresses = {str(ip_address(proxy.host))}
        except ValueError:
            self.addresses = set()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if host.lower() != self._proxy.host.lower():
            raise OSError(f"{host} is not the proxy")
        found = await self._resolver.resolve(host, port, family)
        self.addresses |= {one["host"] for one in found}
        return found

    async def close(self) -> None:
        """Do nothing: whoever gave the resolver closes it."""
