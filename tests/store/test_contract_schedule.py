# SPDX-License-Identifier: MIT
"""What every store promises of when sources are visited, and by whom."""

from dataclasses import replace
from datetime import timedelta

import pytest

from store.samples import ELSEWHERE, NOW, OTHERS, US, batch, document, match, registration
from veille.errors import LeaseLost
from veille.model import Validators
from veille.questions import Health
from veille.store.base import AllHeld, Leased, NothingDue

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LEASE = 5 * MINUTE


def claim(store, now=NOW, hosts=50, **fields):
    return store.schedule.claim(now, hosts=hosts, lease=LEASE, **fields)


def names(lease):
    assert isinstance(lease, Leased), lease
    return [due.name for due in lease.sources]


def visit(store, name, token, at=NOW, documents=(), **fields):
    return store.documents.save(batch(*documents, source=name, at=at, **fields), match, token=token)


def visited(store, name="A", at=NOW, **fields):
    """Visit one source as a run does."""
    lease = claim(store, at, only=[name])
    visit(store, name, lease.token, at, **fields)
    store.schedule.release(lease.token)


def test_a_new_source_is_due_and_once_visited_waits_its_turn(store):
    """A visit says when the next one is due."""
    store.schedule.sync([registration("A"), registration("B")], NOW)
    lease = claim(store)
    assert names(lease) == ["A", "B"]
    visit(store, "A", lease.token, next_due=NOW + HOUR)
    visit(store, "B", lease.token, next_due=NOW + 2 * HOUR)
    assert claim(store) == NothingDue(next_due=NOW + HOUR)
    assert names(claim(store, NOW + HOUR)) == ["A"]


def test_what_a_visit_left_is_handed_back(store):
    """Cursor, validators and the new address come back with the next turn."""
    store.schedule.sync([registration("A")], NOW)
    kept = Validators(etag='"x"', last_modified="yesterday", digest="d")
    visited(store, cursor={"": "c1"}, validators=kept, moved_to="https://new.example/")
    (due,) = store.schedule.due(NOW)
    assert (due.cursor, due.validators, due.moved_to) == ({"": "c1"}, kept, "https://new.example/")
    assert (due.last_success, due.failures) == (NOW, 0)
    visited(store, at=NOW + HOUR, error="timeout")
    (due,) = store.schedule.due(NOW + HOUR)
    assert (due.cursor, due.validators, due.failures, due.last_success) == ({"": "c1"}, kept, 1, NOW)


def test_a_changed_definition_forgets_what_was_learnt(store):
    """Another address has other validators; a source that stopped starts again."""
    store.schedule.sync([registration("A")], NOW)
    visited(
        store, error="gone", gone=True, next_due=NOW + DAY, cursor={"": "c"}, validators=Validators(etag="e")
    )
    assert claim(store) == NothingDue(next_due=None)
    assert store.schedule.states(NOW)[0].state is Health.STOPPED
    store.schedule.sync([registration("A")], NOW)
    assert claim(store) == NothingDue(next_due=None)
    store.schedule.sync([registration("A", fingerprint="2")], NOW)
    (due,) = claim(store).sources
    assert (due.cursor, due.validators, due.moved_to) == ({}, Validators(), None)


def test_a_source_that_left_the_watch_file_is_not_visited_and_keeps_its_documents(store):
    """Its documents stay; its state is there again when it comes back."""
    store.schedule.sync([registration("A"), registration("B")], NOW)
    visited(store, "A", documents=[document("one")], next_due=NOW + HOUR)
    store.schedule.sync([registration("B")], NOW)
    assert names(claim(store)) == ["B"]
    assert [state.name for state in store.schedule.states(NOW)] == ["B"]
    assert store.documents.count() == 1
    store.schedule.sync([registration("B"), registration("A")], NOW)
    assert [state.name for state in store.schedule.states(NOW)] == ["B", "A"]
    assert store.schedule.states(NOW)[1].documents == 1


def test_two_runs_share_the_work_by_host(opened):
    """Each host is held by one run; the rest is the other's."""
    ours, theirs = opened(), opened(holder=OTHERS)
    sources = [registration(name) for name in "ABC"] + [registration("D", host="a.example")]
    ours.schedule.sync(sources, NOW)
    first = claim(ours, hosts=1)
    assert names(first) == ["A", "D"]
    assert names(claim(theirs)) == ["B", "C"]


def test_the_second_of_two_runs_is_told_that_all_is_held(opened):
    """Nothing free: it names what others hold, and takes nothing."""
    ours, theirs = opened(), opened(holder=OTHERS)
    ours.schedule.sync([registration("A"), registration("B")], NOW)
    lease = claim(ours)
    assert claim(theirs) == AllHeld(names=("A", "B"))
    ours.schedule.release(lease.token)
    assert names(claim(theirs)) == ["A", "B"]


def test_a_dead_run_s_lease_is_broken_at_once(opened):
    """A killed run does not hold up the next one; its sources are due as before."""
    dead = opened(holder=OTHERS)
    dead.schedule.sync([registration("A")], NOW)
    lease = claim(dead)
    after = opened(alive=lambda holder: holder != OTHERS)
    assert names(claim(after)) == ["A"]
    with pytest.raises(LeaseLost):
        visit(dead, "A", lease.token, documents=[document("one")])
    assert after.documents.count() == 0


def test_a_run_on_another_machine_keeps_its_lease_until_it_expires(opened):
    """We cannot see whether it lives: its lease must run out."""
    far = opened(holder=ELSEWHERE)
    far.schedule.sync([registration("A")], NOW)
    lease = claim(far)
    near = opened(alive=lambda holder: False)
    assert isinstance(claim(near), AllHeld)
    far.schedule.renew(lease.token, NOW + 4 * MINUTE, LEASE)
    assert isinstance(claim(near, NOW + LEASE), AllHeld)
    assert names(claim(near, NOW + 10 * MINUTE)) == ["A"]
    with pytest.raises(LeaseLost):
        far.schedule.renew(lease.token, NOW + 10 * MINUTE, LEASE)


def test_a_slow_run_still_writes_while_nobody_took_its_work(opened):
    """An expired lease that is still ours loses nothing."""
    store = opened()
    store.schedule.sync([registration("A")], NOW)
    lease = claim(store)
    assert visit(store, "A", lease.token, NOW + HOUR, documents=[document("one")]).new == 1


def test_claiming_again_gives_back_the_earlier_lease(store):
    """One run works on one lease at a time and never waits for itself."""
    store.schedule.sync([registration("A")], NOW)
    first, second = claim(store), claim(store)
    assert names(second) == ["A"]
    assert first.token != second.token


def test_a_named_source_is_taken_due_or_not_and_once(store):
    """`fetch NAME` takes it even stopped or waiting, and not twice in one run."""
    store.schedule.sync([registration("A"), registration("B")], NOW)
    visited(store, error="gone", gone=True, next_due=NOW + DAY, wait_until=NOW + DAY)
    later = NOW + HOUR
    lease = claim(store, later, only=["A"], not_tried_since=later)
    assert names(lease) == ["A"]
    visit(store, "A", lease.token, later, next_due=later + DAY)
    again = claim(store, later + MINUTE, only=["A"], not_tried_since=later)
    assert isinstance(again, NothingDue)
    assert store.schedule.states(later)[0].state is Health.OK


def test_all_takes_what_was_not_tried_but_leaves_the_stopped_and_the_waiting(store):
    """`fetch --all` honours 410 and Retry-After."""
    store.schedule.sync([registration(name) for name in "ABCD"], NOW)
    visited(store, "A", next_due=NOW + DAY)
    visited(store, "B", error="gone", gone=True)
    visited(store, "C", error="rate_limited", wait_until=NOW + DAY)
    later = NOW + HOUR
    assert names(claim(store, later, not_tried_since=later)) == ["D", "A"]
    assert {due.name for due in store.schedule.due(later, everything=True)} == {"A", "D"}
    assert [due.name for due in store.schedule.due(later)] == ["D"]


def test_a_run_s_start_within_the_second_counts_as_once(store):
    """Stored times have whole seconds: a source tried in the second the run began is not taken again."""
    store.schedule.sync([registration("A")], NOW)
    start = NOW + timedelta(milliseconds=700)
    lease = claim(store, start, not_tried_since=start)
    visit(store, "A", lease.token, start)
    assert isinstance(claim(store, start, not_tried_since=start), NothingDue)


def test_who_asked_us_to_wait_is_said(store):
    """Nothing due because a server asked for patience: it is named, with the time."""
    store.schedule.sync([registration("A")], NOW)
    visited(store, error="rate_limited", next_due=NOW, wait_until=NOW + HOUR)
    assert claim(store, NOW + MINUTE) == NothingDue(next_due=NOW + HOUR, waiting=("A",))
    assert names(claim(store, NOW + HOUR)) == ["A"]


def test_a_clock_that_went_back_does_not_put_a_source_to_sleep(store):
    """An attempt in the future was made by a wrong clock: the source is due."""
    store.schedule.sync([registration("A")], NOW)
    visited(store, at=NOW + 3650 * DAY, next_due=NOW + 3650 * DAY + HOUR)
    assert names(claim(store)) == ["A"]


def test_the_order_of_claims_is_that_of_the_longest_due(store):
    """A run cut short leaves for the next one what it did not reach."""
    store.schedule.sync([registration(name) for name in "ABC"], NOW)
    visited(store, "A", next_due=NOW + 3 * HOUR)
    visited(store, "B", next_due=NOW + HOUR)
    assert names(claim(store, NOW + DAY)) == ["C", "B", "A"]


def test_states_tell_of_health_and_figures(store):
    """What `sources list` and coverage show of each source."""
    store.schedule.sync([registration(name) for name in "ABC"], NOW)
    visited(store, "A", documents=[document("one", text="Lenoir"), document("two", text="the actor Duval")])
    visited(store, "B", error="http_4xx", error_facts={"status": 404})
    visited(store, "B", at=NOW + HOUR, error="http_4xx", error_facts={"status": 404, "odd": NOW})
    a, b, c = store.schedule.states(NOW + HOUR)
    assert (a.state, a.documents, a.documents_7d, a.mentions_7d) == (Health.OK, 2, 2, 1)
    assert (a.first_success, a.last_success, a.newest) == (NOW, NOW, NOW - DAY)
    assert (b.state, b.last_error, b.failing_since) == (Health.FAILING, "http_4xx", NOW)
    assert b.last_error_facts["status"] == 404
    assert (c.state, c.documents, c.newest, c.last_attempt) == (Health.NEVER, 0, None, None)
    assert store.schedule.states(NOW + 30 * DAY)[0].documents_7d == 0


def test_a_source_is_silent_when_longer_without_news_than_its_habit(store):
    """A daily source is missed after a week, a monthly one is not."""
    store.schedule.sync([registration("daily"), registration("monthly")], NOW)
    for name, gap in (("daily", 1), ("monthly", 30)):
        shown = [
            document(f"{name}{n}", source=name, published=NOW - timedelta(days=n * gap)) for n in range(8)
        ]
        visited(store, name, documents=shown)
    assert [state.state for state in store.schedule.states(NOW + 7 * DAY)] == [Health.OK, Health.OK]
    daily, monthly = store.schedule.states(NOW + 8 * DAY)
    assert (daily.state, daily.silent_days) == (Health.SILENT, 8)
    assert (monthly.state, monthly.silent_days) == (Health.OK, None)
    # An old date on a document that came today is news all the same.
    fresh = document("late", source="daily", seen=NOW + 8 * DAY, published=NOW - 100 * DAY)
    visited(store, "daily", at=NOW + 8 * DAY, documents=[fresh])
    assert store.schedule.states(NOW + 8 * DAY)[0].state is Health.OK


def test_a_source_of_which_little_is_known_has_no_habit(store):
    """Four documents, or all of one day, say nothing of how often news come."""
    store.schedule.sync([registration("few"), registration("burst")], NOW)
    few = [document(f"few{n}", source="few", published=NOW - n * DAY) for n in range(4)]
    burst = [document(f"burst{n}", source="burst", published=NOW) for n in range(9)]
    visited(store, "few", documents=few)
    visited(store, "burst", documents=burst)
    assert [state.silent_days for state in store.schedule.states(NOW + 90 * DAY)] == [None, None]


def test_collection_began_with_the_first_success(store):
    """Failures do not count as having collected."""
    store.schedule.sync([registration("A")], NOW)
    assert store.documents.collected_since() is None
    visited(store, error="timeout")
    assert store.documents.collected_since() is None
    visited(store, at=NOW + HOUR)
    visited(store, at=NOW + DAY)
    assert store.documents.collected_since() == NOW + HOUR


def test_a_reused_process_number_is_another_process(opened):
    """The start time of the holder tells a later process from the one that died."""
    reborn = replace(US, started="9")
    old = opened(holder=US)
    old.schedule.sync([registration("A")], NOW)
    claim(old)
    new = opened(holder=reborn, alive=lambda holder: holder.started == "9")
    assert names(claim(new)) == ["A"]


def test_a_source_that_is_asked_for_other_things_begins_anew(store):
    """Its last success is of the old question: a new brand is searched for from the start, until that succeeds."""
    store.schedule.sync([registration("A")], NOW)
    visited(store)
    (due,) = store.schedule.due(NOW)
    assert due.last_success == NOW
    store.schedule.sync([registration("A", fingerprint="2")], NOW)
    (due,) = store.schedule.due(NOW)
    assert due.last_success is None
    assert store.schedule.states(NOW)[0].last_success == NOW
    visited(store, at=NOW + HOUR)
    (due,) = store.schedule.due(NOW + HOUR)
    assert due.last_success == NOW + HOUR
