# SPDX-License-Identifier: MIT
"""`veille company`, from outside: a register on loopback, a watch file, a terminal or none."""

import io
import tomllib
from pathlib import Path

import pytest

from veille.cli import run
from veille.directories.recherche_entreprises import RechercheEntreprises
from veille.nouns import replace

DATA = Path(__file__).parents[1] / "directories" / "data"


@pytest.fixture
def register(collected, site, monkeypatch):
    """Return somebody with two documents, and a register that knows what it is told to."""
    monkeypatch.setattr(RechercheEntreprises, "url", site.url("/search"))

    def knows(asked, name, **more):
        site.put(
            f"/search?q={asked}&page=1&per_page=10",
            (DATA / name).read_bytes(),
            type="application/json",
            **more,
        )
        return collected

    return knows


def watch_file(person):
    return tomllib.loads((person.folder / "sources.toml").read_text())


def test_one_company_is_a_sheet_with_its_latest_mentions(register):
    """Number, names, officers, accounts, state; then the documents that name it."""
    said = register("lenoir", "one.json")("company", "lenoir")
    assert said.code == 0, said.err
    for words in (
        "404833048",
        "AUX SABLES",
        "JEANNE LENOIR (Président de SAS)",
        "2024: revenue 12,345,678 €",
        "4 (of which open: 3)",
        "Latest mentions",
        "Lenoir rappelle un lot",
    ):
        assert words in said.out, said.out
    assert "1961" not in said.out
    assert "Maison Duval ouvre" not in said.out


def test_several_companies_are_a_table(register):
    """Each with its number, and what to type for one of them."""
    said = register("lenoir", "two.json")("company", "lenoir")
    assert said.code == 0
    assert "732829320" in said.out
    assert "veille company 404833048" in said.err


def test_a_number_is_one_company(register):
    """Written with spaces too; a company that hides its data is said to."""
    said = register("732829320", "two.json")("company", "732", "829", "320")
    assert "closed (2019-06-30)" in said.out
    assert "not public" in said.err
    assert "No document collected names it" in said.err


def test_no_company_says_what_to_do(register, site):
    """An empty answer is exit 0, and names the reasons there may be."""
    person = register("x", "one.json")
    site.put("/search?q=zzz&page=1&per_page=10", '{"results": [], "total_results": 0}')
    said = person("company", "zzz")
    assert said.code == 0
    assert "No company of that name" in said.err
    assert "SIREN" in said.err
    assert person("company", "zzz", "--json").json["companies"] == []
    assert "[company_unknown]" in person("company", "zzz", "--add").err


def test_data_have_a_stable_shape(register):
    """The keys that docs/commands.md lists."""
    found = register("lenoir", "one.json")("company", "lenoir", "--json").json
    assert [*found] == ["query", "total", "companies", "mentions", "added"]
    keys = "siren name trade_names acronym address state public created closed category activity officers "
    keys += "establishments open_establishments accounts identifiers"
    assert [*found["companies"][0]] == keys.split()
    assert found["companies"][0]["officers"][0] == {"name": "JEANNE LENOIR", "function": "Président de SAS"}
    assert [row["title"] for row in found["mentions"]] == ["Lenoir rappelle un lot"]
    assert found["added"] is None


def test_add_writes_a_source_and_leaves_a_known_brand_alone(register):
    """The brand is there already: only its official source is new, and the file loads."""
    person = register("biscuiterie+lenoir", "one.json")
    before = (person.folder / "sources.toml").read_text()
    said = person("company", "biscuiterie lenoir", "--add", "--yes")
    assert said.code == 0, said.err
    assert "already" in said.err
    assert (person.folder / "sources.toml").read_text().startswith(before)
    written = watch_file(person)
    assert [brand["name"] for brand in written["brand"]] == ["Biscuiterie Lenoir", "Maison Duval"]
    assert written["source"][-1]["siren"] == ["404833048"]
    assert person("sources", "list", "--json").json[-1]["kind"] == "bodacc"
    assert "followed already" in person("company", "biscuiterie lenoir", "--add", "--yes").err


def test_add_writes_a_brand_with_its_aliases(register):
    """Trade names are aliases; an acronym of two letters would be found everywhere."""
    person = register("lenoir", "one.json")
    person.watch_file('[fetch]\nallow_private = ["127.0.0.1"]\n')
    added = person("company", "lenoir", "--add", "--yes", "--json").json["added"]
    (brand,) = watch_file(person)["brand"]
    assert brand == added["brand"]
    assert brand["aliases"] == ["Lenoir biscuits", "AUX SABLES", "La Sablerie"]


class Keyboard(io.StringIO):
    """Somebody who types."""

    def isatty(self):
        return True


@pytest.mark.parametrize(("typed", "count"), [("n\n", 1), ("oui\n", 2)])
def test_a_person_is_asked_before_anything_is_written(register, typed, count):
    """What would be written is shown; no is no, yes is yes."""
    person = register("lenoir", "one.json")
    person.terminal = True
    world, said = person.world()
    assert run(["company", "lenoir", "--add"], replace(world, stdin=Keyboard(typed))) == 0
    assert "+ [[source]] name = BODACC BISCUITERIE LENOIR" in said()[1]
    assert "siren = 404833048" in said()[1]
    assert len(watch_file(person)["source"]) == count


def test_without_a_terminal_nothing_is_written_unasked(register):
    """--yes is what writes under cron."""
    person = register("lenoir", "one.json")
    said = person("company", "lenoir", "--add")
    assert said.code == 0
    assert "--yes" in said.err
    assert len(watch_file(person)["source"]) == 1


def test_which_of_several_is_not_guessed(register):
    """--add wants one company."""
    said = register("lenoir", "two.json")("company", "lenoir", "--add", "--yes")
    assert said.code == 2
    assert "[company_several]" in said.err


def test_a_register_that_is_overloaded_is_asked_once(register, site):
    """429 without a wait: two lines, exit 1, one request."""
    said = register("lenoir", "one.json", status=429)("company", "lenoir")
    assert said.code == 1
    assert "[directory_busy]" in said.err
    assert len(site.asked("/search?q=lenoir&page=1&per_page=10")) == 1


def test_no_watch_file_is_needed_to_look(register, tmp_path, monkeypatch):
    """Without one the register is asked all the same: here the guard says no, since nothing allows loopback."""
    world, said = register("lenoir", "one.json").world()
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path / "home")
    nowhere = replace(world, environ={"HOME": str(tmp_path / "home"), "LANG": "en_GB.UTF-8"})
    assert run(["company", "lenoir"], nowhere) == 1
    assert "[blocked_address]" in said()[1]


def test_add_wants_a_watch_file_and_a_name(person):
    """There is nothing to write into, or nothing to look for."""
    assert person("company", "lenoir", "--add").code == 2
    assert "[company_unnamed]" in person("company", " ").err
