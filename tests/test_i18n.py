"""The catalogues: complete, alike in both languages, and typeset with care."""

import ast
import json
import re
from dataclasses import fields as fields_of
from itertools import chain
from pathlib import Path
from string import Formatter

import pytest

import veille
from veille import plugins
from veille.i18n import LANGUAGES, Words, plural
from veille.sources.base import Source

SOURCE = Path(veille.__file__).parent
AREAS = sorted(path.stem for path in (SOURCE / "locale" / "fr").glob("*.json"))
SENTENCE_KEY = re.compile(r"[a-z]+(?:\.[a-z0-9_]+)+")
BEGINNING = re.compile(r"[a-z]+\.(?:[a-z0-9_]+\.)*[a-z0-9_]*")


def catalogue(language, area):
    return json.loads((SOURCE / "locale" / language / f"{area}.json").read_text(encoding="utf-8"))


def flat(node, path=""):
    """Yield (key, message); a message with plural forms is a map of one and other."""
    if isinstance(node, dict) and not set(node) <= {"one", "other"}:
        for name, child in node.items():
            yield from flat(child, f"{path}.{name}" if path else name)
    else:
        yield path, node


def forms(message):
    return message if isinstance(message, dict) else {"": message}


def texts(language):
    for area in AREAS:
        for key, message in flat(catalogue(language, area)):
            for form, text in forms(message).items():
                yield f"{area}.{key}.{form}".rstrip("."), text


def fields(text):
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_areas():
    """One file an area, in each language."""
    for language in LANGUAGES:
        assert sorted(path.stem for path in (SOURCE / "locale" / language).glob("*.json")) == AREAS


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_keys_with_the_same_facts(area):
    """A message missing or deaf to a fact in one language is a bug."""
    french, english = dict(flat(catalogue("fr", area))), dict(flat(catalogue("en", area)))
    assert set(french) == set(english)
    for key, message in french.items():
        facts = [
            set().union(*(fields(text) for text in forms(one).values())) for one in (message, english[key])
        ]
        assert facts[0] == facts[1], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_complete(language):
    """Who says one says other, and the other form counts."""
    for area in AREAS:
        for key, message in flat(catalogue(language, area)):
            if isinstance(message, dict):
                assert set(message) == {"one", "other"}, f"{area}.{key}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_can_be_filled(language):
    """Fields are plain names, and no message is empty."""
    for key, text in texts(language):
        assert isinstance(text, str), key
        assert text.strip(), key
        assert all(re.fullmatch(r"[a-z_]+", name) for name in fields(text)), key


COUNTED = (
    "read same failed skipped updated mentions shown gained lost known unreadable sources feeds documents"
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_number_agrees_with_its_noun(language):
    """Only `count` has plural forms: beside any other number, no noun that it would have to agree with."""
    free = "|".join(COUNTED.split())
    for area in AREAS:
        for key, message in flat(catalogue(language, area)):
            names = free if isinstance(message, dict) else f"{free}|count"
            for text in forms(message).values():
                found = re.search(rf"\{{(?:{names})\}} (?!sur|of|shown|s\b)[^\W\d_]+s\b", text)
                assert not found, f"{area}.{key}: {text!r}"


def spoken():
    """Yield what the kinds of source say of themselves in French, in their own files."""
    for kind in plugins.builtin_names("sources"):
        found = plugins.load("sources", kind, Source)
        yield f"{kind}.label", found.label["fr"]
        yield f"{kind}.terms", found.terms.get("fr", "")
        for option in fields_of(found):
            yield f"{kind}.{option.name}", option.metadata["help"]["fr"]


def test_french_is_typeset_as_french():
    """Curly apostrophes between letters, a no-break space before ; : ! ? % and inside guillemets."""
    code = re.compile(
        r"`[^`]*`|https?:\S*|[\w.+-]+@[\w.-]+|\S*(?:env|file|mailto|ntfy|llm|keyring):\S*|[a-z_]+:\S+"
    )
    for key, text in chain(texts("fr"), spoken()):
        prose = code.sub("", text)
        assert not re.search(r"[^\W\d_]'[^\W\d_]", prose), f"{key}: straight apostrophe in {text!r}"
        assert not re.search(r"[^\s\u202f\u00a0!?;:.…(«][;:!?%](?=\s|$)", prose), (
            f"{key}: no space in {text!r}"
        )
        assert not re.search(r" [;:!?%»](?=\s|$)", prose), f"{key}: breaking space in {text!r}"
        assert not re.search(r"« |«[^\u202f\u00a0]", prose), f"{key}: guillemet in {text!r}"


def test_no_space_is_written_twice():
    """Neither as itself nor as its escape: « @brands » has one narrow no-break space on each side."""
    twice = re.compile(r"(?:[\u202f\u00a0]|\\u202f|\\xa0){2}")
    for path in SOURCE.rglob("*"):
        if path.suffix in {".py", ".json", ".toml", ".txt", ".tmpl"}:
            assert not twice.search(path.read_text(encoding="utf-8")), path


def keys_in_source():
    """Yield (path, key, whole) for literals that are keys of an area; a built key yields its fixed beginning."""
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        built = {
            id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole = id(node) not in built
                pattern = SENTENCE_KEY if whole else BEGINNING
                if pattern.fullmatch(node.value) and node.value.split(".")[0] in AREAS:
                    yield path, node.value, whole
            elif isinstance(node, ast.Call):
                yield from ((path, key, True) for key in _given_to_words(node))


def _given_to_words(call):
    """Keys handed to a Sentence or to words(...), whatever their area."""
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    given = [keyword.value for keyword in call.keywords if keyword.arg == "key"] if name == "Sentence" else []
    given += call.args[:1] if name == "words" else []
    return [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def is_said(language, key, *, whole):
    """Say whether a key, or any key with that beginning, is in the catalogue."""
    if whole:
        return Words(language).has(key)
    area, _, beginning = key.partition(".")
    return any(path.startswith(beginning) for path, _ in flat(catalogue(language, area)))


# Words that look like a key of an area and are a file's name.
NOT_KEYS = {"sources.toml", "sources.opml", "sources.example", "veille.toml", "words.bin"}


def test_every_key_in_the_source_is_in_the_catalogues():
    """No sentence is asked for that nobody wrote."""
    missing = {
        f"{path.relative_to(SOURCE)}: {key}"
        for path, key, whole in keys_in_source()
        for language in LANGUAGES
        if key not in NOT_KEYS and not is_said(language, key, whole=whole)
    }
    assert not missing


def test_french_counts_zero_as_one():
    """0 mention, 1 mention, 2 mentions; 0 mentions in English."""
    assert [plural("fr", number) for number in (0, 1, 1.9, 2)] == ["one", "one", "one", "other"]
    assert [plural("en", number) for number in (0, 1, 2)] == ["other", "one", "other"]


@pytest.mark.parametrize(
    ("brand", "said"), [("Orange", "d’Orange"), ("Évian", "d’Évian"), ("Free", "de Free")]
)
def test_french_elides_before_a_vowel(brand, said):
    """Part de voix d’Orange: a name in a message does not make it clumsy."""
    message = Words("fr")("reports.summary.voice", brands=brand, share="24 %", rival="SFR", rival_share="9 %")
    assert said in message


def test_a_message_is_filled_with_numbers_of_its_language():
    """12 345 and 12,345."""
    facts = {"label": "x", "count": 12345}
    assert Words("fr")("render.curve", **facts) == "x\u202f: 12\u202f345 mentions"
    assert Words("en")("render.curve", **facts) == "x: 12,345 mentions"


def test_an_unknown_key_is_a_bug():
    """KeyError, never an empty sentence."""
    with pytest.raises(KeyError):
        Words("fr")("reports.no_such_key")
    assert not Words("fr").has("no_such_area.key")
