# SPDX-License-Identifier: MIT
"""Which items are the same document."""

from datetime import UTC, datetime
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from veille.model import About, Channel, Document, Item
from veille.steps.identify import documents, short

SEEN = datetime(2026, 11, 22, 8, tzinfo=UTC)


def identified(*items: Item, source: str = "s", link: str | None = None) -> tuple[Document, ...]:
    """Return the Documents of one answer of a feed."""
    about = About(link=link)
    return documents(
        items,
        about=about,
        source=source,
        channel=Channel.NEWS,
        seen_at=SEEN,
        base="https://site.example/feed",
    )


def ids(*items: Item, **how: str) -> list[str]:
    """Return their ids."""
    return [document.id for document in identified(*items, **how)]


def test_an_id_is_twelve_letters_and_digits_of_the_identity():
    """Lower-case base32 of its SHA-256, the same for ever."""
    (document,) = identified(Item(url="https://x.example/a"))
    assert document.identity == "https://x.example/a"
    assert document.id == short("https://x.example/a") == "kge2bvtipzkp"


def test_the_same_address_is_the_same_document_whoever_shows_it():
    """Tracking, scheme, `www.`, redirectors and other native ids make no new document."""
    twins = [
        "https://www.x.example/a/?utm_source=rss", "http://x.example/a#xtor=RSS-3",
        "https://www.google.com/url?url=https%3A%2F%2Fx.example%2Fa",
    ]  # fmt: skip
    seen = {identified(Item(url=url, title="T", native_id=url), source=url)[0].id for url in twins}
    assert len(seen) == 1


def test_replies_on_one_page_are_documents_of_their_own():
    """By their fragment, else by their native id when several share the page's address."""
    assert (
        len(
            ids(
                Item(url="https://f.example/t#post-1", text="a"),
                Item(url="https://f.example/t#post-2", text="b"),
            )
        )
        == 2
    )
    first, second = identified(
        Item(url="https://f.example/t", native_id="p1", text="a"),
        Item(url="https://f.example/t", native_id="p2", text="b"),
    )
    assert first.identity == "https://f.example/t p1"
    assert second.identity == "https://f.example/t p2"


def test_the_identity_of_a_shared_page_is_the_same_from_any_source():
    """Two feeds of one forum agree on its replies."""
    items = (
        Item(url="https://f.example/t", native_id="p1", text="a"),
        Item(url="https://f.example/t", native_id="p2", text="b"),
    )
    assert ids(*items, source="one") == ids(*items, source="two")


def test_the_same_article_twice_in_one_answer_is_one_document():
    """Duplicated ids, changed guids and repeated entries: the fuller version stays, in any order."""
    items = [
        Item(url="https://x.example/a", native_id="1", title="Court", published="2026-11-16T10:00:00Z", engagement={"likes": 3}),
        Item(url="https://x.example/a?utm_source=rss", native_id="1", title="Titre", text="Plus long.", published="2026-11-15"),
        Item(url="https://x.example/a", native_id="1", title="Titre", text="Plus long.", author="Anne", engagement={"likes": 2}),
    ]  # fmt: skip
    versions = [identified(*order) for order in permutations(items)]
    assert all(len(version) == 1 for version in versions)
    for (document,) in versions:
        assert document.text == "Plus long."
        assert document.published == datetime(2026, 11, 15, tzinfo=UTC)
        assert document.engagement == {"likes": 3}
        assert document.author == "Anne"


def test_same_content_under_two_ids_on_one_page_is_one_document():
    """A guid that changed at each rebuild of the feed is no second article."""
    again = [Item(url="https://x.example/a", native_id=guid, title="T", text="t") for guid in ("1", "2")]
    assert len(ids(*again)) == 1


def test_a_front_page_or_the_feeds_own_link_identifies_nothing():
    """Then the native id does, within its source."""
    for url in ("https://x.example/", "https://x.example/index.html", "https://x.example/blog/"):
        first, second = identified(
            Item(url=url, native_id="1", title="a"),
            Item(url=url, native_id="2", title="b"),
            link="https://x.example/blog",
        )
        assert (first.identity, second.identity) == ("s 1", "s 2")


def test_without_address_and_id_it_is_the_title_and_the_day():
    """The same note read again is the same; on another day it is another."""
    note = Item(title="Note", published="2026-11-16T10:00:00Z")
    assert ids(note) == ids(Item(title="Note", text="corrigée", published="2026-11-16T18:00:00Z"))
    assert ids(note) != ids(Item(title="Note", published="2026-11-17T10:00:00Z"))
    assert ids(Item(text="Sans titre")) == ids(Item(text="Sans titre"))
    assert ids(Item(text="Sans titre")) != ids(Item(text="Autre"))


def test_three_titles_on_one_page_without_ids_are_three_documents():
    """A feed without ids whose items all point at one listing."""
    assert len(ids(*(Item(url="https://x.example/news", title=title) for title in "abc"))) == 3
    assert len(ids(*(Item(url="https://x.example/news", title=title) for title in "ab"))) == 1


def test_what_the_kind_says_comes_first():
    """A better identity than the address, as an address or in words."""
    assert (
        identified(Item(url="https://c.example/~r/1", identity="http://www.vrai.example/un?utm_source=f"))[
            0
        ].identity
        == "https://vrai.example/un"
    )
    (document,) = identified(Item(url="https://c.example/1", identity="outlet headline"))
    assert document.identity == "outlet headline"


def test_the_host_is_that_of_the_true_address():
    """A counting redirect is not where the article was published."""
    (document,) = identified(Item(url="https://c.example/~r/1", identity="https://www.vrai.example/un"))
    assert (document.host, document.url) == ("vrai.example", "https://c.example/~r/1")


def test_an_item_with_nothing_is_dropped():
    """And the others stay in their order."""
    assert [document.title for document in identified(Item(title="a"), Item(), Item(title="b"))] == ["a", "b"]


SHORT = st.sampled_from(["a", "b", "", None])
URLS = st.sampled_from(
    [
        "https://x.example/",
        "https://x.example/a",
        "https://x.example/a?utm_source=x",
        "https://x.example/b#p1",
        None,
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.builds(
            Item,
            url=URLS,
            native_id=SHORT,
            title=SHORT,
            text=SHORT,
            author=SHORT,
            identity=st.sampled_from([None, None, "k"]),
        ),
        max_size=6,
    ),
    st.randoms(),
)
def test_the_order_of_an_answer_changes_nothing(items, random):
    """The same items shuffled give the same documents, each id once."""
    found = identified(*items)
    shuffled = list(items)
    random.shuffle(shuffled)
    assert {document.id: document.content_hash for document in found} == {
        document.id: document.content_hash for document in identified(*shuffled)
    }
    assert len({document.id for document in found}) == len(found)
