# SPDX-License-Identifier: MIT
"""Downloads from servers that are slow, wrong, hostile or merely different."""

import gzip
import os
import resource
import socket
import ssl
import threading
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from raw_server import call, reply, to
from veille.errors import FetchError
from veille.model import Channel, Item, Page, Request, Validators
from veille.net.engine import Job, Pace, fetch
from veille.net.outcomes import Fetched
from veille.sources.base import Source, Watched

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def failure(http, asked):
    with pytest.raises(FetchError) as caught:
        http.send(asked)
    return caught.value


def drip(part, pause=0.02):
    """Send the same bytes again and again for a while."""

    def script(found, _):
        found.sendall(b"HTTP/1.1 200 OK\r\n" if part.startswith(b"X") else b"")
        for _ in range(5000):
            found.sendall(part)
            time.sleep(pause)

    return script


def test_an_answer_is_whole_and_says_where_it_came_from(serve, http):
    """Body, status, lower-case headers, final URL, peer and time."""
    server = serve({"/": reply(b"<rss/>", headers=['ETag: "a"', "X-Twice: 1", "X-Twice: 2"])})
    now = datetime(2026, 11, 2, tzinfo=UTC)
    answer = http(clock=lambda: now).send(call(server.url()))
    assert (answer.body, answer.status, answer.url) == (b"<rss/>", 200, server.url())
    assert (answer.headers["etag"], answer.headers["x-twice"]) == ('"a"', "1, 2")
    assert (answer.peer, answer.fetched_at, answer.moved_to) == ("127.0.0.1", now, None)


def test_we_say_who_we_are_and_nothing_else(serve, http):
    """User-Agent with contact, two encodings, no cookie, no referrer."""
    server = serve({"/": reply(headers=["Set-Cookie: a=b"]), "/from": to("/")})
    client = http()
    answers = [client.send(call(server.url("/from"))) for _ in range(2)]
    assert server.header("user-agent") == "veille/0.1 (+test)"
    assert server.header("accept-encoding") == "gzip, deflate"
    assert server.header("cookie") is None
    assert server.header("referer") is None
    assert "set-cookie" not in answers[0].headers


def test_parameters_join_the_query(serve, http):
    """Request.params are encoded after what the URL has already."""
    server = serve({"/s?a=1&q=l%27%C3%A9t%C3%A9+%26": reply(b"ok")})
    request = Request(url=server.url("/s?a=1"), params=(("q", "l'été &"),))
    assert http().send(call("", request=request)).body == b"ok"


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"<rss/>" * 100)),
        ("x-gzip", gzip.compress(b"<rss/>" * 100)),
        ("deflate", zlib.compress(b"<rss/>" * 100)),
        ("deflate", zlib.compress(b"<rss/>" * 100)[2:-4]),
        ("identity", b"<rss/>" * 100),
        ("UTF-8", b"<rss/>" * 100),
    ],
    ids=["gzip", "x-gzip", "zlib", "bare", "identity", "misunderstood"],
)
def test_packed_bodies_are_unpacked(serve, http, encoding, packed):
    """gzip, both kinds of deflate, and words that mean nothing."""
    server = serve({"/": reply(packed, headers=[f"Content-Encoding: {encoding}"])})
    assert http().send(call(server.url())).body == b"<rss/>" * 100


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", b"not gzip at all"),
        ("gzip", gzip.compress(os.urandom(2000))[:900]),
        ("br", b"x"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"x"))),
    ],
    ids=["garbage", "cut", "brotli", "twice"],
)
def test_damaged_or_unwanted_packing_is_unavailable(serve, http, encoding, packed):
    """Bad gzip, cut gzip, brotli that nobody asked for, two layers."""
    server = serve({"/": reply(packed, headers=[f"Content-Encoding: {encoding}"])})
    assert failure(http(), call(server.url())).code == "unavailable"


def test_a_bomb_costs_no_memory(serve, http):
    """80 MB in 350 kB stop at the limit, and memory stays flat."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(80)) + packer.flush()
    server = serve({"/": reply(bomb, headers=["Content-Encoding: gzip"]), "/small": reply()})
    client = http()
    client.send(call(server.url("/small")))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    error = failure(client, call(server.url(), max_bytes=4 << 20))
    assert (error.code, error.facts["limit"]) == ("too_large", 4 << 20)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40 * 1024


@pytest.mark.parametrize(
    "script",
    [
        reply(b"x" * 5000),
        reply(b"", length=10**15),
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5000,
        CHUNKED + b"400\r\n" + bytes(1024) + b"\r\n400\r\n" + bytes(1024),
    ],
)
def test_too_much_is_too_large(serve, http, script):
    """Said beforehand, or found out on the way."""
    server = serve({"/": script})
    assert failure(http(), call(server.url(), max_bytes=1000)).code == "too_large"


def test_an_endless_body_ends_at_the_limit(serve, http):
    """A server that never stops is left once it has sent too much."""

    def endless(found, _):
        found.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            found.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")

    server = serve({"/": endless})
    assert failure(http(), call(server.url(), max_bytes=1 << 20)).code == "too_large"


@pytest.mark.parametrize(
    "script",
    [
        drip(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"[:1]),
        drip(b"X-Slow: 1\r\n"),
        drip(b"HTTP/1.1 100 Continue\r\n\r\n", 0.001),
        lambda found, _: (
            found.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
            drip(b"1\r\nx\r\n")(found, ""),
        ),
        lambda found, _: time.sleep(2),
    ],
    ids=["status", "headers", "continue", "chunks", "silence"],
)
def test_slowness_ends_at_the_deadline(serve, http, script):
    """However busy the line, the whole exchange ends in time."""
    server = serve({"/": script})
    began = time.monotonic()
    assert failure(http(), call(server.url(), seconds=0.3)).code == "timeout"
    assert time.monotonic() - began < 1.5


def test_a_timeout_says_so(serve, http):
    """Slow drip has the code timeout, with the host and the seconds."""
    server = serve({"/?key=s3cret": drip(b"X-Slow: 1\r\n")})
    error = failure(http(), call(server.url("/?key=s3cret"), seconds=0.2))
    assert (error.code, error.facts["host"]) == ("timeout", "127.0.0.1")
    assert "s3cret" not in str(error)


def test_silence_ends_at_the_idle_limit(serve, http):
    """A server that says nothing is left before the deadline."""
    server = serve({"/": lambda found, _: time.sleep(2)})
    began = time.monotonic()
    assert failure(http(idle=timedelta(seconds=0.2)), call(server.url())).code == "timeout"
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    "script",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"\x00\x01\x02\x03\r\n\r\n",
        b"HTTP/1.1 2000 What\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
        b"",
        reply(b"short", length=5000),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
    ],
)
def test_bad_http_is_unavailable(serve, http, script):
    """Garbage, half answers and wrong lengths are a fault of the server."""
    server = serve({"/": script})
    assert failure(http(), call(server.url())).code == "unavailable"


def test_a_body_longer_than_said_is_cut(serve, http):
    """What follows the announced length is not ours."""
    server = serve({"/": reply(b"abcdef", length=3)})
    assert http().send(call(server.url())).body == b"abc"


def test_a_reset_is_unavailable(serve, http):
    """The other side hangs up in the middle."""

    def reset(found, _):
        found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        found.close()

    server = serve({"/": reset})
    assert failure(http(), call(server.url())).code == "unavailable"


def test_a_closed_port_is_refused_after_one_retry(http):
    """A refusal is tried once more, then said."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    error = failure(http(), call(f"http://127.0.0.1:{port}/", seconds=1))
    assert (error.code, error.facts["host"]) == ("refused", "127.0.0.1")


def test_tls_to_a_plain_port_is_tls(serve, http):
    """A server that speaks no TLS, or not well, has its code."""
    server = serve({})
    speaking = socket.create_server(("127.0.0.1", 0))

    def talk():
        found, _ = speaking.accept()
        with found:
            found.recv(1000)
            found.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    error = failure(http(), call(f"https://127.0.0.1:{speaking.getsockname()[1]}/"))
    speaking.close()
    thread.join(2)
    assert (error.code, error.facts["host"]) == ("tls", "127.0.0.1")
    assert not server.requests


# --- redirects --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]
)
def test_redirects_are_followed(serve, http, status):
    """Relative or not; only permanent ones are remembered."""
    server = serve({"/a/b": to("../c", status), "/c": reply(b"here")})
    answer = http().send(call(server.url("/a/b")))
    assert (answer.body, answer.url) == (b"here", server.url("/c"))
    assert answer.moved_to == (server.url("/c") if status[:3] in {"301", "308"} else None)


def test_a_move_counts_as_far_as_it_is_permanent(serve, http):
    """After a temporary hop nothing is permanent any more."""
    scripts = {"/1": to("/2", "301 Moved"), "/2": to("/3"), "/3": to("/4", "308 Moved"), "/4": reply(b"end")}
    server = serve(scripts)
    answer = http().send(call(server.url("/1")))
    assert (answer.url, answer.moved_to) == (server.url("/4"), server.url("/2"))


def test_loops_and_long_chains_end(serve, http):
    """A loop ends when it closes, a chain after five hops."""
    chain = {f"/{number}": to(f"/{number + 1}") for number in range(9)}
    server = serve({"/a": to("/b"), "/b": to("/a"), "/5": reply(), "/self": to("/self")} | chain)
    client = http()
    for path in ("/a", "/self", "/0"):
        assert failure(client, call(server.url(path))).code == "redirect_loop"
    assert server.paths()[3:] == ["/0", "/1", "/2", "/3", "/4", "/5"]


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://127.0.0.2/", "blocked_address"),
        ("http://169.254.169.254/latest/meta-data", "blocked_address"),
        ("http://[::ffff:127.0.0.1]/", "blocked_address"),
        ("file:///etc/passwd", "blocked_address"),
        ("http://a\\@b.example/", "blocked_address"),
        ("http://[", "blocked_address"),
        ("//user@b.example/", "blocked_address"),
        ("", "unavailable"),
        ("/" + "x" * 9000, "unavailable"),
    ],
)
def test_redirects_are_checked_like_the_first_address(serve, http, location, code):
    """Nothing private is reached by way of a public server."""
    canary = serve({})
    server = serve({"/": to(location)})
    assert failure(http(f"127.0.0.1:{server.port}"), call(server.url())).code == code
    assert failure(http(f"127.0.0.1:{server.port}"), call(server.url("/"))).code == code
    assert canary.connections == 0


def test_secrets_stay_at_their_origin(serve, http):
    """Secret and asked headers are dropped at the first cross-origin hop, for good."""
    home = serve({"/back": reply(b"ok")})
    other = serve({"/x": to(home.url("/back"))})
    home.scripts["/"] = to("/next")
    home.scripts["/next"] = to(other.url("/x"))
    request = Request(url=home.url(), headers={"Accept": "application/json", "X-Kind": "k"})
    asked = call("", request=request, headers={"Authorization": "Bearer s3cret"}, origin=home.url("/other"))
    assert http().send(asked).body == b"ok"
    assert [home.header("authorization", number) for number in range(3)] == ["Bearer s3cret"] * 2 + [None]
    assert (other.header("authorization"), other.header("x-kind")) == (None, None)
    assert other.header("accept") == "application/json"


def test_secrets_go_to_no_other_first_address(serve, http):
    """A request to a host that is not the source's own carries none of its headers."""
    server = serve({"/": reply()})
    http().send(call(server.url(), headers={"Authorization": "s3cret"}, origin="https://api.example/"))
    assert server.header("authorization") is None


def test_validators_go_to_the_first_address_only(serve, http):
    """Conditional headers are sent untouched, once."""
    server = serve({"/": to("/b"), "/b": reply(b"new")})
    known = Validators(etag='W/"é"', last_modified="Mon, 02 Nov 2026 08:00:00 GMT")
    http().send(call(server.url(), validators=known))
    assert server.header("if-modified-since", 0) == "Mon, 02 Nov 2026 08:00:00 GMT"
    assert server.header("if-none-match", 0) is None
    assert server.header("if-modified-since", 1) is None


def test_304_is_an_answer(serve, http):
    """Not modified comes back with its headers and no body."""
    server = serve({"/": b'HTTP/1.1 304 Not Modified\r\nETag: "b"\r\n\r\n'})
    answer = http().send(call(server.url(), validators=Validators(etag='"a"')))
    assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", '"b"')
    assert server.header("if-none-match") == '"a"'


def test_only_get_follows(serve, http):
    """A form is not sent a second time, to who knows whom."""
    server = serve({"/": to("/b"), "/b": reply()})
    request = Request(url=server.url(), method="POST", body=b"q=1")
    assert failure(http(), call("", request=request)).code == "unavailable"
    assert server.paths() == ["/"]


# --- statuses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "asked", "code", "wait"),
    [
        ("400 Bad", [], "http_4xx", None),
        ("401 No", [], "http_4xx", None),
        ("403 No", [], "http_4xx", None),
        ("404 None", [], "http_4xx", None),
        ("410 Gone", [], "gone", None),
        ("429 Slow", [], "rate_limited", None),
        ("429 Slow", ["Retry-After: 120"], "rate_limited", 120),
        ("429 Slow", ["Retry-After: 100000000000000000000"], "rate_limited", 7 * 86400),
        ("429 Slow", ["Retry-After: " + "9" * 5000], "rate_limited", 7 * 86400),
        ("429 Slow", ["Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"], "rate_limited", 7 * 86400),
        ("429 Slow", ["Retry-After: Mon, 02 Nov 2026 00:01:00 GMT"], "rate_limited", 60),
        ("429 Slow", ["Retry-After: Sun, 01 Nov 2020 00:00:00 GMT"], "rate_limited", 0),
        ("429 Slow", ["Retry-After: -5"], "rate_limited", None),
        ("429 Slow", ["Retry-After: soon"], "rate_limited", None),
        ("429 Slow", ["X-RateLimit-Reset: 2026-11-02T00:02:00.5Z"], "rate_limited", 120),
        ("429 Slow", ["RateLimit-Reset: 1793577630"], "rate_limited", 30),
        ("429 Slow", ["x-ratelimit-reset: 45.0"], "rate_limited", 45),
        ("429 Slow", ["x-ratelimit-reset: " + "9" * 400], "rate_limited", None),
        ("429 Slow", ["Retry-After: 5", "x-ratelimit-reset: 45"], "rate_limited", 5),
        ("403 No", ["x-ratelimit-remaining: 0", "x-ratelimit-reset: 1793577630"], "rate_limited", 30),
        ("403 No", ["x-ratelimit-remaining: 4", "x-ratelimit-reset: 1793577630"], "http_4xx", None),
        ("403 Abuse", ["Retry-After: 60"], "rate_limited", 60),
        ("503 Down", ["Retry-After: 60"], "rate_limited", 60),
        ("500 Broken", [], "http_5xx", None),
        ("503 Down", [], "http_5xx", None),
        ("300 Choose", [], "unavailable", None),
    ],
)
def test_statuses_have_codes(serve, http, status, asked, code, wait):  # noqa: PLR0917
    """Each refusal has its code, its status, and the wait that was asked for, clamped."""
    server = serve({"/": reply(b"x" * 100_000, status=status, headers=asked)})
    now = datetime(2026, 11, 2, tzinfo=UTC)
    error = failure(http(clock=lambda: now), call(server.url(), seconds=1))
    assert (error.code, error.status) == (code, int(status[:3]))
    assert error.facts.get("retry_after") == wait


@pytest.mark.parametrize(
    ("status", "retried"), [("502 Bad", True), ("503 Down", True), ("504 Late", True), ("500 No", False)]
)
def test_a_passing_failure_is_tried_once_more(serve, http, status, retried):
    """One retry in all, for what may pass."""
    server = serve({"/": reply(status=status)})
    failure(http(), call(server.url(), seconds=0.6))
    assert len(server.requests) == 1 + retried


def test_a_retry_that_succeeds_is_a_success(serve, http):
    """The second answer counts."""

    def script(found, _):
        found.sendall(reply(b"ok") if len(server.requests) > 1 else reply(status="503 Down"))

    server = serve({"/": script})
    assert http().send(call(server.url(), seconds=1)).body == b"ok"


@pytest.mark.parametrize(
    ("status", "page", "code"),
    [
        ("403 No", b"<title>Just a moment...</title><script>window._cf_chl_opt={}</script>", "blocked"),
        ("401 No", b"<form><input type='password'></form>", "login"),
        ("503 Down", b'<form action="https://consent.google.fr/s">', "consent"),
        ("404 None", b"<form><input type='password'></form>", "http_4xx"),
    ],
)
def test_pages_that_want_a_person_are_recognised(serve, http, status, page, code):
    """The first 2 KiB of some refusals tell why."""
    server = serve({"/": reply(page, status=status)})
    error = failure(http(), call(server.url(), seconds=1))
    assert (error.code, error.status) == (code, int(status[:3]))


# --- proxy and end ------------------------------------------------------------------------------------------


def test_a_proxy_may_be_private_and_its_targets_may_not(serve, http):
    """The proxy is reached where the user named it; literal private targets are refused before."""
    proxy = serve({"http://news.example/feed": reply(b"by proxy")})
    client = http("10.0.0.0/8", proxy=f"http://me:pw@127.0.0.1:{proxy.port}")
    assert client.send(call("http://news.example/feed")).body == b"by proxy"
    assert proxy.header("proxy-authorization") == "Basic bWU6cHc="
    for url in ("http://127.0.0.1:9/", "http://localhost/", "https://[::1]/"):
        assert failure(client, call(url)).code == "blocked_address"
    assert proxy.connections == 1


@pytest.mark.parametrize(
    "proxy", ["socks5://127.0.0.1:1080", "https://p.example:3128", "p.example:3128", "http://"]
)
def test_a_proxy_is_http_or_an_error(http, proxy):
    """Other kinds of proxies are refused when they are named."""
    with pytest.raises(ValueError, match=r".+"):
        http(proxy=proxy)


def test_closing_ends_what_is_under_way(serve, http):
    """Whoever waits for a silent server is told at once."""
    server = serve({"/": lambda found, _: time.sleep(3)})
    client = http()
    errors = []
    thread = threading.Thread(target=lambda: errors.append(failure(client, call(server.url()))))
    thread.start()
    while not server.requests:
        time.sleep(0.01)
    began = time.monotonic()
    client.close()
    thread.join(2)
    assert time.monotonic() - began < 1
    assert [error.code for error in errors] == ["cancelled"]


def test_an_environment_proxy_is_ignored(serve, http, monkeypatch):
    """Only the watch file names a proxy."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    server = serve({"/": reply(b"direct")})
    assert http().send(call(server.url())).body == b"direct"


@pytest.mark.parametrize(
    ("trusted", "name"), [(True, "localhost"), (False, "localhost"), (True, "127.0.0.1")]
)
def test_a_certificate_must_be_trusted_and_of_that_name(http, certificate, monkeypatch, trusted, name):
    """Verification is always on; SSL_CERT_FILE names other authorities."""
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listening = socket.create_server(("127.0.0.1", 0))

    def talk():
        found, _ = listening.accept()
        with found, suppress(OSError), context.wrap_socket(found, server_side=True) as secured:
            secured.recv(1000)
            secured.sendall(reply(b"secret"))

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    asked = call(f"https://{name}:{listening.getsockname()[1]}/")
    client = http("127.0.0.0/8", resolve=lambda host, port: [(2, 1, 6, "", ("127.0.0.1", port))])
    if trusted and name == "localhost":
        assert client.send(asked).body == b"secret"
    else:
        assert failure(client, asked).code == "tls"
    listening.close()
    thread.join(2)
    assert not thread.is_alive()


def test_secrets_do_not_leave_https(http, certificate, monkeypatch):
    """A redirect from https to http is refused when the source has secret headers."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listening = socket.create_server(("127.0.0.1", 0))

    def talk():
        found, _ = listening.accept()
        with found, suppress(OSError), context.wrap_socket(found, server_side=True) as secured:
            secured.recv(1000)
            secured.sendall(to("http://localhost:1/"))

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    url = f"https://localhost:{listening.getsockname()[1]}/"
    client = http("127.0.0.0/8", resolve=lambda host, port: [(2, 1, 6, "", ("127.0.0.1", port))])
    error = failure(client, call(url, headers={"Authorization": "s3cret"}, origin=url))
    listening.close()
    thread.join(2)
    assert (error.code, error.facts["name"]) == ("secret", "Authorization")
    assert "s3cret" not in str(error)


def test_a_flood_before_the_answer_is_too_large(serve, http):
    """Endless 100 Continue as fast as the line goes: what is read counts, headers or not."""

    def flood(found, _):
        while True:
            found.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)

    server = serve({"/": flood})
    assert failure(http(), call(server.url(), max_bytes=1000)).code == "too_large"


def test_odd_secrets_are_sent_as_bytes(serve, http):
    """A header value beyond ASCII is no crash."""
    server = serve({"/": reply(b"ok")})
    asked = call(server.url(), headers={"X-Key": "clé"}, origin=server.url())
    assert http().send(asked).body == b"ok"
    assert (
        failure(http(), call(server.url(), headers={"X": "a\r\nb"}, origin=server.url())).code
        == "unavailable"
    )


def test_http_is_a_context_manager(serve, http):
    """Closed after the block."""
    server = serve({"/": reply(b"ok")})
    with http() as client:
        assert client.send(call(server.url())).body == b"ok"
    assert failure(client, call(server.url(), seconds=0.3)).code == "cancelled"


def test_the_good_are_served_among_the_hostile(serve, http):
    """One good source among hostile ones is read, in the time of one deadline."""
    hostile = {
        "/drip": drip(b"X-Slow: 1\r\n"),
        "/silent": lambda found, _: time.sleep(1),
        "/garbage": b"\x00" * 999 + b"\r\n\r\n",
        "/cut": reply(b"x", length=99),
        "/loop": to("/loop"),
        "/inside": to("http://10.0.0.1/"),
        "/huge": reply(b"x" * 200_000),
    }
    server = serve(hostile | {"/good": reply(b"good")})
    jobs = [
        Job(watched=Watched(name=path, kind="x", source=Whole(url=server.url(path)), channel=Channel.NEWS))
        for path in (*hostile, "/good")
    ]
    pace = Pace(gap=timedelta(0), per_host=9, timeout=timedelta(seconds=0.4), max_bytes=100_000)
    began = time.monotonic()
    found = fetch(jobs, send=http().send, parse=Whole.parse, pace=pace, now=lambda: datetime.now(UTC))
    outcomes = {outcome.name: outcome for outcome in found}
    assert time.monotonic() - began < 3
    assert isinstance(outcomes["/good"], Fetched)
    assert {name: outcome.error.code for name, outcome in outcomes.items() if name != "/good"} == {
        "/drip": "timeout",
        "/silent": "timeout",
        "/garbage": "unavailable",
        "/cut": "unavailable",
        "/loop": "redirect_loop",
        "/inside": "blocked_address",
        "/huge": "too_large",
    }
    facts = [outcome.error.facts for name, outcome in outcomes.items() if name != "/good"]
    assert all(known["source"] and known["host"] and known["url"] for known in facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Source):
    """An answer is one item."""

    url: str

    label: ClassVar = {"fr": "Tout", "en": "Whole"}
    channel: ClassVar = Channel.NEWS
    example: ClassVar = {}
    gap: ClassVar = None

    def requests(self, state):
        return [Request(url=self.url)]

    def parse(self, response, state):
        return Page(items=(Item(text=response.body.decode()),))
