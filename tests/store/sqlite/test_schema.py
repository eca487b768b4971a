# SPDX-License-Identifier: MIT
"""The layout: the views of the contract, and how a database comes up to date."""

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from store.samples import NOW, batch, document, match
from veille.errors import StoreError
from veille.model import Verdict
from veille.questions import Filter, Sort
from veille.store.decisions import Mark
from veille.store.sqlite import creation, fulltext, schema
from veille.store.sqlite.layout import SCHEMA

SECOND = Path(__file__).parent / "data" / "layout_2.db.gz"
COLUMNS = (
    "id document brand title url host source channel ownership author published first_seen language tone "
    "tone_score relevance verdict decided status tags story copies engagement reach verbatim terms where "
    "assignee note"
).split()


def rows(store, sql):
    cursor = store._connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor]


def test_both_views_have_the_columns_of_the_json(store):
    """The views are part of the contract: same names, same order."""
    for view in ("documents_view", "mentions_view"):
        cursor = store._connection.execute(f"SELECT * FROM {view}")
        assert [column[0] for column in cursor.description] == COLUMNS


def test_the_views_show_what_was_stored(store):
    """Lists and maps are JSON text, unknown is NULL, rejected brands are left out of a document's."""
    one = document("one", text="Lenoir", engagement={"likes": 2}, author="Ève")
    two = document("two", title="the actor Duval", text="")
    store.documents.save(batch(one, two), match, token=None)
    shown = {row["id"]: row for row in rows(store, "SELECT * FROM documents_view")}
    assert shown[one.id]["brand"] == '["Lenoir"]'
    assert json.loads(shown[one.id]["engagement"]) == {"likes": 2}
    assert (shown[one.id]["verdict"], shown[one.id]["tags"], shown[one.id]["reach"]) == (None, None, None)
    assert shown[two.id]["brand"] == "[]"
    mentioned = {row["id"]: row for row in rows(store, "SELECT * FROM mentions_view")}
    found = mentioned[f"{one.id}.lenoir"]
    assert (found["document"], found["brand"], found["terms"]) == (one.id, "Lenoir", '["Lenoir"]')
    assert (found["decided"], found["tags"], found["status"], found["where"]) == ("false", "[]", None, "text")
    assert found["published"] == "2026-11-21T12:00:00Z"
    assert mentioned[f"{two.id}.duval"]["verdict"] == "rejected"


def _add_column(database):
    database["documents"].add_column("mood", str)


def _break(database):
    database["documents"].add_column("mood", str)
    raise RuntimeError("cut")


def test_a_migration_keeps_a_copy_of_the_old_base(opened, tmp_path):
    """The old layout stays beside the new one, complete."""
    store = opened()
    store.documents.save(batch(document("one")), match, token=None)
    creation.update(store._connection, [*schema.MIGRATIONS, _add_column])
    assert store._connection.one("PRAGMA user_version") == SCHEMA + 1
    kept = tmp_path / f"veille.db.layout-{SCHEMA}.bak"
    copy = opened(mode="read", path=kept)
    assert copy.documents.count() == 1
    assert store._connection.one("SELECT count(mood) FROM documents") == 0
    creation.update(store._connection, [*schema.MIGRATIONS, _add_column])


def test_a_migration_that_is_cut_leaves_the_old_base(opened, tmp_path):
    """All of it or nothing, and the base works as before."""
    store = opened()
    store.documents.save(batch(document("one")), match, token=None)
    with pytest.raises(RuntimeError):
        creation.update(store._connection, [*schema.MIGRATIONS, _break])
    assert store._connection.one("PRAGMA user_version") == SCHEMA
    assert store.documents.save(batch(document("two")), match, token=None).new == 1
    assert list(store.upkeep.check()) == []


def _orphan(database):
    database.execute("DELETE FROM documents")


def test_a_migration_that_breaks_relations_is_undone(opened):
    """Rows that would hang in the air are noticed before anything is kept."""
    store = opened()
    store.documents.save(batch(document("one")), match, token=None)
    with pytest.raises(StoreError, match="damaged"):
        creation.update(store._connection, [*schema.MIGRATIONS, _orphan])
    assert store.documents.count() == 1


def test_an_older_layout_is_brought_up_to_date_by_a_writer_only(opened, tmp_path):
    """A reader says what to do; the next writer does it."""
    path = tmp_path / "veille.db"
    creation.place(path, _old)
    with pytest.raises(StoreError, match="older"):
        opened(mode="read")
    opened(mode="write").close()
    assert opened(mode="read").documents.count() == 0


def _old(draft):
    with closing(sqlite3.connect(draft, isolation_level=None)) as raw:
        schema.apply(raw, ())


def test_the_first_layout_comes_up_to_date_with_all_it_held(opened, tmp_path):
    """Documents, sources and their state are there; what the first layout did not know is unknown."""
    path = tmp_path / "veille.db"
    creation.place(path, _first)
    store = opened(mode="write")
    (found,) = store.documents.each()
    assert (found.title, found.whole, found.sightings[0].source) == ("Old", None, "A")
    assert store.documents.excerpts(None, None) == (0, 0)
    assert [state.gap for state in store.schedule.states(NOW)] == [None]
    assert store.pages.count(NOW) == 0
    assert list(store.upkeep.check()) == []


def _first(draft):
    """Write a base of the first layout, as its own version did."""
    with closing(sqlite3.connect(draft, isolation_level=None)) as raw:
        schema.apply(raw, schema.MIGRATIONS[:1])
        raw.executescript("""
            INSERT INTO documents(row, id, identity, title, first_seen, moment, links, engagement, source, channel)
              VALUES (20758000000, 'aaaaaaaaaaaa', 'x', 'Old', '2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z', '[]', '{}', 'A', 'news');
            INSERT INTO texts(row, text) VALUES (20758000000, 'words');
            INSERT INTO sightings(row, source, channel, seen_at, content_hash)
              VALUES (20758000000, 'A', 'news', '2026-11-01T00:00:00Z', 'h');
            INSERT INTO sources(name, position, configured, kind, url, host, channel, every, fingerprint)
              VALUES ('A', 0, 1, 'feed', 'https://a.example/', 'a.example', 'news', 60, 'f');
        """)


def test_the_second_layout_comes_up_to_date_with_all_it_held(opened, tmp_path):
    """Mentions keep their verdicts, which are the filter's: nobody decided anything yet, and now can."""
    path = tmp_path / "veille.db"
    creation.place(path, _second)
    store = opened(mode="write")
    rows = store.documents.mentions(Filter(), sort=Sort.DATE, limit=None).rows
    assert [(row.mention.brand, row.mention.verdict, row.computed, row.decided) for row in rows] == [
        ("Duval", "rejected", "rejected", False),
        ("Lenoir", "doubtful", "doubtful", False),
    ]
    assert {(row.status, row.tone, row.tags, row.note) for row in rows} == {(None, None, (), None)}
    store.decisions.label([Mark(id="aaaa.len", verdict=Verdict.KEPT)], at=NOW)
    (shown,) = store._connection.execute("SELECT verdict, decided FROM mentions_view WHERE decided = 'true'")
    assert shown == ("kept", "true")
    assert list(store.upkeep.check()) == []


def _second(draft):
    """Write a base that a version of the second layout wrote: one document that names Lenoir and an actor Duval."""
    draft.write_bytes(gzip.decompress(SECOND.read_bytes()))


def test_words_are_indexed_again_when_they_are_cut_otherwise(opened):
    """A newer veille or Python may fold words differently: the index follows, deletion still works."""
    store = opened()
    store.documents.save(
        batch(*[document(f"d{n}", text="Été à La Poste", author="Zoé") for n in range(600)]),
        match,
        token=None,
    )
    connection = store._connection
    connection.execute("UPDATE documents SET author_words = ' of old '")
    connection.execute("UPDATE meta SET value = 'of old'")
    connection.execute("INSERT INTO words(words) VALUES ('delete-all')")
    assert [problem["code"] for problem in store.upkeep.check()] == ["unindexed"]
    fulltext.refresh(connection)
    assert list(store.upkeep.check()) == []
    count = "SELECT count(*) FROM words WHERE words MATCH ?"
    assert connection.one(count, ("laposte",)) == 600
    assert connection.one("SELECT count(*) FROM documents WHERE author_words = ' zoe |  '") == 600
    assert store.upkeep.purge(NOW.replace(year=2030)) == 600
    assert connection.one(count, ("laposte",)) == 0


def test_check_finds_each_broken_promise(opened):
    """What no verb of ours does, done by hand, is found and has words."""
    store = opened()
    store.documents.save(
        batch(document("one", text="Lenoir"), document("two", text="Duval")), match, token=None
    )
    raw = store._connection
    raw.execute("PRAGMA foreign_keys = OFF")
    row = raw.one("SELECT row FROM documents WHERE host = 'one.example'")
    raw.execute("DELETE FROM documents WHERE row = ?", (row,))
    raw.execute("UPDATE mentions SET verbatim = '', terms = '[', tone = 'negative'")
    raw.execute(
        "INSERT INTO decisions VALUES ('nowhere', 'Lenoir', 'perhaps', NULL, NULL, NULL, '[]', NULL, '')"
    )
    raw.execute("DELETE FROM texts WHERE row <> ?", (row,))
    raw.execute("DELETE FROM sightings WHERE row <> ?", (row,))
    raw.execute("UPDATE mentions SET document = 5 WHERE document <> ?", (row,))
    raw.execute("UPDATE documents SET row = 5")
    raw.execute("INSERT INTO purged SELECT id FROM documents")
    codes = {problem["code"] for problem in store.upkeep.check()}
    assert codes == {
        "orphan",
        "unindexed",
        "index_orphan",
        "no_text",
        "no_sighting",
        "wrong_day",
        "no_extract",
        "bad_json",
        "decision_orphan",
        "decision_malformed",
        "decision_unheard",
        "purged_yet_there",
    }
    from veille.i18n import LANGUAGES, Words

    for language in LANGUAGES:
        for problem in store.upkeep.check():
            assert Words(language)(f"db.problems.{problem['code']}", **problem["facts"])


def test_a_connection_reads_while_another_writes(opened, tmp_path):
    """A reader keeps its view of the database while a run commits."""
    writer = opened()
    reader = opened(mode="read")
    with reader._connection.read():
        assert reader.documents.count() == 0
        writer.documents.save(batch(document("one")), match, token=None)
        assert reader.documents.count() == 0
    assert reader.documents.count() == 1


def test_our_own_mistakes_keep_their_name(opened, tmp_path):
    """Only what befalls a database becomes a StoreError; a wrong statement is a bug."""
    connection = opened()._connection
    with pytest.raises(sqlite3.OperationalError), connection.read():
        connection.execute("SELECT nothing FROM nowhere")
