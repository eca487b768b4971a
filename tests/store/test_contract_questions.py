# SPDX-License-Identifier: MIT
"""What every store promises of search, lists of mentions, and counts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from store.samples import NOW, batch, document, match
from veille import expression
from veille.model import Ownership, Verdict
from veille.questions import By, Day, Filter, Measure, Query, Sort, Status, Tally

DAY = timedelta(days=1)


def asked(query):
    return expression.parse(query, today=date(2026, 11, 22), zone=UTC)


def save(store, *documents, source="A", at=NOW):
    return store.documents.save(batch(*documents, source=source, at=at), match, token=None)


def search(store, query=None, sort=Sort.DATE, limit=None, **fields):
    where = Filter(where=None if query is None else asked(query), **fields)
    found = store.documents.search(where, sort=sort, limit=limit)
    return [row.document.host.split(".")[0] for row in found.rows]


def mentions(store, query=None, sort=Sort.DATE, limit=None, **fields):
    where = Filter(where=None if query is None else asked(query), **fields)
    found = store.documents.mentions(where, sort=sort, limit=limit)
    return [(row.document.host.split(".")[0], row.mention.brand) for row in found.rows]


@pytest.fixture
def filled(store):
    """Return a store with a few documents of several days."""
    save(
        store,
        document("a", title="La Poste recrute", text="Lenoir rachète Duval", published=NOW - 3 * DAY),
        document("b", text="perhaps Lenoir, à la poste", published=NOW - 2 * DAY, author="Zoé", reach=100),
        document("lenoir", text="Lenoir ouvre une usine", published=NOW - DAY, channel="official"),
        document("c", text="the actor Duval", published=NOW),
        document("d", text="l’usine de Duval, usine Duval", published=NOW, author="Ève", reach=7),
    )
    return store


def test_search_finds_words_newest_first(filled):
    """Latest first, ties by id; words as folded everywhere."""
    assert search(filled, "usine") == ["d", "lenoir"]
    assert search(filled, "laposte") == ["a"]
    assert search(filled, '"la poste"') == ["b", "a"]
    assert search(filled, "lenoir -poste") == ["lenoir"]
    assert search(filled, "inconnu") == []
    assert len(search(filled)) == 5


def test_search_finds_fields_and_what_sql_cannot_decide(filled):
    """Sources, sites, authors; verified in memory where the index is not exact."""
    assert search(filled, "source:A usine") == ["d", "lenoir"]
    assert search(filled, "NOT source:A") == []
    assert search(filled, "author:zoe") == ["b"]
    assert search(filled, "site:lenoir.example") == ["lenoir"]
    assert search(filled, "channel:official") == ["lenoir"]


def test_what_an_index_lets_through_too_much_is_verified(filled, monkeypatch):
    """A store may narrow loosely: the query decides, as it does for the matcher."""
    from veille.store.sqlite import selection
    from veille.store.sqlite.conditions import ALWAYS
    from veille.store.sqlite.narrow import Narrowed

    loose = Narrowed(condition=ALWAYS, exact=False, match=None)
    monkeypatch.setattr(selection, "narrow", lambda *asked, mention: loose)
    assert search(filled, "usine") == ["d", "lenoir"]
    assert mentions(filled, "usine", brands=("Lenoir",)) == [("lenoir", "Lenoir")]


def test_search_without_a_query_shows_how_texts_begin(filled):
    """No hit to show: the beginning stands in, or the title where there is no text."""
    save(filled, document("bare", text="", published=NOW - 30 * DAY))
    rows = filled.documents.search(Filter(until=NOW - 2 * DAY), sort=Sort.DATE, limit=None).rows
    assert [row.verbatim for row in rows] == ["Lenoir rachète Duval", "Title bare"]


def test_search_ranks_by_words_when_asked(filled):
    """Best: the more the words are there, the earlier; without words, the date decides."""
    save(filled, document("e", title="Usine, usine", text="usine usine usine", published=NOW - 9 * DAY))
    assert search(filled, "usine", Sort.BEST)[0] == "e"
    assert search(filled, "usine", Sort.DATE)[0] == "d"
    assert search(filled, "channel:official", Sort.BEST) == ["lenoir"]


def test_search_counts_all_and_shows_as_many_as_asked(filled):
    """The total ignores the limit."""
    found = filled.documents.search(Filter(where=asked("duval")), sort=Sort.BEST, limit=2)
    assert (len(found.rows), found.total) == (2, 3)
    since = Filter(where=asked("duval"), since=NOW - DAY)
    assert filled.documents.search(since, sort=Sort.DATE, limit=1).total == 2
    assert filled.documents.search(Filter(since=NOW), sort=Sort.DATE, limit=1).total == 2
    found = filled.documents.search(Filter(where=asked("duval")), sort=Sort.DATE, limit=0)
    assert (len(found.rows), found.total) == (0, 3)


def test_search_marks_the_hit_and_names_the_brands(filled):
    """The extract comes from the text, or from the title that alone holds the hit."""
    (row,) = filled.documents.search(Filter(where=asked("rachète")), sort=Sort.DATE, limit=5).rows
    assert (row.verbatim, row.brands, row.document.text) == (
        "Lenoir **rachète** Duval",
        ("Duval", "Lenoir"),
        "",
    )
    (row,) = filled.documents.search(Filter(where=asked("recrute")), sort=Sort.DATE, limit=5).rows
    assert row.verbatim == "La Poste **recrute**"
    (row,) = filled.documents.search(Filter(where=asked("actor")), sort=Sort.DATE, limit=5).rows
    assert row.brands == ()


def test_windows_are_half_open(filled):
    """From since on, before until, to the second, whatever the hour."""
    assert search(filled, since=NOW - 2 * DAY, until=NOW) == ["lenoir", "b"]
    assert search(filled, since=NOW - 2 * DAY + timedelta(seconds=1), until=NOW) == ["lenoir"]
    assert search(filled, until=NOW + timedelta(milliseconds=1), since=NOW) == ["d", "c"] or search(
        filled, until=NOW + timedelta(milliseconds=1), since=NOW
    ) == ["c", "d"]
    midnight = datetime(2026, 11, 22, tzinfo=UTC)
    assert set(search(filled, since=midnight)) == {"c", "d"}
    assert mentions(filled, until=NOW - 2 * DAY) == [("a", "Duval"), ("a", "Lenoir")]


def test_mentions_are_chosen_by_what_they_are(filled):
    """Brand, verdict, ownership and status, alone and together."""
    assert mentions(filled, brands=("Lenoir",)) == [("lenoir", "Lenoir"), ("b", "Lenoir"), ("a", "Lenoir")]
    assert mentions(filled, verdicts=(Verdict.DOUBTFUL, Verdict.REJECTED)) == [
        ("c", "Duval"),
        ("b", "Lenoir"),
    ]
    assert mentions(filled, ownership=(Ownership.OWNED,)) == [("lenoir", "Lenoir")]
    assert mentions(filled, status=Status.REJECTED) == [("c", "Duval")]
    assert mentions(filled, status=Status.KEPT, brands=("Duval",)) == [("d", "Duval"), ("a", "Duval")]
    assert mentions(filled, status=Status.TODO) == mentions(filled, status=Status.DONE) == []
    assert len(mentions(filled, status=Status.NONE)) == 5
    assert len(mentions(filled, status=Status.ALL)) == len(mentions(filled)) == 6
    assert mentions(filled, brands=()) == []


def test_mentions_of_a_query(filled):
    """`--where` speaks of the document that bears the mention."""
    assert mentions(filled, "usine") == [("d", "Duval"), ("lenoir", "Lenoir")]
    assert mentions(filled, "usine", Sort.BEST, limit=1) == [("d", "Duval")]
    assert mentions(filled, "source:A usine", brands=("Lenoir",)) == [("lenoir", "Lenoir")]
    found = filled.documents.mentions(Filter(where=asked("usine")), sort=Sort.BEST, limit=1)
    assert found.total == 2


def test_documents_with_a_verdict_have_a_mention_with_it(filled):
    """`search --status` without a brand."""
    assert search(filled, status=Status.DOUBTFUL) == ["b"]
    assert search(filled, "duval", status=Status.REJECTED) == ["c"]


def tally(store, *by, measures=(Measure.VOLUME,), days=(), limit=None, **fields):
    query = Query(by=by, measures=measures, filter=Filter(**fields), days=days, limit=limit)
    return {slice_.group: slice_.numbers for slice_ in store.documents.tally(query)}


def test_volume_counts_what_is_kept_and_earned(filled):
    """Doubtful and owned stand beside it, rejected nowhere."""
    measures = (Measure.VOLUME, Measure.DOUBTFUL, Measure.OWNED, Measure.DOCUMENTS, Measure.REACH)
    assert tally(filled, By.BRAND, measures=measures) == {
        ("Duval",): (2, 0, 0, 2, 7),
        ("Lenoir",): (1, 1, 1, 3, None),
    }
    assert tally(filled, measures=(Measure.VOLUME, Measure.DOCUMENTS)) == {(): (3, 4)}


def test_counts_are_cut_at_the_instants_of_the_days(filled):
    """A day is a window of instants, so that any timezone's can be asked for."""
    midnight = datetime(2026, 11, 20, 23, tzinfo=UTC)  # Paris
    days = tuple(
        Day(day=date(2026, 11, 21) + n * DAY, since=midnight + n * DAY, until=midnight + (n + 1) * DAY)
        for n in range(-2, 2)
    )
    volume = (Measure.VOLUME, Measure.DOUBTFUL)
    assert tally(filled, By.DAY, By.BRAND, measures=volume, days=days) == {
        ("2026-11-19", "Duval"): (1, 0),
        ("2026-11-19", "Lenoir"): (1, 0),
        ("2026-11-20", "Lenoir"): (0, 1),
        ("2026-11-21", "Lenoir"): (0, 0),
        ("2026-11-22", "Duval"): (1, 0),
    }
    assert tally(filled, By.BRAND, By.DAY, days=days, brands=("Duval",), since=NOW - DAY) == {
        ("Duval", "2026-11-22"): (1,)
    }


def test_slices_by_channel_host_source_and_author(filled):
    """Authors are a name and the host they write on; unknown is None."""
    assert tally(filled, By.CHANNEL) == {("news",): (3,), ("official",): (0,)}
    assert tally(filled, By.HOST, since=NOW) == {("d.example",): (1,)}
    assert tally(filled, By.SOURCE) == {("A",): (3,)}
    assert tally(filled, By.AUTHOR, By.BRAND, since=NOW - 2 * DAY) == {
        ("Ève", "d.example", "Duval"): (1,),
        ("Zoé", "b.example", "Lenoir"): (0,),
        (None, "lenoir.example", "Lenoir"): (0,),
    }


def test_the_largest_slices_come_first_and_ties_have_an_order(filled):
    """A limit keeps the largest; nothing depends on the order of arrival."""
    query = Query(by=(By.HOST,), measures=(Measure.VOLUME,), filter=Filter(), limit=2)
    assert filled.documents.tally(query) == [
        Tally(group=("a.example",), numbers=(2,)),
        Tally(group=("d.example",), numbers=(1,)),
    ]


def test_counts_of_a_query_are_those_of_its_documents(filled):
    """A tally may be narrowed by words, and by what only memory can decide."""
    assert tally(filled, By.BRAND, where=asked("usine")) == {("Duval",): (1,), ("Lenoir",): (0,)}
    assert tally(filled, By.BRAND, where=asked("source:A rachète")) == {("Duval",): (1,), ("Lenoir",): (1,)}
    assert tally(filled, By.BRAND, where=asked("inconnu")) == {}


def test_purged_mentions_stay_in_counts_that_can_be_told(filled):
    """Brand, channel, host and day are known of them; author, source and words are not."""
    midnight = datetime(2026, 11, 19, tzinfo=UTC)
    day = Day(day=date(2026, 11, 19), since=midnight, until=midnight + DAY)
    before = [tally(filled, By.HOST, By.BRAND), tally(filled, By.DAY, days=(day,)), tally(filled)]
    while filled.documents.count() > 2:
        filled.upkeep.purge(NOW + DAY)
    assert before == [tally(filled, By.HOST, By.BRAND), tally(filled, By.DAY, days=(day,)), tally(filled)]
    authors = tally(filled, By.AUTHOR)
    assert sum(numbers[0] for numbers in authors.values()) == 3
    assert sum(numbers[0] for numbers in tally(filled, By.SOURCE).values()) == 3
    assert tally(filled, By.BRAND, where=asked("lenoir OR duval")) != tally(filled, By.BRAND)
    assert tally(filled, brands=("Lenoir",), verdicts=(Verdict.KEPT,), status=Status.KEPT) == {(): (1,)}


def test_the_ids_of_mentions_are_those_of_the_mentions_listed(filled):
    """Whatever is asked, they name what `mentions` lists, in its order."""
    for query in (None, "usine", "lenoir -poste", "tag:none"):
        where = Filter(where=None if query is None else asked(query))
        listed = filled.documents.mentions(where, sort=Sort.DATE, limit=None).rows
        assert filled.documents.mention_ids(where) == [row.id for row in listed]
