# SPDX-License-Identifier: MIT
"""What every store promises of its own care: export, backup, retention, and content free of order."""

import json
from contextlib import closing
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.samples import NOW, batch, document, match, registration
from veille.errors import FileError
from veille.questions import By, Filter, Measure, Query, Sort
from veille.store.base import Saved
from veille.store.sqlite import open_store

DAY = timedelta(days=1)


def save(store, *documents, source="A", at=NOW):
    return store.documents.save(batch(*documents, source=source, at=at), match, token=None)


def test_export_is_plain_data_in_the_order_of_public_ids(store):
    """Each document with its sightings and mentions, ready for JSON."""
    save(store, *[document(f"d{number}", text="Lenoir") for number in range(600)])
    lines = list(store.upkeep.export(clock=True))
    assert [line["id"] for line in lines] == sorted(line["id"] for line in lines)
    one = json.loads(json.dumps(lines[0]))
    assert one["first_seen"] == "2026-11-22T12:00:00Z"
    assert one["sightings"][0]["seen_at"] == "2026-11-22T12:00:00Z"
    assert one["mentions"][0]["id"] == f"{one['id']}.lenoir"


def test_export_without_clock_says_nothing_of_when_we_looked(opened, tmp_path):
    """The same answers read at other times give the same bytes."""
    exports = []
    for number, days in enumerate((0, 3)):
        store = opened(path=tmp_path / f"{number}.db")
        seen = NOW + days * DAY
        # The text is ours; what the documents say of dates is not.
        told = document("told", seen=seen, published=NOW, text="Lenoir", content_hash="h1")
        undated = document("undated", seen=seen, published=None, content_hash="h2")
        save(store, told, undated, at=seen)
        exports.append(list(store.upkeep.export(clock=False)))
    assert exports[0] == exports[1]
    assert "2026-11-25" not in json.dumps(exports)


versions = st.builds(
    dict,
    name=st.sampled_from(["one", "two", "three"]),
    text=st.sampled_from(["Lenoir", "Duval", "Lenoir, perhaps", "ab", "ba", ""]),
    title=st.sampled_from(["t", "u", "longer"]),
    author=st.sampled_from([None, "Eve", "Zoe"]),
    published=st.sampled_from([None, NOW - DAY, NOW - 2 * DAY, NOW]),
    updated=st.sampled_from([None, NOW]),
    language=st.sampled_from([None, "fr", "en"]),
    links=st.lists(st.sampled_from(["https://x.example/", "https://y.example/"]), max_size=2).map(tuple),
    engagement=st.dictionaries(st.sampled_from(["likes", "shares"]), st.integers(0, 9), max_size=2),
    reach=st.sampled_from([None, 1, 2]),
)


@settings(max_examples=60, deadline=None)
@given(
    shown=st.lists(st.tuples(st.sampled_from("ABC"), st.lists(versions, max_size=4)), max_size=4),
    order=st.randoms(use_true_random=False),
)
def test_the_order_of_answers_does_not_matter(tmp_path_factory, shown, order):
    """The same answers in another order, items shuffled, give the same content."""
    per_source: dict[str, list[dict]] = {}
    for source, items in shown:
        per_source.setdefault(source, []).extend(items)
    contents = []
    for turn in range(2):
        path = tmp_path_factory.mktemp("order") / "veille.db"
        # Hypothesis may leave an example half way: the store is closed all the same.
        with closing(open_store(path, mode="create", holder=None, alive=None)) as store:
            sources = sorted(per_source)
            if turn:
                order.shuffle(sources)
            for source in sources:
                items = [document(**(item | {"source": source})) for item in per_source[source]]
                if turn:
                    order.shuffle(items)
                save(store, *items, source=source)
            contents.append(list(store.upkeep.export(clock=False)))
            contents.append([row.mention for row in _mentions(store)])
            assert list(store.upkeep.check()) == []
            for source in sources:
                again = [document(**(item | {"source": source})) for item in per_source[source]]
                assert save(store, *again, source=source) == Saved()
    assert contents[:2] == contents[2:]


def _mentions(store):
    return store.documents.mentions(Filter(), sort=Sort.DATE, limit=None).rows


@pytest.mark.parametrize("mode", ["write", "read"])
def test_backup_is_a_store_of_its_own(opened, store, tmp_path, mode):
    """A copy opens, is complete, and is private."""
    save(store, document("one", text="Lenoir"))
    target = tmp_path / "copy.db"
    opened(mode=mode).upkeep.backup(target)
    copy = opened(mode="read", path=target)
    assert list(copy.upkeep.export(clock=True)) == list(store.upkeep.export(clock=True))
    assert target.stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob(".*"))


def test_backup_never_replaces_a_file(store, tmp_path):
    """An existing file is refused and stays as it was."""
    target = tmp_path / "copy.db"
    target.write_text("precious")
    with pytest.raises(FileError, match="exists"):
        store.upkeep.backup(target)
    with pytest.raises(FileError, match="not_writable"):
        store.upkeep.backup(tmp_path / "nowhere" / "copy.db")
    assert target.read_text() == "precious"


def test_purge_keeps_the_daily_counts(store):
    """Old documents go; what was counted of them still is."""
    old = [document(f"o{n}", seen=NOW - 400 * DAY, text="Lenoir", channel="blog") for n in range(10)]
    save(store, *old, at=NOW - 400 * DAY)
    save(store, *[document(f"n{n}", text="Lenoir") for n in range(90)])
    query = Query(
        by=(By.BRAND, By.CHANNEL),
        measures=(Measure.VOLUME, Measure.DOCUMENTS, Measure.REACH),
        filter=Filter(until=NOW - 300 * DAY),
    )
    before = store.documents.tally(query)
    assert before[0].group == ("Lenoir", "blog")
    assert before[0].numbers == (10, 10, None)
    assert store.upkeep.purge(NOW - 390 * DAY) == 10
    assert store.documents.tally(query) == before
    assert store.documents.count() == 90
    assert list(store.upkeep.check()) == []
    assert store.upkeep.info()["purged_mentions"] == 10


def test_purge_takes_all_that_is_over_and_nothing_else(store):
    """What was first seen before the limit goes, to the last one; the rest stays."""
    save(store, *[document(f"d{n}", seen=NOW - n * DAY) for n in range(20)])
    assert store.upkeep.purge(NOW - 5 * DAY) == 14
    assert min(one.first_seen for one in store.documents.each()) == NOW - 5 * DAY
    assert store.upkeep.purge(NOW - 5 * DAY) == 0


def test_a_purged_document_does_not_come_back_as_new(store):
    """A feed that never drops old items does not make us count them twice."""
    old = document("old", seen=NOW - 400 * DAY, text="Lenoir")
    save(store, old, at=NOW - 400 * DAY)
    assert store.upkeep.purge(NOW) == 1
    again = document("old", text="Lenoir")
    assert save(store, again) == Saved()
    assert store.documents.count() == 0


def test_info_says_where_and_how_much(store, tmp_path):
    """Facts for people: path, size, counts, dates."""
    store.schedule.sync([registration("A")], NOW)
    save(store, document("one", text="Lenoir and the actor Duval"), document("two"))
    facts = store.upkeep.info()
    assert facts["path"] == str(tmp_path / "veille.db")
    assert (facts["documents"], facts["mentions"], facts["rejected"], facts["sources"]) == (2, 0, 2, 1)
    assert facts["bytes"] > 0
    assert json.dumps(facts)
