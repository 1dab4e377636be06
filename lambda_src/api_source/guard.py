"""Whom a request may reach: a name is looked up once, its addresses are vetted, and those are what is connected to.

Otherwise an API, or whoever changes its answers, could send the function to the addresses of its surroundings (server-side
request forgery), with a redirection, a link to a next page, or a name that is public at the first look-up and not at the second.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

from api_source.errors import AddressError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable

    Resolve = Callable[[str, int], list[str]]

NAT64 = IPv6Network("64:ff9b::/96")
"""A gateway turns these into the IPv4 address in their last 32 bits: https://www.rfc-editor.org/rfc/rfc6052#section-2.1"""


def resolve(host: str, port: int) -> list[str]:
    """Return a host's addresses, in the order in which the system would try them."""
    return list(dict.fromkeys(str(answer[4][0]) for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def vetted(host: str, port: int, *, private: bool, look_up: Resolve = resolve) -> list[str]:
    """Return the addresses of a host, if all of them may be connected to.

    Parameters
    ----------
    host, port
        From the request's address.
    private
        Whether they may be private or loopback; link-local ones, with the cloud's metadata, never may.
    look_up
        Resolves the name.

    Raises
    ------
    AddressError
        If one of them may not.
    TransientError
        If the name cannot be looked up.
    """
    try:
        addresses = look_up(host, port)
    except (OSError, UnicodeError) as error:  # a label that is too long is a UnicodeError
        msg = f"{host} cannot be looked up: {error}"
        raise TransientError(msg) from error
    refused = [address for address in addresses if not _may_be_reached(address, private=private)]
    if refused:
        remedy = "" if private else "; for an API in a network of your own set apiAllowPrivate, which holds for apiUrl's own host alone"
        msg = f"{host} is at {', '.join(refused)}, which is not public{remedy}"
        raise AddressError(msg)
    return addresses


def _may_be_reached(text: str, *, private: bool) -> bool:
    return all(_is_public(address) or (private and _is_local(address)) for address in _meanings(ip_address(text)))


def _meanings(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """Return an address and the IPv4 address that a network may take it for."""
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    inner = address.sixtofour or (address.teredo[1] if address.teredo else None)
    if address in NAT64:
        inner = IPv4Address(int(address) & 0xFFFFFFFF)
    return [address, inner] if inner else [address]


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not address.is_multicast


def _is_local(address: IPv4Address | IPv6Address) -> bool:
    elsewhere = address.is_link_local or address.is_multicast or address.is_unspecified or address.is_reserved
    return address.is_loopback or (address.is_private and not elsewhere)
