"""Who may be connected to."""

from __future__ import annotations

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_source.errors import AddressError, TransientError
from api_source.guard import vetted


def reached(*addresses: str, private: bool = False) -> list[str]:
    return vetted("api.example", 443, private=private, look_up=lambda _host, _port: list(addresses))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.7",
        "172.16.3.4",
        "192.168.1.1",
        "100.64.0.1",  # carriers' own
        "169.254.169.254",  # the cloud's metadata
        "0.0.0.0",  # noqa: S104 - it is refused
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00:ec2::254",  # the cloud's metadata
        "ff02::1",
        "2001:db8::1",
        "::ffff:10.0.0.7",
        "64:ff9b::10.0.0.7",  # what a NAT64 gateway makes 10.0.0.7 of
        "2002:a00:7::1",  # 6to4 of 10.0.0.7
    ],
)
def test_an_address_that_is_not_public_is_refused_with_the_remedy(address: str) -> None:
    with pytest.raises(AddressError, match=r"api\.example is at .*, which is not public; for an API in a network of your own set apiAllowPrivate"):
        reached(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::93.184.215.14"])
def test_a_public_address_is_connected_to(address: str) -> None:
    assert reached(address) == [address]


def test_one_private_address_among_public_ones_refuses_the_name() -> None:
    with pytest.raises(AddressError, match=r"10\.0\.0\.7"):
        reached("93.184.215.14", "10.0.0.7")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.7", "fd12::1", "::ffff:10.0.0.7"])
def test_a_private_address_is_reached_where_it_is_allowed(address: str) -> None:
    assert reached(address, private=True) == [address]


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "224.0.0.1", "0.0.0.0", "::", "::ffff:169.254.169.254", "240.0.0.1"])  # noqa: S104 - they are refused
def test_link_local_addresses_are_never_reached(address: str) -> None:
    with pytest.raises(AddressError, match="not public"):
        reached(address, private=True)


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_whatever_is_reached_is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    try:
        (found,) = reached(str(address))
    except AddressError:
        return
    assert ipaddress.ip_address(found).is_global
    assert not ipaddress.ip_address(found).is_multicast


@given(st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_no_way_of_writing_a_private_address_gets_through(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    for text in (
        str(number),
        hex(number),
        f"::ffff:{address}",
        str(ipaddress.IPv6Address((0x64FF9B << 96) | number)),
        f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1",
    ):
        with pytest.raises(AddressError, match="not public"):
            vetted(text, 443, private=False)


def test_a_name_that_leads_nowhere_may_lead_somewhere_later() -> None:
    def fail(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    with pytest.raises(TransientError, match=r"api\.example cannot be looked up: .*Temporary failure"):
        vetted("api.example", 443, private=False, look_up=fail)
