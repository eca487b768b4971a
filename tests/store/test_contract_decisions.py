# SPDX-License-Identifier: MIT
"""What every store promises of what people say: kept for ever, shown everywhere, taken back one by one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from store.samples import NOW, document, match, nothing
from store.saying import (
    DEFINITIONS,
    DUVAL,
    LENOIR,
    ONE,
    everything,
    keep,
    label,
    reject,
    rejecting,
    rows,
    save,
    verdicts,
)
from veille.errors import StoreError
from veille.model import FollowUp, Tone, Verdict
from veille.questions import By, Filter, Measure, Query, Status
from veille.store.decisions import Mark

DAY = timedelta(days=1)


def renewed(found):
    """Find nothing any more, by a newer definition."""
    return nothing(found)


def test_what_a_person_says_shows_on_the_mention(store):
    """Verdict, follow-up, assignee, tone, tags and note, beside what the filter says."""
    save(store, ONE)
    said = {
        "status": FollowUp.TODO,
        "assignee": "Ève",
        "tone": Tone.NEGATIVE,
        "tags": ("b", "a"),
        "note": "see",
    }
    assert label(store, LENOIR, verdict=Verdict.REJECTED, **said).mentions == (LENOIR,)
    row = rows(store)[LENOIR]
    assert (row.mention.verdict, row.decided, row.computed) == ("rejected", True, "kept")
    assert (row.status, row.assignee, row.tone, row.tags, row.note) == (
        "todo",
        "Ève",
        "negative",
        ("a", "b"),
        "see",
    )
    other = rows(store)[DUVAL]
    assert (other.decided, other.status, other.tags, other.computed) == (False, None, (), "kept")
    assert list(store.upkeep.check()) == []


def test_what_is_not_said_stays_as_it_was(store):
    """Labels add up; what is cleared is unknown again, and a decision without content is none."""
    save(store, ONE)
    label(store, LENOIR, status=FollowUp.TODO, tags=("Crise",))
    label(store, LENOIR, tags=("crise", "presse"), note="see", at=NOW + DAY)
    (decision,) = store.decisions.of([ONE.id])
    assert (decision.status, decision.tags, decision.note) == ("todo", ("Crise", "presse"), "see")
    assert (decision.brand, decision.verdict, decision.decided_at) == ("Lenoir", None, NOW + DAY)
    label(store, LENOIR, untags=("CRISE", "presse", "absent"), cleared=("status", "note"))
    assert store.decisions.of([ONE.id]) == []


@pytest.mark.parametrize("name", [ONE.id, ONE.id[:4], ONE.id.upper(), f" {ONE.id} "])
def test_a_document_stands_for_its_mentions(store, name):
    """All of them that are not rejected, by its id or the beginning of it."""
    save(store, replace(ONE, text="the actor Lenoir"), document("two", text="Duval"))
    assert reject(store, document("two").id).mentions == (f"{document('two').id}.duval",)
    with pytest.raises(StoreError) as caught:
        keep(store, name)
    assert (caught.value.code, caught.value.facts["id"]) == ("no_mention", name)
    assert keep(store, LENOIR).changed == 1
    assert keep(store, name).mentions == (LENOIR,)


@pytest.mark.parametrize("name", [LENOIR, f"{ONE.id}.len", f"{ONE.id[:5]}.lenoir", f"{ONE.id[:5]}.L"])
def test_a_mention_is_named_by_the_beginning_of_its_id(store, name):
    """Of the document's, of the brand's, or of both."""
    save(store, ONE)
    assert keep(store, name).mentions == (LENOIR,)


@pytest.mark.parametrize("name", ["", "zzz", ".lenoir", f"{ONE.id}.x", f"{LENOIR}x"])
def test_nothing_is_written_when_one_id_is_unknown(store, name):
    """All ids are looked up before anything is written."""
    save(store, ONE)
    with pytest.raises(StoreError) as caught:
        reject(store, LENOIR, name)
    assert caught.value.code == "unknown_id"
    assert verdicts(store) == {LENOIR: "kept", DUVAL: "kept"}
    assert store.decisions.undo() is None


def test_a_beginning_that_several_ids_share_is_refused_with_their_names(store):
    """For documents, and for the brands of one; a whole name wins over longer ones."""
    first, second = (document(f"d{number}", text="Lenoir") for number in range(2))
    save(
        store,
        replace(first, id="abcd00000000", title="A  b"),
        replace(second, id="abce00000000", title="c" * 70),
    )
    with pytest.raises(StoreError) as caught:
        keep(store, "abc.lenoir")
    assert caught.value.code == "ambiguous_id"
    assert caught.value.facts["candidates"] == f"abcd00000000.lenoir (A b), abce00000000.lenoir ({'c' * 60}…)"
    save(store, ONE, matcher=_alike)
    with pytest.raises(StoreError, match="ambiguous_id"):
        keep(store, f"{ONE.id}.le")
    assert keep(store, f"{ONE.id}.lenoir").mentions == (LENOIR,)


def _alike(found):
    for mention in match(found):
        yield mention if mention.brand == "Lenoir" else replace(mention, brand="Lenoir Frères")


def test_of_two_things_said_of_a_mention_the_later_stands(store):
    """In one action too: a document, then one of its mentions."""
    save(store, ONE)
    marks = [Mark(id=ONE.id, verdict=Verdict.REJECTED, tags=("x",)), Mark(id=LENOIR, verdict=Verdict.KEPT)]
    assert store.decisions.label(marks, at=NOW).changed == 2
    assert verdicts(store) == {LENOIR: "kept", DUVAL: "rejected"}
    assert rows(store)[LENOIR].tags == ("x",)


def test_a_dry_run_counts_and_writes_nothing(store):
    """The same answer as the label itself."""
    save(store, ONE)
    mark = Mark(id=ONE.id, verdict=Verdict.REJECTED)
    dry = store.decisions.label([mark], at=NOW, dry_run=True)
    assert (store.decisions.of([ONE.id]), verdicts(store)[LENOIR]) == ([], "kept")
    assert store.decisions.label([mark], at=NOW) == dry


def test_actions_are_undone_from_the_last_to_the_first(store):
    """Each undo takes one action back whole, and the export is what it was before it."""
    save(store, ONE, document("two", text="Lenoir"))
    seen = [everything(store)]
    keep(store, LENOIR)
    seen.append(everything(store))
    label(store, ONE.id, status=FollowUp.DONE, tags=("x",), at=NOW + DAY)
    seen.append(everything(store))
    reject(store, ONE.id, document("two").id)
    undone = store.decisions.undo()
    assert undone.said == Mark(id="", verdict=Verdict.REJECTED)
    assert set(undone.mentions) == {LENOIR, DUVAL, f"{document('two').id}.lenoir"}
    assert (undone.left, everything(store)) == (2, seen[2])
    undone = store.decisions.undo()
    assert undone.said == Mark(id="", status=FollowUp.DONE, tags=("x",))
    assert (undone.at, undone.left, everything(store)) == (NOW + DAY, 1, seen[1])
    assert (store.decisions.undo().left, everything(store)) == (0, seen[0])
    assert store.decisions.undo() is None


def test_a_label_after_an_undo_is_the_next_to_be_undone(store):
    """What was taken back is gone for good; newer actions come first."""
    save(store, ONE)
    keep(store, LENOIR)
    store.decisions.undo()
    reject(store, DUVAL)
    assert store.decisions.undo().mentions == (DUVAL,)
    assert store.decisions.undo() is None


def test_saying_the_same_again_is_no_action(store):
    """Neither the date of the decision nor the way back changes."""
    save(store, ONE)
    assert reject(store, LENOIR).changed == 1
    assert label(store, LENOIR, verdict=Verdict.REJECTED, at=NOW + DAY).changed == 0
    assert store.decisions.of([ONE.id])[0].decided_at == NOW
    store.decisions.undo()
    assert store.decisions.undo() is None


def test_copies_are_labelled_together(store):
    """The same text, or without text the same title, for the same brand; another text is another matter."""
    copy = document("copy", text="Lenoir and Duval", title="Elsewhere")
    longer = document("longer", text="Lenoir and Duval.")
    title, same_title = (document(name, title="Lenoir closes", text="") for name in ("t1", "t2"))
    titled = document("titled", title="Lenoir closes", text="Duval")
    save(store, ONE, copy, longer, title, same_title, titled)
    reached = store.decisions.label([Mark(id=LENOIR, verdict=Verdict.REJECTED, copies=True)], at=NOW)
    assert set(reached.mentions) == {LENOIR, f"{copy.id}.lenoir"}
    reached = store.decisions.label([Mark(id=title.id, tags=("x",), copies=True)], at=NOW)
    assert set(reached.mentions) == {f"{title.id}.lenoir", f"{same_title.id}.lenoir"}
    assert set(store.decisions.undo().mentions) == set(reached.mentions)


def test_decisions_hold_when_the_document_is_shown_again(store):
    """A new version, another source, a matcher that thinks otherwise: the person's word stands."""
    save(store, ONE)
    keep(store, LENOIR)
    reject(store, DUVAL)
    save(store, document("one", text="Lenoir and Duval, perhaps, updated"), matcher=rejecting)
    save(store, document("one", source="B", text="Lenoir and Duval: the longer story"), source="B")
    assert verdicts(store) == {LENOIR: "kept", DUVAL: "rejected"}
    save(store, document("one", text="Nothing of the kind, at much greater length, here"))
    assert verdicts(store)[LENOIR] == "kept"
    assert list(store.upkeep.check()) == []


def test_decisions_hold_when_rules_change(store):
    """A kept mention stays though the rule no longer finds it, a rejected one is not gained again."""
    save(store, ONE)
    keep(store, LENOIR)
    reject(store, DUVAL)
    label(store, LENOIR, tags=("x",))
    newer = {"Lenoir": "2", "Duval": "2"}
    lost = store.documents.rematch(newer, renewed, brands=["Duval", "Lenoir"])
    assert [(one.gained, one.lost) for one in lost] == [((), ()), ((), ())]
    (held,) = rows(store).values()
    assert (held.id, held.mention.verdict, held.computed, held.tags) == (LENOIR, "kept", None, ("x",))
    assert held.mention.spans == ()
    assert "**Lenoir**" in held.mention.verbatim
    assert list(store.documents.stale(newer)) == []
    found = store.documents.rematch(DEFINITIONS, match, brands=["Duval", "Lenoir"])
    assert [(one.gained, one.lost) for one in found] == [((), ()), ((), ())]
    assert verdicts(store) == {LENOIR: "kept", DUVAL: "rejected"}
    assert rows(store)[LENOIR].computed == "kept"


def test_a_mention_that_nobody_keeps_any_more_goes_if_the_rule_does_not_find_it(store):
    """Taking the decision back leaves what the rule says: nothing."""
    save(store, ONE)
    keep(store, LENOIR)
    store.documents.rematch({"Lenoir": "2", "Duval": "1"}, renewed, brands=["Lenoir"])
    store.decisions.undo()
    assert verdicts(store) == {DUVAL: "kept"}
    assert list(store.upkeep.check()) == []


def test_decisions_wait_for_a_brand_that_left_the_watch_file(store):
    """Its mentions go, kept ones too; what was said of them is there when it comes back."""
    save(store, ONE)
    keep(store, DUVAL)
    reject(store, LENOIR)
    (gone,) = store.documents.rematch({"Duval": "1"}, nothing, brands=["Lenoir"])
    (left,) = store.documents.rematch({"Lenoir": "1"}, nothing, brands=["Duval"])
    assert (gone.lost, left.lost, verdicts(store)) == ((), (DUVAL,), {})
    store.documents.rematch(DEFINITIONS, match, brands=["Duval", "Lenoir"])
    assert verdicts(store) == {LENOIR: "rejected", DUVAL: "kept"}
    assert rows(store)[DUVAL].decided


def test_what_people_keep_tag_note_or_have_to_do_is_not_purged(store):
    """Retention takes the rest; what was said of it stays known."""
    names = ("kept", "tagged", "noted", "todo", "rejected", "done", "plain")
    old = {name: document(name, text="Lenoir", seen=NOW - 100 * DAY) for name in names}
    save(store, *old.values())
    keep(store, old["kept"].id)
    reject(store, old["rejected"].id)
    label(store, old["tagged"].id, tags=("x",))
    label(store, old["noted"].id, note="x")
    label(store, old["todo"].id, status=FollowUp.TODO)
    label(store, old["done"].id, status=FollowUp.DONE)
    assert store.upkeep.purge(NOW) == 3
    left = {name for name in names if f"{old[name].id}.lenoir" in rows(store)}
    assert left == {"kept", "tagged", "noted", "todo"}
    assert [one.verdict for one in store.decisions.of([old["rejected"].id])] == ["rejected"]
    assert list(store.upkeep.check()) == []
    store.decisions.undo()


def test_status_selects_what_is_to_do_done_or_neither(store):
    """`none` leaves rejected ones out."""
    two, three, four = (document(name, text="Lenoir") for name in ("two", "three", "four"))
    save(store, ONE, two, three, four)
    label(store, ONE.id, status=FollowUp.TODO)
    label(store, two.id, status=FollowUp.DONE)
    reject(store, three.id)

    def hosts(status):
        return {row.document.host for row in rows(store, status=status).values()}

    assert hosts(Status.TODO) == {"one.example"}
    assert hosts(Status.DONE) == {"two.example"}
    assert hosts(Status.NONE) == {"four.example"}
    assert hosts(Status.REJECTED) == {"three.example"}


def test_counts_follow_decisions(store):
    """A rejected mention is no volume, a doubtful one that is kept is."""
    two = document("two", text="perhaps Duval")
    save(store, ONE, two)
    reject(store, LENOIR)
    keep(store, two.id)
    asked = Query(by=(By.BRAND,), measures=(Measure.VOLUME, Measure.DOUBTFUL), filter=Filter())
    counted = {one.group[0]: one.numbers for one in store.documents.tally(asked)}
    assert counted["Duval"] == (2, 0)
    assert counted.get("Lenoir", (0, 0))[0] in {0, None}


def test_mentions_are_found_again_by_their_ids(store):
    """In the order asked for, with what was said of them, rejected ones too; unknown ones are left out."""
    save(store, ONE)
    reject(store, DUVAL)
    found = store.documents.these([LENOIR, f"{ONE.id}.nobody", DUVAL, "zzz.lenoir"])
    assert [(row.id, row.mention.verdict) for row in found] == [(LENOIR, "kept"), (DUVAL, "rejected")]
    assert found[0] == rows(store)[LENOIR]


def test_export_carries_decisions(store):
    """With the mention's own fields; when it was decided is told with the clock only."""
    save(store, ONE)
    label(store, LENOIR, verdict=Verdict.REJECTED, tone=Tone.POSITIVE, tags=("x",), note="n", assignee="Ève")
    (line,) = store.upkeep.export(clock=True)
    assert line["decisions"] == [
        {
            "brand": "Lenoir",
            "verdict": "rejected",
            "status": None,
            "assignee": "Ève",
            "tone": "positive",
            "tags": ["x"],
            "note": "n",
            "decided_at": "2026-11-22T12:00:00Z",
        }
    ]
    assert {one["brand"]: one["verdict"] for one in line["mentions"]} == {
        "Lenoir": "rejected",
        "Duval": "kept",
    }
    (line,) = store.upkeep.export(clock=False)
    assert "decided_at" not in line["decisions"][0]
    assert store.upkeep.info()["decisions"] == 1


def test_two_people_label_at_once(opened):
    """Each sees what the other said; undo takes back the latest, whoever said it."""
    store = opened()
    save(store, ONE)
    other = opened()
    keep(store, LENOIR)
    label(other, LENOIR, tags=("x",))
    reject(store, LENOIR)
    assert (rows(other)[LENOIR].mention.verdict, rows(other)[LENOIR].tags) == ("rejected", ("x",))
    other.decisions.undo()
    assert (rows(store)[LENOIR].mention.verdict, rows(store)[LENOIR].tags) == ("kept", ("x",))
