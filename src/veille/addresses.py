# SPDX-License-Identifier: MIT
"""Which network addresses are public, and which private ones the user allows by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from veille.nouns import noun

IP = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# IANA's special-purpose registries, written out: what the standard library calls global changes between releases.
_SPECIAL_V4 = (
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24"
    " 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
)
# Inside 2000::/3, the only part of IPv6 that is public at all: Teredo and its kin, documentation, 6to4.
_SPECIAL_V6 = "2001::/23 2001:db8::/32 2002::/16 3fff::/20"
_PUBLIC_V6 = "2000::/3"
_NAT64 = "64:ff9b::/96"


def is_public(address: IP) -> bool:
    """Say whether that address is on the public internet.

    IPv4 addresses dressed as IPv6 (mapped, 6to4, Teredo) never are. The address of a NAT64 gateway is as
    public as the IPv4 address it leads to: networks without IPv4 reach most of the web through it.
    """
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _networks(_SPECIAL_V4))
    if any(address in network for network in _networks(_NAT64)):
        return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
    public = any(address in network for network in _networks(_PUBLIC_V6))
    return public and not any(address in network for network in _networks(_SPECIAL_V6))


@cache
def _networks(written: str) -> tuple[Network, ...]:
    return tuple(ip_network(one) for one in written.split())


@noun
class Entry:
    """One exception: a host or a network, on one port or (None) on any."""

    host: str | None = None
    network: Network | None = None
    port: int | None = None

    def covers(self, host: str, port: int, address: IP | None) -> bool:
        if self.port is not None and self.port != port:
            return False
        if self.network is None:
            return self.host == host
        # `in` is False between an IPv4 address and an IPv6 network.
        return address is not None and address in self.network


@dataclass(frozen=True, slots=True)
class Allowed:
    """The exceptions of `allow_private`: exact hosts and networks, never a global switch."""

    entries: tuple[Entry, ...] = ()

    @classmethod
    def parse(cls, written: Iterable[str]) -> Allowed:
        """Read `host`, `host:port`, `10.1.0.0/16`, `127.0.0.1:8099`, `[::1]:8080`... ValueError on others.

        The error's argument is the entry that makes no sense.
        """
        return cls(tuple(_entry(one) for one in written))

    def covers(self, host: str, port: int, address: IP | None) -> bool:
        """Say whether the user named that host (lower case) or the network of that address."""
        return any(entry.covers(host, port, address) for entry in self.entries)


def _entry(written: str) -> Entry:
    text = written.strip().lower()
    place, port = _split_port(text, written)
    network = _network(place)
    if network is None and not is_host_name(place):
        raise ValueError(written)
    if network is not None and network.prefixlen == 0:
        raise ValueError(written)
    return Entry(host=None if network else place, network=network, port=port)


def _split_port(text: str, written: str) -> tuple[str, int | None]:
    if text.startswith("["):
        place, bracket, rest = text[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise ValueError(written)
        return place, _port(rest[1:], written) if rest else None
    if text.count(":") != 1:
        return text, None
    place, _, port = text.partition(":")
    return place, _port(port, written)


def _port(text: str, written: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65536:  # noqa: PLR2004 - ports
        return int(text)
    raise ValueError(written)


def _network(place: str) -> Network | None:
    try:
        return ip_network(place)
    except ValueError:
        return None


def literal(host: str) -> IP | None:
    """Return the address that a host is when written as one: four decimal numbers, or IPv6."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def is_host_name(host: str) -> bool:
    """Say whether that is a plain host name: ASCII labels, the last of which is no number.

    `127.1`, `0x7f.0.0.1` and `2130706433` are addresses to some programs and names to others: refused.
    """
    labels = host.split(".")
    if len(host) > 253 or not all(_is_label(label) for label in labels):  # noqa: PLR2004 - RFC 1035
        return False
    last = labels[-1]
    return not (last.isdigit() or last.startswith("0x"))


def _is_label(label: str) -> bool:
    if not label or len(label) > 63 or label.startswith("-") or label.endswith("-"):  # noqa: PLR2004 - RFC 1035
        return False
    return all(letter in "abcdefghijklmnopqrstuvwxyz0123456789-_" for letter in label)
