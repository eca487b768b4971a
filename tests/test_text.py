# SPDX-License-Identifier: MIT
"""Words, folding, joined forms and extracts: the ground that search and match stand on."""

import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille import text
from veille.text import Reading, shapes
from veille.text.folding import fold
from veille.text.lookalikes import read_word
from veille.text.shapes import QUICK_FOLD, QUICK_SHAPE, SHAPES

ODD = "'’-–.@#_ \u00a0\u202f\n*œŒæßéÀçøłƒµþªº²½\u200b\u200d\ufe0f\u00ad\u0301\u0323\u20e3😀東カｶﾞــمﷺ\u202eＬ１ก\u0e31한İıﬁŉǅʼaAbBlLdDqu1"
FOREIGN = st.text(alphabet=st.one_of(st.sampled_from(ODD), st.characters()), max_size=60)
WESTERN = st.text(
    alphabet=st.sampled_from(
        "Łő\u200b\u200d\ufe0f\u0301😀ａ'’-–. \u00a0\n*@#_œŒæßéÀç²½ªaAbBlLdDqujs15,;«»…™"
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("shown", "folded"),
    [
        ("L’Œuvre ÉTÉ", "l'oeuvre ete"),
        ("STRAẞE straße", "strasse strasse"),
        ("Ｌｅｎｏｉｒ", "lenoir"),
        ("Le\u200bno\u00adir", "lenoir"),
        ("e\u0301te\u0301", "ete"),
        ("İstanbul Łódź Øst", "istanbul lodz ost"),
        ("ガ ｶﾞ", "ガ ガ"),
        ("ﬁn", "fin"),
    ],
)
def test_what_readers_take_as_the_same_is_folded(shown, folded):
    """Case, accents, ligatures, apostrophes, full width and invisible characters are folded."""
    assert text.fold(shown) == folded


@pytest.mark.parametrize(
    ("shown", "tokens", "joined"),
    [
        ("l’été d'aujourd'hui", "ete aujourd hui", "lete daujourd aujourdhui daujourdhui"),
        ("La Poste", "la poste", "laposte"),
        ("la poste", "la poste", ""),
        ("La-Poste", "la poste", "laposte"),
        ("L'Oréal", "oreal", "loreal"),
        ("S.N.C.F. rien", "s n c f rien", "sncf"),
        ("fin.Début", "fin debut", ""),
        ("Villeneuve-d’Ascq", "villeneuve ascq", "villeneuved dascq villeneuvedascq"),
        ("Saint-Étienne-du-Rouvray", "saint etienne du rouvray",
         "saintetienne etiennedu durouvray saintetiennedu etiennedurouvray saintetiennedurouvray"),
        ("東京タワー", "東 京 タ ワ ー", ""),
        ("un_deux", "un deux", ""),
        ("rock'n'roll", "rock n roll", "rockn nroll rocknroll"),
        ("@lenoir@mastodon.example!", "lenoir mastodon example", "＠lenoir＠mastodon．example ＠lenoir"),
        ("#Biscuits_Lenoir.", "biscuits lenoir", "＃biscuits＿lenoir"),
        ("info@lenoir.fr", "info lenoir fr", ""),
        ("AT&T, 3,5 m²", "at t 3 5 m2", ""),
        ("½ “” ™", "", ""),
        ("Оrange, оrаngе", "orange orange", ""),
        ("ОРАС рассказ", "орас рассказ", "opac"),
        ("ᴏʀᴀɴɢᴇ, 🅾🆁🅰🅽🅶🅴, Ⓞⓡⓐⓝⓖⓔ, 𝕆𝕣𝕒𝕟𝕘𝕖, ｏｒａｎｇｅ", "orange orange orange orange orange", ""),
        ("#Оrange", "orange", "＃orange"),
        ("La-\u200bPoste ☕\ufe0f\u202fLe\u00adnoir, S.\u200bN.C.F", "la poste lenoir s n c f", "laposte sncf"),
        ("dom\u0131no KΩ µm", "domino kω um", ""),
    ],
)  # fmt: skip
def test_words_and_joined_forms(shown, tokens, joined):
    """Elisions are cut, Han and kana stand alone, links give joined forms."""
    assert text.index_forms(shown) == (tokens, joined)


def test_offsets_lead_back_to_the_text():
    """A word is the slice of the text it stands for, ligatures before it or not."""
    shown = "Le cœur d’Œdipe, straße ☕ e\u0301te\u0301 東京"
    found = text.words(shown)
    assert [shown[word.start : word.end] for word in found] == [
        "Le", "cœur", "Œdipe", "straße", "e\u0301te\u0301", "東", "京",
    ]  # fmt: skip


@given(st.one_of(FOREIGN, WESTERN))
@settings(max_examples=400)
def test_each_word_is_the_folded_slice_it_points_to(shown):
    """Whatever the text: offsets are in order, inside it, and fold to the word."""
    last = 0
    for word in text.words(shown):
        assert last <= word.start < word.end <= len(shown)
        assert read_word(shown[word.start : word.end]) == word.token
        assert not set(word.token) & set(" '\"")
        last = word.end


@given(st.one_of(FOREIGN, WESTERN))
@settings(max_examples=300)
def test_fold_is_idempotent(shown):
    """What is folded stays as it is."""
    assert fold(fold(shown)) == fold(shown)


def exactly(shown):
    """Read by the exact path, whatever the text."""
    reading = Reading(shown)
    reading._links = reading._pairs_joined = reading._words = None
    reading._solid = reading._seen = reading._starts = None
    reading._heads, reading._swollen, reading._twins = [], [], []
    reading._read_exactly()
    return reading


@given(WESTERN)
@settings(max_examples=600)
def test_the_quick_path_reads_as_the_exact_one(shown):
    """Both paths give the same words, offsets, joined forms and their places."""
    quick, exact = Reading(shown), exactly(shown)
    assert quick.line.split() == exact.line.split()
    assert quick.solid == exact.solid
    assert quick.links == exact.links
    assert quick._link_places == exact._link_places
    assert [quick.link_span(at) for at in range(1, len(quick.links) - 1)] == [
        exact.link_span(at) for at in range(1, len(exact.links) - 1)
    ]
    assert quick.starts() == exact.starts()


@given(st.one_of(FOREIGN, WESTERN))
@settings(max_examples=400)
def test_a_joined_form_is_found_where_all_of_them_stand(shown):
    """To look for one form alone gives what the list of all gives, wherever it stands."""
    listed = Reading(shown)
    for form in set(listed.links.split()):
        assert sorted(Reading(shown).linked(form)) == sorted(listed.linked(form))
        assert sorted(Reading(shown).linked(form[:2], prefix=True)) == sorted(
            listed.linked(form[:2], prefix=True)
        )


@given(st.one_of(FOREIGN, WESTERN))
@settings(max_examples=400)
def test_hints_never_deny_a_joined_form(shown):
    """What the cheap look says is absent is absent."""
    for form in Reading(shown).links.split():
        assert Reading(shown).may_link(form)
        assert Reading(shown).may_link(form[:3], prefix=True)
    assert Reading(shown).vocabulary >= set(Reading(shown).line.split())


def test_the_quick_tables_are_what_the_exact_path_says():
    """Each character of Windows-1252 has the shape and the folded form that it has everywhere."""
    pairs = {"oe": "\xc1", "ae": "\xc2", "ss": "\xc3"}
    others = {"'": "'", "-": "-"}
    assert len(QUICK_FOLD) == len(QUICK_SHAPE) == 256
    for byte in range(256):
        shown = bytes([byte]).decode("cp1252", "replace")
        shape = SHAPES[ord(shown)]
        if byte in shapes.FOREIGN + shapes.ALONE + shapes.SEVERAL:
            assert QUICK_FOLD[byte] == 0xFF
            continue
        folded = fold(shown) if shape in "aA" else others.get(shape, " ")
        quick = pairs.get(folded) or (folded if len(folded) == 1 and folded.isascii() else "\xff")
        assert (chr(QUICK_SHAPE[byte]), chr(QUICK_FOLD[byte])) == (shape, quick), hex(byte)


@given(FOREIGN)
@settings(max_examples=200)
def test_shapes_are_one_for_one(shown):
    """A shape has a character for each character of the text."""
    assert len(shown.translate(SHAPES)) == len(shown)


def test_many_kinds_of_characters_are_read_alike():
    """The table of shapes starts anew before it grows large, and reads on as before."""
    shown = "".join(map(chr, range(0x20000, 0x20000 + 21_000)))
    reading = Reading(shown)
    assert reading.vocabulary == set(shown)
    assert reading.may_hold(shown[:2])
    assert reading.line.split() == list(shown)
    assert len(SHAPES) <= 20_001


def test_a_hundred_thousand_marks_cost_nothing():
    """Normalising alternating marks is quadratic: runs are cut first."""
    hostile = "a" + "\u0301\u0323" * 50_000
    began = time.process_time()
    assert [word.token for word in text.words(hostile)] == ["a"]
    assert fold(hostile) == "a"
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "unit", ["A ", "a'", "a-", "l'", "A.", "@a", "#", "* ", "\u200b", "œ", "東", "-", "a.b@"]
)
def test_reading_is_linear(unit):
    """Long texts of any shape are read at once."""
    began = time.process_time()
    shown = unit * (30_000 // len(unit))
    text.index_forms(shown)
    text.words(shown)
    text.verbatim(shown, [(word.start, word.end) for word in text.words(shown)][:5000])
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Biscuiterie Lenoir", "biscuiterie-lenoir"), ("Épicerie d’Été", "epicerie-d-ete"), ("  C++ ", "c")],
)
def test_slug_is_ascii(name, slug):
    """A name becomes a word for ids."""
    assert text.slug(name) == slug


@given(st.text(max_size=30))
def test_slug_is_total(name):
    """Any name has a slug, ASCII and not empty; names in other scripts have different ones."""
    assert re.fullmatch("[a-z0-9]([a-z0-9-]*[a-z0-9])?", text.slug(name))
    assert text.slug("東京") != text.slug("大阪")


# --- extracts ---------------------------------------------------------------------------------------------


def test_verbatim_marks_every_hit():
    """A short text is shown whole, line ends as spaces, hits between double stars."""
    assert (
        text.verbatim("Chez Lenoir,\nrien.\n\nLenoir!", [(5, 11), (20, 26)])
        == "Chez **Lenoir**, rien. **Lenoir**!"
    )


def test_verbatim_is_cut_between_words():
    """A long text is cut around the first hit, between words, with an ellipsis."""
    shown = "mot " * 100 + "Lenoir " + "fin " * 100
    extract = text.verbatim(shown, [(400, 406)], width=60)
    assert extract.startswith("…mot ")
    assert extract.endswith(" fin…")
    assert "**Lenoir**" in extract
    assert len(extract) < 75


def test_foreign_stars_are_no_marks():
    """Stars of the text are replaced where they could be taken for ours."""
    shown = "**gras** *Lenoir* 5* **"
    extract = text.verbatim(shown, [(10, 16)])
    assert extract.count("**") == 2
    assert extract == "∗∗gras∗∗ ∗**Lenoir**∗ 5* ∗∗"


@given(
    FOREIGN, st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=5), st.integers(-3, 80)
)
@settings(max_examples=400)
def test_verbatim_is_total(shown, spans, width):
    """Any text, any spans: an extract comes out, its marks in pairs and on one line."""
    extract = text.verbatim(shown, spans, width)
    assert extract.count("**") % 2 == 0
    assert not re.search(r"\n|\*{3}", extract)
    assert len(extract.replace("**", "")) <= max(width, 20) + 2


@given(
    st.lists(st.sampled_from(["Lenoir", "mot", "l’été", "*", "**", "\n", "東京"]), min_size=1, max_size=120)
)
@settings(max_examples=100)
def test_the_first_hit_is_always_shown(pieces):
    """However long the text, the first hit stands marked in the extract."""
    shown = " ".join(pieces)
    spans = [match.span() for match in re.finditer("Lenoir", shown)]
    assert ("**Lenoir**" in text.verbatim(shown, spans)) is bool(spans)


def test_folding_agrees_with_itself_over_all_of_unicode():
    """Folding any one character twice is folding it once."""
    for code in range(0x20000):
        char = chr(code)
        if unicodedata.category(char) not in {"Cn", "Co", "Cs"}:
            assert fold(fold(char)) == fold(char)
