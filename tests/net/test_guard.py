# SPDX-License-Identifier: MIT
"""The only socket: what it refuses to parse, where it refuses to connect, how it gives up."""

import socket
import threading
import time
from ipaddress import ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raw_server import call
from veille.addresses import Allowed
from veille.errors import FetchError
from veille.net.guard import Guard, Limits, _alternate, host_of, parse, shown


def limits(seconds=2.0, connect=2.0):
    return Limits(
        deadline=time.monotonic() + seconds, seconds=seconds, connect=connect, idle=seconds, max_bytes=1000
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://internal\\@public.example/",
        "http://public.example\\.internal/",
        "http://user@public.example/",
        "http://@public.example/",
        "http://user:pw@public.example/",
        "http://public.example /",
        "http://public.example/a b",
        "http://public.example/\x00",
        "http://public.example/\r\nHost: x",
        "http://public.example\u3000/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://127．0．0．1/",
        "http://127%2e0.0.1/",
        "http://[fe80::1%25eth0]/",
        "http://public.example:0/",
        "http://public.example:99999/",
        "http://public.example./",
        "http:///nothing",
        "http:nothing",
        "//public.example/",
        "file:///etc/passwd",
        "ftp://public.example/",
        "gopher://public.example/",
        "data:text/plain,x",
        "javascript:alert(1)",
        "",
        "http://" + "a" * 9000 + ".example/",
    ],
)
def test_ambiguous_addresses_are_refused(url):
    """What two programs could read differently is read by none."""
    with pytest.raises(FetchError) as caught:
        parse(url)
    assert caught.value.code == "blocked_address"


def test_ordinary_addresses_are_parsed():
    """Accents, ports and queries are fine."""
    address = parse("https://Été.Example:8443/à?q=é#haut")
    assert (address.scheme, address.host, address.port) == ("https", "xn--t-9fab.example", 8443)
    assert address.url.raw_path == b"/%C3%A0?q=%C3%A9"
    assert parse("http://[2606:4700::1111]/").host == "2606:4700::1111"
    assert parse("http://a.example/").port == 80


@given(st.text(max_size=60) | st.text(alphabet="htps:/@\\.[]%0127x#?a ", max_size=40).map("http://".__add__))
@settings(max_examples=300)
def test_any_text_is_an_address_or_refused(text):
    """Parsing raises nothing but FetchError, and what it returns is a plain host."""
    try:
        address = parse(text)
    except FetchError:
        pass
    else:
        assert address.host.isascii()
        assert 0 < address.port < 65536
    shown(text)
    host_of(text)


def test_shown_addresses_hold_no_secret():
    """Neither user-info nor query reach a message."""
    assert shown("https://me:pw@a.example/x?key=s3cret#y") == "https://a.example/x?…"
    assert (
        shown("https://a.example/alerts/feeds/0123456789/9876543210") == "https://a.example/alerts/feeds/•••"
    )
    assert "s3cr" not in shown("https://a.example/json/secret:s3cr3t/u:me/?count=1")


def test_all_answers_must_be_public():
    """One private address among public ones is enough to refuse."""
    answers = [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("10.0.0.5", 80))]
    guard = Guard(Allowed(), resolve=lambda host, port: answers)
    with pytest.raises(FetchError) as caught:
        guard.connect("a.example", 80, limits())
    assert (caught.value.code, caught.value.facts["address"]) == ("blocked_address", "10.0.0.5")


def test_a_private_host_is_reached_only_when_named(serve, http):
    """Without an exception no connection arrives at all."""
    canary = serve({})
    guarded = http("10.0.0.0/8")
    for host in ("127.0.0.1", "localhost"):
        with pytest.raises(FetchError) as caught:
            guarded.send(call(canary.url("/", host)))
        assert caught.value.code == "blocked_address"
    assert canary.connections == 0


def test_the_address_checked_is_the_one_connected_to(serve, http):
    """The name is resolved once: a second answer would not be asked for."""
    server = serve({"/": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"})
    asked = []

    def rebinding(host, port):
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1" if len(asked) == 1 else "127.0.0.2", port))]

    answer = http("rebind.example", resolve=rebinding).send(call(server.url("/", "rebind.example")))
    assert (answer.body, answer.peer, asked) == (b"ok", "127.0.0.1", ["rebind.example"])
    assert server.header("host") == f"rebind.example:{server.port}"


def test_a_dead_first_address_gives_way(serve):
    """Refused at one address, served at the next."""
    server = serve({})
    answers = [(10, 1, 6, "", ("::1", 0, 0, 0)), (2, 1, 6, "", ("127.0.0.1", 0))]
    guard = Guard(Allowed.parse(["a.example"]), resolve=lambda host, port: answers)
    line = guard.connect("a.example", server.port, limits())
    assert line.peer == "127.0.0.1"
    line.close()


def test_a_silent_first_address_gives_way_in_two_seconds(serve):
    """An address that swallows connections holds us for 1.5 s, not for the whole timeout."""
    server = serve({})
    full = socket.create_server(("127.0.0.2", server.port), backlog=0)
    stuck = [socket.socket() for _ in range(3)]
    for one in stuck:
        one.setblocking(False)
        one.connect_ex(("127.0.0.2", server.port))
    answers = [(2, 1, 6, "", ("127.0.0.2", 0)), (2, 1, 6, "", ("127.0.0.1", 0))]
    guard = Guard(Allowed.parse(["127.0.0.0/8"]), resolve=lambda host, port: answers)
    began = time.monotonic()
    line = guard.connect("a.example", server.port, limits(5, 5))
    assert time.monotonic() - began < 2
    assert line.peer == "127.0.0.1"
    for one in (line, full, *stuck):
        one.close()


def test_a_name_without_address_is_dns():
    """The resolver's refusal has its own code."""

    def unknown(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    with pytest.raises(FetchError) as caught:
        Guard(Allowed(), resolve=unknown).connect("a.example", 80, limits())
    assert (caught.value.code, caught.value.facts["host"]) == ("dns", "a.example")


def test_a_slow_resolver_ends_at_the_deadline():
    """The system's resolver may take 20 s: we do not."""
    release = threading.Event()

    def slow(host, port):
        release.wait(5)
        return []

    began = time.monotonic()
    with pytest.raises(FetchError) as caught:
        Guard(Allowed(), resolve=slow).connect("a.example", 80, limits(0.2))
    release.set()
    assert caught.value.code == "timeout"
    assert time.monotonic() - began < 1


def test_a_silent_address_is_left_at_the_connect_limit():
    """Nobody answers at the only address there is."""
    full = socket.create_server(("127.0.0.1", 0), backlog=0)
    stuck = [socket.socket() for _ in range(3)]
    for one in stuck:
        one.setblocking(False)
        one.connect_ex(full.getsockname())
    guard = Guard(Allowed.parse(["127.0.0.1"]))
    with pytest.raises(FetchError) as caught:
        guard.connect("127.0.0.1", full.getsockname()[1], limits(5, 0.2))
    assert caught.value.code == "timeout"
    for one in (full, *stuck):
        one.close()


@pytest.mark.parametrize(
    "answers", [[], [(10, 1, 6, "", ("not an address", 80))]], ids=["nothing", "nonsense"]
)
def test_a_resolver_without_usable_answer_is_dns(answers):
    """No address at all is no host."""
    with pytest.raises(FetchError, match="dns"):
        Guard(Allowed(), resolve=lambda host, port: answers).connect("a.example", 80, limits())


def test_a_scoped_address_is_private():
    """fe80::1%eth0 is read without its scope, and refused."""
    answers = [(10, 1, 6, "", ("fe80::1%eth0", 80, 0, 2))]
    with pytest.raises(FetchError, match="blocked_address"):
        Guard(Allowed(), resolve=lambda host, port: answers).connect("a.example", 80, limits())


def test_families_take_turns():
    """One family that leads nowhere does not use up all tries."""
    found = [ip_address(text) for text in ("::1", "::2", "::3", "10.0.0.1", "10.0.0.2")]
    assert [str(one) for one in _alternate(found)] == ["::1", "10.0.0.1", "::2", "10.0.0.2", "::3"]


def test_a_closed_guard_connects_no_more(serve):
    """After the end of a run no socket is opened."""
    server = serve({})
    guard = Guard(Allowed.parse(["127.0.0.1"]))
    guard.close()
    with pytest.raises(FetchError, match="cancelled"):
        guard.connect("127.0.0.1", server.port, limits())
    assert server.connections == 0


def test_writing_ends_at_the_deadline():
    """A server that does not listen to the end is left, too."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        guard = Guard(Allowed.parse(["127.0.0.1"]))
        line = guard.connect("127.0.0.1", server.getsockname()[1], limits(0.2))
        with pytest.raises(FetchError, match="timeout"):
            line.write(bytes(50_000_000))
        line.close()
