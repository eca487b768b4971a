# SPDX-License-Identifier: MIT
"""Google Alerts: an invented answer in the shape of a recorded one, and a visit after which the address is sought."""

from pathlib import Path

import pytest

from veille.model import Channel
from veille.sources.base import State
from veille.sources.googlealerts import GoogleAlerts
from veille.steps import identify
from veille.testing import NOON, answer, assert_source_contract

DATA = Path(__file__).parent / "data" / "googlealerts"
BODY = (DATA / "alert.xml").read_bytes()
USER, ALERT = "01234567890123456789", "9876543210987654321"
WATCH = """
[veille]
language = "en"
[fetch]
gap = "0s"
allow_private = ["127.0.0.1"]
[[brand]]
name = "Lenoir"
[[source]]
name = "Alerte"
kind = "googlealerts"
url = "{url}"
"""


def documents():
    """Return the documents of the answer."""
    page = GoogleAlerts(**GoogleAlerts.example).parse(answer(BODY), State())
    base = GoogleAlerts.example["url"]
    return identify.documents(
        page.items, about=page.about, source="A", channel=Channel.NEWS, seen_at=NOON, base=base
    )


def test_each_result_has_its_own_address():
    """It is unwrapped from Google's, which is kept nowhere."""
    first, second = documents()
    assert (first.url, second.url) == (
        "https://www.courrier.example/rappel?id=12",
        "http://forum.example/t/412",
    )
    assert "google" not in repr((first.url, first.links, first.identity, second.links))


def test_titles_and_excerpts_lose_the_marks_of_the_match():
    """`<b>` and entities are cleaned; the text is an excerpt, without author."""
    first, _ = documents()
    assert first.title == "La biscuiterie Lenoir rappelle un lot & s'excuse"
    assert first.text.startswith("La biscuiterie Lenoir rappelle un lot de galettes")
    assert (first.whole, first.author) == (False, None)
    assert first.sightings[0].native_id == "tag:google.com,2013:googlealerts/feed:1111111111111111111"
    assert first.published.isoformat() == "2026-11-01T17:40:00+00:00"


@pytest.mark.parametrize(
    "url", ["", "https://www.google.com/alerts", f"https://www.google.com/alerts/feeds/{USER}", "ftp://x/"]
)
def test_another_address_is_refused_without_being_repeated(url):
    """The page of alerts is no feed; and a secret cut short is still one."""
    with pytest.raises(ValueError, match="url") as caught:
        GoogleAlerts(url=url)
    assert USER not in str(caught.value)


@pytest.mark.parametrize("status", [200, 404, 410])
def test_the_address_is_shown_nowhere(person, site, status):
    """Neither a visit nor a failure, neither a list nor an export nor the database shows who was alerted."""
    url = site.put(f"/alerts/feeds/{USER}/{ALERT}", BODY, type="application/atom+xml", status=status)
    person.watch_file(WATCH.format(url=url))
    said = [
        person(*command.split())
        for command in (
            "fetch --json",
            "fetch --verbose --all",
            "sources list",
            "sources list --json",
            "sources check",
            "sources check --json",
            "search lenoir --json",
            "mentions --json",
            "report --json",
            "doctor",
            "doctor --json",
            "db export",
            "db info",
        )
    ]
    for one in said:
        assert USER not in one.out + one.err, one
        assert ALERT not in one.out + one.err, one
    assert (status == 200) == ("courrier.example" in said[6].out)
    stored = b"".join(path.read_bytes() for path in person.folder.glob("veille.db*"))
    assert stored
    assert USER.encode() not in stored


def test_the_contract_of_sources_is_kept():
    """However broken, an answer gives items or a ParseError."""
    assert_source_contract(GoogleAlerts, DATA / "alert.xml")
