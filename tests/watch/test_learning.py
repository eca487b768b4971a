# SPDX-License-Identifier: MIT
"""Filters learn from what people said, at once or at the next fetch, and no decision changes by it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.samples import NOW, batch, document, match
from support.site import item, rss
from veille.config import load
from veille.errors import StoreBusy
from veille.model import Brand, Learned, Verdict
from veille.nouns import replace
from veille.steps.match import fingerprint
from veille.store.decisions import Mark
from veille.store.sqlite import open_store
from veille.watch import opened
from veille.watch.learning import behind, catch_up, relearn

LENOIR = Brand(name="Lenoir")


class Matcher:
    """A matcher whose filter learns the last word of what was rejected, from two answers on."""

    words = ("actress", "oak")

    def __init__(self, learned):
        self.learned = learned

    def learn(self, brand, answers):
        rejected = {answer.document.text.split()[-1] for answer in answers if not answer.kept}
        if len(answers) < 2:
            return None
        weights = {self.words.index(word): -1.0 for word in rejected}
        return Learned(brand=brand, answers=len(answers), weights=weights)

    def mentions(self, found, brands=("Lenoir",)):
        assert set(brands) == {"Lenoir"}
        against = self.learned.get("Lenoir")
        words = {self.words[number] for number in against.weights} if against else set()
        for mention in match(found, fingerprint(LENOIR)):
            off = found.text.split()[-1] in words
            yield replace(mention, verdict=Verdict.REJECTED) if off else mention


@dataclass
class Watch:
    """A watch of one brand, over a store."""

    store: object
    config: object = None

    def __post_init__(self):
        self.config = type("Config", (), {"brands": (LENOIR,)})

    @property
    def fingerprints(self):
        return {LENOIR.name: fingerprint(LENOIR)}

    def matcher(self):
        return Matcher(self.store.decisions.learned())


@pytest.fixture
def watch(tmp_path):
    """Return a watch of four documents that name Lenoir: an actress, an oak, and two of neither."""
    store = open_store(tmp_path / "veille.db", mode="create", holder=None, alive=None)
    texts = ("Lenoir the actress", "Lenoir under an oak", "Lenoir another actress", "Lenoir and oak")
    watched = Watch(store)
    shown = [document(f"d{number}", text=text) for number, text in enumerate(texts)]
    store.documents.save(batch(*shown), watched.matcher().mentions, token=None)
    yield watched
    store.close()


def say(watch, **said):
    marks = [Mark(id=document(name).id, verdict=verdict) for name, verdict in said.items()]
    watch.store.decisions.label(marks, at=NOW)


def rejected(watch):
    rows = watch.store.documents.these([f"{document(f'd{n}').id}.lenoir" for n in range(4)])
    return [number for number, row in enumerate(rows) if row.mention.verdict is Verdict.REJECTED]


def test_what_a_filter_learns_rates_the_other_mentions(watch):
    """How many verdicts changed is told; saying it again, or nothing new, changes nothing."""
    say(watch, d0=Verdict.REJECTED, d1=Verdict.KEPT)
    assert rejected(watch) == [0]
    assert relearn(watch) == 1
    assert rejected(watch) == [0, 2]
    assert relearn(watch) == 0


def test_what_was_decided_stands_against_the_filter(watch):
    """A kept mention that the filter would reject stays kept, beside what the filter says."""
    say(watch, d0=Verdict.REJECTED, d2=Verdict.KEPT)
    relearn(watch)
    assert rejected(watch) == [0]
    (row,) = watch.store.documents.these([f"{document('d2').id}.lenoir"])
    assert (row.decided, row.computed) == (True, "rejected")


def test_undoing_an_answer_is_unlearned(watch):
    """The filter forgets, and the mentions are what they were, the one it was an answer of too."""
    say(watch, d1=Verdict.KEPT)
    relearn(watch)
    say(watch, d0=Verdict.REJECTED)
    relearn(watch)
    assert rejected(watch) == [0, 2]
    watch.store.decisions.undo()
    assert relearn(watch) == 2
    assert (rejected(watch), watch.store.decisions.learned()) == ([], {})


@pytest.mark.parametrize("step", ["learn", "rerate", "settle"])
def test_a_command_that_died_while_learning_is_made_whole_by_the_next(watch, monkeypatch, step):
    """Wherever it was cut, the next one learns all of it."""
    say(watch, d0=Verdict.REJECTED, d1=Verdict.KEPT)
    noun = watch.store.documents if step == "rerate" else watch.store.decisions

    def cut(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(type(noun), step, cut)
        with pytest.raises(KeyboardInterrupt):
            relearn(watch)
    relearn(watch)
    assert rejected(watch) == [0, 2]
    assert watch.store.decisions.unlearned({"Lenoir": fingerprint(LENOIR)}) == []


def test_a_brand_of_many_mentions_learns_now_and_is_rated_later(watch):
    """A person does not wait for it; the next fetch rates them."""
    say(watch, d0=Verdict.REJECTED, d1=Verdict.KEPT)
    assert relearn(watch, at_most=3) == 0
    assert watch.store.decisions.learned()["Lenoir"].answers == 2
    assert (rejected(watch), [one.brand for one in behind(watch)]) == ([0], ["Lenoir"])
    assert relearn(watch, at_most=4) == 1
    assert (rejected(watch), behind(watch)) == ([0, 2], [])


def test_what_was_stored_meanwhile_is_rated_by_what_was_learned(watch):
    """A run that began before a label rates again what it stored by the filter of its beginning."""
    known, matcher = watch.store.decisions.learned(), watch.matcher()
    say(watch, d0=Verdict.REJECTED, d1=Verdict.KEPT)
    relearn(watch)
    late = document("d9", text="Lenoir the best actress")
    watch.store.documents.save(batch(late), matcher.mentions, token=None)
    assert catch_up(watch, known) == 1
    assert catch_up(watch, watch.store.decisions.learned()) == 0
    (row,) = watch.store.documents.these([f"{late.id}.lenoir"])
    assert row.mention.verdict is Verdict.REJECTED


TEXTS = [
    *(
        f"Lenoir ouvre une usine de biscuits, la ligne numéro {n} emploie trente personnes."
        for n in range(12)
    ),
    *(f"Lenoir joue au théâtre, son rôle numéro {n} émeut la salle." for n in range(14)),
]


@pytest.fixture
def rows(person, site):
    """Return the ids of mentions of twelve texts on a factory, then fourteen on an actor, by number."""
    items = [item(f"n{n}", f"https://courrier.example/{n}", text) for n, text in enumerate(TEXTS)]
    person.watch_file(
        "[fetch]\ngap = '0s'\nallow_private = ['127.0.0.1']\n[[brand]]\nname = 'Lenoir'\n"
        f"[[source]]\nname = 'C'\nkind = 'feed'\nurl = '{site.put('/feed.xml', rss(*items))}'\n"
    )
    assert person("fetch").code == 0
    return {int(row["title"][1:]): row["id"] for row in person("mentions", "--json").json}


def test_a_person_is_told_what_a_filter_made_of_the_answers(person, rows):
    """After twenty answers, which other verdicts changed; after an undo, that the filter acts no more."""
    person("label", *[rows[n] for n in range(12)], "--keep")
    learned = person("label", *[rows[n] for n in range(12, 24)], "--reject")
    assert "the filter learned: " in learned.err
    assert "  Lenoir: kept 12 (−2) · doubtful 0 · rejected 14 (+2)" in learned.err
    undone = person("undo").err
    assert "filter learned" not in undone
    assert "Lenoir: 12 answers are left, the filter acts no more (it takes 20 at least)" in undone
    assert "  Lenoir: kept 26 (+14)" in undone


def test_a_person_is_told_whose_mentions_are_rated_later(person, rows, monkeypatch):
    """Many mentions wait for the next fetch, and then are rated."""
    monkeypatch.setattr("veille.watch.taught.AT_ONCE", 3)
    person("label", *[rows[n] for n in range(12)], "--keep")
    told = person("label", *[rows[n] for n in range(12, 24)], "--reject").err
    assert "mentions of Lenoir will be rated again by the next fetch" in told
    assert _behind(person.folder) == ["Lenoir"]
    assert person("fetch").code == 0
    assert _behind(person.folder) == []


def test_a_rematch_rates_them_at_once(person, rows, monkeypatch):
    """The command that is told does what it is told for, and says so."""
    monkeypatch.setattr("veille.watch.taught.AT_ONCE", 3)
    person("label", *[rows[n] for n in range(12)], "--keep")
    told = person("label", *[rows[n] for n in range(12, 24)], "--reject").err
    assert "or now by: veille brands rematch" in told
    done = person("brands", "rematch")
    assert "the filter learned: 2 mentions have another verdict" in done.err
    assert _behind(person.folder) == []
    assert "No rule has changed" in person("brands", "rematch").err


def test_a_rule_that_is_applied_makes_its_filter_learn_again(person, rows):
    """Answers are read with the new rule before the base is matched by it."""
    person("label", *[rows[n] for n in range(12)], "--keep")
    person("label", *[rows[n] for n in range(12, 24)], "--reject")
    path = person.folder / "sources.toml"
    path.write_text(path.read_text().replace("name = 'Lenoir'", "name = 'Lenoir'\naliases = ['rôle numéro']"))
    assert _behind(person.folder) == ["Lenoir"]
    assert person("brands", "rematch", "--dry-run").code == 0
    assert _behind(person.folder) == ["Lenoir"]
    assert person("brands", "rematch").code == 0
    assert _behind(person.folder) == []


def test_a_database_that_gets_busy_while_the_filter_learns_spoils_no_label(person, rows, monkeypatch):
    """What was said is stored and told; learning is left to the next fetch."""

    def busy(*_args, **_options):
        raise StoreBusy("locked", path="veille.db", seconds=10)

    with monkeypatch.context() as patched:
        patched.setattr("veille.watch.taught.relearn", busy)
        said = person("label", rows[0], "--reject")
    assert (said.code, said.err.startswith("✓ 1 mention (Lenoir): rejected")) == (0, True)
    assert "next fetch" in said.err
    assert person("fetch").code == 0
    assert _behind(person.folder) == []


def test_twenty_answers_reach_the_filter_and_survive_a_kill_before_it_learned(person, rows):
    """A label written by a process that died then is learned from by the next fetch; decisions are as said."""
    assert person("label", *[rows[n] for n in range(12)], "--keep").code == 0
    _dies_before_learning(person.folder, [rows[n] for n in range(12, 24)])
    assert _behind(person.folder) == ["Lenoir"]
    assert person("fetch").code == 0
    assert _behind(person.folder) == []
    config = load(person.folder / "sources.toml", environ={})
    with opened(config, mode="read", now=lambda: datetime.now(UTC)) as watch:
        assert watch.store.decisions.learned()["Lenoir"].answers == 24
    told = person("mentions", "--status", "all", "--json").json
    verdicts = {int(row["title"][1:]): row["verdict"] for row in told if row["decided"]}
    assert verdicts == {n: "kept" if n < 12 else "rejected" for n in range(24)}


def _dies_before_learning(folder: Path, ids: list[str]) -> None:
    """Label as a process that is killed once its words are stored."""
    program = """
import os, signal, sys
from veille.cli import run
from veille.watch import taught
taught.relearn = lambda watch, **_: os.kill(os.getpid(), signal.SIGKILL)
run(["label", *sys.argv[1:], "--reject"])
"""
    done = subprocess.run([sys.executable, "-c", program, *ids], cwd=folder, check=False, timeout=60)
    assert done.returncode == -9


def _behind(folder: Path) -> list[str]:
    config = load(folder / "sources.toml", environ={})
    prints = {brand.name: fingerprint(brand) for brand in config.brands}
    with opened(config, mode="read", now=lambda: datetime.now(UTC)) as watch:
        return [one.brand for one in watch.store.decisions.unlearned(prints)]
