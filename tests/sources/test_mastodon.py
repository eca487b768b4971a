# SPDX-License-Identifier: MIT
"""Mastodon: several instances, hashtags of brands, accounts, pages without a gap, instances that close."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from veille.errors import FetchError, ParseError
from veille.i18n import Words
from veille.model import Channel, Request
from veille.net.outcomes import Failed, Fetched
from veille.sources.base import State
from veille.sources.mastodon import Mastodon
from veille.steps.identify import documents
from veille.testing import FakeNet, answer, assert_source_contract, play
from veille.watch.tallied import Failure, told

DATA = Path(__file__).parent / "data" / "mastodon"
HERE = "https://ici.example"
TAG = f"{HERE}/api/v1/timelines/tag/lenoir?limit=40"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
OLDER = Request(url=f"{HERE}/api/v1/timelines/tag/lenoir", step="older  ici.example #lenoir")


def post(number, **other):
    """Return a post whose id and minute are that number."""
    moment = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=number)
    uri = f"https://autre.example/users/anne/statuses/{number}"
    found = {"id": str(number), "uri": uri, "url": f"https://autre.example/@anne/{number}"}
    account = {"acct": "anne@autre.example"}
    return {
        **found, "created_at": moment.isoformat(), "content": f"<p>{number}</p>", "account": account, **other
    }  # fmt: skip


def posts(first, last):
    """Return a page of posts, the newest first."""
    return answer(json.dumps([post(number) for number in range(last, first - 1, -1)]))


def source(**options):
    return Mastodon(**{"instances": ("ici.example",), "hashtags": ("lenoir",)} | options)


def read(body, **options):
    return source(**options).parse(answer(json.dumps(body), request=OLDER), State())


def numbers(outcome):
    return [int(item.native_id) for item in outcome.items]


# --- reading ----------------------------------------------------------------------------------------------


def test_everything_a_post_says_is_copied():
    """Text, warning, pictures, links, dates, counts; its `uri` says that it is the same on all instances."""
    first, second = source().parse(answer(DATA / "tag_lenoir.json", request=OLDER), State()).items
    assert first.identity == "https://autre.example/users/anne/statuses/77"
    assert (first.native_id, first.url) == ("114000000000000003", "https://autre.example/@anne/77")
    assert (first.title, first.language) == ("Rappel de produit", "fr")
    assert (first.author, first.author_url, first.audience) == ("Anne", "https://autre.example/@anne", 321)
    assert (first.published, first.updated) == ("2026-11-02T09:30:00.000Z", "2026-11-02T09:40:00.000Z")
    assert first.parent == "114000000000000001"
    assert first.engagement == {"likes": 9, "shares": 5, "replies": 2}
    assert first.links == ("https://gazette.example/rappel",)
    assert first.html.endswith("<p>Un paquet &lt;ouvert&gt;</p>")
    assert first.whole
    assert second.url == second.identity
    assert (second.author, second.audience, second.title) == ("zoe", None, None)
    assert second.html.endswith("<p>Sablés</p><p>Galettes</p>")
    assert second.links == ("https://autre.example/@anne/70",)


def test_posts_for_followers_are_not_read():
    """Only what is public, or unlisted, is anybody's to read."""
    assert read([post(1, visibility="private"), post(2, visibility="direct")]).items == ()
    assert len(read([post(1, visibility="unlisted")]).items) == 1


def test_a_boost_is_the_post_that_is_boosted():
    """The original stands in `reblog`; the boost itself says nothing."""
    (item,) = read([post(9, content="", reblog=post(3))]).items
    assert (item.native_id, item.html) == ("3", "<p>3</p>")


def test_accounts_that_refuse_to_be_searched_can_be_left_out():
    """`indexable_only` keeps those that agreed; by default all public posts are read."""
    page = [post(1, account={"indexable": True}), post(2, account={"indexable": False}), post(3)]
    assert len(read(page).items) == 3
    assert [item.native_id for item in read(page, indexable_only=True).items] == ["1"]
    assert read([post(1, account={"indexable": True, "noindex": True})], indexable_only=True).items == ()


def test_one_post_seen_on_two_instances_is_one_document():
    """Ids differ from one instance to the next, `uri` does not."""
    there = [post(1), {**post(1), "id": "999"}]
    found = documents(
        read(there).items,
        about=read([]).about,
        source="M",
        channel=Channel.SOCIAL,
        seen_at=NOON,
        base="https://ici.example/",
    )
    assert [document.host for document in found] == ["autre.example"]


# --- asking -----------------------------------------------------------------------------------------------


def test_each_instance_is_asked_for_each_hashtag():
    """With or without #, whatever its case and accents, once."""
    asked = source(instances=("a.example", "b.example"), hashtags=("#Lenoir", "lenoir", "BrûléeÀLyon"))
    assert [request.url for request in asked.requests(State())] == [
        "https://a.example/api/v1/timelines/tag/Lenoir",
        "https://b.example/api/v1/timelines/tag/Lenoir",
        "https://a.example/api/v1/timelines/tag/Br%C3%BBl%C3%A9e%C3%80Lyon",
        "https://b.example/api/v1/timelines/tag/Br%C3%BBl%C3%A9e%C3%80Lyon",
    ]


def test_brands_make_hashtags_of_their_names():
    """Letters and digits only, accents folded as Mastodon does itself; a number alone is no hashtag."""
    state = State(brands=(("L’Oréal", "1664"), ("Crème & Brûlée",)))
    asked = Mastodon(instances=("a.example",), query="@brands").requests(state)
    assert [request.url.rpartition("/")[2] for request in asked] == ["loreal", "cremebrulee"]
    (only,) = Mastodon(instances=("a.example",), query="@brands").requests(State(brands=(("1664",),)))
    assert only.url.endswith("/1664")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"hashtags": ()}, "at least one"),
        ({"instances": ()}, "instances"),
        ({"instances": ("https://ici.example/",)}, "instances"),
        ({"hashtags": ("deux mots",)}, "hashtags"),
        ({"hashtags": ("2026",)}, "hashtags"),
        ({"accounts": ("anne",)}, "accounts"),
        ({"query": "lenoir"}, "@brands"),
    ],
)
def test_options_that_cannot_work_are_refused(options, said):
    """Each says which option, and what it should look like."""
    with pytest.raises(ValueError, match=said):
        source(**options)


# --- paging -----------------------------------------------------------------------------------------------


def test_a_first_visit_reads_one_page_and_remembers_the_newest():
    """What came before a source was watched is not missing."""
    found = play(source(), FakeNet({TAG: posts(1, 40)}))
    assert numbers(found) == list(range(40, 0, -1))
    assert (found.cursor, found.gap) == ({"ici.example #lenoir": "40"}, False)


def test_the_next_visits_ask_for_what_came_since_oldest_first():
    """`min_id` pages upwards from the last post read: nothing between two visits is lost."""
    net = FakeNet(
        {
            f"{TAG}&min_id=40": posts(41, 80),
            f"{TAG}&min_id=80": posts(81, 90),
            f"{TAG}&min_id=90": answer("[]"),
        }
    )
    found = play(source(), net, State(cursor={"ici.example #lenoir": "40"}, since=NOON))
    assert sorted(numbers(found)) == list(range(41, 91))
    assert (found.cursor, found.gap) == ({"ici.example #lenoir": "90"}, False)
    assert net.urls == [f"{TAG}&min_id=40", f"{TAG}&min_id=80"]
    again = play(source(), net, State(cursor=found.cursor, since=NOON))
    assert (again.items, again.cursor, again.gap) == ((), found.cursor, False)


def test_a_page_that_fails_leaves_the_cursor_before_it():
    """What was read is kept, and the next visit goes on from there."""
    net = FakeNet({f"{TAG}&min_id=40": posts(41, 80), f"{TAG}&min_id=80": FetchError("http_5xx", status=502)})
    found = play(source(), net, State(cursor={"ici.example #lenoir": "40"}, since=NOON))
    assert isinstance(found, Failed)
    assert len(found.items) == 40
    assert found.cursor == {"ici.example #lenoir": "80"}


def test_ids_are_ordered_as_numbers():
    """A longer id is a later one."""
    net = FakeNet({TAG: answer(json.dumps([post(100), post(99)]))})
    assert play(source(), net).cursor == {"ici.example #lenoir": "100"}


def test_looking_back_pages_until_the_instant_asked_for():
    """`max_id` pages downwards, whatever the cursor says, which stays."""
    since = datetime(2026, 11, 1, 0, 30, tzinfo=UTC)
    net = FakeNet({TAG: posts(61, 100), f"{TAG}&max_id=61": posts(21, 60)})
    state = State(cursor={"ici.example #lenoir": "90"}, since=since, back=True)
    found = play(source(), net, state)
    assert sorted(numbers(found)) == list(range(21, 101))
    assert (found.cursor, found.gap) == (state.cursor, False)


def test_an_instance_added_later_is_read_back_to_the_last_visit():
    """Without a cursor the visits of the past say how far."""
    since = datetime(2026, 11, 1, 1, 10, tzinfo=UTC)
    net = FakeNet({TAG: posts(81, 120), f"{TAG}&max_id=81": posts(41, 80)})
    found = play(source(), net, State(since=since))
    assert len(found.items) == 80
    assert found.cursor == {"ici.example #lenoir": "120"}


def test_an_instance_that_does_not_page_is_not_asked_for_ever():
    """The same posts again end the paging."""
    net = FakeNet({TAG: posts(61, 100), f"{TAG}&max_id=61": posts(61, 100)})
    found = play(source(), net, State(since=datetime(2026, 1, 1, tzinfo=UTC)))
    assert len(net.calls) == 2
    assert isinstance(found, Fetched)


# --- accounts ---------------------------------------------------------------------------------------------

LOOKUP = "https://autre.example/api/v1/accounts/lookup?acct=anne"
STATUSES = "https://autre.example/api/v1/accounts/42/statuses?limit=40&exclude_reblogs=true"


def test_an_account_is_looked_up_once():
    """Its number on its own instance is remembered beside its last post."""
    net = FakeNet(
        {LOOKUP: answer('{"id": "42"}'), STATUSES: posts(1, 3), f"{STATUSES}&min_id=3": posts(4, 5)}
    )
    anne = Mastodon(accounts=("@anne@autre.example",))
    found = play(anne, net)
    assert found.cursor == {"anne@autre.example id": "42", "anne@autre.example": "3"}
    again = play(anne, net, State(cursor=found.cursor, since=NOON))
    assert numbers(again) == [5, 4]
    assert net.urls[2:] == [f"{STATUSES}&min_id=3"]


def test_an_account_made_anew_is_looked_up_again():
    """A number that is nobody's any more is forgotten."""
    new = STATUSES.replace("42", "43")
    net = FakeNet(
        {STATUSES: FetchError("http_4xx", status=404), LOOKUP: answer('{"id": "43"}'), new: posts(1, 3)}
    )
    found = play(
        Mastodon(accounts=("anne@autre.example",)), net, State(cursor={"anne@autre.example id": "42"})
    )
    assert found.cursor == {"anne@autre.example id": "43", "anne@autre.example": "3"}


def test_an_account_without_a_number_is_a_parse_failure():
    """Whoever is not found has no posts to read."""
    request = Request(url=LOOKUP, step="lookup anne@autre.example")
    with pytest.raises(ParseError) as caught:
        source().parse(answer('{"id": true}', request=request), State())
    assert caught.value.code == "parse"


# --- instances that close -----------------------------------------------------------------------------------

REFUSED = FetchError("http_4xx", status=401)
FEED = f"{HERE}/tags/lenoir.rss"
RSS = """<rss version="2.0"><channel><title>#lenoir</title><item><guid>https://autre.example/@anne/77</guid>
<link>https://autre.example/@anne/77</link><description>&lt;p&gt;Un rappel&lt;/p&gt;</description></item>
<item><link>https://pleroma.example/notice/A1</link><description>Deux</description></item></channel></rss>"""


def test_the_feed_of_a_hashtag_replaces_a_closed_api():
    """Its posts are known by the same name as in the API."""
    found = play(source(), FakeNet({TAG: REFUSED, FEED: answer(RSS)}))
    assert [item.identity for item in found.items] == ["https://autre.example/users/anne/statuses/77", None]
    assert found.cursor == {}


@pytest.mark.parametrize(
    "access", ['{"hashtag_feeds": {"local": "public", "remote": "authenticated"}}', "{}"]
)
def test_a_closed_instance_says_what_to_use_instead_and_harms_no_other(access):
    """Other instances are read, and the failure names them."""
    told_of = answer(f'{{"configuration": {{"timelines_access": {access}}}}}')
    net = FakeNet({TAG: REFUSED, FEED: REFUSED, f"{HERE}/api/v2/instance": told_of})
    net.answers[TAG.replace("ici", "la")] = posts(1, 2)
    found = play(source(instances=("ici.example", "la.example")), net)
    assert isinstance(found, Failed)
    assert numbers(found) == [2, 1]
    assert found.cursor == {"la.example #lenoir": "2"}
    assert (found.error.code, found.error.facts["host"]) == ("login", "ici.example")
    failure = Failure(source="M", error=found.error, failing_for=timedelta(0), newly_a_day=False)
    for language in ("fr", "en"):
        what, todo = told(failure, Words(language))
        assert "ici.example" in what
        assert "piaille.fr" in todo


def test_an_instance_in_trouble_is_not_called_closed():
    """Where it says that hashtags are public, it is only unavailable."""
    access = '{"configuration": {"timelines_access": {"hashtag_feeds": {"local": "public"}}}}'
    net = FakeNet({TAG: REFUSED, FEED: REFUSED, f"{HERE}/api/v2/instance": answer(access)})
    found = play(source(), net)
    assert isinstance(found, Failed)
    assert found.error.code == "unavailable"


# --- the contract -----------------------------------------------------------------------------------------


def test_mastodon_keeps_the_contract_of_sources():
    """Whatever an instance answers, there are posts or a ParseError."""
    assert_source_contract(
        Mastodon,
        DATA / "tag_lenoir.json",
        answer('{"id": "42"}', request=Request(url=LOOKUP, step="lookup anne@autre.example")),
        answer(RSS, request=Request(url=FEED, step="feed lenoir")),
        answer(
            json.dumps([post(number) for number in range(40)]),
            request=Request(url=f"{HERE}/x", step="newer - ici.example #lenoir"),
        ),
    )


@pytest.mark.parametrize("body", ["{}", "[" * 50_000, "<html><title>Connexion</title>", "", '{"error": "x"}'])
def test_what_is_no_list_of_posts_is_refused(body):
    """An error told with status 200, a page, a broken answer."""
    with pytest.raises(ParseError):
        source().parse(answer(body, request=OLDER), State())


def test_nobody_writes_in_the_name_of_another_server():
    """A global address that is not of its author's server is no identity."""
    from veille.sources._mastodon_posts import item

    account = {"url": "https://evil.example/@x", "acct": "x"}
    forged = {
        "id": "1",
        "uri": "https://press.example/article",
        "url": "https://evil.example/@x/1",
        "account": account,
    }
    assert item(forged).identity is None
    own = forged | {"uri": "https://evil.example/users/x/statuses/1"}
    assert item(own).identity == own["uri"]
