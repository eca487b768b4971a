# SPDX-License-Identifier: MIT
"""Sources of several steps: what else is asked, what is remembered, what may be missing, what is never told."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from veille.errors import FetchError, ParseError
from veille.model import About, Channel, Item, Page, Request, Response, Validators
from veille.net.discretion import Discretion
from veille.net.engine import Job, Pace, fetch
from veille.net.headers import asked_to_wait, exhausted
from veille.net.outcomes import Failed, Fetched, Skipped, Unchanged
from veille.nouns import required
from veille.sources.base import Source, State, Watched
from veille.testing import NOON, FakeNet, answer

QUICK = Pace(gap=timedelta(0), timeout=timedelta(seconds=2))
FIRST, SECOND, THIRD = "https://a.example/1", "https://a.example/2", "https://b.example/3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps(Source):
    """Asks for what it is told; reads `item`, `next URL`, `cursor KEY VALUE`, `gap` and `whole` lines."""

    ask: tuple[Request, ...]

    label: ClassVar = {"fr": "Étapes", "en": "Steps"}
    channel: ClassVar = Channel.NEWS
    example: ClassVar = {}

    def requests(self, state: State) -> Iterable[Request]:
        return self.ask

    def parse(self, response: Response, state: State) -> Page:
        words = [line.split() for line in response.body.decode().splitlines()]
        if ["html"] in words:
            raise ParseError("not_a_feed")
        return Page(
            items=tuple(
                Item(title=" ".join(rest), url=f"https://x.example/{rest[0]}")
                for first, *rest in words
                if first == "item"
            ),
            follow=tuple(Request(url=rest[0]) for first, *rest in words if first == "next"),
            cursor={rest[0]: rest[1] for first, *rest in words if first == "cursor"},
            gap=True if ["gap"] in words else False if ["whole"] in words else None,
        )


class Slow(Steps):
    """Wants a long gap."""

    __slots__ = ()
    gap: ClassVar = timedelta(seconds=0.3)


def visit(answers, *ask, kind=Steps, state=None, validators=None, secrets=(), asked=None, until=None):
    """Visit once; return the outcome and the network."""
    net = FakeNet(answers)
    watched = Watched(name="a", kind="steps", source=kind(ask=ask), channel=Channel.NEWS, secrets=secrets)
    (outcome,) = fetch(
        [Job(watched=watched, state=state or State(), validators=validators)],
        send=net.send,
        parse=lambda source, response, told: source.parse(response, told),
        pace=QUICK,
        now=lambda: NOON,
        asked=asked or {},
        until=until,
    )
    return outcome, net


def titles(outcome):
    return [item.title for item in outcome.items]


# --- falling back -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "refusal",
    [
        FetchError("http_4xx", status=401),
        FetchError("http_4xx", status=404),
        FetchError("http_5xx", status=502),
        FetchError("gone", status=410),
        FetchError("blocked", status=403, title="x"),
        answer("html"),
    ],
)
def test_another_address_is_asked_when_the_first_refuses(refusal):
    """The source succeeds, without a word of what its first address said, and without its validators."""
    ask = Request(url=FIRST, otherwise=Request(url=SECOND))
    outcome, net = visit({FIRST: refusal, SECOND: answer("item one", headers={"etag": "x"})}, ask)
    assert isinstance(outcome, Fetched)
    assert (titles(outcome), net.urls, outcome.validators) == (["one"], [FIRST, SECOND], Validators())


@pytest.mark.parametrize("code", ["dns", "timeout", "tls", "rate_limited", "robots", "blocked_address"])
def test_what_another_address_cannot_mend_is_a_failure(code):
    """A site that is down, or asks for patience, is not asked once more."""
    ask = Request(url=FIRST, otherwise=Request(url=SECOND))
    outcome, net = visit({FIRST: FetchError(code), SECOND: answer("item one")}, ask)
    assert isinstance(outcome, Failed)
    assert (outcome.error.code, net.urls) == (code, [FIRST])


def test_the_last_refusal_is_the_failure():
    """When no address answers, the last one tried is what is told."""
    ask = Request(url=FIRST, otherwise=Request(url=SECOND))
    refused = {url: FetchError("http_4xx", status=404, url=url) for url in (FIRST, SECOND)}
    outcome, _ = visit(refused, ask)
    assert isinstance(outcome, Failed)
    assert outcome.error.facts["url"] == SECOND


@pytest.mark.parametrize("code", ["login", "consent", "blocked"])
def test_a_wall_on_the_way_says_more_than_a_missing_way_round(code):
    """The fall-back is not there: what is told is the login, the consent page or the challenge met first."""
    ask = Request(url=FIRST, otherwise=Request(url=SECOND))
    walls = {FIRST: ParseError(code, title="Hello"), SECOND: FetchError("http_4xx", status=404)}
    outcome, _ = visit(walls, ask)
    assert isinstance(outcome, Failed)
    assert (outcome.error.code, outcome.error.facts["title"]) == (code, "Hello")


# --- cursors ----------------------------------------------------------------------------------------------


def test_cursors_of_all_pages_are_joined_to_those_of_earlier_visits():
    """Each thing followed keeps its own place."""
    answers = {FIRST: answer(f"cursor one 5\nnext {SECOND}"), SECOND: answer("cursor two 7")}
    outcome, _ = visit(answers, Request(url=FIRST), state=State(cursor={"one": "1", "old": "3"}))
    assert outcome.cursor == {"one": "5", "two": "7", "old": "3"}


def test_a_page_that_failed_does_not_hold_back_the_others():
    """What was read moves on; what was not stays where it was."""
    answers = {FIRST: answer("item one\ncursor one 5"), THIRD: FetchError("http_4xx", status=404)}
    state = State(cursor={"one": "1", "three": "2"})
    outcome, _ = visit(answers, Request(url=FIRST), Request(url=THIRD), state=state)
    assert isinstance(outcome, Failed)
    assert (titles(outcome), outcome.cursor) == (["one"], {"one": "5", "three": "2"})


def test_what_stands_behind_a_page_is_asked_again_though_the_page_is_the_same():
    """An answer that led to others gives no validators: the others may have changed."""
    answers = {FIRST: answer(f"next {SECOND}", headers={"etag": "x"}), SECOND: answer("item one")}
    outcome, _ = visit(answers, Request(url=FIRST))
    assert outcome.validators == Validators()
    alone, _ = visit({SECOND: answers[SECOND]}, Request(url=SECOND))
    same, _ = visit({SECOND: answers[SECOND]}, Request(url=SECOND), validators=alone.validators)
    assert isinstance(same, Unchanged)


# --- gaps -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pages", "gap"),
    [(["item"], None), (["whole"], False), (["whole", "gap"], True), (["gap", "whole"], True)],
)
def test_one_page_that_may_miss_something_is_a_gap(pages, gap):
    """The others cannot make up for it; silence is neither."""
    answers = {
        f"https://a.example/{n}": answer(f"{page} x" if page == "item" else page)
        for n, page in enumerate(pages)
    }
    outcome, _ = visit(answers, *(Request(url=url) for url in answers))
    assert outcome.gap is gap


def test_pages_beyond_what_a_visit_may_ask_are_a_gap():
    """Twenty more than it began with; a hundred when a person looks back."""
    endless = {
        f"https://a.example/{n}": answer(f"item i{n}\nnext https://a.example/{n + 1}\nwhole")
        for n in range(150)
    }
    outcome, net = visit(endless, Request(url="https://a.example/0"))
    assert (outcome.gap, len(net.calls)) == (True, 21)
    outcome, net = visit(endless, Request(url="https://a.example/0"), state=State(back=True, since=NOON))
    assert (outcome.gap, len(net.calls)) == (True, 101)


def test_a_service_that_answers_all_pages_alike_is_left():
    """What was asked in this visit is not asked again, and something may be missing."""
    turning = {
        FIRST: answer(f"item one\nnext {SECOND}\nwhole"),
        SECOND: answer(f"item two\nnext {FIRST}\nnext {SECOND}\nwhole"),
    }
    outcome, net = visit(turning, Request(url=FIRST))
    assert (net.urls, outcome.gap) == ([FIRST, SECOND], True)


def test_a_session_that_opens_many_searches_may_make_them_all():
    """Requests that the first answer leads to count as those the source would have begun with."""
    searches = {f"https://a.example/{n}": answer(f"item i{n}\nwhole") for n in range(40)}
    session = answer("\n".join(f"next {url}" for url in searches))
    outcome, _ = visit(
        {"https://a.example/session": session, **searches}, Request(url="https://a.example/session")
    )
    assert (len(outcome.items), outcome.gap) == (40, False)


# --- patience ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["2026-11-02T12:01:00.25Z", "1793620860", "60", "60.0"])
def test_three_ways_to_say_when_a_quota_is_refilled(written):
    """A date, an epoch, or seconds: a minute from noon in each."""
    for names in (("x-ratelimit-remaining", "x-ratelimit-reset"), ("ratelimit-remaining", "ratelimit-reset")):
        told = dict(zip(names, ("0", written), strict=True))
        assert abs(exhausted(told, NOON) - timedelta(minutes=1)) < timedelta(seconds=1)
        assert asked_to_wait(told, NOON) == exhausted(told, NOON)
        assert exhausted({**told, names[0]: "3"}, NOON) is None


@pytest.mark.parametrize("written", ["", "soon", "-5", "1e9", "9" * 30, "2026-99-99", "١٢"])
def test_a_reset_that_makes_no_sense_asks_for_nothing(written):
    """Whatever a server writes, there is a wait within bounds or none."""
    told = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": written}
    assert exhausted(told, NOON) in {None, timedelta(0)}


def test_a_quota_that_is_soon_refilled_is_waited_for():
    """The second request goes out when the service allows it, not before."""
    spent = answer(
        f"item one\nnext {SECOND}", headers={"x-ratelimit-remaining": "0", "x-ratelimit-reset": "0.4"}
    )
    before = time.monotonic()
    outcome, _ = visit({FIRST: spent, SECOND: answer("item two")}, Request(url=FIRST))
    assert titles(outcome) == ["one", "two"]
    assert time.monotonic() - before >= 0.35


def test_a_quota_that_is_refilled_in_an_hour_ends_the_visit():
    """What was read is kept, the rest is for another run, and the wait is told."""
    spent = answer(
        f"item one\nnext {SECOND}", headers={"x-ratelimit-remaining": "0", "x-ratelimit-reset": "3600"}
    )
    outcome, net = visit({FIRST: spent, SECOND: answer("item two")}, Request(url=FIRST))
    assert isinstance(outcome, Failed)
    assert (outcome.error.code, outcome.retry_after, titles(outcome)) == (
        "rate_limited",
        timedelta(hours=1),
        ["one"],
    )
    assert net.urls == [FIRST]
    done, _ = visit({FIRST: answer("item one", headers=spent.headers)}, Request(url=FIRST))
    assert isinstance(done, Fetched)


def test_a_long_gap_holds_from_one_run_to_the_next():
    """A host that was asked a moment ago, by an earlier run, is left alone for as long as the kind wants."""
    now = time.monotonic()
    visit({FIRST: answer("item one")}, Request(url=FIRST), kind=Slow, asked={"a.example": now})
    assert time.monotonic() - now >= 0.3
    late = time.monotonic()
    outcome, _ = visit(
        {FIRST: answer("item one")},
        Request(url=FIRST),
        kind=Slow,
        asked={"a.example": late + 60},
        until=late + 0.2,
    )
    assert isinstance(outcome, Skipped)


def test_a_long_visit_does_not_silence_the_run():
    """The caller is woken about once a second while nothing comes back."""
    ticks = []
    net = FakeNet({FIRST: answer("item one")})

    def slowly(call):
        time.sleep(1.3)
        return net.send(call)

    watched = Watched(name="a", kind="steps", source=Steps(ask=(Request(url=FIRST),)), channel=Channel.NEWS)
    (outcome,) = fetch(
        [Job(watched=watched)],
        send=slowly,
        parse=lambda source, response, told: source.parse(response, told),
        pace=QUICK,
        now=lambda: NOON,
        tick=lambda: ticks.append(time.monotonic()),
    )
    assert isinstance(outcome, Fetched)
    assert len(ticks) >= 2


# --- secrets ----------------------------------------------------------------------------------------------

SECRET = "t0ken/of=mine"
SPELT = "t0ken%2Fof%3Dmine"


@pytest.mark.parametrize("spelling", [SECRET, SPELT])
def test_a_secret_that_comes_back_is_kept_nowhere(spelling):
    """Not in an item, not as a new address, not in the words of a failure."""
    told = answer(f"item {spelling} here", moved_to=f"https://a.example/?feed={spelling}")
    outcome, _ = visit({FIRST: told}, Request(url=FIRST), secrets=(SECRET,))
    assert spelling not in repr(outcome)
    failed, _ = visit(
        {FIRST: FetchError("tls", reason=f"bad {spelling}")}, Request(url=FIRST), secrets=(SECRET,)
    )
    assert isinstance(failed, Failed)
    assert spelling not in repr(failed.error.facts)


@pytest.mark.parametrize(
    ("secret", "spelling"),
    [
        ("ab/c+d==", "ab/c%2bd%3d="),
        ("two words&more", "two+words%26more"),
        ("a&b&c", "a&amp;b&amp;c"),
        ('back\\slash"quote', 'back\\slash"quote'),
    ],
)
def test_a_secret_is_known_however_it_is_spelt(secret, spelling):
    """In the addresses and the HTML of any field, and of what is remembered for the next visit."""
    discretion = Discretion(secrets=(secret,))
    texts = [name for name in required(Item) if name not in {"links", "engagement", "audience", "whole"}]
    item = discretion.without(Item(**dict.fromkeys(texts, f"see {spelling}"), links=(spelling, "b")))
    assert item == Item(links=("b",))
    assert discretion.without(About(title=spelling, link="b")) == About(link="b")
    assert discretion.cursor({"a": f"?k={spelling}", "b": "2"}) == {"b": "2"}


def test_nothing_that_tells_a_secret_leaves_a_visit():
    """Neither its items, nor its title, nor its cursor."""
    told = answer(f"item one {SECRET}\ncursor next {SPELT}\ncursor kept 2")
    outcome, _ = visit({FIRST: told}, Request(url=FIRST), secrets=(SECRET,))
    assert outcome.cursor == {"kept": "2"}
    assert [item.title for item in outcome.items] == [None]


def test_an_item_without_a_secret_stays_as_it_is():
    """Only what tells is taken out."""
    outcome, _ = visit({FIRST: answer("item one\nitem two")}, Request(url=FIRST), secrets=(SECRET,))
    assert [item.url for item in outcome.items] == ["https://x.example/one", "https://x.example/two"]


def test_the_state_of_a_visit_reaches_the_source():
    """A person who looks back is seen to: since and back are what parse and requests are told."""
    seen = []

    class Told(Steps):
        """Remembers its state."""

        __slots__ = ()

        def parse(self, response, state):
            seen.append(state)
            return Page()

    state = State(since=datetime(2026, 10, 1, tzinfo=UTC), back=True, brands=(("Lenoir",),))
    visit({FIRST: answer("x")}, Request(url=FIRST), kind=Told, state=state)
    assert seen == [state]
