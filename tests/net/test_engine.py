# SPDX-License-Identifier: MIT
"""Visits of many sources: order, pace, moves, failures, and how a run is cut short."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import ClassVar

import pytest

from veille.errors import FetchError, ParseError, QueryError
from veille.model import About, Channel, Item, Page, Request, Response, Validators
from veille.net.engine import Job, Pace, fetch
from veille.net.outcomes import Failed, Fetched, Skipped, Unchanged
from veille.sources.base import Source, State, Watched
from veille.testing import NOON, FakeNet, answer

QUICK = Pace(gap=timedelta(0), timeout=timedelta(seconds=2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines(Source):
    """One item per line of text; "next URL" is followed, "raise X" fails."""

    url: str = "https://a.example/"
    more: tuple[str, ...] = ()
    params: tuple[tuple[str, str], ...] = ()

    label: ClassVar = {"fr": "Lignes", "en": "Lines"}
    channel: ClassVar = Channel.NEWS
    example: ClassVar = {}
    gap: ClassVar = None

    def requests(self, state: State) -> Iterable[Request]:
        return [Request(url=self.url, params=self.params), *(Request(url=url) for url in self.more)]

    def parse(self, response: Response, state: State) -> Page:
        lines = response.body.decode().split("\n")
        if lines[0] == "html":
            raise ParseError("not_a_feed")
        if lines[0] == "bug":
            raise ZeroDivisionError("oh")
        if lines[0] == "odd":
            raise QueryError("odd", query="", column=0)
        follow = tuple(Request(url=line[5:]) for line in lines if line.startswith("next "))
        items = tuple(Item(title=line) for line in lines if line and not line.startswith("next "))
        return Page(items=items, follow=follow, cursor={"": lines[0]}, about=About(title=response.url))


class Slow(Lines):
    gap: ClassVar = timedelta(seconds=0.1)


def job(name="a", *, kind=Lines, state=None, validators=None, moved_to=None, headers=None, **options):
    source = kind(**{"url": f"https://{name}.example/"} | options)
    watched = Watched(name=name, kind="lines", source=source, channel=Channel.NEWS, headers=headers or {})
    return Job(watched=watched, state=state or State(), validators=validators, moved_to=moved_to)


def parse(source, response, state):
    return source.parse(response, state)


def run(jobs, send, *, pace=QUICK, until=None):
    found = fetch(jobs, send=send, parse=parse, pace=pace, now=lambda: NOON, until=until)
    return {outcome.name: outcome for outcome in found}


def digest(text):
    return sha256(text.encode()).hexdigest()


def test_each_source_has_one_outcome():
    """A good one, an unknown host, a page that is no feed: none harms the others."""
    net = FakeNet({"https://a.example/": answer("one\ntwo"), "https://c.example/": answer("html")})
    found = run([job("a"), job("b"), job("c")], net.send)
    good = found["a"]
    assert isinstance(good, Fetched)
    assert [item.title for item in good.items] == ["one", "two"]
    assert (good.cursor, good.validators.digest, good.fetched_at) == ({"": "one"}, digest("one\ntwo"), NOON)
    assert isinstance(found["b"], Failed)
    assert (found["b"].error.code, found["b"].error.facts["host"]) == ("dns", "b.example")
    assert (found["c"].error.code, found["c"].error.facts["source"]) == ("not_a_feed", "c")


def test_304_and_the_same_body_are_unchanged():
    """Validators go out; an equal digest saves the parse."""
    net = FakeNet(
        {
            "https://a.example/": answer(b"", status=304, headers={"ETag": '"new"'}),
            "https://b.example/": answer("same", headers={"ETag": '"b"', "Cache-Control": "max-age=7200"}),
        }
    )
    known = Validators(etag='"old"', last_modified="yesterday", digest=digest("same"))
    found = run([job("a", validators=known), job("b", validators=known)], net.send)
    assert isinstance(found["a"], Unchanged)
    assert found["a"].validators == Validators(etag='"new"', last_modified="yesterday", digest=digest("same"))
    assert isinstance(found["b"], Unchanged)
    assert found["b"].validators == Validators(etag='"b"', digest=digest("same"))
    assert found["b"].wait == timedelta(hours=2)
    assert all(call.validators == known for call in net.calls)


def test_validators_that_could_not_be_sent_back_are_dropped():
    """Too long, not ASCII, control characters."""
    for bad in ("é", "x" * 2000, "a\tb"):
        net = FakeNet({"https://a.example/": answer("x", headers={"ETag": bad})})
        assert run([job()], net.send)["a"].validators.etag is None


def test_pages_are_followed_within_bounds():
    """Each page's items are kept in order; a source that never ends is left after 20 more requests."""
    pages = {f"https://a.example/{n}": answer(f"i{n}\nnext https://a.example/{n + 1}") for n in range(50)}
    net = FakeNet(pages)
    outcome = run([job(url="https://a.example/0")], net.send)["a"]
    assert [item.title for item in outcome.items] == [f"i{n}" for n in range(21)]
    assert (outcome.cursor, outcome.about.title) == ({"": "i20"}, "https://feed.example/feed.xml")
    assert len(net.calls) == 21


def test_only_the_first_request_is_conditional():
    """Pages that follow are read whole."""
    net = FakeNet(
        {"https://a.example/": answer("i\nnext https://a.example/2"), "https://a.example/2": answer("j")}
    )
    run([job(validators=Validators(etag='"x"'))], net.send)
    assert [call.validators is not None for call in net.calls] == [True, False]


def test_what_was_read_before_a_failure_is_kept():
    """Failed carries the items; a missing page does not stop the requests after it."""
    net = FakeNet(
        {
            "https://a.example/": answer("one"),
            "https://a.example/2": FetchError("http_4xx", status=404),
            "https://a.example/3": answer("three"),
        }
    )
    outcome = run([job(more=("https://a.example/2", "https://a.example/3"))], net.send)["a"]
    assert isinstance(outcome, Failed)
    assert [item.title for item in outcome.items] == ["one", "three"]
    assert (outcome.error.code, outcome.error.status) == ("http_4xx", 404)
    assert outcome.error.facts["url"] == "https://a.example/2"


def test_a_host_that_fails_is_not_asked_again():
    """After a refusal that concerns the whole host, the source's other requests stay unsent."""
    net = FakeNet({"https://a.example/": FetchError("http_4xx", status=403)})
    run([job(more=("https://a.example/2",))], net.send)
    assert len(net.calls) == 1


def test_a_host_that_fails_does_not_harm_the_other_hosts_of_a_source():
    """Of several servers that one source asks, each answers for itself."""
    net = FakeNet(
        {"https://a.example/": FetchError("http_4xx", status=401), "https://b.example/": answer("b")}
    )
    outcome = run([job(more=("https://a.example/2", "https://b.example/"))], net.send)["a"]
    assert isinstance(outcome, Failed)
    assert [item.title for item in outcome.items] == ["b"]
    assert net.urls == ["https://a.example/", "https://b.example/"]


def test_a_later_410_does_not_stop_the_source():
    """Only the source's own address can be gone."""
    net = FakeNet({"https://a.example/": answer("x\nnext https://a.example/2")})
    net.answers["https://a.example/2"] = FetchError("gone", status=410)
    assert run([job()], net.send)["a"].error.code == "http_4xx"
    net.answers["https://a.example/"] = FetchError("gone", status=410)
    assert run([job()], net.send)["a"].error.code == "gone"


@pytest.mark.parametrize(("body", "code"), [("bug", "internal"), ("odd", "odd"), ("html", "not_a_feed")])
def test_bugs_of_a_source_are_its_own(body, code):
    """Whatever parse raises, the run goes on."""
    net = FakeNet({"https://a.example/": answer(body), "https://b.example/": answer("fine")})
    found = run([job("a"), job("b")], net.send)
    assert found["a"].error.code == code
    assert isinstance(found["b"], Fetched)


def test_bugs_before_the_first_request_are_its_own():
    """A source that cannot even ask, or a send that breaks, is one failure."""

    class Broken(Lines):
        def requests(self, state):
            raise KeyError("x")

    class Empty(Lines):
        def requests(self, state):
            return []

    def send(call):
        raise RuntimeError("no")

    found = run([job("a", kind=Broken), job("b"), job("c", kind=Empty)], send)
    assert [found[name].error.code for name in "ab"] == ["internal", "internal"]
    assert isinstance(found["b"].error.__cause__, RuntimeError)
    assert found["c"] == Fetched(
        name="c",
        items=(),
        about=About(),
        cursor={},
        validators=Validators(),
        moved_to=None,
        fetched_at=NOON,
        wait=None,
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('html\n<form><input type="password"></form>', "login"),
        ("html\n<script>window._cf_chl_opt</script>", "blocked"),
        ('html\n<form action="https://consent.google.com/save">', "consent"),
        ("html\n<p>hello</p>", "not_a_feed"),
    ],
)
def test_what_came_instead_of_a_feed_is_recognised(body, code):
    """A login form, a challenge and a consent page have names."""
    net = FakeNet({"https://a.example/": answer(body)})
    assert run([job()], net.send)["a"].error.code == code


# --- moves ------------------------------------------------------------------------------------------------


def test_a_permanent_move_is_reported_and_then_used():
    """The next visit goes straight to the new address, headers of the origin still named."""
    net = FakeNet({"https://a.example/": answer("x", moved_to="https://b.example/n")})
    assert run([job()], net.send)["a"].moved_to == "https://b.example/n"
    net = FakeNet({"https://b.example/n": answer("x", moved_to="https://c.example/")})
    outcome = run([job(moved_to="https://b.example/n", headers={"X": "secret"})], net.send)["a"]
    assert (outcome.moved_to, net.urls) == ("https://c.example/", ["https://b.example/n"])
    assert net.calls[0].origin == "https://a.example/"


def test_a_move_to_nonsense_is_not_remembered():
    """A parked domain that redirects to a page does not replace the address."""
    net = FakeNet({"https://a.example/": answer("html", moved_to="https://parked.example/")})
    assert run([job()], net.send)["a"].moved_to is None


def test_a_moved_address_that_fails_falls_back_once():
    """4xx there: the configured address is asked, without the other's validators."""
    net = FakeNet(
        {
            "https://b.example/": FetchError("http_4xx", status=404),
            "https://a.example/": [answer("x"), FetchError("http_4xx", status=404)],
        }
    )
    asked = job(moved_to="https://b.example/", validators=Validators(etag='"b"'))
    outcome = run([asked], net.send)["a"]
    assert isinstance(outcome, Fetched)
    assert (outcome.moved_to, net.urls) == (None, ["https://b.example/", "https://a.example/"])
    assert net.calls[1].validators is None
    assert run([asked], net.send)["a"].error.code == "http_4xx"
    assert len(net.calls) == 4


def test_an_address_made_of_parameters_does_not_move():
    """A search is asked as it is built each time."""
    net = FakeNet({"https://a.example/?q=1": answer("x", moved_to="https://b.example/?q=1")})
    outcome = run([job(params=(("q", "1"),), moved_to="https://b.example/old")], net.send)["a"]
    assert (outcome.moved_to, net.urls) == (None, ["https://a.example/?q=1"])


# --- pace -------------------------------------------------------------------------------------------------


class Watcher:
    """A send that notes who is under way when."""

    def __init__(self, seconds=0.02):
        self.seconds = seconds
        self.lock = threading.Lock()
        self.now = {}
        self.most = {}
        self.times = []

    def send(self, call):
        host = call.request.url.split("/")[2].partition(":")[0]
        with self.lock:
            self.now[host] = self.now.get(host, 0) + 1
            self.now["all"] = self.now.get("all", 0) + 1
            for key in (host, "all"):
                self.most[key] = max(self.most.get(key, 0), self.now[key])
            self.times.append(time.monotonic())
        time.sleep(self.seconds)
        with self.lock:
            self.now[host] -= 1
            self.now["all"] -= 1
        return answer("x")


@pytest.mark.parametrize("per_host", [1, 3])
def test_a_host_is_asked_so_much_at_once(per_host):
    """A host is its name without port; other hosts do not wait for it."""
    watcher = Watcher()
    jobs = [job(f"s{n}", url=f"https://same.example:{8000 + n}/") for n in range(8)]
    jobs += [job(f"o{n}") for n in range(8)]
    pace = Pace(gap=timedelta(0), per_host=per_host, concurrency=6)
    assert len(run(jobs, watcher.send, pace=pace)) == 16
    assert watcher.most["same.example"] == per_host
    assert 3 <= watcher.most["all"] <= 6


@pytest.mark.parametrize(("kind", "gap"), [(Lines, 0.05), (Slow, 0.1)])
def test_requests_to_a_host_keep_their_distance(kind, gap):
    """The watch file's gap, or the source's own when it wants more, from the end of the last answer."""
    watcher = Watcher(0.01)
    jobs = [job(f"s{n}", kind=kind, url=f"https://same.example/{n}") for n in range(3)]
    run(jobs, watcher.send, pace=Pace(gap=timedelta(seconds=0.05)))
    pauses = [later - sooner for sooner, later in zip(watcher.times, watcher.times[1:], strict=False)]
    assert all(pause >= gap + 0.01 for pause in pauses)


def test_a_host_that_asks_to_wait_is_left_alone():
    """The rest of its sources are skipped in this run, other hosts go on."""
    limited = FetchError("rate_limited", status=429, retry_after=90)
    net = FakeNet({"https://same.example/0": limited, "https://b.example/": answer("x")})
    jobs = [job(f"s{n}", url=f"https://same.example/{n}") for n in range(3)]
    found = run([*jobs, job("b")], net.send)
    assert found["s0"].retry_after == timedelta(seconds=90)
    assert [type(found[name]) for name in ("s1", "s2", "b")] == [Skipped, Skipped, Fetched]
    assert "https://same.example/1" not in net.urls


def test_a_visit_under_way_fails_when_its_host_asks_to_wait():
    """What it read is kept."""
    net = FakeNet(
        {
            "https://a.example/": answer("one\nnext https://same.example/2"),
            "https://same.example/0": FetchError("rate_limited", status=429),
        }
    )
    slow = net.send

    def send(call):
        if call.request.url == "https://a.example/":
            time.sleep(0.1)
        return slow(call)

    found = run([job("a"), job("s", url="https://same.example/0")], send)
    assert (found["a"].error.code, len(found["a"].items)) == ("rate_limited", 1)


# --- the end ----------------------------------------------------------------------------------------------


def test_a_run_ends_in_time():
    """What was not begun is skipped, what is under way is cut short, and each call knows what is left."""
    calls = []

    def send(call):
        calls.append(call)
        time.sleep(0.15)
        return answer("x\nnext https://same.example/more")

    jobs = [job(f"s{n}", url=f"https://same.example/{n}") for n in range(9)]
    began = time.monotonic()
    found = run(jobs, send, until=began + 0.2)
    assert time.monotonic() - began < 1
    kinds = [type(found[f"s{n}"]) for n in range(9)]
    assert kinds.count(Skipped) >= 7
    assert found["s0"].error.code == "cancelled"
    assert found["s0"].items
    assert all(call.timeout <= timedelta(seconds=0.2) for call in calls)


def test_a_send_that_ignores_its_deadline_is_not_waited_for(monkeypatch):
    """Two seconds after the end the run is over, whatever is under way."""
    monkeypatch.setattr("veille.net.engine.GRACE", 0.1)
    release = threading.Event()

    def send(call):
        release.wait(5)
        return answer("x")

    began = time.monotonic()
    found = run([job("a"), job("b")], send, until=began + 0.1)
    release.set()
    assert time.monotonic() - began < 1
    assert [found[name].error.code for name in "ab"] == ["cancelled", "cancelled"]


def test_a_run_may_be_left_at_any_outcome():
    """Ctrl-C closes the generator: no further request leaves, the threads end."""
    watcher = Watcher(0.05)
    before = threading.active_count()
    outcomes = fetch(
        [job(f"s{n}") for n in range(40)],
        send=watcher.send,
        parse=parse,
        pace=Pace(gap=timedelta(0), concurrency=4),
        now=lambda: NOON,
    )
    next(outcomes)
    began = time.monotonic()
    outcomes.close()
    assert time.monotonic() - began < 0.5
    while threading.active_count() > before:
        assert time.monotonic() - began < 2
        time.sleep(0.01)
    assert len(watcher.times) < 12


def test_no_job_is_no_outcome():
    """Nothing to do ends at once."""
    assert run([], FakeNet({}).send) == {}


def test_since_and_cursor_reach_the_source():
    """The state of the last visit is handed to both methods; a page without cursor keeps the old one."""
    seen = []

    class Curious(Lines):
        def requests(self, state):
            seen.append(state)
            return super().requests(state)

        def parse(self, response, state):
            seen.append(state)
            return Page()

    state = State(cursor={"": "c"}, since=datetime(2026, 11, 1, tzinfo=UTC))
    outcome = run([job(kind=Curious, state=state)], FakeNet({"https://a.example/": answer("x")}).send)["a"]
    assert seen == [state, state]
    assert outcome.cursor == {"": "c"}
