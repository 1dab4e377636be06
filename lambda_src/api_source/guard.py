"""SSRF guard: looks a host up once, rejects addresses that are not public, and returns those to connect to.

Otherwise an API, or whoever changes its answers, could send the function to the addresses of its
surroundings (server-side request forgery), with a redirection, a link to a next page, or a name
that is public at the first look-up and not at the second. An IPv6 address that stands for an IPv4
address is judged by the IPv4 address. A network's own prefix for NAT64 (RFC 6052 section 2.2)
cannot be told from any other address.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from api_source.errors import AddressError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable

    Resolve = Callable[[str, int], list[str]]


def _networks(*texts: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(text) for text in texts)


GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All IPv6 addresses that IANA gives out. Site-local ones (fec0::/10, RFC 3879), for one, are not among them, although Python calls them global.

https://www.iana.org/assignments/ipv6-address-space
"""

LOCAL = _networks(
    "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"
)
"""Loopback (RFC 1122, RFC 4291) and private addresses (RFC 1918, RFC 4193): reached with `apiAllowPrivate`."""

METADATA = _networks(
    # Link-local, RFC 3927. In it: EC2's 169.254.169.254, ECS's 169.254.170.2, the EKS Pod Identity
    # Agent's 169.254.170.23.
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    "169.254.0.0/16",
    # EC2's fd00:ec2::254 and the EKS Pod Identity Agent's fd00:ec2::23, in the range that Amazon
    # keeps for such services.
    # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
    # https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html
    "fd00:ec2::/32",
    # Alibaba's 100.100.100.200, in the address space that carriers share, RFC 6598.
    # https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata
    "100.64.0.0/10",
    # Oracle's 192.0.0.192, in the IETF's own range, RFC 6890; and its IPv6 address.
    # https://docs.oracle.com/en-us/iaas/Content/Compute/Tasks/gettingmetadata.htm
    "192.0.0.0/24",
    "fd00:c1::a9fe:a9fe/128",
    # Google's: https://cloud.google.com/compute/docs/metadata/querying-metadata
    "fd20:ce::254/128",
    # Azure's, in public address space:
    # https://learn.microsoft.com/en-us/azure/virtual-network/what-is-ip-address-168-63-129-16
    "168.63.129.16/32",
    # Scaleway's: https://docs.cloud-init.io/en/latest/reference/datasources/scaleway.html
    "fd00:42::42/128",
)
"""Where clouds give metadata and credentials to whoever asks: never reached, whatever the settings."""

UNUSABLE = _networks(
    "192.88.99.0/24",  # relays of 6to4, given up by RFC 7526
    "2001::/32",  # Teredo, RFC 4380: a server's and a client's IPv4 address
    "3fff::/20",  # documentation, RFC 9637: https://github.com/python/cpython/issues/124217
)
"""Global by their prefix, to some releases of Python, but no API is there."""

EMBEDDINGS = (
    (IPv6Network("::ffff:0:0/96"), 0),  # IPv4-mapped, RFC 4291 section 2.5.5.2
    (IPv6Network("::/96"), 0),  # IPv4-compatible, RFC 4291 section 2.5.5.1
    (IPv6Network("::ffff:0:0:0/96"), 0),  # IPv4-translated, RFC 2765 section 2.1
    # NAT64, RFC 6052 section 2.1; the prefix for local use, 64:ff9b:1::/48 of RFC 8215, is no
    # global unicast
    (IPv6Network("64:ff9b::/96"), 0),
    (IPv6Network("2002::/16"), 80),  # 6to4, RFC 3056 section 2
)
"""Networks whose addresses stand for an IPv4 address, and the bits that follow it."""

ISATAP = 0x5EFE
"""The upper half of an interface identifier whose lower half is an IPv4 address: RFC 5214 section 6.1."""

UNIVERSAL_BIT = 0x0200_0000  # set in such an identifier if the IPv4 address is unique


def resolve(host: str, port: int) -> list[str]:
    """Return a host's addresses, in the order in which the system would try them."""
    return list(
        dict.fromkeys(
            str(answer[4][0]) for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
    )


def vetted(host: str, port: int, *, private: bool, look_up: Resolve = resolve) -> list[str]:
    """Return the addresses of a host, if all of them may be connected to.

    Args:
        host: Host name of the request's address.
        port: Port of the request's address.
        private: Whether they may be private or loopback; link-local ones and those of a cloud's
            metadata never may.
        look_up: Resolves the name.

    Raises:
        AddressError: If one of them may not.
        TransientError: If the name cannot be looked up.
    """
    try:
        addresses = look_up(host, port)
    except (OSError, UnicodeError) as error:  # a label that is too long is a UnicodeError
        msg = f"{host} cannot be looked up: {error}"
        raise TransientError(msg) from error
    refused = [address for address in addresses if not _may_be_reached(address, private=private)]
    if refused:
        msg = f"{host} is at {', '.join(refused)}, which is not public; {_remedy(refused, private=private)}"
        raise AddressError(msg)
    return addresses


def _remedy(refused: list[str], *, private: bool) -> str:
    if not private and all(_may_be_reached(address, private=True) for address in refused):
        return "for an API in a network of your own set apiAllowPrivate, which holds for apiUrl's own host alone"
    return "no setting allows it, so the API has to be asked at a public address"


def _may_be_reached(text: str, *, private: bool) -> bool:
    return all(
        _is_public(address) or (private and _is_local(address))
        for address in _meanings(ip_address(text))
    )


def _meanings(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """Return the addresses that a network may take an address for: the IPv4 address in it, if there is one, or itself."""
    if isinstance(address, IPv4Address) or address.is_loopback or address.is_unspecified:
        return [address]
    number = int(address)
    for network, following_bits in EMBEDDINGS:
        if address in network:
            return [_lowest_bits(number >> following_bits)]
    if (number >> 32) & 0xFFFF_FFFF & ~UNIVERSAL_BIT == ISATAP:
        return [address, _lowest_bits(number)]
    return [address]


def _lowest_bits(number: int) -> IPv4Address:
    return IPv4Address(number & 0xFFFF_FFFF)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    given_out = isinstance(address, IPv4Address) or address in GLOBAL_UNICAST
    return (
        given_out
        and address.is_global
        and not address.is_multicast
        and not _is_in(address, METADATA + UNUSABLE)
    )


def _is_local(address: IPv4Address | IPv6Address) -> bool:
    return _is_in(address, LOCAL) and not _is_in(address, METADATA)


def _is_in(
    address: IPv4Address | IPv6Address, networks: tuple[IPv4Network | IPv6Network, ...]
) -> bool:
    return any(address in network for network in networks)  # never in one of the other version
