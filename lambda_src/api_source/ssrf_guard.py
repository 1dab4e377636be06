"""SSRF guard: resolves a host once, rejects non-public addresses, and returns the allowed ones.

Without the guard, an API, or anyone who can change its responses, could make the function connect
to internal addresses (server-side request forgery): by a redirect, by a link to a next page, or by
a name that resolves to a public address first and to a private one later. The client therefore
connects to the addresses that were checked.

An IPv6 address that embeds an IPv4 address is checked by the IPv4 address. One exception: a
network-specific NAT64 prefix (RFC 6052 section 2.2) cannot be distinguished from other addresses.
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
"""All IPv6 addresses that IANA allocates.

Python's `is_global` is true for some others, such as site-local ones (fec0::/10, RFC 3879).
https://www.iana.org/assignments/ipv6-address-space
"""

LOCAL = _networks(
    "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"
)
"""Loopback (RFC 1122, RFC 4291) and private addresses (RFC 1918, RFC 4193).

`apiAllowPrivate` allows them.
"""

METADATA = _networks(
    # Link-local, RFC 3927, with EC2's 169.254.169.254, ECS's 169.254.170.2, the EKS Pod Identity
    # Agent's 169.254.170.23.
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    "169.254.0.0/16",
    # EC2's fd00:ec2::254 and the EKS Pod Identity Agent's fd00:ec2::23, in the range that Amazon
    # reserves for such services.
    # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
    # https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html
    "fd00:ec2::/32",
    # Alibaba's 100.100.100.200, in the shared address space of carriers, RFC 6598.
    # https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata
    "100.64.0.0/10",
    # Oracle's 192.0.0.192, in the range of the IETF, RFC 6890; and Oracle's IPv6 address.
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
"""Metadata and credential services of clouds. No setting allows them."""

UNUSABLE = _networks(
    "192.88.99.0/24",  # 6to4 relays, deprecated by RFC 7526
    "2001::/32",  # Teredo, RFC 4380: embeds the IPv4 addresses of a server and a client
    "3fff::/20",  # documentation, RFC 9637: https://github.com/python/cpython/issues/124217
)
"""Networks without APIs that some releases of Python consider global."""

EMBEDDINGS = (
    (IPv6Network("::ffff:0:0/96"), 0),  # IPv4-mapped, RFC 4291 section 2.5.5.2
    (IPv6Network("::/96"), 0),  # IPv4-compatible, RFC 4291 section 2.5.5.1
    (IPv6Network("::ffff:0:0:0/96"), 0),  # IPv4-translated, RFC 2765 section 2.1
    # NAT64, RFC 6052 section 2.1. The local-use prefix, 64:ff9b:1::/48 (RFC 8215), is not global
    # unicast.
    (IPv6Network("64:ff9b::/96"), 0),
    (IPv6Network("2002::/16"), 80),  # 6to4, RFC 3056 section 2
)
"""Networks whose addresses embed an IPv4 address, and the number of bits after it."""

ISATAP = 0x5EFE
"""Upper half of an interface identifier that embeds an IPv4 address (RFC 5214 section 6.1)."""

UNIVERSAL_BIT = 0x0200_0000  # set in an ISATAP identifier if the IPv4 address is globally unique


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, in the system's order of preference."""
    return list(
        dict.fromkeys(
            str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
    )


def allowed_addresses(
    host: str, port: int, *, private: bool, resolve: Resolve = resolve
) -> list[str]:
    """Return the addresses of a host, if all of them are allowed.

    Args:
        host: Host of the URL.
        port: Port of the URL.
        private: Whether private and loopback addresses are allowed. Link-local addresses and
            metadata services of clouds never are.
        resolve: Function that resolves the host.

    Raises:
        AddressError: If an address is not allowed.
        TransientError: If the host cannot be resolved.
    """
    try:
        addresses = resolve(host, port)
    except (OSError, UnicodeError) as error:  # UnicodeError for a label that is too long
        msg = f"{host} cannot be resolved: {error}; check apiUrl"
        raise TransientError(msg) from error
    rejected = [address for address in addresses if not _is_allowed(address, private=private)]
    if rejected:
        msg = (
            f"{host} resolves to {', '.join(rejected)}, which is not public; "
            f"{_remedy(rejected, private=private)}"
        )
        raise AddressError(msg)
    return addresses


def _remedy(rejected: list[str], *, private: bool) -> str:
    if not private and all(_is_allowed(address, private=True) for address in rejected):
        return "for an API in your own network set apiAllowPrivate, which allows the host of apiUrl"
    return "no setting allows it; use a public address of the API"


def _is_allowed(text: str, *, private: bool) -> bool:
    return all(
        _is_public(address) or (private and _is_local(address))
        for address in _effective_addresses(ip_address(text))
    )


def _effective_addresses(
    address: IPv4Address | IPv6Address,
) -> list[IPv4Address | IPv6Address]:
    """Return the addresses to which a network may route packets for `address`.

    The result is the embedded IPv4 address, if there is one, or the address itself; for an ISATAP
    address both.
    """
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
    allocated = isinstance(address, IPv4Address) or address in GLOBAL_UNICAST
    return (
        allocated
        and address.is_global
        and not address.is_multicast
        and not _is_in(address, METADATA + UNUSABLE)
    )


def _is_local(address: IPv4Address | IPv6Address) -> bool:
    return _is_in(address, LOCAL) and not _is_in(address, METADATA)


def _is_in(
    address: IPv4Address | IPv6Address, networks: tuple[IPv4Network | IPv6Network, ...]
) -> bool:
    # An address is in no network of the other IP version.
    return any(address in network for network in networks)
