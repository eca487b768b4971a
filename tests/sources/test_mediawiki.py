# SPDX-License-Identifier: MIT
"""MediaWiki: answers are written from the documentation, in the shape of recorded changes and of a 1.39 on loopback."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.errors import ParseError
from veille.model import Channel
from veille.net.http import full_url
from veille.net.outcomes import Failed
from veille.sources.base import State
from veille.sources.mediawiki import MediaWiki
from veille.steps import identify
from veille.testing import BRAND_NAMES, NOON, FakeNet, answer, assert_source_contract, play

DATA = Path(__file__).parent / "data" / "mediawiki"
SEARCH, WATCH = MediaWiki(wiki="fr", query="lenoir"), MediaWiki(wiki="fr", titles=("Biscuiterie Lenoir",))
SMALL = MediaWiki(wiki="https://wiki.example/w/api.php")
KEYS = st.sampled_from(
    [
        "title",
        "pageid",
        "snippet",
        "timestamp",
        "revid",
        "user",
        "comment",
        "revisions",
        "missing",
        "sroffset",
    ]
)
WEEK_AGO = NOON - timedelta(days=7)


def first(source, **state):
    """Return the first request of a visit."""
    return next(iter(source.requests(State(**state))))


def asked(source, **state):
    """Return the parameters of the first request."""
    return dict(first(source, **state).params)


def read(source, name, **state):
    """Return the page of an answer to the first request."""
    request = first(source, **state)
    body = name if isinstance(name, bytes) else (DATA / name).read_bytes()
    return source.parse(answer(body, url=request.url, request=request), State(**state))


def results(number, *, last=False):
    """Return a page of two results, and what it says of the next one."""
    found = [
        {
            "title": f"A{number}-{one}",
            "pageid": number * 10 + one,
            "timestamp": f"2026-10-{31 - number}T10:00:00Z",
        }
        for one in range(2)
    ]
    more = {} if last else {"continue": {"sroffset": number * 2, "continue": "-||"}}
    return json.dumps({**more, "query": {"search": found}}).encode()


def test_wikipedia_is_named_by_its_language_and_another_wiki_by_its_folder():
    """`fr`, or the folder that has api.php, with or without it."""
    assert first(SEARCH).url == "https://fr.wikipedia.org/w/api.php"
    assert first(SMALL).url == "https://wiki.example/w/api.php"
    assert first(MediaWiki(wiki="https://wiki.example/", query="x")).url == "https://wiki.example/api.php"


def test_one_search_for_each_brand_where_the_wiki_knows_alternatives():
    """Wikipedia joins the names of a brand; the search of a plain MediaWiki takes them one by one."""
    brands = State(brands=BRAND_NAMES)
    wikipedia = MediaWiki(wiki="fr", query="@brands").requests(brands)
    assert [dict(one.params)["srsearch"] for one in wikipedia] == [
        '"Biscuiterie Lenoir" OR "Lenoir Biscuits"',
        '"Maison Duval"',
    ]
    plain = list(MediaWiki(wiki="https://wiki.example/w", query="@brands").requests(brands))
    assert len({dict(one.params)["srsearch"] for one in plain}) == 3


@pytest.mark.parametrize(
    "wrong",
    [{"wiki": "français"}, {"wiki": "ftp://x"}, {"query": ""}, {"titles": ("A|B",)}, {"query": None}],
)
def test_a_wrong_option_is_named(wrong):
    """All edits of a Wikipedia are too many; several titles are a list."""
    with pytest.raises(ValueError, match=next(iter(wrong))):
        MediaWiki(**{"wiki": "fr", "query": "lenoir", **wrong})


def test_an_article_found_has_its_address_and_no_date_of_publication():
    """The date of a result is that of the last edit; the snippet loses its marks; the article is a thread."""
    page = read(SEARCH, "search.json")
    first_found, second = page.items
    assert first_found.url == "https://fr.wikipedia.org/wiki/Biscuiterie_Lenoir"
    assert second.url == "https://fr.wikipedia.org/wiki/Galette_d'%C3%89t%C3%A9_/_%C5%92uvre%3F"
    assert (first_found.native_id, first_found.thread, first_found.language) == ("88412", "88412", "fr")
    assert (first_found.published, first_found.updated) == (None, "2026-11-01T18:20:11Z")
    document, _ = identify.documents(
        page.items, about=page.about, source="W", channel=Channel.WIKI, seen_at=NOON, base=None
    )
    assert document.text == "La biscuiterie Lenoir est une entreprise française & familiale"
    assert (document.whole, document.published) == (False, None)


def test_an_article_of_another_wiki_is_shown_by_its_index():
    """Where articles stand is each wiki's choice; index.php always knows."""
    source = MediaWiki(wiki="https://wiki.example/w", query="lenoir")
    item = read(source, "search.json").items[0]
    assert item.url == "https://wiki.example/w/index.php?title=Biscuiterie_Lenoir"
    assert item.language is None


def test_each_edit_of_a_watched_article_is_a_document_of_its_thread():
    """Who, when, why; hidden names and reasons stay unknown."""
    page = read(WATCH, "revisions.json")
    edit, silent, hidden = page.items
    assert edit.url == "https://fr.wikipedia.org/w/index.php?diff=230117"
    assert (edit.title, edit.author, edit.published) == (
        "Biscuiterie Lenoir",
        "Anne M.",
        "2026-11-01T18:20:11Z",
    )
    assert edit.text == "/* Rappel */ la biscuiterie Lenoir rappelle un lot"
    assert (silent.author, silent.text) == ("192.0.2.7", None)
    assert (hidden.author, hidden.text) == (None, None)
    assert {one.thread for one in page.items} == {"88412"}
    documents = identify.documents(
        page.items, about=page.about, source="W", channel=Channel.WIKI, seen_at=NOON, base=None
    )
    assert len({one.id for one in documents}) == 3


def test_a_small_wiki_is_followed_whole():
    """Without query and titles all edits of articles are read, what is no edit left out."""
    assert asked(SMALL)["list"] == "recentchanges"
    (change,) = read(SMALL, "changes.json").items
    assert change.url == "https://wiki.example/w/index.php?diff=51"
    assert (change.title, change.author, change.text) == ("Accueil", "Zoé", "ajout de Lenoir")


def test_edits_are_asked_until_the_last_visit_with_a_margin():
    """None on a first visit; a day more than the last one; as far as a person asks."""
    assert "rvend" not in asked(WATCH)
    assert asked(WATCH, since=NOON)["rvend"] == "2026-11-01T12:00:00Z"
    assert asked(SMALL, since=NOON)["rcend"] == "2026-11-01T12:00:00Z"
    assert asked(WATCH, since=datetime(2025, 1, 2, tzinfo=UTC), back=True)["rvend"] == "2025-01-01T00:00:00Z"


def test_revisions_are_continued_where_the_wiki_says():
    """`continue` is given back as it came; a first visit reads one page."""
    assert read(WATCH, "revisions.json").follow == ()
    (more,) = read(WATCH, "revisions.json", since=WEEK_AGO).follow
    assert dict(more.params)["rvcontinue"] == "20261020091500|230111"
    rest = json.loads((DATA / "revisions.json").read_bytes())
    del rest["continue"]
    rest["query"]["pages"][0]["revisions"] = [
        {"revid": 7, "timestamp": "2026-10-20T09:15:00Z", "user": "Paul"}
    ]
    net = FakeNet(
        {
            full_url(first(WATCH, since=WEEK_AGO)): answer(DATA / "revisions.json"),
            full_url(more): answer(json.dumps(rest)),
        }
    )
    outcome = play(WATCH, net, State(since=WEEK_AGO))
    assert ([item.native_id for item in outcome.items][-1], outcome.gap) == ("7", False)


def test_a_search_pages_on_until_the_last_visit():
    """Results are asked for by their last edit: the page that reaches the last visit is the last."""
    since = datetime(2026, 10, 30, tzinfo=UTC)
    start = first(SEARCH, since=since)
    second = full_url(start) + "&continue=-%7C%7C&sroffset=2"
    third = full_url(start) + "&continue=-%7C%7C&sroffset=4"
    net = FakeNet(
        {full_url(start): answer(results(1)), second: answer(results(2)), third: answer(results(3))}
    )
    outcome = play(SEARCH, net, State(since=since))
    assert (len(outcome.items), len(net.urls), outcome.gap) == (6, 3, False)
    assert len(play(SEARCH, FakeNet({full_url(start): answer(results(1))})).items) == 2


def test_looking_back_reads_older_pages():
    """As far as a person asks, or until there is no more."""
    since = datetime(2020, 1, 1, tzinfo=UTC)
    start = first(SEARCH, since=since, back=True)
    second = full_url(start) + "&continue=-%7C%7C&sroffset=2"
    net = FakeNet({full_url(start): answer(results(1)), second: answer(results(2, last=True))})
    outcome = play(SEARCH, net, State(since=since, back=True))
    assert (len(outcome.items), outcome.gap) == (4, False)


def unsorted_results(*, until):
    """Return a search that refuses the order of time, page after page, and ends where told."""
    start = first(SEARCH, since=WEEK_AGO)
    refused = b'{"error": {"code": "badvalue", "info": "Unrecognized value for parameter \\"srsort\\"."}}'
    plain = full_url(start).replace("&srsort=last_edit_desc", "")
    pages = {full_url(start): answer(refused), plain: answer(results(1))}
    for number in range(2, until):
        pages[f"{plain}&continue=-%7C%7C&sroffset={number * 2 - 2}"] = answer(
            results(number, last=number == until - 1)
        )
    return FakeNet(pages)


def test_a_wiki_that_cannot_sort_is_asked_without_order_and_read_to_its_end():
    """It refuses with status 200; its results are in no order of time, so what is new may be on any page."""
    outcome = play(SEARCH, unsorted_results(until=6), State(since=WEEK_AGO))
    assert (len(outcome.items), outcome.gap) == (10, False)


def test_results_in_no_order_are_read_up_to_a_limit_and_the_gap_is_said():
    """A visit does not page through a whole wiki each time; looking back does."""
    more = json.dumps({"continue": {"sroffset": 200}, "query": {"search": []}}).encode()
    request = first(SEARCH, since=WEEK_AGO).otherwise
    page = SEARCH.parse(answer(more, url=request.url, request=request), State(since=WEEK_AGO))
    assert (page.follow, page.gap) == ((), True)
    page = SEARCH.parse(answer(more, url=request.url, request=request), State(since=WEEK_AGO, back=True))
    assert (len(page.follow), page.gap) == (1, False)


def test_the_search_that_comes_with_mediawiki_is_asked_in_texts_and_in_titles():
    """Unsaid, a stock MediaWiki searches titles alone: an article that only mentions the brand would be missed."""
    wiki = MediaWiki(wiki="https://wiki.example/w", query="lenoir")
    texts, titles = (dict(request.params)["srwhat"] for request in wiki.requests(State()))
    assert (texts, titles) == ("text", "title")
    assert "srwhat" not in asked(SEARCH)


def test_a_wiki_that_keeps_titles_and_texts_together_has_nothing_more_to_say_of_titles():
    """Such a wiki refuses the search in titles: its search in texts has found them."""
    wiki = MediaWiki(wiki="https://wiki.example/w", query="lenoir")
    request = list(wiki.requests(State()))[1]
    refused = b'{"error": {"code": "search-title-disabled", "info": "title search is disabled."}}'
    page = wiki.parse(answer(refused, url=request.url, request=request), State())
    assert page.items == ()
    assert page.gap is False


def test_a_watched_article_that_does_not_exist_is_said():
    """A misspelt title is no article without edits."""
    missing = b'{"batchcomplete": true, "query": {"pages": [{"ns": 0, "title": "Lenoire", "missing": true}]}}'
    with pytest.raises(ParseError) as caught:
        read(WATCH, missing)
    assert (caught.value.code, caught.value.facts["case"], caught.value.facts["title"]) == (
        "parse",
        "wiki_title",
        "Lenoire",
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"error": {"code": "readapidenied", "info": "You need read permission."}}', "login"),
        (b'{"error": {"code": "internal_api_error"}}', "parse"),
        (b'{"error": "x"}', "parse"),
        (b'{"batchcomplete": true}', "parse"),
    ],
)
def test_an_error_with_status_200_is_a_failure(body, code):
    """The interface says what is wrong in JSON: it is never taken for an empty answer."""
    with pytest.raises(ParseError) as caught:
        read(WATCH, body)
    assert caught.value.code == code


def test_one_missing_article_does_not_lose_the_others():
    """What could be read is kept."""
    source = MediaWiki(wiki="fr", titles=("Lenoire", "Biscuiterie Lenoir"))
    wrong, right = source.requests(State())
    missing = b'{"query": {"pages": {"-1": {"ns": 0, "title": "Lenoire", "missing": ""}}}}'
    net = FakeNet({full_url(wrong): answer(missing), full_url(right): answer(DATA / "revisions.json")})
    outcome = play(source, net)
    assert isinstance(outcome, Failed)
    assert len(outcome.items) == 3


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([SEARCH, WATCH, SMALL]),
    JSON,
    st.lists(st.dictionaries(KEYS, JSON, max_size=5), max_size=3),
)
def test_any_shape_of_an_answer_is_read(source, more, found):
    """Fields of any type are read, left out, or refused as unreadable."""
    body = {"continue": more, "query": {"search": found, "pages": found, "recentchanges": found}}
    with suppress(ParseError):
        assert all(item.title for item in read(source, json.dumps(body).encode(), since=WEEK_AGO).items)


def test_the_contract_of_sources_is_kept():
    """However broken, an answer gives items or a ParseError: search, revisions and changes."""
    assert_source_contract(
        MediaWiki,
        DATA / "search.json",
        answer(DATA / "revisions.json", request=first(WATCH)),
        answer(DATA / "changes.json", request=first(SMALL)),
    )


def test_a_wiki_that_asks_for_patience_is_left_alone():
    """Too many requests come as an answer with status 200: it is a quota, not a damaged answer."""
    with pytest.raises(ParseError) as caught:
        MediaWiki(wiki="https://wiki.example/w", query="lenoir").parse(
            answer('{"error": {"code": "ratelimited", "info": "Slow"}}'), State()
        )
    assert caught.value.code == "rate_limited"
