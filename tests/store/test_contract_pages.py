# SPDX-License-Identifier: MIT
"""What every store promises of the pages behind headlines."""

from datetime import timedelta

import pytest

from store.samples import NOW, OTHERS, US, document, match
from store.samples import batch as visit_of
from veille.errors import LeaseLost
from veille.nouns import replace
from veille.questions import Filter, Sort
from veille.store.base import PageRead

SOON = timedelta(minutes=5)


def save(store, *documents, source="A", pages=True):
    batch = replace(visit_of(*documents, source=source), pages=pages)
    return store.documents.save(batch, match, token=None)


def read(store, found, *, token=None, **said):
    token = token or store.pages.claim(NOW, SOON)
    saved = store.pages.save(PageRead(id=found.id, **said), match, token=token)
    store.pages.release(token)
    return saved


def texts(store):
    return {found.id: found.text for found in store.documents.each()}


def test_only_what_is_new_and_not_whole_is_to_be_read(store):
    """A source that asks gets its new excerpts read; what was known before it asked, or is whole, is left alone."""
    old, fresh, whole = document("old"), document("fresh", whole=False), document("whole", whole=True)
    save(store, old, pages=False)
    save(store, old, fresh, whole)
    assert [(one.id, one.url, one.tries) for one in store.pages.waiting(NOW, limit=9)] == [
        (fresh.id, fresh.url, 0)
    ]
    assert store.pages.count(NOW) == 1


def test_what_a_page_says_is_found_and_matched(store):
    """The longer text takes the place of the excerpt, its brand becomes a mention, the excerpt's author stays."""
    found = document("one", author="Ève", whole=False)
    save(store, found)
    saved = read(store, found, text="A long article. " * 9 + "Lenoir is named.", author="Nobody", whole=True)
    assert saved.mentions == 1
    kept = store.documents.get(found.id)
    assert (kept.author, kept.whole, kept.text[-17:]) == ("Ève", True, " Lenoir is named.")
    assert kept.text.startswith("Text of one.\n\nA long article.")
    (mention,) = store.documents.mentions(Filter(), sort=Sort.DATE, limit=None).rows
    assert mention.document.id == found.id
    assert store.documents.search(Filter(), sort=Sort.DATE, limit=None).total == 1
    assert store.pages.count(NOW + timedelta(days=9)) == 0


def test_a_page_stays_when_its_source_changes_its_excerpt(store):
    """The feed shows the item again, edited: the article is still the text."""
    found = document("one", whole=False, text="A long article")
    save(store, found)
    read(store, found, text="A long article. " * 9, whole=True)
    assert texts(store) == {found.id: "A long article. " * 9}
    save(store, replace(found, text="Edited.", content_hash="other"))
    assert texts(store) == {found.id: "Edited.\n\n" + "A long article. " * 9}
    save(store, replace(found, text="Edited. " * 99, content_hash="longer"))
    assert texts(store)[found.id].startswith("Edited. " * 99)


@pytest.mark.parametrize("page_first", [True, False])
def test_order_does_not_matter(opened, page_first):
    """A page read before or after a second source shows the document: the same content."""
    store = opened()
    one = document("one", whole=False)
    other = document("one", source="B", text="Somewhat longer text.", author="Béa", content_hash="b")
    save(store, one)
    steps = [
        lambda: read(store, one, text="A long article. " * 9, whole=True),
        lambda: save(store, other, source="B", pages=False),
    ]
    for step in steps if page_first else reversed(steps):
        step()
    kept = store.documents.get(one.id)
    text = "Somewhat longer text.\n\n" + "A long article. " * 9
    assert (kept.text, kept.author, kept.whole) == (text, "Béa", True)
    assert [sighting.source for sighting in kept.sightings] == ["A", "B"]


@pytest.mark.parametrize("sources", ["AB", "BA"])
def test_it_does_not_matter_which_source_asked_first(opened, sources):
    """Two sources show an excerpt, both want the page read: the content is the same whoever came first."""
    store = opened()
    shown = {
        "A": document("one", whole=False),
        "B": document("one", source="B", whole=False, title="Another title of one", text="Longer, of B."),
    }
    for source in sources:
        save(store, shown[source], source=source)
    read(store, shown["A"], text="A long article. " * 9, whole=True)
    kept = store.documents.get(shown["A"].id)
    assert (kept.title, kept.text) == ("Another title of one", "Longer, of B.\n\n" + "A long article. " * 9)


def test_a_page_that_failed_comes_back_when_it_is_told_to_and_only_then(store):
    """A wall is never tried again; a site that was down is, later."""
    wall, down = document("wall", whole=False), document("down", whole=False)
    save(store, wall, down)
    read(store, wall, error="login")
    read(store, down, error="timeout", again=NOW + SOON)
    assert list(store.pages.waiting(NOW, limit=9)) == []
    assert [(one.id, one.tries) for one in store.pages.waiting(NOW + SOON, limit=9)] == [(down.id, 1)]
    assert texts(store)[wall.id] == wall.text


def test_one_run_at_a_time_reads_pages(opened):
    """A second run leaves them; what a dead one held is free at once, and its token worth nothing."""
    store, alive = opened(), [True]
    found = document("one", whole=False)
    save(store, found)
    token = store.pages.claim(NOW, SOON)
    other = opened(holder=OTHERS, alive=lambda holder: alive[0] or holder != US)
    assert other.pages.claim(NOW, SOON) is None
    store.pages.renew(token, NOW, SOON)
    alive[0] = False
    taken = other.pages.claim(NOW, SOON)
    assert taken is not None
    with pytest.raises(LeaseLost):
        store.pages.save(PageRead(id=found.id, text="x"), match, token=token)
    with pytest.raises(LeaseLost):
        store.pages.renew(token, NOW, SOON)


def test_a_document_that_was_purged_meanwhile_is_no_error(store):
    """Its page is read for nothing, and nothing comes back."""
    found = document("one", whole=False)
    save(store, found)
    token = store.pages.claim(NOW, SOON)
    store.upkeep.purge(NOW + SOON)
    assert read(store, found, token=token, text="x").mentions == 0
    assert (store.documents.count(), store.pages.count(NOW)) == (0, 0)


def test_excerpts_are_counted_among_what_is_known(store):
    """Of documents that say neither, nothing is claimed."""
    kinds = {"a": True, "b": False, "c": None}
    save(store, *(document(name, whole=whole) for name, whole in kinds.items()), pages=False)
    assert store.documents.excerpts(None, None) == (1, 2)
    assert store.documents.excerpts(NOW, None) == (0, 0)
