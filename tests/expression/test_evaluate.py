# SPDX-License-Identifier: MIT
"""What a query finds in a document, and where."""

from datetime import UTC, date, datetime

import pytest

from veille import expression
from veille.model import Channel, Document, Place, Sighting, Span

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def document(text="", title="", **fields):
    sightings = (
        Sighting(source="Vie publique", channel=Channel.OFFICIAL, seen_at=NOW),
        Sighting(source="L'Usine nouvelle", channel=Channel.NEWS, seen_at=NOW),
    )
    return Document(
        id="d", identity="i", first_seen=NOW, sightings=sightings, title=title, text=text,
        **{"url": "https://blog.lemonde.fr/Biscuits/%C3%A9t%C3%A9", "host": "blog.lemonde.fr", "language": "fr-CA",
           "author": "Jeanne L’Équipe", **fields},
    )  # fmt: skip


def parse(query):
    return expression.parse(query, today=NOW.date(), zone=UTC)


def found(query, **fields):
    return expression.matches(parse(query), expression.subject(document(**fields)))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("loreal", "Chez L'Oréal"),
        ("L'Oréal", "chez loreal"),
        ("l’oréal", "L'ORÉAL"),
        ("oreal", "L’Oréal"),
        ("laposte", "La Poste"),
        ("laposte", "la-poste"),
        ("la-poste", "LaPoste"),
        ("LaPoste", "à la poste"),
        ('"la poste"', "La\n « Poste »"),
        ("sncf", "La S.N.C.F. annonce"),
        ("villeneuvedascq", "Villeneuve-d'Ascq"),
        ("Villeneuve-d'Ascq", "#villeneuvedascq"),
        ("lapostemobile", "La Poste Mobile"),
        ("oeuvre", "l'Œuvre"),
        ("été", "E\u0301TE\u0301"),
        ("biscuit*", "les biscuiteries"),
        ("lapost*", "La Poste"),
        ('"la post*"', "la posterité"),
        ("#rappel", "un #Rappel."),
        ("@lenoir", "merci @Lenoir@mastodon.example !"),
        ("rappel", "un #rappel"),
        ("東京", "dans 東京タワー"),
        ("AT&T", "AT & T"),
        ("lenoir", "Le\u200bnoir"),
    ],
)
def test_a_form_is_found_in_its_other_forms(query, text):
    """Hyphen, space and nothing are one; case, accents and elisions do not count."""
    assert found(query, text=text)
    assert found(query, title=text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("poste", "imposteur et posters"),
        ("laposte", "la poste"),
        ('"la poste"', "la grande poste"),
        ("#rappel", "un rappel"),
        ("@lenoir", "lenoir, info@lenoir.fr, @lenoir.paris et @lenoir_paris"),
        ("hm", "H&M"),
        ("H&M", "hm, pas sûr"),
        ("biscuit*", "gâteau"),
    ],
)
def test_what_only_looks_alike_is_not_found(query, text):
    """Words are whole, phrases are together, signs are required where written."""
    assert not found(query, text=text)


def test_a_phrase_does_not_run_from_the_title_into_the_text():
    """Title and text are two parts."""
    assert not found('"la poste"', title="la", text="poste")
    assert found("la poste", title="la", text="poste")


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("site:lemonde.fr", True), ("site:monde.fr", False), ("site:fr", True), ("site:blog.lemonde.fr", True),
        ("url:BISCUITS", True), ("url:été", True), ("url:gateau", False),
        ("author:jeanne", True), ("author:equipe", True), ("author:lequipe", True), ("author:jean", False),
        ("author:jean*", True), ("source:vie-publique", True), ("source:vie", False), ("source:vie*", True),
        ("source:usine-nouvelle", True), ("channel:news", True), ("channel:official", True), ("channel:blog", False),
        ("lang:fr", True), ("lang:en", False), ("date:2026-11-22", True), ("date:2026-11-21", False),
        ("since:2026-11-22", True), ("since:2026-11-23", False), ("-source:reddit", True),
    ],
)  # fmt: skip
def test_fields_look_at_their_part(query, answer):
    """Any sighting counts for source and channel; a host counts with those below it."""
    assert found(query) is answer


def test_unknown_is_never_a_match():
    """A document without address, author or language answers only what is denied."""
    bare = {"url": None, "host": None, "author": None, "language": None}
    for query in ("site:fr", "url:a", "author:a", "lang:fr"):
        assert not found(query, **bare)
        assert found(f"-{query}", **bare)


def hits(query, **fields):
    return expression.hits(parse(query), expression.subject(document(**fields)))


def span(place, start, end):
    return Span(place=place, start=start, end=end)


def test_hits_are_places_as_shown():
    """Offsets count characters of title and text as they are shown, title first."""
    assert hits("lenoir", title="Chez Lenoir", text="Œ LENOIR, lenoir") == (
        span(Place.TITLE, 5, 11), span(Place.TEXT, 2, 8), span(Place.TEXT, 10, 16),
    )  # fmt: skip


def test_hits_that_touch_become_one():
    """Overlapping hits are one span."""
    assert hits("loreal OR oreal OR l’oréal", text="De L’Oréal") == (span(Place.TEXT, 3, 10),)


def test_only_terms_that_made_it_match_are_hits():
    """A branch that failed, and what is denied, leave no hit; a query that fails leaves none."""
    assert hits("(lenoir absent) OR biscuit -gâteau", text="lenoir biscuit") == (span(Place.TEXT, 7, 14),)
    assert hits("lenoir absent", text="lenoir") == ()
    assert hits("title:lenoir", text="lenoir") == ()


def test_dates_of_the_document_are_publication_else_first_seen():
    """The moment of a document is its publication date where there is one."""
    published = datetime(2026, 1, 1, tzinfo=UTC)
    assert found("date:2026-01", published=published)
    assert not found("date:2026-11", published=published)
    assert date(2026, 1, 1) == published.date()
