# SPDX-License-Identifier: MIT
"""robots.txt is asked for pages, once, and obeyed."""

from dataclasses import replace

import pytest

from raw_server import call, reply, to
from veille.errors import FetchError
from veille.model import Request

RULES = b"User-agent: *\nDisallow: /private\n\nUser-agent: veille\nDisallow: /not-veille\n"


def page(url, **fields):
    return call("", request=Request(url=url, page=True), **fields)


def refusal(client, url):
    with pytest.raises(FetchError) as caught:
        client.send(page(url, seconds=0.5))
    return caught.value


def test_a_page_is_read_where_robots_allow_it(serve, http):
    """One robots.txt for many pages; the group of our name counts."""
    server = serve({"/robots.txt": reply(RULES), "/private": reply(b"p"), "/a": reply(b"a")})
    client = http()
    assert [client.send(page(server.url(path))).body for path in ("/a", "/private")] == [b"a", b"p"]
    error = refusal(client, server.url("/not-veille/x?k=1"))
    assert (error.code, error.facts["url"]) == ("robots", server.url("/not-veille/x?…"))
    assert server.paths() == ["/robots.txt", "/a", "/private"]


def test_feeds_need_no_leave(serve, http):
    """What the user typed is read without asking."""
    server = serve({"/robots.txt": reply(b"User-agent: *\nDisallow: /"), "/feed": reply(b"f")})
    assert http().send(call(server.url("/feed"))).body == b"f"
    assert server.paths() == ["/feed"]


@pytest.mark.parametrize(
    ("script", "allowed"),
    [
        (reply(status="404 None"), True),
        (reply(status="403 No"), True),
        (reply(status="410 Gone"), True),
        (reply(b"<title>Just a moment...</title>", status="403 No"), True),
        (to("/elsewhere"), True),
        (reply(b"<html>a page</html>"), True),
        (reply(b"\xff\xfe\x00" * 9), True),
        (reply(status="500 Broken"), False),
        (reply(status="429 Slow"), False),
        (b"garbage\r\n\r\n", False),
        (reply(b"#" * 600_000), False),
        (lambda found, _: found.recv(1), False),
    ],
)
def test_a_missing_file_allows_and_an_ill_server_refuses(serve, http, script, allowed):
    """4xx: all is allowed; 5xx, silence and garbage: nothing is."""
    server = serve({"/robots.txt": script, "/elsewhere": reply(RULES), "/a": reply(b"a")})
    client = http()
    if allowed:
        assert client.send(page(server.url("/a"))).body == b"a"
    else:
        assert refusal(client, server.url("/a")).code in {"robots", "too_large"}
        assert "/a" not in server.paths()


def test_a_private_site_is_blocked_before_its_robots(serve, http):
    """The guard's refusal is told as it is."""
    server = serve({})
    assert refusal(http("10.0.0.0/8"), server.url("/a")).code == "blocked_address"


def test_robots_are_asked_with_the_sources_own_limits(serve, http):
    """The page's validators are not sent to robots.txt."""
    server = serve({"/robots.txt": reply(RULES), "/a": reply(b"a")})
    from veille.model import Validators

    http().send(replace(page(server.url("/a")), validators=Validators(etag='"x"')))
    assert [server.header("if-none-match", number) for number in (0, 1)] == [None, '"x"']
