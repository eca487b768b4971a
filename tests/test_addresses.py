# SPDX-License-Identifier: MIT
"""Which addresses are public, and which exceptions the watch file may make."""

from contextlib import suppress
from ipaddress import ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.addresses import Allowed, is_host_name, is_public


@pytest.mark.parametrize(
    "address",
    "0.0.0.0 10.0.0.5 100.64.1.1 127.0.0.1 169.254.169.254 172.16.0.1 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1"
    " 198.18.0.1 198.51.100.1 203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 ::ffff:8.8.8.8"
    " ::ffff:127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1::"
    " 2002:808:808:: 3fff::1 5f00::1 fc00::1 fd12::1 fe80::1 fec0::1 ff02::1".split(),
)
def test_special_addresses_are_not_public(address):
    """Private, reserved, documentation, multicast and disguised addresses are refused."""
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", "8.8.8.8 93.184.216.34 2606:4700::1111 2a01:e0a::1 64:ff9b::808:808".split()
)
def test_ordinary_addresses_are_public(address):
    """The internet stays reachable, through NAT64 too."""
    assert is_public(ip_address(address))


@given(st.ip_addresses())
@settings(max_examples=200)
def test_nothing_private_to_python_is_public_to_us(address):
    """Where the standard library knows an address to be private, so do we."""
    if is_public(address) and not str(address).startswith("64:ff9b::"):
        assert address.is_global


@pytest.mark.parametrize(
    ("entry", "host", "port", "address", "covered"),
    [
        ("intranet.example:8080", "intranet.example", 8080, "10.0.0.1", True),
        ("intranet.example:8080", "intranet.example", 80, "10.0.0.1", False),
        ("Intranet.Example", "intranet.example", 443, "10.0.0.1", True),
        ("intranet.example", "x.intranet.example", 443, "10.0.0.1", False),
        ("127.0.0.0/8", "whatever.example", 9, "127.3.2.1", True),
        ("10.1.0.0/16", "whatever.example", 9, "10.2.0.1", False),
        ("127.0.0.1:8099", "127.0.0.1", 8099, "127.0.0.1", True),
        ("127.0.0.1:8099", "127.0.0.1", 8100, "127.0.0.1", False),
        ("10.0.0.0/8:8080", "a.example", 8080, "10.9.9.9", True),
        ("localhost", "localhost", 1, "127.0.0.1", True),
        ("[::1]:8080", "::1", 8080, "::1", True),
        ("::1", "localhost", 8080, "::1", True),
        ("fd00::/8", "a.example", 443, "fd12::1", True),
        ("127.0.0.0/8", "a.example", 443, "::ffff:127.0.0.1", False),
    ],
)
def test_an_exception_covers_exactly_what_it_names(entry, host, port, address, covered):
    """Host and port, or a network: nothing wider."""
    assert Allowed.parse([entry]).covers(host, port, ip_address(address)) is covered


@pytest.mark.parametrize(
    "entry",
    [
        "",
        "*",
        "0.0.0.0/0",
        "::/0",
        "http://a.example",
        "a.example:0",
        "a.example:99999",
        "a.example:x",
        "a b",
        "10.1",
        "10.0.0.5/8",
        "[::1",
        "[::1]8080",
        "a.example:80:80",
        "0x7f.0.0.1",
        "é.example",
        "-a.example",
    ],
)
def test_nonsense_is_no_exception(entry):
    """A wrong entry is an error that names it."""
    with pytest.raises(ValueError, match=r".*") as caught:
        Allowed.parse(["localhost", entry])
    assert caught.value.args == (entry,)


@given(st.text(max_size=40))
@settings(max_examples=200)
def test_any_entry_is_read_or_refused(entry):
    """No entry raises anything but ValueError."""
    with suppress(ValueError):
        Allowed.parse([entry])


def test_numbers_are_no_host_names():
    """Short, octal and hexadecimal addresses are refused as names."""
    for host in (
        "127.1",
        "2130706433",
        "0x7f000001",
        "1.2.3.0x4",
        "017700000001",
        "a..b",
        "a.b.",
        "",
        "a" * 64,
    ):
        assert not is_host_name(host), host
    assert is_host_name("xn--9ca.fr")
    assert is_host_name("exa_mple.com")
