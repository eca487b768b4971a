# SPDX-License-Identifier: MIT
"""The sample world holds together: its feeds parse, its clock runs forward, and nothing in it is real."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources

import pytest

from veille import config, dates, demo, urls
from veille.errors import FetchError
from veille.model import Request, Validators
from veille.sources.base import State

WORLD = demo.world()
ITEMS = {
    "Le Courrier de l'Estuaire": (1, 1, 2, 3, 4),
    "Matin Régions": (0, 0, 1, 2, 3),
    "L'Éco quotidien": (0, 1, 2, 4, 5),
    "Radio Littoral": (0, 1, 1, 3, 3),
    "Pontrevel Info": (0, 1, 1, 2, 3),
    "Avis de rappel": (0, 1, 1, 2, 2),
    "Goûter & Cie": (0, 1, 2, 2, 3),
    "Forum Papilles": (0, 0, 2, 5, 6),
    "Biscuit Trade Weekly": (0, 0, 1, 2, 3),
    "Miettes": (0, 1, 1, 1, 2),
    "Piaf": (0, 0, 1, 3, 4),
    "Scène & Écran": (0, 0, 1, 2, 3),
    "Revue Agro": (0, 0, 0, 1, 3),
    "Conso & Vous": (0, 1, 2, 3, 3),
    "Blog Lenoir": (1, 1, 1, 2, 3),
}
WELL_KNOWN = (
    "lemonde|figaro|ouest-france|parisien|liberation|afp|reuters|bbc|guardian|facebook|twitter|instagram|tiktok|"
    "linkedin|youtube|mastodon|reddit|amazon|google|apple|microsoft|danone|nestl|bonne maman|saint-michel|"
    "st michel|carrefour|leclerc|auchan|lidl|intermarch|rappelconso|60 millions|que choisir"
)
NAMESPACES = ("www.w3.org", "purl.org", "www.itunes.com", "jsonfeed.org")


@dataclass(frozen=True)
class Call:
    request: Request
    validators: Validators | None = None


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """Return the sources of the sample watch file, by name."""
    path = tmp_path_factory.mktemp("demo") / "sources.toml"
    path.write_text(WORLD.watch_file, encoding="utf-8")
    loaded = config.load(path, environ={})
    assert loaded.warnings == ()
    return {source.name: source for source in loaded.sources}


def pages(watched, instant):
    answers = demo.Answers(instant)
    for name, source in watched.items():
        call = Call(request=source.first_request)
        try:
            response = answers.send(call)
        except FetchError:
            continue
        yield name, source.source.parse(response, State())


def files():
    return sorted((resources.files("veille.demo") / "world").iterdir(), key=lambda path: path.name)


def test_now_is_a_monday_morning_after_two_whole_weeks_of_collection():
    """The last complete week and the one before were both collected from their first day."""
    local = WORLD.now.astimezone(datetime.fromisoformat("2026-11-16T08:00:00+01:00").tzinfo)
    assert (local.isoformat(), local.weekday()) == ("2026-11-16T08:00:00+01:00", 0)
    assert list(WORLD.visits) == sorted(WORLD.visits)
    assert WORLD.visits[0] < datetime(2026, 11, 2, tzinfo=UTC)


def test_every_feed_parses_to_the_intended_items_at_every_visit(watched):
    """Each feed shows as many items as were on line at that instant."""
    for number, instant in enumerate(WORLD.visits):
        found = {name: len(page.items) for name, page in pages(watched, instant)}
        assert found == {name: counts[number] for name, counts in ITEMS.items() if name in found}
    assert sum(counts[-1] for counts in ITEMS.values()) == 50


def test_an_item_keeps_its_ids_from_visit_to_visit(watched):
    """What was on line at one visit is there at the next one, with the same ids."""
    before = set()
    for instant in WORLD.visits:
        now = {
            (name, item.native_id, item.url) for name, page in pages(watched, instant) for item in page.items
        }
        down = {known for known in before if known[0] == "Conso & Vous"} if instant == WORLD.now else set()
        assert before - down <= now
        before = now


def test_no_item_is_on_line_before_it_is_published(watched):
    """Dates are those of the three weeks, and an item appears once its date has come."""
    for instant in WORLD.visits:
        for _, page in pages(watched, instant):
            published = [dates.parse(item.published) for item in page.items]
            assert all(moment is None or moment <= instant for moment in published)
            assert all(moment is None or moment >= datetime(2026, 10, 25, tzinfo=UTC) for moment in published)


def test_two_articles_are_shown_by_two_feeds_with_other_tracking_parameters(watched):
    """They have one canonical address each; all other items have one of their own."""
    last = [item for _, page in pages(watched, WORLD.now) for item in page.items]
    shared = [url for url, count in Counter(urls.canonical(item.url) for item in last).items() if count > 1]
    assert len(shared) == 2
    assert all("utm_" not in url for url in shared)


def test_an_agency_story_is_repeated_by_five_outlets(watched):
    """The same paragraph stands in the feeds of five hosts."""
    sentence = "Aucun cas de réaction"
    told = [
        name
        for name, page in pages(watched, WORLD.now)
        for item in page.items
        if sentence in (item.html or item.text or "")
    ]
    assert len(told) == len(set(told)) == 5


def test_replies_of_a_thread_differ_by_fragment_alone(watched):
    """Forum replies share a page and are told apart by #post-12."""
    forum = dict(pages(watched, WORLD.now))["Forum Papilles"]
    addresses = {item.url for item in forum.items}
    assert len(addresses) == 6
    assert len({address.partition("#")[0] for address in addresses}) == 2


def test_a_known_validator_is_answered_by_304():
    """The second visit without news costs no body."""
    request = Request(url="https://miettes.example/podcast.xml")
    first = demo.Answers(WORLD.visits[2]).send(Call(request=request))
    known = Validators(etag=first.headers["etag"])
    again = demo.Answers(WORLD.visits[3]).send(Call(request=request, validators=known))
    changed = demo.Answers(WORLD.visits[4]).send(Call(request=request, validators=known))
    assert (first.status, again.status, changed.status) == (200, 304, 200)
    assert (bool(first.body), again.body, bool(changed.body)) == (True, b"", True)


def test_one_source_fails_at_the_last_visit_and_unknown_addresses_always_do(watched):
    """A report of the sample world has a failure to tell."""
    failing = set(ITEMS) - {name for name, _ in pages(watched, WORLD.now)}
    assert failing == {"Conso & Vous"}
    with pytest.raises(FetchError) as caught:
        demo.Answers(WORLD.now).send(Call(request=watched["Conso & Vous"].first_request))
    assert (caught.value.code, caught.value.status) == ("http_5xx", 503)
    with pytest.raises(FetchError, match="http_4xx"):
        demo.Answers(WORLD.now).send(Call(request=Request(url="https://nowhere.example/")))


def test_the_watch_file_and_the_answers_name_the_same_addresses(watched):
    """No source of the sample world is without an answer, none is answered for nothing."""
    assert set(watched) == set(ITEMS)
    named = {source.url for source in watched.values()}
    assert {url for url in named if demo.Answers(WORLD.now).body(url)} == named


def test_all_formats_and_a_foreign_encoding_are_there():
    """RSS 1.0 and 2.0, Atom, JSON Feed, and one feed that is not UTF-8."""
    bodies = {path.name: path.read_bytes() for path in files()}
    assert b"<rdf:RDF" in bodies["radio-littoral.rdf"]
    assert b'<rss version="2.0"' in bodies["matin-regions.xml"]
    assert b"<feed xmlns" in bodies["forum-papilles.atom"]
    assert b"jsonfeed.org/version" in bodies["pontrevel-info.json"]
    with pytest.raises(UnicodeDecodeError):
        bodies["matin-regions.xml"].decode()


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_nothing_in_the_sample_world_is_real(path):
    """Every host is under .example, and no well-known brand or outlet is named."""
    text = path.read_bytes().decode("utf-8" if path.name != "matin-regions.xml" else "iso-8859-1")
    hosts = set(re.findall(r"https?://([^/\"'\s<>?&]+)", text)) - set(NAMESPACES)
    assert all(host.endswith(".example") for host in hosts), hosts
    assert re.search(rf"\b(?:{WELL_KNOWN})", text, re.IGNORECASE) is None
