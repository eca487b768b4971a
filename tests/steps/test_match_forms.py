# SPDX-License-Identifier: MIT
"""In which forms a brand is found, and exactly where: ‹ and › stand around each hit, in the text as shown."""

import re
from datetime import UTC, date, datetime

import pytest

from veille.model import About, Brand, Channel, Item, Place
from veille.steps import identify
from veille.steps.match import Matcher

SEEN = datetime(2026, 11, 22, 12, tzinfo=UTC)

WATCHED = {
    brand.name: brand
    for brand in (
        Brand(name="L'Oréal"),
        Brand(name="La Poste", handles=("@lisalaposte",), domains=("laposte.fr",)),
        Brand(name="SNCF", aliases=("SNCF Connect",)),
        Brand(name="C.I.C."),
        Brand(name="Orange", handles=("@Orange_France",), typos=True),
        Brand(name="Orange Bank"),
        Brand(name="Cœur de Lion"),
        Brand(name="Citroën"),
        Brand(name="H&M"),
        Brand(name="3 Suisses"),
        Brand(name="Häagen-Dazs"),
        Brand(name="Cora"),
        Brand(name="Carrefour", typos=True),
        Brand(name="Decathlon", typos=True),
        Brand(name="Boulanger", typos=True),
        Brand(name="Fnac", typos=True),
        Brand(name="Auchan"),
    )
}


def found(brand, item):
    """Return the document that an item becomes, and what is found of the brand in it."""
    (document,) = identify.documents(
        [item], about=About(), source="s", channel=Channel.SOCIAL, seen_at=SEEN, base=None
    )
    matcher = Matcher([WATCHED[brand]], today=date(2026, 11, 22), zone=UTC, languages=("fr", "en"))
    return document, next(matcher.mentions(document), None)


def spans(marked):
    """Return a text without its marks, and where they stood."""
    places, removed = [], 0
    for match in re.finditer("‹([^›]*)›", marked):
        start = match.start() - removed
        places.append((start, start + len(match[1])))
        removed += 2
    return re.sub("[‹›]", "", marked), places


@pytest.mark.parametrize(
    ("brand", "marked"),
    [
        # An apostrophe of any kind, none, a hyphen, a space.
        ("L'Oréal", "chez ‹L’OREAL› on recrute"),
        ("L'Oréal", "jsuis fan de ‹loreal› depuis tjrs"),
        ("L'Oréal", "le stand ‹l'oréal› et le stand ‹L-Oréal›"),
        ("L'Oréal", "de ‹L'Ore\u0301al› à Paris"),
        ("L'Oréal", "#‹LOréal› #makeup"),
        ("La Poste", "un avis de ‹La-Poste›, encore"),
        ("La Poste", "merci ‹laposte› pour le colis 📦"),
        ("La Poste", "🇫🇷📦 ‹LA POSTE› puis ‹la\u00a0poste› puis ‹La\u202fPoste›"),
        ("La Poste", "on m'a dit d'aller à #‹LaPoste›"),
        # Initials, up to the last letter.
        ("SNCF", "la ‹S.N.C.F›. et la ‹sncf›, même combat"),
        ("SNCF", "l'appli ‹SNCF-Connect› plante"),
        ("C.I.C.", "mon conseiller du ‹CIC› et celui du ‹c.i.c›."),
        # What stands right beside a name is no part of it.
        ("Orange", "d'‹Orange› à l’‹orange›, qu'‹Orange› le dise"),
        ("Orange", "‹Orange›/SFR, («‹Orange›»), **‹orange›**, ‹Orange›’s, ‹Orange›… ‹orange›📱"),
        ("Orange", "merci ‹@orange_france›, et #‹orange› aussi"),
        ("Orange Bank", "adieu #‹OrangeBank›"),
        # Accents, ligatures, and letters that are longer or shorter once folded, before the name.
        ("Cœur de Lion", "ŒŒ ß İİ ﬁn : un ‹Coeur de Lion› et un ‹CŒUR DE LION›"),
        ("Citroën", "ma ‹citroen›, sa ‹CITROËN›, leur ‹Citroe\u0308n›"),
        ("Häagen-Dazs", "un pot d'‹haagen dazs› ou de ‹Haagendazs›"),
        ("H&M", "un pull ‹H&M›, un jean ‹h & m›"),
        ("3 Suisses", "le catalogue des ‹3Suisses› et des ‹3-suisses›"),
        # What is not shown, and what looks alike, hides nothing.
        ("Orange", "fuyez ‹Or\u200bange› et ‹O\u200dr\u2060ange›"),
        ("La Poste", "avec ‹La\u200b Poste› et ‹La\u200bPoste›"),
        ("Orange", "fuyez ‹\u041erange› et ‹Or\u0430ng\u0435›"),
        ("Carrefour", "vu chez ‹C\u0430rref\u043eur› hier"),
        ("Orange", "promo ‹ＯＲＡＮＧＥ› et ‹𝐎𝐫𝐚𝐧𝐠𝐞›"),
        # Misspelt, where the brand tolerates it: one edit from five letters, two from nine.
        ("Carrefour", "vu chez ‹Carefour› et ‹carrefuor› hier"),
        ("Decathlon", "un vélo ‹Dekatlon›, ou ‹decatlhon›"),
    ],
)
def test_a_brand_is_found_where_it_stands(brand, marked):
    """All its forms are found, each with the characters that a reader sees, and nothing else is."""
    text, places = spans(marked)
    document, mention = found(brand, Item(native_id="1", text=text))
    assert document.text == text
    assert mention is not None, text
    shown = [(span.place, text[span.start : span.end], span.start, span.end) for span in mention.spans]
    assert shown == [(Place.TEXT, text[start:end], start, end) for start, end in places]


@pytest.mark.parametrize(
    ("brand", "text"),
    [
        ("La Poste", "un imposteur qui riposte, des postes et la grande poste"),
        ("La Poste", "@lisalaposte2 et @lisalaposte.paris ne sont pas elle"),
        ("SNCF", "S.N.C.V. ou SNCFC, on s'y perd"),
        ("Orange", "deux oranges, un oranger, #monorange #orangebank"),
        ("Orange Bank", "une orange, puis la bank"),
        ("H&M", "l'heure est grave, M. le maire"),
        ("Cora", "убрали много сора со двора"),
        ("Orange", "l'orage, la grange, un organe : cela dérange, range"),
        ("Auchan", "on va chez auchant ou achan"),
        ("Carrefour", "aux carrefours du village, une carrure"),
        ("Boulanger", "la boulangère, ses boulangers et la boulange"),
        ("Fnac", "la fnc et la fnak"),
    ],
)
def test_what_only_looks_like_a_brand_is_not_it(brand, text):
    """Parts of words, other accounts, other words of the language and words of other scripts are no mention."""
    assert found(brand, Item(native_id="1", text=text))[1] is None


@pytest.mark.parametrize(
    ("link", "seen"),
    [
        ("https://www.laposte.fr/outils/suivre", True),
        ("http://boutique.LaPoste.fr", True),
        ("https://www.pas-laposte.fr/", False),
        ("https://laposte.fr.suivi.example/", False),
        ("https://suivi.example/?retour=laposte.fr", False),
    ],
)
def test_a_link_to_its_site_is_a_mention(link, seen):
    """The host decides, whatever words the link is under."""
    _, mention = found("La Poste", Item(native_id="1", html=f'<p>C\'est <a href="{link}">ici</a>.</p>'))
    assert (mention is not None) is seen
    if mention:
        assert (mention.where, mention.spans, mention.terms) == (Place.LINK, (), ("laposte.fr",))


def test_a_hit_in_the_title_counts_from_the_title():
    """Title and text have offsets of their own; markup and entities are gone before they are counted."""
    item = Item(
        native_id="1", title="Avec <b>H&amp;M</b>, enfin", html="<p>Chez&nbsp;H &amp; M, <i>oui</i></p>"
    )
    document, mention = found("H&M", item)
    shown = {
        (span.place, getattr(document, span.place.value)[span.start : span.end]) for span in mention.spans
    }
    assert shown == {(Place.TITLE, "H&M"), (Place.TEXT, "H & M")}
