"""SSRF guard: allowed and rejected addresses."""

from __future__ import annotations

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_source.errors import AddressError, TransientError
from api_source.ssrf_guard import allowed_addresses


def reached(*addresses: str, private: bool = False) -> list[str]:
    return allowed_addresses(
        "api.example", 443, private=private, resolve=lambda _host, _port: list(addresses)
    )


PRIVATE = ["127.0.0.1", "10.0.0.7", "172.16.3.4", "192.168.1.1", "::1", "fd12::1"]
METADATA = [
    "169.254.169.254",  # EC2
    "169.254.170.2",  # ECS
    "169.254.170.23",  # EKS
    "100.100.100.200",  # Alibaba
    "192.0.0.192",  # Oracle
    "168.63.129.16",  # Azure
    "fd00:ec2::254",  # EC2
    "fd00:ec2::23",  # EKS
    "fd00:c1::a9fe:a9fe",  # Oracle
    "fd20:ce::254",  # Google
    "fd00:42::42",  # Scaleway
]
UNUSABLE = [
    "0.0.0.0",  # noqa: S104 - it is rejected
    "100.64.0.1",  # carriers' own
    "192.0.2.1",
    "192.88.99.1",  # a relay of 6to4
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "fe80::1%eth0",
    "fec0::1",  # site-local
    "ff02::1",
    "2001:db8::1",
    "3fff::1",  # documentation, as the one before
    "4000::1",  # not given out by IANA
    "64:ff9b:1::5db8:d70e",  # NAT64 of a network's own
    "2001:0:5db8:d70e::a247:28f1",  # Teredo, of public addresses alone
]


def embeddings(address: ipaddress.IPv4Address) -> list[str]:
    """Return every IPv6 address that embeds an IPv4 address."""
    number = int(address)
    inverted = number ^ 0xFFFF_FFFF
    whole = [
        0xFFFF << 32 | number,  # IPv4-mapped
        number,  # IPv4-compatible
        0xFFFF << 48 | number,  # IPv4-translated
        0x64FF9B << 96 | number,  # NAT64
        0x64FF9B0001 << 80 | number,  # NAT64 of a network's own
        0x2002 << 112 | number << 80 | 1,  # 6to4
        0x20010000 << 96 | number << 64 | inverted,  # Teredo: server and client
        0x20010000 << 96 | 0x5DB8D70E << 64 | inverted,  # Teredo: client
        0x26002800 << 96 | 0x5EFE << 32 | number,  # ISATAP
        0x26002800 << 96 | 0x2005EFE << 32 | number,  # ISATAP, of an address that is unique
    ]
    return [str(ipaddress.IPv6Address(value)) for value in whole]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_rejected_with_the_remedy(address: str) -> None:
    with pytest.raises(
        AddressError,
        match=r"api\.example resolves to .*, which is not public; for an API in your own network set apiAllowPrivate",
    ):
        reached(address)


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("address", METADATA + UNUSABLE)
def test_no_setting_lets_metadata_or_an_address_without_an_api_be_reached(
    address: str,
    private: bool,
) -> None:
    with pytest.raises(
        AddressError,
        match=r"api\.example resolves to .*, which is not public; no setting allows it",
    ):
        reached(address, private=private)


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("address", [text for text in METADATA if "." in text])
def test_no_embedding_lets_metadata_be_reached(address: str, private: bool) -> None:
    for text in embeddings(ipaddress.IPv4Address(address)):
        with pytest.raises(AddressError, match="no setting allows it"):
            reached(text, private=private)


@pytest.mark.parametrize(
    "address",
    [
        "93.184.215.14",
        "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
        "64:ff9b::93.184.215.14",
        "::ffff:93.184.215.14",
    ],
)
def test_a_public_address_is_connected_to(address: str) -> None:
    assert reached(address) == [address]


def test_one_private_address_among_public_ones_rejects_the_host() -> None:
    with pytest.raises(AddressError, match=r"10\.0\.0\.7"):
        reached("93.184.215.14", "10.0.0.7")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.7", "fd12::1", "::ffff:10.0.0.7"])
def test_a_private_address_is_reached_where_it_is_allowed(address: str) -> None:
    assert reached(address, private=True) == [address]


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_every_allowed_address_is_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    try:
        (found,) = reached(str(address))
    except AddressError:
        return
    parsed = ipaddress.ip_address(found)
    assert parsed.is_global or (parsed.version == 6 and parsed.sixtofour), (
        "releases of Python differ in what 6to4 is, and its IPv4 address is judged"
    )
    assert not parsed.is_multicast


@given(st.ip_addresses(v=4))
def test_no_embedding_of_a_rejected_address_is_reached(address: ipaddress.IPv4Address) -> None:
    try:
        reached(str(address))
    except AddressError:
        for text in embeddings(address):
            with pytest.raises(AddressError, match="not public"):
                reached(text)


@given(st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_no_way_of_writing_a_private_address_gets_through(address: ipaddress.IPv4Address) -> None:
    for text in (str(int(address)), hex(int(address)), *embeddings(address)):
        with pytest.raises(AddressError, match="not public"):
            allowed_addresses(text, 443, private=False)


@given(
    st.one_of(
        st.ip_addresses(v=4, network="93.184.0.0/16"),
        st.ip_addresses(v=6, network="2606:2800::/32"),
    )
)
def test_a_public_address_is_taken_and_so_is_its_mapping(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    texts = [
        str(address),
        *([f"::ffff:{address}", f"64:ff9b::{address}"] if address.version == 4 else []),
    ]
    assert reached(*texts) == texts, "addresses that providers give out are public"


def test_a_failed_resolution_is_transient() -> None:
    def fail(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    with pytest.raises(
        TransientError, match=r"api\.example cannot be resolved: .*Temporary failure"
    ):
        allowed_addresses("api.example", 443, private=False, resolve=fail)
