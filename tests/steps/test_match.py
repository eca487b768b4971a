# SPDX-License-Identifier: MIT
"""The matcher: which brands a document holds, under which forms, whose media, how surely."""

import random
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille import expression
from veille.errors import QueryError
from veille.i18n import LANGUAGES, Words
from veille.model import Brand, Channel, Document, Ownership, Place, Sighting, Verdict
from veille.steps.match import Matcher, fingerprint

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LENOIR = Brand(
    name="Biscuiterie Lenoir",
    aliases=("Lenoir Biscuits", "Lenoir"),
    handles=("@biscuitslenoir",),
    domains=("biscuits-lenoir.example",),
    people=("Jeanne Dupont",),
)


def document(text="", title="", **fields):
    sighting = Sighting(source="s", channel=Channel.NEWS, seen_at=NOW)
    return Document(
        id="abcdefghijkl", identity="i", first_seen=NOW, sightings=(sighting,), title=title, text=text,
        **{"url": "https://news.example/a", "host": "news.example", **fields},
    )  # fmt: skip


def matcher(*brands):
    return Matcher(brands, today=date(2026, 11, 22), zone=UTC)


def mention(brand, text="", title="", **fields):
    found = list(matcher(brand).mentions(document(text, title, **fields)))
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("name", "text", "hit"),
    [
        ("La Poste", "à La-Poste de", "La-Poste"),
        ("La Poste", "à laposte de", "laposte"),
        ("LaPoste", "à la poste de", "la poste"),
        ("L'Oréal", "chez L’OREAL et", "L’OREAL"),
        ("L'Oréal", "chez loreal et", "loreal"),
        ("L'Oréal", "rue Oréal et", "Oréal"),
        ("S.N.C.F.", "la sncf et", "sncf"),
        ("SNCF", "la S.N.C.F. et", "S.N.C.F"),
        ("Villeneuve-d'Ascq", "à #VilleneuvedAscq et", "VilleneuvedAscq"),
        ("Société Générale", "la societe generale, et", "societe generale"),
        ("AT&T", "chez AT&T et", "AT&T"),
        ("Cœur", "le coeur et", "coeur"),
        ("東京", "dans 東京タワー et", "東京"),
    ],
)
def test_a_name_is_found_in_its_usual_forms(name, text, hit):
    """Hyphen, space and nothing are one; so are case, accents and elisions; the span is what was written."""
    found = mention(Brand(name=name), text)
    assert [text[span.start : span.end] for span in found.spans] == [hit]
    assert found.terms == (name,)
    assert f"**{hit}**" in found.verbatim
    assert found.where is Place.TEXT


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("chez Оrange hier", "Оrange"),
        ("chez ОRANGE", "ОRANGE"),
        ("chez O\u200bran\u00adge\ufe0f!", "O\u200bran\u00adge\ufe0f"),
        ("chez 🅾🆁🅰🅽🅶🅴.", "🅾🆁🅰🅽🅶🅴"),
        ("chez ᴏʀᴀɴɢᴇ", "ᴏʀᴀɴɢᴇ"),
        ("chez 𝗢𝗿𝗮𝗻𝗴𝗲", "𝗢𝗿𝗮𝗻𝗴𝗲"),
        ("chez Ｏｒａｎｇｅ", "Ｏｒａｎｇｅ"),
        ("chez Oranġe", "Oranġe"),
        ("un #Оrange", "Оrange"),
        ("Οrange en grec", "Οrange"),
    ],
)
def test_look_alikes_and_invisible_characters_hide_no_brand(text, hit):
    """Letters of other scripts, disguised letters and what no one sees: the place is what was written."""
    found = mention(Brand(name="Orange"), text)
    assert [text[span.start : span.end] for span in found.spans] == [hit]
    asked = expression.parse("orange", today=date(2026, 11, 22), zone=UTC)
    assert expression.matches(asked, expression.subject(document(text)))


def test_words_of_other_scripts_keep_their_meaning():
    """A word all of look-alikes is found as both; other Russian and Greek words are Russian and Greek."""
    assert mention(Brand(name="Opac"), "квартиры ОРАС").spans
    assert mention(Brand(name="ОРАС"), "квартиры ОРАС").spans
    assert mention(Brand(name="Москва"), "в Москва́ и").spans
    assert mention(Brand(name="Оранж"), "le opahж") is None


def test_case_counts_through_look_alikes():
    """A disguised capital is one."""
    brand = Brand(name="Orange", case_sensitive=True)
    assert mention(brand, "chez Оrange")
    assert mention(brand, "une оrange") is None


@pytest.mark.parametrize("text", ["les lenoirs", "la grande poste", "imposteur", ""])
def test_parts_of_words_are_no_mention(text):
    """Words are whole and names are together."""
    assert mention(Brand(name="Lenoir", aliases=("La Poste", "oste")), text) is None


def test_the_longest_of_overlapping_hits_wins():
    """One mention per brand, terms in the order of the watch file, spans in the order of the document."""
    found = mention(LENOIR, "Lenoir, dit la biscuiterie-Lenoir. Jeanne Dupont", "Lenoir Biscuits")
    assert found.terms == ("Biscuiterie Lenoir", "Lenoir Biscuits", "Lenoir", "Jeanne Dupont")
    assert [(span.place, span.start, span.end) for span in found.spans] == [
        (Place.TITLE, 0, 15), (Place.TEXT, 0, 6), (Place.TEXT, 15, 33), (Place.TEXT, 35, 48),
    ]  # fmt: skip
    assert found.where is Place.TITLE
    assert found.verbatim == "**Lenoir**, dit la **biscuiterie-Lenoir**. **Jeanne Dupont**"


def test_a_longer_hit_that_begins_later_wins_too():
    """Of two hits that cross, the longer one stays."""
    found = mention(Brand(name="La Poste", aliases=("Poste Mobile Pro",)), "La Poste Mobile Pro")
    assert found.terms == ("Poste Mobile Pro",)


def test_a_hit_in_the_title_alone_is_shown_from_the_title():
    """The extract is where the hit is."""
    assert mention(LENOIR, "Rien ici.", "Chez Lenoir").verbatim == "Chez **Lenoir**"


def test_case_sensitive_compares_what_is_written():
    """Capitals count, signs between words do not."""
    brand = Brand(name="Orange Bank", aliases=("Orange",), case_sensitive=True)
    assert mention(brand, "une orange et ORANGE") is None
    assert mention(brand, "chez Orange-Bank").terms == ("Orange Bank",)
    assert mention(brand, "chez Orange").terms == ("Orange",)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("merci @BiscuitsLenoir !", True),
        ("merci @biscuitslenoir@mastodon.example", True),
        ("merci biscuitslenoir", False),
        ("info@biscuitslenoir.example", False),
        ("merci @biscuitslenoir.paris", False),
        ("merci @biscuitslenoir_off", False),
    ],
)
def test_a_handle_needs_its_sign(text, seen):
    """An account is named with its sign, whole."""
    found = mention(LENOIR, text)
    assert (found is not None) is seen
    if found:
        assert found.terms == ("@biscuitslenoir",)
        assert found.ownership is Ownership.EARNED


@pytest.mark.parametrize(
    "fields",
    [
        {"author": "@biscuitslenoir"},
        {"author": "BiscuitsLenoir"},
        {"author": "Les biscuits", "author_url": "https://social.example/@biscuitslenoir"},
        {"author_url": "https://x.example/biscuitslenoir/?a=b"},
        {"author": "biscuitslenoir", "author_url": "https://x.example"},
    ],
)
def test_what_the_brand_publishes_itself_is_owned(fields):
    """An author that is one of the accounts makes a mention that is owned."""
    found = mention(LENOIR, "Bonjour", **fields)
    assert (found.where, found.ownership, found.terms) == (
        Place.AUTHOR,
        Ownership.OWNED,
        ("@biscuitslenoir",),
    )
    assert found.spans == ()
    assert found.verbatim == "Bonjour"


def test_a_federated_handle_is_whole():
    """An account with its host is not the same account elsewhere."""
    brand = Brand(name="Xyz", handles=("@lenoir@mastodon.example",))
    assert mention(brand, "merci @lenoir@mastodon.example.")
    assert mention(brand, "merci @lenoir@autre.example") is None
    assert (
        mention(brand, "Bonjour", author_url="https://mastodon.example/@lenoir").ownership is Ownership.OWNED
    )
    assert mention(brand, "Bonjour", author_url="https://autre.example/@lenoir") is None


def test_own_sites_are_owned_and_links_to_them_are_mentions():
    """The brand's domains, and those below them; a link is earned."""
    own = mention(
        LENOIR, "Bonjour", url="https://blog.biscuits-lenoir.example/a", host="blog.biscuits-lenoir.example"
    )
    assert (own.where, own.ownership) == (Place.URL, Ownership.OWNED)
    link = mention(LENOIR, "Bonjour", links=("https://www.biscuits-lenoir.example:443/rappel?x=1",))
    assert (link.where, link.ownership, link.terms) == (
        Place.LINK,
        Ownership.EARNED,
        ("biscuits-lenoir.example",),
    )
    assert mention(LENOIR, "Bonjour", links=("https://pas-biscuits-lenoir.example/", "mailto:x", "")) is None


@pytest.mark.parametrize(
    ("exclude", "text", "rejected"),
    [
        ("acteur", "les acteurs Lenoir", True),
        ("bijou", "des bijoux Lenoir", True),
        ("jus d'orange", "des jus d’oranges Lenoir", True),
        ("Acteur", "les ACTEURS Lenoir", True),
        ("acteur", "l'actorat Lenoir", False),
        ("acteur", "les acteursx Lenoir", False),
        ("vin", "les vins Lenoir", False),
        ("notes", "les notess Lenoir", False),
        ("acteurs", "un acteur Lenoir", False),
    ],
)
def test_an_exclude_word_counts_with_its_plural(exclude, text, rejected):
    """With an s or an x at its end, from four letters on."""
    found = mention(Brand(name="Lenoir", exclude=(exclude,)), text)
    assert (found.verdict is Verdict.REJECTED) is rejected
    assert not rejected or found.reasons[-1].word == exclude


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("chez Orange", True), ("chez orange", False), ("chez ORANGE", False),
        ("chez \uff2f\uff52\uff41\uff4e\uff47\uff45", True), ("chez \uff4f\uff52\uff41\uff4e\uff47\uff45", False),
        ("chez \U0001d40e\U0001d42b\U0001d41a\U0001d427\U0001d420\U0001d41e", True),
        ("chez \U0001d428\U0001d42b\U0001d41a\U0001d427\U0001d420\U0001d41e", False),
        ("chez \u041erange", True), ("chez \u043erange", False), ("chez Or\u0430nge", True),
        ("chez \U0001f15e\U0001f161\U0001f150\U0001f15d\U0001f156\U0001f154", False), ("chez O\u200brange", True),
    ],
)  # fmt: skip
def test_capitals_are_those_that_are_meant(text, right):
    """In letters of full width, of mathematics, of another alphabet; `case_sensitive` and `{Orange}` agree."""
    assert bool(mention(Brand(name="Orange", case_sensitive=True), text)) is right
    assert bool(mention(Brand(name="zzz", query="{Orange}"), text)) is right
    assert mention(Brand(name="Orange"), text)


ZLUB = Brand(name="Zlub Conserves", domains=("zlub.example",))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("voir https://www.zlub.example/p?x=1 ici", "www.zlub.example"),
        ("voir www.zlub.example", "www.zlub.example"),
        ("voir zlub.example/p", "zlub.example"),
        ("VOIR HTTPS://ZLUB.EXAMPLE/P", "ZLUB.EXAMPLE"),
        ("un [lien](https://zlub.example/p) ici", "zlub.example"),
        ("c'est sur zlub.example.", "zlub.example"),
        ("c'est sur m.zlub.example:8080/a", "m.zlub.example"),
        ("voir...zlub.example", "zlub.example"),
        ("“zlub.example”", "zlub.example"),
    ],
)
def test_a_link_in_the_text_is_a_mention(text, written):
    """With or without scheme, in a title as in a text, where it stands; no `exclude` word takes it away."""
    for shown in ({"text": text}, {"title": text}):
        found = mention(ZLUB, **shown)
        ((place, start, end),) = ((span.place, span.start, span.end) for span in found.spans)
        assert (text[start:end], found.terms, place) == (written, ("zlub.example",), Place(next(iter(shown))))
        assert (found.reasons[0].code, found.verdict) == ("domain", Verdict.KEPT)
    brand = Brand(name="Zlub Conserves", domains=("zlub.example",), exclude=("voir", "ici"))
    assert mention(brand, f"voir {text}").verdict is Verdict.KEPT


@pytest.mark.parametrize(
    "text",
    [
        "notzlub.example", "not-zlub.example", "zlub.example.org", "zlub.example-2.org", "info@zlub.example",
        "info@mail.zlub.example", "@zlub.example", "https://autre.example/zlub.example", "zlub. example",
        "https://autre.example/?u=zlub.example", "zlub example", "zlub_zlub.example", "zlub.example@autre.example",
        f"{'a.' * 200}zlub.example", "http://somebody.zlub.example/photos",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_site_is_no_link(text):
    """Longer hosts, mailboxes, accounts and pieces of other addresses."""
    assert mention(ZLUB, text) is None


def test_a_site_in_letters_of_its_language_is_found_both_ways():
    """As it is written, and as it is asked for."""
    brand = Brand(name="Zlub Conserves", domains=("crème.example",))
    assert mention(brand, "voir crème.example/a").terms == ("crème.example",)
    assert mention(brand, "voir https://xn--crme-6oa.example/a").terms == ("crème.example",)
    assert mention(brand, "voir creme.example") is None


def rated(text, **settings):
    found = mention(Brand(name="Orange", **settings), text)
    return found.relevance, found.verdict


@pytest.mark.parametrize(
    ("text", "settings", "rating"),
    [
        ("Orange", {}, (0.8, Verdict.KEPT)),
        ("Orange et le réseau", {"context": ("fibre", "réseau")}, (0.9, Verdict.KEPT)),
        ("Orange et les abonnés", {"context": ("abonn*",)}, (0.9, Verdict.KEPT)),
        ("Orange et la pulpe", {"context": ("fibre",)}, (0.35, Verdict.DOUBTFUL)),
        ("Orange", {"context": ("fibre",), "reject_below": 0.4}, (0.4, Verdict.DOUBTFUL)),
        ("Orange", {"context": ("fibre",), "keep_above": 0.3}, (0.35, Verdict.KEPT)),
        ("Orange", {"keep_above": 0.9}, (0.8, Verdict.DOUBTFUL)),
        ("jus d'Orange pressée", {"exclude": ("jus",)}, (0.05, Verdict.REJECTED)),
        ("jus d'Orange et fibre", {"exclude": ("jus",), "context": ("fibre",)}, (0.05, Verdict.REJECTED)),
        ("Orange " + "un " * 9 + "jus", {"exclude": ("jus",)}, (0.05, Verdict.REJECTED)),
        ("Orange " + "un " * 10 + "jus", {"exclude": ("jus",)}, (0.8, Verdict.KEPT)),
        ("jus " + "un " * 10 + "Orange", {"exclude": ("jus",)}, (0.8, Verdict.KEPT)),
        ("jus Orange " + "un " * 10 + "Orange", {"exclude": ("jus",)}, (0.8, Verdict.KEPT)),
        ("Orange mécanique", {"exclude": ("orange mécanique",)}, (0.05, Verdict.REJECTED)),
        ("Orange cinématographique", {"exclude": ("ciném*",)}, (0.05, Verdict.REJECTED)),
    ],
)
def test_relevance_follows_simple_rules(text, settings, rating):
    """Context raises, its absence makes doubt, an excluded word within ten words rejects."""
    assert rated(text, **settings) == rating


def test_an_excluded_word_is_counted_from_the_title_on_through_the_text():
    """Title and text are read on: an excluded word that begins the text speaks against the title's name."""
    brand = Brand(name="Orange", exclude=("jus",))
    assert mention(brand, "Le jus du matin", "Orange").verdict is Verdict.REJECTED
    far = "Une phrase de douze mots sépare ici le titre du reste du texte. Un jus."
    assert mention(brand, far, "Orange").verdict is Verdict.KEPT


def test_a_name_said_ten_thousand_times_is_told_a_thousand_times():
    """A hostile page costs no more than the places that anyone may want to see."""
    assert len(mention(Brand(name="Lenoir"), "Lenoir, " * 10_000).spans) == 1_000


def test_named_queries_of_a_rule_are_read():
    """`@name` in a rule stands for the query of that name."""
    brand = Brand(name="x", query="orange @telecom", queries=(("telecom", "fibre OR box"),))
    assert mention(brand, "la fibre Orange")
    assert mention(brand, "une orange") is None


def test_a_link_survives_an_excluded_word():
    """What cannot be a homonym is not taken away, and counts as context."""
    brand = Brand(name="Orange", domains=("orange.example",), exclude=("jus",), context=("fibre",))
    found = mention(brand, "jus d’orange", links=("https://orange.example/",))
    assert (found.verdict, found.where, found.relevance) == (Verdict.KEPT, Place.LINK, 0.967)


def test_reasons_name_the_words_in_both_languages():
    """Every reason has words, and names what moved the relevance."""
    brand = Brand(
        name="Orange", handles=("@orange",), domains=("orange.example",), context=("fibre",), exclude=("jus",)
    )
    texts = ["Orange", "fibre Orange", "jus Orange", "@orange"]
    found = [mention(brand, text) for text in texts]
    found += [
        mention(brand, "", links=("https://orange.example",)),
        mention(brand, "", host="orange.example"),
        mention(brand, "", author="orange"),
    ]
    reasons = {reason for one in found for reason in one.reasons}
    assert {reason.code for reason in reasons} >= {
        "term", "handle", "domain", "own_site", "own_account", "context", "no_context", "exclude", "bare",
    }  # fmt: skip
    for reason in reasons:
        for language in LANGUAGES:
            assert (reason.word or "") in Words(language)(f"reasons.{reason.code}", word=reason.word)
    assert [(reason.code, reason.word) for reason in found[2].reasons] == [
        ("term", "Orange"),
        ("exclude", "jus"),
    ]


def test_a_rule_replaces_name_and_aliases():
    """Handles, domains and people still count; terms are the words of the rule that are the name."""
    brand = Brand(
        name="Lenoir",
        query="lenoir AND (biscuit* OU gâteau) SAUF acteur",
        people=("Jeanne Dupont",),
        handles=("@len",),
    )
    assert mention(brand, "Lenoir joue") is None
    assert mention(brand, "Lenoir, acteur, biscuit") is None
    assert mention(brand, "biscuits Lenoir").terms == ("lenoir",)
    assert mention(brand, "Jeanne Dupont joue").terms == ("Jeanne Dupont",)
    assert mention(brand, "@len joue").terms == ("@len",)


@pytest.mark.parametrize(
    ("query", "where", "terms"),
    [
        ("site:news.example", Place.URL, ("site:news.example",)),
        ("author:jeanne lang:fr", Place.AUTHOR, ("author:jeanne",)),
        ("lang:fr channel:news", Place.TEXT, ("lang:fr channel:news",)),
    ],
)
def test_a_rule_of_fields_alone_makes_mentions_without_spans(query, where, terms):
    """What no word shows is shown by the start of the text."""
    found = mention(Brand(name="x", query=query), "Bonjour", author="Jeanne", language="fr")
    assert (found.where, found.terms, found.spans, found.verbatim) == (where, terms, (), "Bonjour")


@pytest.mark.parametrize(
    ("query", "code"),
    [("a (", "expected_term"), ("-a", "only_negative"), ("tone:x", "mention_field_in_rule")],
)
def test_a_wrong_rule_is_refused_at_once(query, code):
    """The matcher is not made from a rule that cannot be read."""
    with pytest.raises(QueryError) as caught:
        matcher(Brand(name="x", query=query))
    assert caught.value.code == code


def test_a_name_without_letters_is_refused():
    """There would be nothing to look for."""
    with pytest.raises(QueryError, match="no_word"):
        matcher(Brand(name="!!!"))


def test_examine_shows_every_hit_and_what_took_it_away():
    """Explaining lists the hits, those dropped with the word that did it."""
    brand = Brand(name="Orange", exclude=("jus",), domains=("orange.example",))
    found = matcher(brand).examine(document("jus d'orange", links=("https://orange.example/",)), "Orange")
    assert [(hit.term, hit.place, hit.dropped_by) for hit in found.hits] == [
        ("Orange", Place.TEXT, "jus"), ("orange.example", Place.LINK, None),
    ]  # fmt: skip
    assert found.hits[0].around == "jus d'**orange**"
    assert found.mention.where is Place.LINK
    assert found.reasons == found.mention.reasons
    empty = matcher(brand).examine(document("rien"), "Orange")
    assert (empty.mention, empty.hits, empty.reasons) == (None, (), ())
    with pytest.raises(KeyError):
        matcher(brand).examine(document(), "Autre")


def test_the_fingerprint_changes_with_what_changes_mentions():
    """Role and examples change nothing; all else does."""
    assert fingerprint(LENOIR) == fingerprint(
        Brand(**{name: getattr(LENOIR, name) for name in LENOIR.__slots__})
    )
    changed = [
        Brand(name="a"), Brand(name="b"), Brand(name="a", aliases=("b",)), Brand(name="a", people=("b",)),
        Brand(name="a", handles=("b",)), Brand(name="a", domains=("b",)), Brand(name="a", query="b"),
        Brand(name="a", context=("b",)), Brand(name="a", exclude=("b",)), Brand(name="a", case_sensitive=True),
        Brand(name="a", keep_above=0.6), Brand(name="a", reject_below=0.1), Brand(name="a", typos=True),
        Brand(name="a", queries=(("b", "c"),)),
    ]  # fmt: skip
    assert len({fingerprint(brand) for brand in changed}) == len(changed)
    assert fingerprint(Brand(name="a", examples_yes=("b",))) == fingerprint(Brand(name="a"))
    assert matcher(*changed[:2]).fingerprints == {"a": fingerprint(changed[0]), "b": fingerprint(changed[1])}
    assert mention(Brand(name="a"), "a").fingerprint == fingerprint(Brand(name="a"))


PIECES = (
    "La Poste la poste laposte La-Poste L’Oréal loreal Lenoir lenoir @lenoir #lenoir S.N.C.F. cœur Cœur jus fibre "
    "l' d’ Le\u200bnoir 東京 acteur acteurs Biscuits"
).split()
BRANDS = (
    Brand(name="La Poste", aliases=("SNCF",), exclude=("jus",)),
    Brand(name="L'Oréal", handles=("@lenoir",), context=("fibre",)),
    Brand(name="Lenoir", query='lenoir -"la poste" acteur* OR 東京'),
    Brand(name="Cœur", aliases=("LenoirBiscuits",), case_sensitive=True),
)
TEXTS = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from([" ", "-", "'", ", ", "\n", ""])), max_size=12
).map(lambda pieces: "".join(word + sign for word, sign in pieces))


@given(TEXTS, TEXTS)
@settings(max_examples=300)
def test_the_prefilter_loses_nothing(text, title):
    """mentions() of all brands gives what examining each brand gives; spans are in order and apart."""
    all_of_them = matcher(*BRANDS)
    shown = document(text, title)
    found = {one.brand: one for one in all_of_them.mentions(shown)}
    for brand in BRANDS:
        assert all_of_them.examine(shown, brand.name).mention == found.get(brand.name)
    for one in found.values():
        for before, after in zip(one.spans, one.spans[1:], strict=False):
            assert before.place is not after.place or before.end <= after.start
        assert all(part for part in (one.verbatim, one.terms, one.reasons))


@given(TEXTS, TEXTS, st.integers(0, 10_000))
@settings(max_examples=200)
def test_a_rule_finds_what_the_same_search_finds(text, title, seed):
    """`query = q` of a brand and `search q` are one thing."""
    rng = random.Random(seed)
    query = " ".join(rng.choice(["", "", "OR ", "-"]) + f'"{rng.choice(PIECES)}"' for _ in range(3))
    shown = document(text, title)
    try:
        rule = matcher(Brand(name="zzz", query=query.removeprefix("OR ")))
    except QueryError:
        return
    asked = expression.parse(query.removeprefix("OR "), today=date(2026, 11, 22), zone=UTC)
    found = list(rule.mentions(shown))
    assert bool(found) == expression.matches(asked, expression.subject(shown))
    if found:
        covered = {(span.place, at) for span in found[0].spans for at in range(span.start, span.end)}
        for span in expression.hits(asked, expression.subject(shown)):
            assert (span.place, span.start) in covered or (span.place, span.end - 1) in covered
