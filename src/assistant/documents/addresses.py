"""Which machines web pages may be fetched from: those on the public internet alone.

A page may name, or a name may lead to, a machine of the office's own network; what stands there
is not for the documents, and asking it may do harm.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence

Resolver = Callable[[str, int], Sequence[str]]
"""Host and port to the addresses that may be asked. Raises OSError, or NotPublic."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotPublic(OSError):
    """A host's address is not one of the public internet."""


def public_addresses(host: str, port: int) -> list[str]:
    """The addresses of a host, all of which must be public.

    Raises NotPublic, or OSError where the host has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    for address in addresses:
        if not is_public(address):
            raise NotPublic(f"{host} is at {address}")
    return addresses


def is_public(address: str) -> bool:
    """Whether an address, and each one that it carries inside, is one of the public internet."""
    ip = ipaddress.ip_address(address)
    return all(each.is_global and not each.is_multicast for each in (ip, *_inside(ip)))


def _inside(ip: _Address) -> list[_Address]:
    """Addresses of version 4 that an address of version 6 leads to."""
    if not isinstance(ip, ipaddress.IPv6Address):
        return []
    inside: list[_Address | None] = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64:
        inside.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return [each for each in inside if each is not None]
