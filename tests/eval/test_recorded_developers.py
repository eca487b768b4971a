# SPDX-License-Identifier: MIT
"""Recorded answers of Hacker News, Reddit, Stack Exchange, GitHub, the App Store and mailing lists, field by field."""

from __future__ import annotations

import email
import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from xml.etree import ElementTree as ET

import pytest

from raw_server import call
from support.recorded import recorded
from veille.addresses import Allowed
from veille.errors import FetchError
from veille.model import Channel, Request
from veille.net.http import Http
from veille.sources.appstore import AppStore
from veille.sources.base import State
from veille.sources.github import GitHub
from veille.sources.hackernews import HackerNews
from veille.sources.mailinglist import MailingList
from veille.sources.reddit import Reddit
from veille.sources.stackexchange import StackExchange
from veille.steps import identify
from veille.testing import NOON, answer

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def http():
    """Return a way out that may reach this machine."""
    client = Http(user_agent="veille/0.1 (+test)", allowed=Allowed.parse(["127.0.0.0/8"]))
    yield client
    client.close()


@pytest.fixture
def folder(shared):
    """Return the folder of recordings."""
    return shared / "recordings"


def read(source, response, state=None):
    """Return the page of an answer, and the documents that the pipeline makes of it."""
    page = source.parse(response, state or State())
    made = identify.documents(
        page.items,
        about=page.about,
        source="it",
        channel=Channel.FORUM,
        seen_at=NOON,
        base=response.url,
    )
    return page, made


def moment(epoch):
    """Return seconds since 1970 as an instant."""
    return datetime.fromtimestamp(epoch, UTC)


def equal(documents, expected, **fields):
    """Assert that each field of each document is what the recording holds; `fields` take it from there."""
    assert len(documents) == len(expected) > 0
    for name, value in fields.items():
        agreeing = sum(
            getattr(document, name) == value(one) for document, one in zip(documents, expected, strict=True)
        )
        assert (name, agreeing) == (name, len(expected))


def test_hacker_news_of_2019(folder):
    """Nine stories: address, title, article, author, date, votes and comments."""
    path = folder / "hackernews" / "algolia_search_tim_cook_2019_first9.json"
    hits = json.loads(path.read_bytes())["hits"]
    page, documents = read(HackerNews(query="tim cook"), recorded(path))
    equal(
        documents,
        hits,
        url=lambda hit: f"https://news.ycombinator.com/item?id={hit['objectID']}",
        title=lambda hit: " ".join(hit["title"].split()),
        author=lambda hit: hit["author"],
        published=lambda hit: moment(hit["created_at_i"]),
        engagement=lambda hit: {"likes": hit["points"], "replies": hit["num_comments"]},
    )
    articles = [hit["url"].split("?")[0].split("#")[0] for hit in hits if hit["url"]]
    assert len(articles) == sum(bool(document.links) for document in documents)
    assert "matchLevel" not in repr(page)


@pytest.mark.parametrize(
    ("name", "least"), [("r_worldnews_atom_2019.xml", 25), ("atom_mediarss_reddit_1.xml", 2)]
)
def test_reddit_in_atom(folder, name, least):
    """Address, title, author, date and text of each post; what Reddit adds below the text is not text."""
    path = folder / "reddit" / name
    entries = ET.fromstring(path.read_bytes()).findall(f"{ATOM}entry")
    page, documents = read(Reddit(subreddits=("x1",)), recorded(path))
    assert len(entries) >= least
    equal(
        documents,
        entries,
        url=lambda entry: re.sub(r"//\w+\.", "//www.", entry.find(f"{ATOM}link").get("href")),
        title=lambda entry: " ".join(entry.findtext(f"{ATOM}title").split()),
        author=lambda entry: entry.findtext(f"{ATOM}author/{ATOM}name").removeprefix("/u/"),
        published=lambda entry: datetime.fromisoformat(
            entry.findtext(f"{ATOM}published") or entry.findtext(f"{ATOM}updated")
        ),
    )
    assert [item.native_id for item in page.items] == [entry.findtext(f"{ATOM}id") for entry in entries]
    for item, document, entry in zip(page.items, documents, entries, strict=True):
        content = entry.findtext(f"{ATOM}content")
        written = re.search(r"<!-- SC_OFF -->(.*)<!-- SC_ON -->", content, re.DOTALL)
        assert bool(document.text) == bool(written)
        assert "[comments]" not in document.text
        link = unescape(re.findall(r'<a href="([^"]+)">\[link\]', content)[-1])
        assert link in item.links or "reddit.com/r/" in link


def test_reddit_in_rss_of_2015(folder):
    """The form of old, without ids and authors: address, title, date, number of comments."""
    path = folder / "reddit" / "home_rss2.xml"
    entries = ET.fromstring(path.read_bytes()).findall("channel/item")
    _, documents = read(Reddit(subreddits=("x1",)), recorded(path))
    equal(
        documents,
        entries,
        url=lambda entry: entry.findtext("link"),
        title=lambda entry: " ".join(entry.findtext("title").split()),
        engagement=lambda entry: dict.fromkeys(
            ["replies"], int(re.findall(r"\[(\d+) comments?\]", entry.findtext("description"))[-1])
        ),
    )
    assert all(document.published for document in documents)


@pytest.mark.parametrize("backoff", [False, True])
def test_stack_exchange_of_2016(folder, backoff):
    """Questions whose texts were blanked: author, date and counts; more pages, and the wait that is asked for."""
    path = folder / "stackexchange" / f"stackexchange_question{'_backoff' if backoff else ''}_page.json"
    whole = json.loads(path.read_bytes())
    # Title, text and link are empty in the recording: such a question is none, until it has a title.
    bare = StackExchange(query="x").parse(recorded(path), State(since=NOON))
    assert bare.items == ()
    assert len(bare.follow) == whole["has_more"]
    assert (bare.rest is not None and bare.rest.total_seconds() == 0.2) == backoff
    for number, question in enumerate(whole["items"]):  # blanked, and with the same number
        question["title"], question["question_id"] = f"Question {number}", number
    page, documents = read(StackExchange(query="x"), answer(json.dumps(whole)))
    equal(
        documents,
        whole["items"],
        author=lambda one: one["owner"]["display_name"],
        author_url=lambda one: one["owner"]["link"],
        published=lambda one: moment(one["creation_date"]),
        engagement=lambda one: {
            "likes": one["score"],
            "replies": one["answer_count"],
            "views": one["view_count"],
        },
    )
    assert [item.native_id for item in page.items] == [
        f"stackoverflow/{one['question_id']}" for one in whole["items"]
    ]


def test_github_issues(folder):
    """Recorded issues, in the envelope of a search: address, title, text, author, dates, comments."""
    path = folder / "github"
    issues = json.loads((path / "github_request.json").read_bytes())
    found = json.loads((path / "github_issue_1.json").read_bytes())
    issues += found if isinstance(found, list) else [found]
    seen = {issue["html_url"]: issue for issue in issues}
    body = json.dumps({"total_count": len(seen), "items": list(seen.values())})
    _, documents = read(GitHub(query="x"), answer(body))
    equal(
        documents,
        list(seen.values()),
        url=lambda one: one["html_url"],
        title=lambda one: one["title"],
        text=lambda one: (one["body"] or "").strip(),
        author=lambda one: one["user"]["login"],
        published=lambda one: datetime.fromisoformat(one["created_at"]),
        updated=lambda one: datetime.fromisoformat(one["updated_at"]),
        engagement=lambda one: {"likes": one["reactions"]["+1"], "replies": one["comments"]},
    )


def test_app_store_of_2020(folder):
    """Fifty reviews without dates: title, text, author, votes; none of them is taken for another."""
    path = folder / "appstore" / "customerreviews_jp_1.json"
    entries = json.loads(path.read_bytes())["feed"]["entry"]
    source = AppStore(app="1404176564", country="jp")
    page, documents = read(source, recorded(path))
    equal(
        documents,
        entries,
        title=lambda one: " ".join(one["title"]["label"].split()),
        author=lambda one: one["author"]["name"]["label"],
        author_url=lambda one: one["author"]["uri"]["label"],
        published=lambda one: None,
        engagement=lambda one: {"likes": int(one["im:voteSum"]["label"])},
    )
    for document, entry in zip(documents, entries, strict=True):
        assert document.text.split() == entry["content"]["label"].split()
    assert len({document.id for document in documents}) == 50
    assert source.parse(recorded(path), State(since=NOON)).gap is None
    assert page.gap is False


@pytest.mark.parametrize(("name", "count"), [("hyperkitty_2016_april.mbox", 3), ("mbox_complex.mbox", 2)])
def test_mailing_lists(folder, name, count):
    """Messages: subject, date, sender's name, Message-ID, what they answer, as the standard library reads them."""
    path = folder / "mailinglists" / name
    parts = re.split(rb"(?m)^From .+ \d\d:\d\d:\d\d \d{4}\n", path.read_bytes())[1:]
    messages = [email.message_from_bytes(part) for part in parts]
    request = Request(url="https://listes.example/x.mbox", step="mbox https://listes.example/pipermail/x/")
    page, documents = read(MailingList(url="https://listes.example/"), recorded(path, request=request))
    assert len(messages) == len(documents) == len(page.items) == count
    for item, document, message in zip(page.items, documents, messages, strict=True):
        assert document.title == " ".join(message["subject"].split())
        assert document.published.isoformat() == mail_date(message["date"])
        assert f"<{item.native_id}>" == message["message-id"]
        assert not item.parent or f"<{item.parent}>" in message["in-reply-to"]
        assert not message["references"] or f"<{item.thread}>" == message["references"].split()[0]
        body = message.get_payload(decode=True).decode("utf-8", "replace")
        assert document.text.split()[:50] == body.split()[:50]
    assert {document.author for document in documents} <= {
        "Jesus M. Gonzalez-Barahona",
        "Andy Grunwald",
        "Eugenia Loli-Queru",
        "Danilo Šegan",
    }
    assert None not in {document.author for document in documents}


def mail_date(written):
    """Return the date of a message in UTC."""
    return parsedate_to_datetime(written).astimezone(UTC).isoformat()


def test_pipermail_index_of_2016(folder):
    """Its three files, packed or not, are found; the newest is read first."""
    path = folder / "mailinglists" / "pipermail_index.html"
    source = MailingList(url="https://listes.example/pipermail/x/")
    (request,) = source.requests(State())
    response = recorded(path, url=request.url, request=request)
    files = [one.url.rpartition("/")[2] for one in source.parse(response, State(since=moment(0))).follow]
    assert files == ["2016-April.txt", "2016-March.txt", "2015-November.txt.gz"]
    assert len(source.parse(response, State()).follow) == 1


@pytest.mark.parametrize("path", ["github/abuse_rate_limit.json", "reddit/error_403_quarantined.json"])
def test_recorded_refusals_give_their_code(folder, site, http, path):
    """403 without a word on when to come back is a refusal, through the real way out."""
    url = site.put("/x", (folder / path).read_bytes(), status=403, type="application/json")
    with pytest.raises(FetchError) as caught:
        http.send(call(url))
    assert (caught.value.code, caught.value.facts["status"]) == ("http_4xx", 403)


def test_recorded_refusals_that_say_when_are_waited_for(folder, site, http):
    """The same refusals with the headers that both services document."""
    for path, headers in {
        "github/abuse_rate_limit.json": {"Retry-After": "60"},
        "reddit/error_403_quarantined.json": {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "60"},
    }.items():
        url = site.put("/x", (folder / path).read_bytes(), status=403, headers=headers)
        with pytest.raises(FetchError) as caught:
            http.send(call(url))
        assert (caught.value.code, caught.value.facts["retry_after"]) == ("rate_limited", 60)
