# SPDX-License-Identifier: MIT
"""Search and match agree: what the narrowed SQL finds is what evaluation in memory finds."""

import random
import sqlite3
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from veille import expression, text
from veille.errors import QueryError
from veille.model import Channel, Document, Sighting
from veille.store.sqlite.fulltext import entry
from veille.store.sqlite.narrow import narrow
from veille.store.sqlite.rows import author_words, stamp

ZONE = ZoneInfo("Europe/Paris")
TODAY = date(2026, 11, 22)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

WORDS = """
La Poste l'Oréal L’Oréal d'Ascq qu’elle aujourd'hui cœur Œuvre straße Noël e\u0301te\u0301 été ETE lenoir Lenoir LENOIR
biscuit biscuits biscuiterie laposte La-Poste loreal S.N.C.F. sncf Saint-Étienne-du-Rouvray saint étienne jusqu'à
@lenoir @lenoir@mastodon.example #rappel #Biscuits_Lenoir info@lenoir.fr AT&T C++ m² ½ Ｌｅnoir Le\u200bnoir le\u00adnoir
😀 👍🏽 مرحبا بالعالم 東京 タワー ｶﾞ ก\u0e31น הבית \u202eabc\u202c İstanbul ŒUVRE ƒoo µm naïve Paris–Brest un_deux 3,5 l' qu
New York Times Villeneuve-d'Ascq 'quoted' rock'n'roll y a-t-il Le Monde lemonde.fr https://x.example/a DVD 12:30 ﬁn ø ł
""".split()
SEPARATORS = [" "] * 12 + [
    "\u00a0",
    "\u202f",
    "\n",
    ", ",
    ". ",
    " - ",
    "-",
    "'",
    "’",
    "\u200b",
    "  ",
    "/",
    "…",
    "·",
    "*",
]
SOURCES = ["Vie publique", "Le Monde", "hackernews", "L'Usine été", "東京", "Reddit-fr"]
HOSTS = [None, "lemonde.fr", "blog.lemonde.fr", "lefigaro.fr", "xn--caf-dma.example", "notlemonde.fr"]
AUTHORS = [None, "", "Jeanne Lenoir", "JeanneLenoir", "L'Équipe", "@lenoir", "Œdipe d'Ascq", "La Poste"]
LANGUAGES = [None, "fr", "en", "fr-CA", "FR"]


def words_of(rng, most):
    return "".join(rng.choice(WORDS) + rng.choice(SEPARATORS) for _ in range(rng.randrange(most)))


def document(rng, number):
    host = rng.choice(HOSTS)
    moment = datetime(2026, 11, 1, 22, 30, tzinfo=UTC) + timedelta(minutes=rng.randrange(0, 60 * 24 * 20, 15))
    sources = rng.sample(SOURCES, rng.randrange(1, 3))
    return Document(
        id=f"d{number}",
        identity=f"i{number}",
        url=f"https://{host}/{rng.choice(['a', 'Biscuits/Rappel', 'caf%C3%A9', 'café', 'ÉTÉ'])}"
        if host
        else None,
        host=host,
        title=words_of(rng, 8),
        text=words_of(rng, 30),
        first_seen=moment,
        author=rng.choice(AUTHORS),
        language=rng.choice(LANGUAGES),
        sightings=tuple(
            Sighting(source=name, channel=rng.choice(list(Channel)), seen_at=moment) for name in sources
        ),
    )


@pytest.fixture
def database():
    """Return what makes an index of documents in memory; it is closed after the test."""
    opened = []

    def make(documents):
        opened.append(_database(documents))
        return opened[-1]

    yield make
    for connection in opened:
        connection.close()


def _database(documents):
    connection = sqlite3.connect(":memory:")
    connection.executescript("""
        CREATE TABLE documents(row INTEGER PRIMARY KEY, id TEXT, url TEXT, host TEXT, author_words TEXT, moment TEXT,
                               language TEXT);
        CREATE TABLE sightings(row INTEGER, source TEXT, channel TEXT);
        CREATE VIRTUAL TABLE words USING fts5(title, body, joined_title, joined_body, content='', tokenize='ascii');
    """)
    for number, one in enumerate(documents):
        row = (one.moment - EPOCH).days * 1_000_000 + number
        values = (row, one.id, one.url, one.host, author_words(one.author), stamp(one.moment), one.language)
        connection.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        for sighting in one.sightings:
            connection.execute(
                "INSERT INTO sightings VALUES (?, ?, ?)", (row, sighting.source, sighting.channel.value)
            )
        connection.execute(
            "INSERT INTO words(rowid, title, body, joined_title, joined_body) VALUES (?, ?, ?, ?, ?)",
            entry(row, one.title, one.text),
        )
    return connection


def leaf(rng):
    kind = rng.randrange(12)
    word = rng.choice(WORDS)
    if kind < 4:
        return word
    if kind < 6:
        return f'"{words_of(rng, 4).replace("*", "") or word}"'
    if kind == 6:
        return f"{word[: rng.randrange(3, 7)]}*"
    if kind == 7:
        return f'{rng.choice(["title", "text"])}:"{rng.choice(WORDS)} {rng.choice(WORDS)}"'
    if kind == 8:
        return (
            f"{rng.choice(['title', 'text'])}:({word} {rng.choice(['OR', 'AND', '-'])} {rng.choice(WORDS)})"
        )
    return rng.choice(
        ["site:lemonde.fr", "site:café.example", "site:fr", "-site:lemonde.fr", "url:rappel", "url:café", "url:ÉTÉ",
         "author:lenoir", "author:laposte", 'author:"jeanne lenoir"', "author:equ*", "author:jean*", "source:hackernews",
         'source:"vie publique"', "source:vie*", "source:usine*", "source:東京", "-source:reddit-fr", "channel:news",
         "channel:(blog OR forum)", "lang:fr", "lang:en", "-lang:fr", "since:2026-11-10", "date:2026-11-03..2026-11-09",
         "date:..2026-11-05", "date:2026-11", "since:7d"]
    )  # fmt: skip


def query(rng, depth=0):
    if depth > 3 or rng.random() < 0.35:
        return leaf(rng)
    shape = rng.randrange(6)
    parts = [query(rng, depth + 1) for _ in range(rng.randrange(2, 4))]
    if shape == 0:
        return f"-({parts[0]})"
    if shape == 1:
        return f"NOT {parts[0]}"
    return "(" + rng.choice([" AND ", " ", " OR ", " OU ", " SAUF "]).join(parts) + ")"


def found(connection, narrowed):
    rows = connection.execute(f"SELECT d.id FROM documents d WHERE {narrowed.sql}", narrowed.params)
    return {row[0] for row in rows}


@pytest.mark.parametrize("seed", range(5))
def test_search_and_match_agree_on_thousands_of_random_queries(database, seed):
    """The narrowed search, verified where it is not exact, and expression.matches find the same documents."""
    rng = random.Random(seed)
    documents = [document(rng, number) for number in range(40)]
    connection = database(documents)
    subjects = {one.id: expression.subject(one) for one in documents}
    sources = sorted({sighting.source for one in documents for sighting in one.sightings})
    asked = answers = 0
    while asked < 500:
        written = query(rng)
        try:
            parsed = expression.parse(written, today=TODAY, zone=ZONE)
        except QueryError:
            continue
        asked += 1
        wanted = {name for name, one in subjects.items() if expression.matches(parsed, one)}
        answers += len(wanted)
        for names in (None, sources):
            narrowed = narrow(parsed, sources=names)
            through = found(connection, narrowed)
            assert wanted <= through, written
            assert not narrowed.exact or wanted == through, written
            assert names is None or narrowed.exact, written
        if narrowed.match:
            connection.execute(
                "SELECT bm25(words) FROM words WHERE words MATCH ?", (narrowed.match,)
            ).fetchall()
    assert answers > asked


def test_a_query_of_three_thousand_words_is_answered(database):
    """The limits of SQLite's parsers are not the user's business."""
    rng = random.Random(1)
    documents = [document(rng, number) for number in range(20)]
    connection = database(documents)
    wide = " OR ".join(["lenoir", *(f"w{n}" for n in range(1_000))])
    mixed = " OR ".join(["lenoir", *(f"site:w{n}.fr" for n in range(600))])
    deep = "(" * 35 + "lenoir" + " x) OR lenoir" * 35
    for written in (wide, mixed, deep):
        parsed = expression.parse(written, today=TODAY, zone=ZONE)
        wanted = {one.id for one in documents if expression.matches(parsed, expression.subject(one))}
        assert wanted
        assert found(connection, narrow(parsed)) == wanted
    connection.close()


def test_an_accented_site_finds_its_ascii_host():
    """A host is compared as addresses write it."""
    parsed = expression.parse("site:café.example", today=TODAY, zone=ZONE)
    assert narrow(parsed).params[0] == "xn--caf-dma.example"


def test_all_text_becomes_one_look_up():
    """A query of words alone asks the index once, NOT included."""
    parsed = expression.parse('lenoir (biscuit* OU "la poste") SAUF acteur', today=TODAY, zone=ZONE)
    narrowed = narrow(parsed)
    assert narrowed.exact
    assert narrowed.sql.count("MATCH") == 1
    assert text.fold("lenoir") in narrowed.match
    assert "acteur" not in narrowed.match
