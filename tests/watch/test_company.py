# SPDX-License-Identifier: MIT
"""Looking a company up: how often a register is asked, and what is proposed for the watch file."""

from datetime import timedelta
from pathlib import Path

import pytest

from veille import config
from veille.directories.base import Companies, Company
from veille.directories.recherche_entreprises import RechercheEntreprises
from veille.errors import FetchError, ParseError
from veille.net.engine import Pace
from veille.net.http import full_url
from veille.testing import FakeNet, answer
from veille.watch.company import PATIENCE, chosen, look_up, proposal
from veille.watch.network import Network

DATA = Path(__file__).parents[1] / "directories" / "data"
DIRECTORY = RechercheEntreprises()
URL = full_url(DIRECTORY.request("lenoir", limit=10))
LENOIR = Company(siren="404833048", name="BISCUITERIE LENOIR", trade_names=("AUX SABLES",), acronym="BL")


def limited(seconds=None):
    """Return the refusal of a register that is asked too often."""
    return FetchError("rate_limited", status=429, **({} if seconds is None else {"retry_after": seconds}))


@pytest.fixture
def ask():
    """Return what looks lenoir up against those answers: (companies or error, requests, waits)."""

    def asking(*answers):
        waits = []
        fake = FakeNet({URL: answers})
        network = Network(
            send=fake.send,
            parse=lambda source, response, state: source.parse(response, state),
            run=lambda function, *arguments: function(*arguments),
            pace=Pace(gap=timedelta(0)),
        )
        try:
            found = look_up(network, DIRECTORY, "lenoir", limit=10, sleep=waits.append)
        except (FetchError, ParseError) as error:
            found = error
        return found, len(fake.calls), waits

    return asking


def test_one_request_is_enough(ask):
    """A look-up is one request."""
    found, requests, waits = ask(answer(DATA / "two.json"))
    assert (len(found.found), requests, waits) == (2, 1, [])


def test_a_short_wait_is_kept_and_asked_again_once(ask):
    """What Retry-After says is waited, once."""
    found, requests, waits = ask(limited(2), answer(DATA / "one.json"))
    assert (found.total, requests, waits) == (1, 2, [2])


def test_a_second_refusal_is_the_last(ask):
    """Nothing is asked a third time, and the wait is said."""
    found, requests, _ = ask(limited(2), limited(90), answer(DATA / "one.json"))
    assert (found.code, requests, found.facts["seconds"]) == ("directory_busy", 2, 90)


@pytest.mark.parametrize("error", [limited(), limited(PATIENCE + 1), FetchError("http_5xx", status=500)])
def test_a_register_in_trouble_is_left_alone(ask, error):
    """No wait given, too long a wait, or a breakdown: one request, no more."""
    found, requests, waits = ask(error, answer(DATA / "one.json"))
    assert (found.code, requests, waits) == ("directory_busy", 1, [])


def test_other_failures_say_what_they_are(ask):
    """A time-out is one."""
    found, requests, _ = ask(FetchError("timeout", host="h", seconds=1))
    assert (found.code, requests) == ("timeout", 1)


def test_something_other_than_companies_is_said(ask):
    """A page in its place is an error of its own."""
    assert ask(answer("<html></html>"))[0].code == "directory_unread"


def test_the_company_meant_is_the_only_one_or_that_of_the_number():
    """Several matches are several, unless a SIREN or a SIRET says which."""
    other = Company(siren="732829320", name="LENOIR SANITAIRE")
    both = Companies(found=(other, LENOIR), total=2)
    assert chosen(both, "lenoir") is None
    assert chosen(both, "404 833 048") == LENOIR
    assert chosen(both, "40483304800022") == LENOIR
    assert chosen(Companies(found=(LENOIR,), total=1), "lenoir") == LENOIR
    assert chosen(Companies(found=(LENOIR,), total=9), "lenoir") is None
    assert chosen(Companies(found=(), total=0), "lenoir") is None


def loaded(tmp_path, text):
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return config.load(path, environ={})


def test_a_company_makes_a_brand_and_a_source(tmp_path):
    """Its other names are aliases, but for those of two letters; the name is written as the person did."""
    found = proposal(loaded(tmp_path, ""), LENOIR, "Biscuiterie Lenoir")
    assert found.brand == {"name": "Biscuiterie Lenoir", "aliases": ["AUX SABLES"]}
    assert found.source == {
        "name": "BODACC Biscuiterie Lenoir",
        "kind": "bodacc",
        "siren": ["404833048"],
        "every": "12h",
    }


def test_what_is_there_is_not_proposed_again(tmp_path):
    """A brand under any of its names, a source that follows its number."""
    text = '[[brand]]\nname = "Sablés"\naliases = ["Biscuiterie Lenoir"]\n'
    text += '[[source]]\nname = "B"\nkind = "bodacc"\nsiren = ["404 833 048"]\n'
    found = proposal(loaded(tmp_path, text), LENOIR, "404833048")
    assert (found.brand, found.source) == (None, None)


def test_a_name_that_is_taken_gets_the_number(tmp_path):
    """Names of sources are unique."""
    text = '[[source]]\nname = "BODACC BISCUITERIE LENOIR"\nkind = "feed"\nurl = "https://x.example/f"\n'
    found = proposal(loaded(tmp_path, text), LENOIR, "lenoir")
    assert found.source["name"] == "BODACC BISCUITERIE LENOIR 404833048"
