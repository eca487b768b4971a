# SPDX-License-Identifier: MIT
"""What every store promises of documents, sightings and mentions."""

from datetime import timedelta

import pytest

from store.samples import NOW, batch, document, match, nothing, registration
from veille.errors import LeaseLost, StoreError
from veille.model import Channel, Sighting
from veille.questions import Filter, Sort
from veille.store.base import Saved

DAY = timedelta(days=1)


def save(store, *documents, source="A", at=NOW, **fields):
    return store.documents.save(batch(*documents, source=source, at=at, **fields), match, token=None)


def mentions(store):
    return store.documents.mentions(Filter(), sort=Sort.DATE, limit=None).rows


def test_a_document_comes_back_as_it_was_saved(store):
    """All fields survive the trip, unknown ones stay None."""
    full = document(
        "full",
        author="Ève",
        author_url="https://eve.example/",
        updated=NOW,
        language="fr",
        language_confidence=0.5,
        language_from="text",
        links=("https://a.example/", "https://b.example/"),
        parent="p",
        thread="t",
        reach=12,
        engagement={"likes": 3},
    )
    bare = document("bare", url=None, host=None, published=None, title="", text="")
    save(store, full, bare)
    assert store.documents.get(full.id) == full
    assert store.documents.get(bare.id) == bare
    assert store.documents.count() == 2


def test_saving_counts_what_is_new_updated_and_mentioned(store):
    """The counts of a visit say what it changed, rejected mentions left out."""
    one, two = document("one", text="Lenoir and Duval"), document("two", text="the actor Lenoir")
    assert save(store, one, two) == Saved(new=2, updated=0, mentions=2)
    assert save(store, one, two) == Saved()
    changed = document("one", text="Lenoir and perhaps others")
    assert save(store, changed) == Saved(new=0, updated=1, mentions=0)
    assert [row.mention.brand for row in mentions(store)] == ["Lenoir", "Lenoir"]


def test_an_item_shown_again_does_not_call_the_matcher(store):
    """What did not change costs next to nothing."""
    save(store, document("one"))

    def forbidden(found):
        raise AssertionError(found)

    assert store.documents.save(batch(document("one")), forbidden, token=None) == Saved()


def test_a_second_source_adds_a_sighting_not_a_document(store):
    """The same article from two sources is one document, seen by both."""
    save(store, document("one", source="A"), source="A")
    later = NOW + DAY
    assert save(store, document("one", source="B", seen=later), source="B", at=later).new == 0
    found = store.documents.get(document("one").id)
    assert [sighting.source for sighting in found.sightings] == ["A", "B"]
    assert (found.source, found.first_seen) == ("A", NOW)


def test_the_longest_version_is_shown_whole_and_lacks_are_filled(store):
    """Text and title come from one version; what it does not know comes from the next."""
    save(store, document("one", source="A", text="long text of A", published=NOW, engagement={"likes": 1}))
    save(
        store,
        document("one", source="B", text="B", author="Zoé", published=NOW - DAY, engagement={"likes": 5}),
        source="B",
    )
    found = store.documents.get(document("one").id)
    assert (found.text, found.author, found.published) == ("long text of A", "Zoé", NOW - DAY)
    assert found.engagement == {"likes": 5}


def test_a_source_replaces_its_own_version_and_only_that(store):
    """A shortened article falls back to what another source still shows."""
    save(store, document("one", source="A", text="the long text of A, with a correction to come"))
    save(store, document("one", source="B", text="text of B"), source="B")
    assert save(store, document("one", source="A", text="short")).updated == 1
    assert store.documents.get(document("one").id).text == "text of B"
    save(store, document("one", source="A", text="text of A again"))
    assert store.documents.get(document("one").id).text == "text of A again"


def test_a_date_that_alone_changed_moves_nothing_and_matches_nothing(store):
    """Only a later date is new: nothing is updated, and the next time nothing is even compared."""
    save(store, document("one", published=NOW - DAY))
    redated = document("one", published=NOW)
    assert save(store, redated) == save(store, redated) == Saved()


def test_a_document_without_a_hash_is_compared_by_content(store):
    """A source that hashes nothing is still not stored twice."""
    bare = document("one", text="Lenoir", content_hash="")
    assert save(store, bare) == Saved(new=1, mentions=1)
    assert save(store, bare) == Saved()
    assert save(store, document("one", text="Duval", content_hash="")) == Saved(updated=1, mentions=1)


def test_times_are_kept_in_whole_seconds_of_utc(store):
    """Fractions and other timezones are the same instants, and no change."""
    from datetime import timezone

    paris = timezone(timedelta(hours=1))
    moment = NOW.astimezone(paris) + timedelta(milliseconds=400)
    odd = document("one", seen=moment, published=moment, updated=moment, links=("https://b/", "https://a/"))
    save(store, odd)
    found = store.documents.get(odd.id)
    assert (found.first_seen, found.published, found.updated) == (NOW, NOW, NOW)
    assert found.links == ("https://a/", "https://b/")
    assert found.first_seen.utcoffset() == timedelta(0)
    assert save(store, odd) == Saved()


def test_a_feed_that_redates_its_articles_does_not_move_them(store):
    """The first date told stays: a republication is no new document, and no other day's."""
    save(store, document("one", published=NOW - DAY))
    save(store, document("one", published=NOW, text="Text of one, corrected."))
    assert store.documents.get(document("one").id).published == NOW - DAY


def test_an_earlier_date_moves_a_document_with_all_that_hangs_on_it(store):
    """Another day is another place in the store; text, sightings, mentions and search follow."""
    save(store, document("one", source="A", text="Lenoir", published=None))
    save(store, document("one", source="B", text="Lenoir", published=NOW - 40 * DAY), source="B")
    (row,) = mentions(store)
    assert row.document.moment == NOW - 40 * DAY
    until = Filter(until=NOW - 39 * DAY)
    assert store.documents.mentions(until, sort=Sort.DATE, limit=None).total == 1
    assert list(store.upkeep.check()) == []


def test_one_answer_that_shows_a_document_twice_is_one_document(store):
    """Doubled items merge, whichever comes first."""
    short, long = document("one", text="a"), document("one", text="a longer text", native_id="n2")
    assert save(store, short, long) == Saved(new=1)
    assert save(store, long, short) == Saved()
    assert store.documents.get(short.id).text == "a longer text"


def test_a_new_channel_of_the_source_reaches_its_documents(store):
    """Same content, other channel in the watch file: the sighting changes."""
    save(store, document("one", channel=Channel.NEWS))
    save(store, document("one", channel=Channel.BLOG))
    assert store.documents.get(document("one").id).channel is Channel.BLOG


def test_sightings_of_one_moment_are_ordered_by_source(store):
    """Which source was the first does not depend on which was read first."""
    save(store, document("one", source="B"), source="B")
    save(store, document("one", source="A"), source="A")
    assert store.documents.get(document("one").id).source == "A"


def test_a_document_may_bring_several_sightings(store):
    """A document built from two sightings is stored with both."""
    one = document("one")
    both = (*one.sightings, Sighting(source="B", channel=Channel.BLOG, seen_at=NOW))
    save(store, document("two"), type(one)(**_fields(one), sightings=both))
    assert store.documents.get(one.id).sightings == both


def _fields(one):
    return {name: getattr(one, name) for name in type(one).__dataclass_fields__ if name != "sightings"}


def test_mentions_that_vanish_go_and_those_that_stay_stay(store):
    """A changed text is matched again; its mentions follow it."""
    save(store, document("one", text="Lenoir and Duval"))
    save(store, document("one", text="Duval alone in this text"))
    (row,) = mentions(store)
    assert (row.id, row.mention.verbatim) == (f"{row.document.id}.duval", "**Duval** alone in this text")


def test_a_mention_comes_back_as_it_was_found(store):
    """Spans, terms and reasons survive; lists leave the text out."""
    one = document("one", text="Here is Lenoir.")
    save(store, one)
    (row,) = mentions(store)
    assert row.mention == next(match(one))
    assert row.document.text == ""
    assert (row.decided, row.status, row.tags) == (False, None, ())


def test_a_lost_lease_writes_nothing(store):
    """A run that was thought dead cannot write over the one that took its work."""
    store.schedule.sync([registration("A")], NOW)
    with pytest.raises(LeaseLost):
        store.documents.save(batch(document("one")), match, token="gone")
    assert store.documents.count() == 0


def test_an_error_while_matching_writes_nothing(store):
    """All of a visit or nothing: no half source."""

    def broken(found):
        if found.host == "two.example":
            raise RuntimeError("a bug")
        return match(found)

    with pytest.raises(RuntimeError):
        store.documents.save(batch(document("one"), document("two")), broken, token=None)
    assert store.documents.count() == 0
    assert save(store, document("one")).new == 1


def test_documents_are_found_by_any_unique_prefix(store):
    """Ids of documents and of mentions are accepted, whole or begun."""
    one, two = document("one", text="Lenoir"), document("two")
    save(store, one, two)
    assert store.documents.get(one.id[:5]).id == one.id
    assert store.documents.get(one.id.upper()).id == one.id
    assert store.documents.get(f"{one.id}.lenoir").id == one.id
    assert store.documents.get(f"{one.id}.len").id == one.id
    assert store.documents.get(f"{one.id[:4]}.len").id == one.id
    for wrong in ("zzz", "", f"{one.id}.duval", "%", ".lenoir", f"{one.id[:4]}.duval"):
        with pytest.raises(StoreError, match="unknown_id"):
            store.documents.get(wrong)


def test_a_prefix_of_several_documents_names_them(store):
    """An ambiguous id is refused with its candidates, and what they are called."""
    many = [document(f"d{number}") for number in range(40)]
    save(store, *many)
    by_letter: dict[str, list[str]] = {}
    for one in many:
        by_letter.setdefault(one.id[0], []).append(one.id)
    letter, shared = next((letter, ids) for letter, ids in sorted(by_letter.items()) if len(ids) > 1)
    with pytest.raises(StoreError) as caught:
        store.documents.get(letter)
    assert caught.value.code == "ambiguous_id"
    titles = {one.id: one.title for one in many}
    assert caught.value.facts["candidates"] == ", ".join(f"{one} ({titles[one]})" for one in sorted(shared))


def test_each_yields_all_documents_by_public_id(store):
    """Every document once, text included, or those of a period."""
    save(store, *[document(f"d{number}") for number in range(1200)])
    old = document("old", published=NOW - 90 * DAY)
    save(store, old)
    found = list(store.documents.each())
    assert len(found) == 1201
    assert [one.id for one in found] == sorted(one.id for one in found)
    assert found[0].text
    assert old.id not in {one.id for one in store.documents.each(since=NOW - 30 * DAY)}


def test_rematch_says_and_stores_what_a_new_definition_changes(store):
    """A brand's new rule gains and loses mentions; other brands stay untouched."""
    definition = {"Lenoir": "1", "Duval": "1"}
    save(store, document("one", text="Lenoir and Duval"), document("two", text="nothing here"))
    assert list(store.documents.stale(definition)) == ["Duval", "Lenoir"]
    store.documents.rematch(definition, match, brands=["Duval", "Lenoir"])
    assert list(store.documents.stale(definition)) == []

    def other(found):
        for mention in match(document("x", text="Lenoir")):
            if "nothing" in found.text:
                yield type(mention)(**_mention_fields(mention) | {"document": found.id, "fingerprint": "2"})

    renewed = definition | {"Lenoir": "2"}
    assert list(store.documents.stale(renewed)) == ["Lenoir"]
    (dry,) = store.documents.rematch(renewed, other, brands=["Lenoir"], dry_run=True)
    assert list(store.documents.stale(renewed)) == ["Lenoir"]
    (done,) = store.documents.rematch(renewed, other, brands=["Lenoir"])
    assert dry == done
    assert done.gained == (f"{document('two').id}.lenoir",)
    assert done.lost == (f"{document('one').id}.lenoir",)
    assert {(row.document.host, row.mention.brand) for row in mentions(store)} == {
        ("two.example", "Lenoir"),
        ("one.example", "Duval"),
    }
    assert list(store.documents.stale(renewed)) == []


def _mention_fields(mention):
    return {name: getattr(mention, name) for name in type(mention).__dataclass_fields__}


def test_a_brand_that_left_the_watch_file_is_stale_and_its_mentions_go(store):
    """Removing a brand removes what was found for it, once."""
    save(store, document("one", text="Lenoir and Duval"))
    store.documents.rematch({"Lenoir": "1", "Duval": "1"}, match, brands=["Duval", "Lenoir"])
    assert list(store.documents.stale({"Lenoir": "1"})) == ["Duval"]
    (gone,) = store.documents.rematch({"Lenoir": "1"}, nothing, brands=["Duval"])
    assert gone.lost == (f"{document('one').id}.duval",)
    assert [row.mention.brand for row in mentions(store)] == ["Lenoir"]
    assert list(store.documents.stale({"Lenoir": "1"})) == []


def test_collected_counts_the_documents_of_a_time_by_source(store):
    """Coverage: what each source showed, mentioned or not."""
    save(store, document("one"), document("two"), document("old", published=NOW - 30 * DAY))
    save(store, document("one", source="B"), source="B")
    assert store.documents.collected(NOW - 2 * DAY, NOW) == {"A": 2, "B": 1}
    assert store.documents.collected(None, NOW - 20 * DAY) == {"A": 1}
