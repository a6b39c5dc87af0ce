"""Which addresses are open. Expected values: the IANA special-purpose address registries."""

import pytest

from transforms.pure.net.addresses import find_refusal, read_networks


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("0.0.0.0", "unspecified"),
        ("0.1.2.3", "unspecified"),
        ("10.255.255.255", "private"),
        ("100.64.0.0", "shared (carrier-grade NAT)"),
        ("100.127.255.255", "shared (carrier-grade NAT)"),
        ("127.255.255.254", "loopback"),
        ("169.254.169.254", "link-local"),
        ("172.16.0.0", "private"),
        ("172.31.255.255", "private"),
        ("192.0.0.1", "reserved"),
        ("192.0.2.1", "documentation"),
        ("192.168.0.1", "private"),
        ("198.18.0.1", "benchmarking"),
        ("198.19.255.255", "benchmarking"),
        ("198.51.100.7", "documentation"),
        ("203.0.113.7", "documentation"),
        ("224.0.0.1", "multicast"),
        ("239.255.255.255", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("168.63.129.16", "cloud metadata"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("::127.0.0.1", "not global unicast"),
        ("::ffff:10.0.0.1", "private"),
        ("64:ff9b::a9fe:a9fe", "link-local"),
        ("64:ff9b:1::7f00:1", "not global unicast"),
        ("100::1", "not global unicast"),
        ("2001::1", "protocol assignment"),
        ("2001:db8::1", "documentation"),
        ("2002:7f00:1::", "6to4"),
        ("3fff::1", "documentation"),
        ("5f00::1", "not global unicast"),
        ("fc00::1", "not global unicast"),
        ("fd00:ec2::254", "not global unicast"),
        ("fe80::1%eth0", "not global unicast"),
        ("ff02::1", "not global unicast"),
    ],
)
def test_what_is_closed(address: str, kind: str) -> None:
    assert find_refusal(address) == kind


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450:4001::200e",
        "::ffff:1.1.1.1",
        "64:ff9b::101:101",
    ],
)
def test_what_is_open(address: str) -> None:
    assert find_refusal(address) is None


@pytest.mark.parametrize(
    ("address", "allowed", "kind"),
    [
        ("127.0.0.1", "127.0.0.1", None),
        ("127.0.0.2", "127.0.0.1", "loopback"),
        ("10.9.8.7", "10.0.0.0/8", None),
        ("::ffff:127.0.0.1", "127.0.0.1", None),
        ("::1", "127.0.0.0/8", "loopback"),
        ("::1", "::1", None),
        ("fd00::5", "fd00::/8", None),
        ("127.0.0.1", "::/0", "loopback"),
    ],
)
def test_what_a_configuration_opens(address: str, allowed: str, kind: str | None) -> None:
    assert find_refusal(address, read_networks([allowed])) == kind


@pytest.mark.parametrize("text", ["", "localhost", "10.0.0.0/33", "10.0.0"])
def test_what_names_no_network(text: str) -> None:
    with pytest.raises(
        ValueError, match=f"allow_addresses: '{text}' is neither an IP address nor a network like 10.0.0.0/8"
    ):
        read_networks([text])


def test_a_network_may_be_written_by_one_of_its_addresses() -> None:
    assert find_refusal("10.200.0.1", read_networks([" 10.1.2.3/8 "])) is None
