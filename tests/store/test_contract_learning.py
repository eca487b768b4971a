# SPDX-License-Identifier: MIT
"""What every store promises of filters that learn, of rating again, and of what a rematch shows."""

from dataclasses import replace
from datetime import timedelta

from store.samples import NOW, document, match, nothing
from store.saying import (
    DEFINITIONS,
    DUVAL,
    LENOIR,
    ONE,
    keep,
    label,
    reject,
    rejecting,
    rows,
    save,
    verdicts,
)
from veille.model import FollowUp, Learned, Verdict

DAY = timedelta(days=1)


def test_a_rematch_shows_what_it_changes(store):
    """Verbatim, title, host and moment of each; documents examined, their span, verdicts that moved, by week."""
    two, three = document("two", text="Duval", seen=NOW - 30 * DAY), document("three", text="Duval, perhaps")
    save(store, ONE, two, three)
    (change,) = store.documents.rematch(
        {"Lenoir": "1", "Duval": "2"}, _second_rule, brands=["Duval"], dry_run=True
    )
    assert (change.gained, change.lost) == ((), (DUVAL,))
    (lost,) = change.shown_lost
    assert (lost.id, lost.title, lost.host) == (DUVAL, "Title one", "one.example")
    assert (lost.moment, lost.verbatim) == (ONE.moment, "Lenoir and **Duval**")
    assert (change.now_kept, change.now_doubtful) == (1, 1)
    assert (change.examined, change.first, change.last) == (3, two.moment, ONE.moment)
    assert {str(monday): count for monday, count in change.weekly.items()} == {
        "2026-10-19": 1,
        "2026-11-16": 1,
    }
    assert store.documents.rematch({"Lenoir": "1", "Duval": "2"}, _second_rule, brands=["Duval"]) == [change]


def _second_rule(found):
    """Find Duval where Lenoir is not, and be as sure of it as the first rule was not."""
    for mention in match(found):
        if mention.brand == "Duval" and "Lenoir" not in found.text:
            doubtful = mention.verdict is Verdict.KEPT
            yield replace(mention, fingerprint="2", verdict=Verdict.DOUBTFUL if doubtful else Verdict.KEPT)


def test_a_rematch_shows_the_latest_of_many(store):
    """All ids are told, and no more of them shown than a person would read."""
    save(store, *[document(f"d{number}", text="Lenoir", seen=NOW - number * DAY) for number in range(450)])
    (change,) = store.documents.rematch({"Lenoir": "2"}, nothing, brands=["Lenoir"])
    assert len(change.lost) == 450
    moments = [one.moment for one in change.shown_lost]
    assert moments == [NOW - (number + 1) * DAY for number in range(200)]


def test_answers_are_the_documents_a_person_kept_or_rejected(store):
    """With their texts, in the order of ids; what was only tagged, and what is gone, teaches nothing."""
    two, three, gone = (
        document(name, text="Lenoir " + name, seen=NOW - 9 * DAY) for name in ("two", "three", "gone")
    )
    save(store, ONE, two, three, gone)
    keep(store, ONE.id)
    reject(store, two.id, gone.id)
    label(store, three.id, tags=("x",))
    before = {answer.document.id: answer.kept for answer in store.decisions.answers("Lenoir")}
    assert before == {ONE.id: True, two.id: False, gone.id: False}
    store.upkeep.purge(NOW - 5 * DAY)
    (answer,) = store.decisions.answers("Lenoir")
    assert (answer.document, answer.kept) == (store.documents.get(ONE.id), True)
    assert store.decisions.answers("Nobody") == []


def test_a_filter_is_behind_until_it_is_settled(store):
    """Verdicts alone matter; what is said while it learns keeps it behind; so does a new definition."""
    save(store, ONE)
    label(store, LENOIR, tags=("x",), status=FollowUp.TODO)
    assert store.decisions.unlearned(DEFINITIONS) == []
    keep(store, LENOIR)
    (behind,) = store.decisions.unlearned(DEFINITIONS)
    assert behind.brand == "Lenoir"
    assert store.decisions.unlearned({"Duval": "1"}) == []
    reject(store, LENOIR)
    store.decisions.settle(behind, "1")
    (still,) = store.decisions.unlearned(DEFINITIONS)
    store.decisions.settle(still, "1")
    assert store.decisions.unlearned(DEFINITIONS) == []
    assert [one.brand for one in store.decisions.unlearned({"Lenoir": "2"})] == ["Lenoir"]
    store.decisions.undo()
    assert [one.brand for one in store.decisions.unlearned(DEFINITIONS)] == ["Lenoir"]


def test_what_a_filter_learned_comes_back_as_it_was(store):
    """To the last digit; and is forgotten when there is nothing to go by any more."""
    learned = Learned(brand="Lenoir", answers=20, weights={7: 0.1 + 0.2, 65535: -1e-9})
    store.decisions.learn("Lenoir", learned)
    assert store.decisions.learned() == {"Lenoir": learned}
    store.decisions.learn("Lenoir", None)
    assert store.decisions.learned() == {}


def test_mentions_are_to_be_rated_again_when_the_weights_are_others(store):
    """Until that is settled, even if the same weights are learned again meanwhile."""
    save(store, ONE)
    keep(store, LENOIR)
    learned = Learned(brand="Lenoir", answers=20, weights={7: 0.5})
    assert not store.decisions.learn("Lenoir", None)
    assert store.decisions.learn("Lenoir", learned)
    assert store.decisions.learn("Lenoir", learned)
    (behind,) = store.decisions.unlearned(DEFINITIONS)
    store.decisions.settle(behind, "1")
    assert not store.decisions.learn("Lenoir", replace(learned, answers=21))
    assert store.decisions.learn("Lenoir", None)


def test_rating_again_changes_one_brand_and_no_decision(store):
    """It says how many verdicts changed, and leaves to rematch what an older definition made."""
    two, old = document("two", text="Lenoir"), document("old", text="Lenoir")
    save(store, ONE, two)
    save(store, old, matcher=lambda found: match(found, "0"))
    keep(store, LENOIR)
    assert store.documents.rerate(rejecting, "Lenoir") == 1
    assert verdicts(store) == {
        LENOIR: "kept",
        DUVAL: "kept",
        f"{two.id}.lenoir": "rejected",
        f"{old.id}.lenoir": "kept",
    }
    assert rows(store)[LENOIR].computed == "rejected"
    assert store.documents.rerate(rejecting, "Lenoir") == 0


def test_rating_again_goes_through_all_mentions(store):
    """More of them than one transaction holds."""
    save(store, *[document(f"d{number}", text="Lenoir") for number in range(620)])
    assert store.documents.rerate(rejecting, "Lenoir") == 620
    assert set(verdicts(store).values()) == {"rejected"}
