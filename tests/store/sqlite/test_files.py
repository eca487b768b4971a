# SPDX-License-Identifier: MIT
"""What happens to files: created whole, refused by name, never overwritten."""

import os
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from store.samples import NOW, batch, document, match, registration
from veille.errors import StoreBusy, StoreError
from veille.i18n import LANGUAGES, Words
from veille.questions import By, Filter, Measure, Query, Sort
from veille.store.base import PageRead
from veille.store.decisions import Mark, Unlearned
from veille.store.sqlite import creation
from veille.store.sqlite.layout import SCHEMA

SOON = timedelta(milliseconds=50)


def refused(opened, path, mode="write"):
    """Return why a file is refused, in a code; say it in words, and leave the file as it was."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError) as caught:
        opened(mode=mode, path=path)
    assert (path.read_bytes() if path.is_file() else None) == before
    for language in LANGUAGES:
        for part in ("what", "todo"):
            assert Words(language)(f"errors.{caught.value.code}.{part}", **caught.value.facts)
    return caught.value.code


def test_a_new_database_is_private_and_ours(opened, tmp_path):
    """Mode 0600, our application id, WAL, and nothing else left in the folder."""
    opened().close()
    path = tmp_path / "veille.db"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["veille.db"]
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA application_id").fetchone()[0] == 0x7665696C
        assert raw.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert raw.execute("PRAGMA user_version").fetchone()[0] == SCHEMA
    raw.close()


@pytest.mark.parametrize("mode", ["create", "write", "read"])
def test_what_is_not_ours_is_refused_by_name_and_left_alone(opened, tmp_path, mode):
    """Emptied, foreign, garbage or cut short: never taken for a new database."""
    empty, text, foreign, folder = (tmp_path / name for name in ("empty", "text", "foreign", "folder"))
    empty.touch()
    text.write_bytes(b"dear diary" * 1000)
    raw = sqlite3.connect(foreign)
    raw.execute("CREATE TABLE documents(a)")
    raw.commit()
    raw.close()
    folder.mkdir()
    assert refused(opened, empty, mode) == "emptied"
    assert refused(opened, text, mode) == "not_ours"
    assert refused(opened, foreign, mode) == "not_ours"
    assert refused(opened, folder, mode) == "unreadable"


def test_only_create_makes_a_database(opened, tmp_path):
    """A mistyped path is an error for all other modes, a missing folder for that one too."""
    assert refused(opened, tmp_path / "no.db", "write") == "no_database"
    assert refused(opened, tmp_path / "no.db", "read") == "no_database"
    assert refused(opened, tmp_path / "no" / "no.db", "create") == "no_folder"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_no_file_is_said(opened, tmp_path, monkeypatch):
    """Creating fails by name, and leaves nothing behind."""

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert refused(opened, tmp_path / "veille.db", "create") == "not_created"
    with pytest.raises(StoreError, match="unreadable"):
        opened(path=tmp_path / ("x" * 300))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_hard_links_gets_its_database_all_the_same(opened, tmp_path, monkeypatch):
    """Some shared folders know none; an existing file still stands."""

    def unknown(*_):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", unknown)
    assert opened().documents.count() == 0
    creation.create(tmp_path / "veille.db")
    assert [file.name for file in tmp_path.glob("*.new")] == []


def test_creating_twice_keeps_the_first(opened, tmp_path):
    """Whoever comes second finds the name taken, and lets it be."""
    opened().documents.save(batch(document("one")), match, token=None)
    creation.create(tmp_path / "veille.db")
    assert opened(mode="read").documents.count() == 1


def test_what_a_killed_creation_left_is_removed_by_the_next(opened, tmp_path):
    """Old drafts go; a young one may be another process's, and stays."""
    old, young = tmp_path / ".veille.db.1.new", tmp_path / ".veille.db.2.new"
    for draft in (old, young):
        draft.touch()
    os.utime(old, (1, 1))
    opened()
    assert (old.exists(), young.exists()) == (False, True)


def test_a_newer_layout_is_refused_by_name(opened, tmp_path):
    """An older veille does not touch what it does not know."""
    store = opened()
    store._connection.execute("PRAGMA user_version = 99")
    store.close()
    for mode in ("create", "write", "read"):
        assert refused(opened, tmp_path / "veille.db", mode) == "newer"


@pytest.mark.parametrize("spoil", ["cut", "page"])
def test_damage_is_named_and_found(opened, tmp_path, spoil):
    """A cut file or a wrong page: named with its remedy, by any verb that meets it, and by check."""
    path = tmp_path / "veille.db"
    store = opened()
    store.documents.save(
        batch(*[document(f"d{n}", text="word " * 500) for n in range(200)]), match, token=None
    )
    store.close()
    content = bytearray(path.read_bytes())
    if spoil == "cut":
        content = content[: len(content) // 3]
    else:
        for start in range(4096, len(content), 4096 * 3):
            content[start : start + 200] = b"\xa5" * 200
    path.write_bytes(content)
    codes = set()
    try:
        damaged = opened(mode="write")
        codes |= {problem["code"] for problem in damaged.upkeep.check()}
        list(damaged.documents.each())
    except StoreError as error:
        codes.add(error.code)
    assert "damaged" in codes
    assert path.read_bytes()[: len(content)] == bytes(content)


def test_damage_that_lies_deep_is_found_by_check(opened, tmp_path):
    """A database that opens may still have a wrong page: check says so and does not fail."""
    path = tmp_path / "veille.db"
    store = opened()
    store.documents.save(
        batch(*[document(f"d{n}", text="word " * 900) for n in range(200)]), match, token=None
    )
    root = store._connection.one("SELECT rootpage FROM sqlite_schema WHERE name = 'sightings'")
    store.close()
    content = bytearray(path.read_bytes())
    content[(root - 1) * 4096 : (root - 1) * 4096 + 300] = b"\xa5" * 300
    path.write_bytes(content)
    store = opened(mode="read")
    problems = store.upkeep.check()
    assert {problem["code"] for problem in problems} == {"damaged"}
    for language in LANGUAGES:
        assert Words(language)("db.problems.damaged", **problems[0]["facts"])
    with pytest.raises(StoreError, match="damaged"):
        list(store.documents.each())


def test_a_full_disk_keeps_what_was_stored(opened, tmp_path):
    """The visit is rolled back and said; what was there is whole, and room makes it work again."""
    store = opened()
    store.documents.save(batch(document("one")), match, token=None)
    connection = store._connection
    pages = connection.one("PRAGMA page_count")
    connection.execute(f"PRAGMA max_page_count = {pages + 5}")
    big = [document(f"d{n}", text="word " * 2000) for n in range(50)]
    with pytest.raises(StoreError) as caught:
        store.documents.save(batch(*big), match, token=None)
    assert caught.value.code == "full"
    assert (store.documents.count(), list(store.upkeep.check())) == (1, [])
    connection.execute("PRAGMA max_page_count = 1000000")
    assert store.documents.save(batch(*big), match, token=None).new == 50


WRITERS = {
    "save": lambda s: s.documents.save(batch(document("x")), match, token=None),
    "rematch": lambda s: s.documents.rematch({"Lenoir": "1"}, match, brands=["Lenoir"]),
    "rerate": lambda s: s.documents.rerate(match, "Lenoir"),
    "label": lambda s: s.decisions.label([Mark(id=document("one").id, note="x")], at=NOW),
    "undo": lambda s: s.decisions.undo(),
    "learn": lambda s: s.decisions.learn("Lenoir", None),
    "settle": lambda s: s.decisions.settle(Unlearned(brand="Lenoir", revision=1), "1"),
    "sync": lambda s: s.schedule.sync([registration("A")], NOW),
    "claim": lambda s: s.schedule.claim(NOW, hosts=1, lease=SOON),
    "renew": lambda s: s.schedule.renew("t", NOW, SOON),
    "release": lambda s: s.schedule.release("t"),
    "purge": lambda s: s.upkeep.purge(NOW),
    "note_gap": lambda s: s.schedule.note_gap("A", NOW),
    "pages.claim": lambda s: s.pages.claim(NOW, SOON),
    "pages.renew": lambda s: s.pages.renew("t", NOW, SOON),
    "pages.release": lambda s: s.pages.release("t"),
    "pages.save": lambda s: s.pages.save(PageRead(id="x"), match, token="t"),
}
ASKED = Query(by=(By.BRAND,), measures=(Measure.VOLUME,), filter=Filter())
READERS = {
    "get": lambda s: s.documents.get(document("one").id),
    "search": lambda s: s.documents.search(Filter(), sort=Sort.DATE, limit=1),
    "mentions": lambda s: s.documents.mentions(Filter(), sort=Sort.DATE, limit=1),
    "mention_ids": lambda s: s.documents.mention_ids(Filter()),
    "tally": lambda s: s.documents.tally(ASKED),
    "collected": lambda s: s.documents.collected(None, None),
    "count": lambda s: s.documents.count(),
    "collected_since": lambda s: s.documents.collected_since(),
    "stale": lambda s: s.documents.stale({}),
    "these": lambda s: s.documents.these([document("one").id + ".lenoir"]),
    "at_address": lambda s: s.documents.at_address("https://example.org/one"),
    "of": lambda s: s.decisions.of([document("one").id]),
    "answers": lambda s: s.decisions.answers("Lenoir"),
    "answered": lambda s: s.decisions.answered("Lenoir"),
    "learned": lambda s: s.decisions.learned(),
    "unlearned": lambda s: s.decisions.unlearned({"Lenoir": "1"}),
    "each": lambda s: list(s.documents.each()),
    "due": lambda s: s.schedule.due(NOW),
    "states": lambda s: s.schedule.states(NOW),
    "info": lambda s: s.upkeep.info(),
    "check": lambda s: s.upkeep.check(),
    "export": lambda s: list(s.upkeep.export(clock=True)),
    "excerpts": lambda s: s.documents.excerpts(None, None),
    "pages.waiting": lambda s: s.pages.waiting(NOW, limit=1),
    "pages.count": lambda s: s.pages.count(NOW),
}


@pytest.fixture
def locked(opened):
    """Return a store whose database another process is writing to."""
    store = opened(busy=SOON)
    store.documents.save(batch(document("one", text="Lenoir")), match, token=None)
    other = opened()
    other._connection.execute("BEGIN IMMEDIATE")
    yield store
    other._connection.execute("ROLLBACK")


@pytest.mark.parametrize("verb", WRITERS)
def test_every_verb_that_writes_says_when_the_database_is_locked(locked, verb):
    """It waits its time, then leaves with the exit code of a busy database; nothing is written."""
    with pytest.raises(StoreBusy) as caught:
        WRITERS[verb](locked)
    assert (caught.value.code, caught.value.exit_code) == ("locked", 75)


@pytest.mark.parametrize("verb", READERS)
def test_every_verb_that_reads_works_beside_a_writer(locked, verb):
    """Reading never waits for a fetch."""
    READERS[verb](locked)


def test_a_database_that_nobody_else_may_read_is_busy_not_damaged(opened, tmp_path):
    """Some other program holds it for itself: check says so, and blames nothing."""
    opened().close()
    raw = sqlite3.connect(tmp_path / "veille.db", isolation_level=None)
    store = opened(busy=SOON)
    store.close()
    raw.execute("PRAGMA locking_mode = EXCLUSIVE")
    raw.execute("UPDATE meta SET value = value")
    with pytest.raises(StoreBusy):
        opened(mode="read", busy=SOON)
    raw.close()


def test_every_verb_of_the_protocols_is_tried_above(store):
    """A new verb must be added to WRITERS or READERS."""
    nouns = (store.documents, store.decisions, store.schedule, store.upkeep)
    verbs = {name for noun in nouns for name in dir(noun) if not name.startswith("_")}
    verbs |= {f"pages.{name}" for name in dir(store.pages) if not name.startswith("_")}
    assert verbs - {"backup"} == WRITERS.keys() | READERS.keys()


def test_a_reading_store_never_writes(opened):
    """What changes data is refused by name; the file stays as it was."""
    writer = opened()
    writer.documents.save(batch(document("one", text="Lenoir")), match, token=None)
    writer.decisions.label([Mark(id=document("one").id, note="y")], at=NOW)
    store = opened(mode="read")
    for verb in WRITERS.values():
        with pytest.raises(StoreError, match=r"read_only|lease_lost"):
            verb(store)


def test_a_read_only_folder_can_be_read(opened, tmp_path):
    """Reports work where nothing may be written, and say so; what writes is refused by name."""
    if os.getuid() == 0:
        pytest.skip("root may write everywhere")
    folder = tmp_path / "archive"
    folder.mkdir()
    path = folder / "veille.db"
    first = opened(path=path)
    first.documents.save(batch(document("one")), match, token=None)
    first.close()
    path.chmod(0o400)
    folder.chmod(0o500)
    try:
        store = opened(mode="read", path=path)
        assert store.documents.count() == 1
        assert store.upkeep.info()["read_only"] is True
        with pytest.raises(StoreError, match="read_only"):
            opened(mode="write", path=path).schedule.sync([], NOW)
    finally:
        folder.chmod(0o700)


def test_importing_the_store_loads_nothing_heavy():
    """A search pays for sqlite3 and for nothing else."""
    code = "import sys, veille.store.sqlite; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"sqlite_utils", "httpx", "feedparser", "rich", "typer", "selectolax", "rapidfuzz"} & set(
        loaded
    )


def test_creators_of_the_same_moment_all_get_the_one_database(tmp_path):
    """Whoever comes second opens what the first one made."""
    path = tmp_path / "veille.db"
    code = (
        "import sys; from pathlib import Path; from veille.store.sqlite import open_store\n"
        "open_store(Path(sys.argv[1]), mode='create', holder=None, alive=None).close()"
    )
    tasks = [subprocess.Popen([sys.executable, "-c", code, str(path)]) for _ in range(4)]
    assert [task.wait(30) for task in tasks] == [0] * 4
    assert [file.name for file in Path(tmp_path).iterdir()] == ["veille.db"]
