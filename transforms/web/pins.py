"""Read the host names that the configuration pins to an address (`resolve`)."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address


def read_pins(resolve: Mapping[str, str]) -> dict[str, tuple[str, int | None]]:
    """Read a `resolve` map, whose values are `address`, `address:port` or `[v6]:port`, as {host name: (address, port or None)}.

    Raises: ValueError, with a sentence, where a name is an address or a value holds none.
    """
    return {_pinned_name(name): _pinned_place(name, value) for name, value in resolve.items()}


def _pinned_name(name: str) -> str:
    host = name.strip().lower().rstrip(".")
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return host
    raise ValueError(f"resolve: {name!r} is an address; a host name is wanted")


def _pinned_place(name: str, value: str) -> tuple[str, int | None]:
    text = value.strip()
    address, port = text, ""
    if text.startswith("["):
        address, _, port = text[1:].partition("]")
        port = port.removeprefix(":")
    elif text.count(":") == 1:
        address, _, port = text.partition(":")
    try:
        ip_address(address)
        number = int(port) if port else None
    except ValueError:
        raise ValueError(f"resolve: {name}: {value!r} is no address like 127.0.0.1 or 127.0.0.1:8080") from None
    if number is not None and not 0 < number < 65536:
        raise ValueError(f"resolve: {name}: {number} is no port")
    return address, number
