# SPDX-License-Identifier: MIT
"""What comes instead of an answer has a name, and a title that may be shown."""

import pytest

from veille.net.recognise import recognise, title
from veille.testing import answer


@pytest.mark.parametrize(
    ("page", "url", "code"),
    [
        (b"<html><form><input TYPE=PASSWORD></form>", "https://a.example/", "login"),
        (b"<html>", "https://consent.google.fr/ml?continue=x", "consent"),
        ("<title>Avant d'accéder à Google</title>", "https://news.google.com/", "consent"),
        (b"<title>Just a moment...</title>", "https://a.example/", "blocked"),
        (b"<div class='g-recaptcha'>", "https://a.example/", "blocked"),
        (b"<html><p>Bonjour</p></html>", "https://a.example/", None),
        (b"", "https://a.example/", None),
        (b"\xff\xfe\x00", "https://[", None),
    ],
)
def test_pages_that_want_a_person_have_a_name(page, url, code):
    """Login, consent, challenge; anything else is nothing of the kind."""
    assert recognise(answer(page, url=url)) == code


def test_a_challenge_is_known_by_its_header():
    """Cloudflare says so itself."""
    assert recognise(answer(b"<html>", headers={"cf-mitigated": "challenge"})) == "blocked"


def test_a_title_is_cleaned():
    """Entities read, blanks joined, nothing unprintable, not too long."""
    assert title(b"<TITLE lang=fr>\n L&eacute;a \x1b[31m &amp;\n co </title>") == "Léa [31m & co"
    assert title(b"<p>none") == ""
    assert len(title(b"<title>" + b"x" * 290 + b"</title>")) == 120
