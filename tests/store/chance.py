# SPDX-License-Identifier: MIT
"""Documents, mentions and queries made at random over odd texts, to compare a store with what is meant."""

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from veille import expression
from veille.model import Channel, Document, Mention, Ownership, Place, Sighting, Verdict
from veille.questions import Filter
from veille.store.base import Batch, Visit
from veille.store.sqlite.narrow import narrow
from veille.store.sqlite.said import FACTS, facts
from veille.store.sqlite.selection import documents_where, mentions_where
from veille.store.sqlite.vocabulary import Vocabulary

ZONE = ZoneInfo("Europe/Paris")
TODAY = date(2026, 11, 22)
START = datetime(2026, 11, 1, 22, 30, tzinfo=UTC)

WORDS = """
La Poste l'Oréal L’Oréal d'Ascq qu’elle aujourd'hui cœur Œuvre straße Noël e\u0301te\u0301 été ETE lenoir Lenoir LENOIR
biscuit biscuits biscuiterie laposte La-Poste loreal S.N.C.F. sncf Saint-Étienne-du-Rouvray saint étienne jusqu'à
@lenoir @lenoir@mastodon.example #rappel #Biscuits_Lenoir info@lenoir.fr AT&T C++ m² ½ Ｌｅnoir Le\u200bnoir le\u00adnoir
😀 👍🏽 مرحبا بالعالم 東京 タワー ｶﾞ ก\u0e31น הבית \u202eabc\u202c İstanbul ŒUVRE ƒoo µm naïve Paris–Brest un_deux 3,5 l' qu
New York Times Villeneuve-d'Ascq 'quoted' rock'n'roll y a-t-il Le Monde lemonde.fr https://x.example/a DVD 12:30 ﬁn ø ł
Оrange Οrange orange Orange ORANGE orangé oranges l'Orange d’Orange-Bank Lеnoir Рoste сœur коп Ῥόδος Москва москве
مَرحبا مرحباً O\u0308sterreich A\u030angstro\u0308m a\u0328 o\u0301\u0301\u0301 \u2066Lenoir\u2069 a\u200db re\u00adpo\u00adsitory
SNCF Sncf Free free FREE F.R.E.E. carrefour Carrefour carefour carrrefour Carrefuor carre-four CarrefourMarket iPhone
iphone15 téléphone phone smartphones aaaa bbbb ab a b c dd été-indien LaPoste Groupe 東京タワー 株式会社ソニー Sony soñy 1984 4G 5g
""".split()
PLAIN = [
    word for word in WORDS if len(word) > 3 and word.isalpha() and not any(char > "\u3000" for char in word)
]
"""Words that take holes and mistakes."""

SEPARATORS = [
    *[" "] * 12,
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
    " l'",
    "\u2011",
]
SOURCES = ["Vie publique", "Le Monde", "hackernews", "L'Usine été", "東京", "Reddit-fr"]
HOSTS = [None, "lemonde.fr", "blog.lemonde.fr", "lefigaro.fr", "xn--caf-dma.example", "notlemonde.fr"]
AUTHORS = [None, "", "Jeanne Lenoir", "JeanneLenoir", "L'Équipe", "@lenoir", "Œdipe d'Ascq", "La Poste"]
LANGUAGES = [None, "fr", "en", "fr-CA", "FR"]
BRANDS = ["Orange", "Biscuiterie Lenoir", "La Poste", "L'Oréal"]
TAGS = ["Panne", "À suivre", "été", "Été", "crise RH"]
ENGAGEMENT = [{}, {}, {"likes": 3}, {"likes": 20, "replies": 5, "views": 900}, {"views": 10}, {"shares": 0}]
REGEXES = [
    "le.?noir", "^la poste", r"\boran\w+", "(?-i)Orange", "[0-9]{2,}", "s.n.c.f", "x{3}|été", r"\d:\d", "poste$",
    r"(carre|carr)four\b", r"\p{Han}+", r"biscuit(s|erie)?\W", "é", "oeuvre|œuvre", "[^a]bc", r"https?:\/\/", "(?s)a.*b",
    "k", "paris.brest", "la poste|l.oréal", "\\+\\+", "lenoir.{0,20}orange", "(?i:FREE)",
]  # fmt: skip
FIELDS = [
    "site:lemonde.fr", "site:café.example", "site:fr", "-site:lemonde.fr", "url:rappel", "url:café", "url:ÉTÉ",
    "author:lenoir", "author:laposte", 'author:"jeanne lenoir"', "author:equ*", "author:jean*", "source:hackernews",
    'source:"vie publique"', "source:vie*", "source:usine*", "source:東京", "-source:reddit-fr", "channel:news",
    "channel:(blog OR forum)", "lang:fr", "lang:en", "-lang:fr", "since:2026-11-10", "date:2026-11-03..2026-11-09",
    "date:..2026-11-05", "date:2026-11", "since:7d",
]  # fmt: skip
MENTIONS = [
    "brand:orange", "brand:Orange", 'brand:"biscuiterie lenoir"', "brand:bisc*", "brand:l'oréal", "brand:nobody",
    "brand:(orange OR laposte)", "tone:negative", "tone:positive", "tone:none", "tone:(neutral OR none)", "status:todo",
    "status:done", "status:none", "tag:panne", 'tag:"à suivre"', "tag:été", "tag:none", "tag:crise*", "tag:unknown",
    "story:none", "story:s1", "relevance:>0.5", "relevance:<=0.5", "relevance:0.3..0.6", "relevance:0.8", "relevance:>=0.8",
    "reach:>10", "reach:>10k", "reach:none", "reach:1..1000", "reach:0", "engagement:>2", "engagement:none",
    "engagement:0", "engagement:<10", "-tone:negative", "-brand:orange", "-tag:panne", "-reach:none", "-relevance:<0.5",
    "verdict:kept", "verdict:rejected", "verdict:doubtful", "-verdict:kept", "verdict:(kept OR doubtful)",
]  # fmt: skip


NAMES = {field.strip("-").partition(":")[0] for field in MENTIONS}


class Chance:
    """Makes documents and queries of a few dozen words, so that the ones often answer the others."""

    def __init__(self, rng):
        self.rng = rng
        self.words = rng.sample(WORDS, 50)
        self.plain = [word for word in self.words if word in PLAIN]

    def words_of(self, most):
        """Return some words with odd signs between them."""
        return "".join(
            self.rng.choice(self.words) + self.rng.choice(SEPARATORS) for _ in range(self.rng.randrange(most))
        )

    def document(self, number):
        """Return a document of a few words in each part."""
        host = self.rng.choice(HOSTS)
        moment = START + timedelta(minutes=self.rng.randrange(0, 60 * 24 * 20, 15))
        sources = self.rng.sample(SOURCES, self.rng.randrange(1, 3))
        path = self.rng.choice(["a", "Biscuits/Rappel", "caf%C3%A9", "café", "ÉTÉ"])
        return Document(
            id=f"d{number:05}",
            identity=f"i{number}",
            url=f"https://{host}/{path}" if host else None,
            host=host,
            title=self.words_of(8),
            text=self.words_of(30),
            first_seen=moment,
            author=self.rng.choice(AUTHORS),
            language=self.rng.choice(LANGUAGES),
            reach=self.rng.choice([None, None, 0, 7, 900, 25_000]),
            engagement=self.rng.choice(ENGAGEMENT),
            sightings=tuple(
                Sighting(source=name, channel=self.rng.choice(list(Channel)), seen_at=moment)
                for name in sources
            ),
            content_hash=str(number),
        )

    def mentions(self, found):
        """Return mentions that say anything of a document."""
        for brand in self.rng.sample(BRANDS, self.rng.choice([0, 0, 1, 1, 2, 3])):
            yield Mention(
                document=found.id,
                brand=brand,
                terms=(brand,),
                spans=(),
                verbatim="",
                where=Place.TEXT,
                ownership=self.rng.choice(list(Ownership)),
                relevance=self.rng.choice([0.0, 0.3, 0.5, 0.55, 0.8, 1.0]),
                reasons=(),
                verdict=self.rng.choice(list(Verdict)),
                fingerprint="1",
            )

    def fill(self, store, count):
        """Save documents with mentions of which people said anything; return the documents."""
        documents = [self.document(number) for number in range(count)]
        visit = Visit(source="A", at=START)
        store.documents.save(Batch(visit=visit, documents=tuple(documents)), self.mentions, token=None)
        with store._connection.write():
            for (number,) in store._connection.execute("SELECT id FROM mentions ORDER BY id").fetchall():
                tags = self.rng.sample(TAGS, self.rng.choice([0, 0, 1, 2]))
                said = (
                    self.rng.choice([None, None, "positive", "neutral", "negative"]),
                    self.rng.choice([None, None, "todo", "done"]),
                    json.dumps(tags, ensure_ascii=False),
                    number,
                )
                store._connection.execute(
                    "UPDATE mentions SET tone = ?, status = ?, tags = ? WHERE id = ?", said
                )
        return list(store.documents.each())

    def _holed(self, word):
        at = sorted(self.rng.sample(range(len(word)), min(len(word) - 2, self.rng.choice([1, 1, 2]))))
        letters = list(word)
        for place in at:
            letters[place] = self.rng.choice("?*?")
        return "".join(letters) + self.rng.choice(["", "", "?", "*s"])

    def _mistaken(self, word):
        letters = list(word)
        for _ in range(self.rng.randrange(3)):
            at = self.rng.randrange(len(letters) + 1)
            change = self.rng.randrange(4)
            if change == 0:
                letters.insert(at, self.rng.choice("aeéoſк東"))
            elif change == 1 and len(letters) > 3:
                del letters[at - 1]
            elif change == 2:
                letters[at - 1] = self.rng.choice("aeiouœ")
            elif at > 1:
                letters[at - 2 : at] = reversed(letters[at - 2 : at])
        return f"{''.join(letters)}{self.rng.choice(['~', '~', '~1', '~2'])}"

    def _phrase(self, least=0):
        words = [self.words_of(4), *self.rng.sample(self.plain, least)]
        return f'"{" ".join(words).replace("*", "")}"'

    def _operand(self):
        match self.rng.randrange(7):
            case 0 | 1 | 2:
                return self.rng.choice(self.plain)
            case 3:
                return f"({self._of_text('')} OR {self.rng.choice(self.words)})"
            case 4:
                return f"({self.rng.choice(self.plain)} AND {self.rng.choice(self.plain)})"
            case _:
                return self._of_text("")

    def _near(self):
        words = ["NEAR", "ONEAR", "NEAR/0", "ONEAR/0", "NEAR/1", "ONEAR/2", "NEAR/5", "NEAR/3f", "NEAR/30"]
        found = f"{self._operand()} {self.rng.choice(words)} {self._operand()}"
        if self.rng.random() < 0.2:
            found = f"({found}) {self.rng.choice(['NEAR/2', 'ONEAR/6'])} {self._operand()}"
        return f"{self.rng.choice(['', '', '', 'title:', 'text:'])}({found})"

    def _of_text(self, place):
        word, plain = self.rng.choice(self.words), self.rng.choice(self.plain)
        match self.rng.randrange(11):
            case 0 | 1:
                return word
            case 2:
                return place + self._phrase(1)
            case 3:
                return f"{place}{plain[: self.rng.randrange(3, 7)]}*"
            case 4:
                return f"{place}{{{self.rng.choice([word, f'{word} {plain}'])}}}"
            case 5 | 6:
                return place + self._holed(plain)
            case 7 | 8:
                return place + self._mistaken(plain)
            case 9:
                return f"{place}/{self.rng.choice(REGEXES)}/"
            case _:
                return f"{place}{self._phrase(2)}~{self.rng.choice([0, 1, 2, 3, 10])}"

    def leaf(self):
        """Return a query of one form."""
        place = self.rng.choice(["", "", "", "title:", "text:"])
        match self.rng.randrange(14):
            case 0:
                return f"{place}({self.rng.choice(self.words)} {self.rng.choice(['OR', 'AND', '-'])} {self.rng.choice(self.words)})"
            case 1 | 2 | 3:
                return self._near()
            case 4 | 5:
                return self.rng.choice(FIELDS)
            case 6 | 7 | 8:
                return self.rng.choice(MENTIONS)
            case _:
                return self._of_text(place)

    def query(self, depth=0):
        """Return a query of any form, some of it denied."""
        if depth > 3 or self.rng.random() < 0.35:
            return self.leaf()
        shape = self.rng.randrange(6)
        parts = [self.query(depth + 1) for _ in range(self.rng.randrange(2, 4))]
        if shape == 0:
            return f"-({parts[0]})"
        if shape == 1:
            return f"NOT {parts[0]}"
        return "(" + self.rng.choice([" AND ", " ", " OR ", " OU ", " SAUF "]).join(parts) + ")"


def asked(written):
    """Return a query, parsed. Raises QueryError."""
    return expression.parse(written, today=TODAY, zone=ZONE)


class Agreement:
    """What a store holds, read into memory, and how it compares with what the store finds."""

    def __init__(self, store, documents):
        self.connection = store._connection
        self.subjects = {one.id: expression.subject(one) for one in documents}
        self.pairs = {one.id: {} for one in documents}
        mentions = f"SELECT d.id, m.id, {FACTS} FROM mentions m JOIN documents d ON d.row = m.document"
        for document, number, *values in self.connection.execute(mentions):
            self.pairs[document][number] = facts(values)

    def meant(self, parsed):
        """Return for which documents a query holds as of no mention, and for which mentions."""
        alone = {key for key, subject in self.subjects.items() if expression.matches(parsed, subject)}
        if not any(f"{name}:" in parsed.query for name in NAMES):
            return alone, {number for key in alone for number in self.pairs[key]}
        paired = {
            number
            for key, pairs in self.pairs.items()
            for number, known in pairs.items()
            if expression.matches(parsed, self.subjects[key], known)
        }
        return alone, paired

    def narrowed(self, parsed):
        """Return what SQL alone lets through of both, and whether it is sure of it."""
        tables = ("d.id FROM documents d", "m.id FROM mentions m JOIN documents d ON d.row = m.document")
        vocabulary = Vocabulary(self.connection)
        for mention, table in enumerate(tables):
            found = narrow(parsed, vocabulary, mention=bool(mention))
            asked = f"SELECT {table} WHERE {found.condition.sql}"
            yield {row[0] for row in self.connection.execute(asked, found.condition.parameters)}, found

    def answers(self, written, alone, paired):
        """Return the documents that answer, by what is meant."""
        counted = {
            key: [n for n, known in pairs.items() if "verdict:" in written or known.verdict != "rejected"]
            for key, pairs in self.pairs.items()
        }
        return {
            key for key, numbers in counted.items() if paired & set(numbers) or (not numbers and key in alone)
        }

    def selected(self, parsed):
        """Return the documents and the mentions that the store finds."""
        where = Filter(where=parsed)
        with self.connection.read():
            documents, found = documents_where(self.connection, where), mentions_where(self.connection, where)
            asked = f"SELECT d.id FROM documents d WHERE {documents.condition.sql}"
            ids = {row[0] for row in self.connection.execute(asked, documents.condition.parameters)}
            asked = f"SELECT m.id FROM mentions m JOIN documents d ON d.row = m.document WHERE {found.condition.sql}"
            numbers = {row[0] for row in self.connection.execute(asked, found.condition.parameters)}
        return ids, numbers

    def disagreements(self, written, *, whole):
        """Return what is wrong with what the store says of a query; `whole`: all the way. Raises QueryError."""
        parsed = asked(written)
        meant = self.meant(parsed)
        wrong = []
        for wanted, (through, found) in zip(meant, self.narrowed(parsed), strict=True):
            if not wanted <= through:
                wrong.append(f"lost: {written}")
            elif found.exact and wanted != through:
                wrong.append(f"not exact: {written}")
            if found.match:
                sql = "SELECT bm25(words) FROM words WHERE words MATCH ?"
                self.connection.execute(sql, (found.match,)).fetchall()
        if whole and self.selected(parsed) != (self.answers(written, *meant), meant[1]):
            wrong.append(f"found otherwise: {written}")
        return wrong, len(meant[0]) + len(meant[1])
