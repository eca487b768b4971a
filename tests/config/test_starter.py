# SPDX-License-Identifier: MIT
"""The first watch file: it loads without a problem, whatever it is made of."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille import config, plugins
from veille.config.starter import TEMPLATES, compose
from veille.errors import UsageError
from veille.model import Role
from veille.sources.base import Source, secrets_of


def load(folder, text):
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return config.load(path, environ={})


@pytest.mark.parametrize("template", [None, *TEMPLATES])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_template_loads_in_each_language(tmp_path, template, language):
    """What init writes is valid, says what veille cannot see, and sets no limit of [fetch]."""
    text = compose(
        brands=[
            {"name": "Lenoir", "aliases": ["Lenoir Biscuits"], "handles": ["@len oir"], "exclude": "acteur"}
        ],
        feeds=[("Le Journal", "https://journal.example/rss"), ("Le Journal", "https://journal.example/rss2")],
        template=template,
        language=language,
        timezone="Europe/Paris",
    )
    read = load(tmp_path, text)
    assert read.warnings == ()
    assert (read.language, str(read.timezone)) == (language, "Europe/Paris")
    (brand,) = read.brands
    assert (brand.name, brand.aliases, brand.handles, brand.exclude) == (
        "Lenoir", ("Lenoir Biscuits",), ("@lenoir",), ("acteur",),
    )  # fmt: skip
    assert [source.name for source in read.sources][:2] == ["Le Journal", "Le Journal 2"]
    feeds = [source for source in read.sources if source.kind == "feed"]
    assert (len(feeds) > 2) == (template is not None)
    assert "LinkedIn" in text
    assert "[fetch]" not in text


def test_the_examples_in_comments_load_too(tmp_path):
    """A person who removes the # of an example gets a valid file."""
    for language in ("fr", "en"):
        text = compose(brands=[], feeds=[], language=language)
        assert load(tmp_path, text).brands == ()
        shown = [line.removeprefix("# ") for line in text.split("\n")]
        bare = [
            line
            for line in shown
            if line.startswith(("[[", "name", "role", "aliases", "kind", "url", "domains"))
        ]
        read = load(tmp_path, "\n".join(line for line in bare if "=" in line or line.startswith("[[")))
        assert (len(read.brands), len(read.sources)) == (1, 1)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_searches_for_the_brands_are_proposed(tmp_path, language):
    """Each search without an account is there, its terms above it; one with an account waits in comments."""
    text = compose(brands=[{"name": "Lenoir"}], feeds=[], language=language)
    read = load(tmp_path, text)
    assert read.warnings == ()
    found = {source.kind: source for source in read.sources}
    assert {"googlenews", "bingnews", "hackernews", "mastodon"} <= found.keys()
    assert all(source.brands == (("Lenoir",),) for source in read.sources)
    waiting = {
        name
        for name in ("reddit", "bluesky")
        if name in plugins.builtin_names("sources") and secrets_of(plugins.load("sources", name, Source))
    }
    assert not waiting & found.keys()
    assert all(f'# kind = "{name}"' in text for name in waiting)
    lines = text.splitlines()
    assert all(lines[n - 1].startswith("# ") for n, line in enumerate(lines) if line == "[[source]]")


def test_no_search_is_proposed_for_nothing(tmp_path):
    """Without a brand, or with themes alone, there is nothing to search for."""
    for brands in ([], [{"name": "Vélo", "role": "topic"}]):
        assert load(tmp_path, compose(brands=brands, feeds=[])).sources == ()


def test_a_company_stands_first_among_its_competitors(tmp_path):
    """pme: the first brand is one's own, the others are compared with; a town or an agency owns all."""
    brands = [{"name": "A1"}, {"name": "B2"}, {"name": "C3", "role": "topic"}, {"name": "a1"}]
    roles = {
        template: [
            brand.role for brand in load(tmp_path, compose(brands=brands, feeds=[], template=template)).brands
        ]
        for template in (None, *TEMPLATES)
    }
    assert roles["pme"] == [Role.OWN, Role.COMPETITOR, Role.TOPIC]
    assert roles[None] == roles["ville"] == roles["agence"] == [Role.OWN, Role.OWN, Role.TOPIC]


def test_a_name_no_text_can_hold_is_refused():
    """A brand of punctuation alone is told to the person, not written."""
    with pytest.raises(UsageError, match="unfindable_brand"):
        compose(brands=[{"name": "?!"}], feeds=[])


def test_an_address_is_no_name():
    """An address among the names is told to the person, not written."""
    for brand in ({"name": "https://duo.example"}, {"name": "Duo", "aliases": ["www.duo.example"]}):
        with pytest.raises(UsageError, match="brand_is_address"):
            compose(brands=[brand], feeds=[])


@given(
    names=st.lists(st.text(max_size=12).map("x{}".format), max_size=3),
    feed=st.text(max_size=8),
    template=st.sampled_from([None, *TEMPLATES]),
)
@settings(max_examples=60, deadline=None)
def test_any_name_makes_a_file_that_loads(tmp_path_factory, names, feed, template):
    """Quotes, backslashes, emoji, line ends and control characters in names are all written right."""
    text = compose(
        brands=[{"name": name, "aliases": [name]} for name in names],
        feeds=[(feed, "https://x.example/rss")],
        template=template,
    )
    read = load(tmp_path_factory.getbasetemp(), text)
    assert {warning.code for warning in read.warnings} <= {"short_term"}
    assert len(read.brands) <= len(names)
