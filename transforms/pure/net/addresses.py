"""Which IP addresses may be connected to.

The table is written out, since what `ipaddress` calls global differs between releases of Python.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

# IANA special-purpose registries (RFC 6890 and later) and, last, the one public address that a cloud gives its machines
# for their own metadata.
_CLOSED_V4: tuple[tuple[IPv4Network, str], ...] = tuple(
    (IPv4Network(network), kind)
    for network, kind in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared (carrier-grade NAT)"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "reserved"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("168.63.129.16/32", "cloud metadata"),
    )
)
# All global unicast addresses are in 2000::/3 (RFC 4291); these parts of it are not for the public web.
_OPEN_V6 = IPv6Network("2000::/3")
_CLOSED_V6: tuple[tuple[IPv6Network, str], ...] = tuple(
    (IPv6Network(network), kind)
    for network, kind in (
        ("2001::/23", "protocol assignment"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "documentation"),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_NAMED_V6 = {IPv6Address("::"): "unspecified", IPv6Address("::1"): "loopback"}


def read_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Give the networks that a configuration names, each an address or a network in CIDR form.

    Raises: ValueError, with a sentence, where a text is neither.

    >>> read_networks(["127.0.0.1", "10.0.0.0/8"])
    (IPv4Network('127.0.0.1/32'), IPv4Network('10.0.0.0/8'))
    """
    found = []
    for text in texts:
        try:
            found.append(ip_network(text.strip(), strict=False))
        except ValueError:
            raise ValueError(
                f"allow_addresses: {text!r} is neither an IP address nor a network like 10.0.0.0/8"
            ) from None
    return tuple(found)


def find_refusal(address: str, allowed: Iterable[Network] = ()) -> str | None:
    """Give the reason why no socket may be opened to an address (`loopback`, `private`, ...); None where one may be.

    An IPv4 address inside an IPv6 one (mapped, or NAT64 of RFC 6052) is judged as the IPv4 address that it reaches. What
    lies in one of the `allowed` networks is open. Raises: ValueError where the text is no address.

    >>> find_refusal("::ffff:127.0.0.1"), find_refusal("93.184.216.34")
    ('loopback', None)
    """
    literal = ip_address(address.partition("%")[0])
    reached = _reached(literal)
    if any(one in network for network in allowed for one in (literal, reached)):
        return None
    if isinstance(reached, IPv4Address):
        return next((kind for network, kind in _CLOSED_V4 if reached in network), None)
    if reached not in _OPEN_V6:
        return _NAMED_V6.get(reached, "not global unicast")
    return next((kind for network, kind in _CLOSED_V6 if reached in network), None)


def _reached(literal: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(literal, IPv4Address):
        return literal
    if literal.ipv4_mapped is not None:
        return literal.ipv4_mapped
    if literal in _NAT64:
        return IPv4Address(int(literal) & 0xFFFFFFFF)
    return literal
