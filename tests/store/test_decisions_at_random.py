# SPDX-License-Identifier: MIT
"""Whatever is labelled, undone, fetched and matched again, in any order: what people said stands, and nothing else."""

from contextlib import closing
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from store.samples import NOW, batch, document, match, nothing
from store.saying import rejecting
from veille.model import FollowUp, Tone, Verdict
from veille.store.decisions import Mark
from veille.store.sqlite import open_store

TEXTS = ("Lenoir and Duval", "Lenoir", "perhaps Duval", "the actor Lenoir", "neither")
MATCHERS = {"as before": match, "rejecting": rejecting, "nothing": nothing}
SETS = st.fixed_dictionaries(
    {},
    optional={
        "verdict": st.sampled_from([Verdict.KEPT, Verdict.REJECTED]),
        "status": st.sampled_from(list(FollowUp)),
        "tone": st.sampled_from(list(Tone)),
        "tags": st.lists(st.sampled_from(["a", "B", "b"]), max_size=2).map(tuple),
        "untags": st.lists(st.sampled_from(["a", "B"]), max_size=1).map(tuple),
        "note": st.sampled_from(["n", "m"]),
        "cleared": st.lists(st.sampled_from(["verdict", "note", "status"]), max_size=2).map(tuple),
        "copies": st.booleans(),
    },
)
STEPS = st.one_of(
    st.tuples(st.just("label"), st.integers(0, 20), SETS),
    st.tuples(st.just("undo")),
    st.tuples(st.just("save"), st.integers(0, 2), st.sampled_from(TEXTS), st.sampled_from(sorted(MATCHERS))),
    st.tuples(st.just("rematch"), st.sampled_from(sorted(MATCHERS)), st.sampled_from([(), ("Lenoir",)])),
    st.tuples(st.just("rerate"), st.sampled_from(sorted(MATCHERS))),
)


class Base:
    """A store of three documents, and what was said so far, action by action."""

    def __init__(self, store):
        self.store = store
        self.said = [{}]
        for number in range(3):
            self.save(number, TEXTS[0], "as before")

    def save(self, number, text, matcher):
        shown, kept = document(f"d{number}", text=text), self.kept()
        self.store.documents.save(batch(shown), MATCHERS[matcher], token=None)
        assert kept <= self.kept()

    def label(self, number, fields):
        ids = [row[0] for row in self.store._connection.execute("SELECT id FROM mentions_view ORDER BY id")]
        if not ids:
            return
        labelled = self.store.decisions.label([Mark(id=ids[number % len(ids)], **fields)], at=NOW)
        if labelled.changed:
            self.said.append(self.stands())

    def undo(self):
        undone = self.store.decisions.undo()
        assert (undone is None) == (len(self.said) == 1)
        if undone is not None:
            self.said.pop()
            assert undone.left == len(self.said) - 1

    def rematch(self, matcher, left):
        prints = {brand: matcher for brand in ("Lenoir", "Duval") if brand not in left}

        def matching(found):
            return (replace(mention, fingerprint=matcher) for mention in MATCHERS[matcher](found))

        dry = self.store.documents.rematch(prints, matching, brands=["Duval", "Lenoir"], dry_run=True)
        kept = {key for key in self.kept() if key[1] not in left}
        assert self.store.documents.rematch(prints, matching, brands=["Duval", "Lenoir"]) == dry
        assert kept <= self.kept()
        assert list(self.store.documents.stale(prints)) == []

    def rerate(self, matcher):
        kept = self.kept()
        self.store.documents.rerate(MATCHERS[matcher], "Lenoir")
        assert kept <= self.kept()

    def kept(self):
        found = self.store._connection.execute(
            "SELECT document, brand FROM mentions_view WHERE decided = 'true' AND verdict = 'kept'"
        )
        return set(found)

    def stands(self):
        found = self.store._connection.execute("SELECT * FROM decisions").fetchall()
        return {row[:2]: row[2:] for row in found}

    def holds(self):
        """Decisions are as they were said, and the mentions show them."""
        assert self.stands() == self.said[-1]
        assert list(self.store.upkeep.check()) == []


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(STEPS, max_size=12))
def test_what_people_said_stands_through_all_that_befalls_the_base(tmp_path_factory, steps):
    """After each step, and after each undo back to the beginning, where all is as the filter says."""
    path = tmp_path_factory.mktemp("said") / "veille.db"
    with closing(open_store(path, mode="create", holder=None, alive=None)) as store:
        base = Base(store)
        for verb, *arguments in steps:
            getattr(base, verb)(*arguments)
            base.holds()
        while len(base.said) > 1:
            base.undo()
            base.holds()
        assert store.decisions.undo() is None
        base.rematch("as before", ())
        found = {(one.id, mention.brand): mention for one in store.documents.each() for mention in match(one)}
        shown = store._connection.execute("SELECT document, brand, verdict, decided, tags FROM mentions_view")
        assert {row[:2]: row[2:] for row in shown} == {
            key: (mention.verdict, "false", "[]") for key, mention in found.items()
        }
