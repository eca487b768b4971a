# SPDX-License-Identifier: MIT
"""`veille brands test`, `explain`, `rematch`, `show`, `add` as a person and a script use them."""

from __future__ import annotations

import json

import pytest

WATCH = """\
[veille]
language = "en"
timezone = "Europe/Paris"

[queries]
crise = 'rappel OR panne'

[[brand]]
name = "Orange"
context = ["fibre", "forfait"]
exclude = ["jus"]
examples.yes = ["Orange déploie la fibre"]
examples.no = ["un jus d'orange"]

[[brand]]
name = "Duval"
query = 'duval AND @crise'
keep_above = 0.6
"""


def texts(count, form, *, start=1):
    """Rows of documents, one every six hours from the first of November."""
    return [
        {
            "url": f"https://journal.example/{number}",
            "title": f"Nouvelle {number}",
            "text": form(number),
            "published": f"2026-11-{1 + number // 4:02}T{number % 4 * 6:02}:00:00Z",
        }
        for number in range(start, start + count)
    ]


@pytest.fixture
def watching(person):
    person.watch_file(WATCH)

    def given(rows):
        if not rows:
            return person
        path = person.folder / "in.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        said = person("import", str(path), "--source", "Journal")
        assert said.code == 0, said.err
        return person

    return given


def mixed(number):
    return f"La fibre d'Orange à Ville{number}" if number % 2 else f"Vigilance orange à Ville{number}"


# --- test -------------------------------------------------------------------------------------------------


def test_an_example_that_fails_leaves_with_three(watching):
    """And says which; all well is 0."""
    person = watching([])
    assert person("brands", "test").code == 0
    person.watch_file(WATCH.replace("un jus d'orange", "La fibre d'Orange"))
    said = person("brands", "test", "--json")
    assert said.code == 3
    assert said.json["passed"] is False
    assert [one["passed"] for one in said.json["examples"]] == [True, False]


def test_a_brand_without_examples_is_told_by_its_name(watching):
    """Not that no brand has any; an example that the rule does not find says so."""
    person = watching([])
    person.watch_file(WATCH + "[[brand]]\nname = 'SFR'\n")
    told = person("brands", "test", "SFR", "--lang", "fr")
    assert told.code == 0
    assert "SFR n’a pas d’exemples à vérifier" in told.err
    person.watch_file("[[brand]]\nname = 'SFR'\nquery = 'SFR AND fibre'\nexamples.no = ['SFR, le club']\n")
    assert "non trouvée" in person("brands", "test", "--lang", "fr").out


def test_precision_and_recall_are_those_of_the_rules(watching):
    """A person's decisions are compared with what the rules say, not with themselves; intervals, and a low sample."""
    person = watching(texts(8, mixed))
    rows = {row["title"]: row for row in person("mentions", "--brand", "Orange", "--json").json}
    # The rules keep 1, 3, 5, 7; the person keeps 1, 3, 5 and 2.
    for number in (1, 3, 5, 2):
        assert person("label", rows[f"Nouvelle {number}"]["id"], "--keep").code == 0
    for number in (7, 4):
        assert person("label", rows[f"Nouvelle {number}"]["id"], "--reject").code == 0
    (quality,) = person("brands", "test", "--json").json["quality"]
    assert (quality["brand"], quality["labelled"], quality["about"]) == ("Orange", 6, 4)
    assert (quality["precision"]["count"], quality["precision"]["total"]) == (3, 4)
    assert (quality["recall"]["count"], quality["recall"]["total"]) == (3, 4)
    assert quality["precision"]["low"] < 0.75 < quality["precision"]["high"]
    assert (quality["low_sample"], quality["learned"], quality["parts"]) == (True, False, 0)


@pytest.mark.parametrize(("language", "words"), [("en", "low sample"), ("fr", "échantillon faible")])
def test_a_low_sample_is_said_plainly(watching, language, words):
    """Under thirty decisions, in both languages, with the interval in words."""
    person = watching(texts(8, mixed))
    rows = person("mentions", "--brand", "Orange", "--status", "kept", "--json").json
    assert person("label", rows[0]["id"], "--keep").code == 0
    said = person("brands", "test", "--lang", language)
    assert words in said.err
    assert "100" in said.out


def test_a_filter_is_judged_on_answers_it_did_not_learn_from(watching):
    """With thirty answers it is judged in ten parts; what it learned by heart does not count."""
    person = watching(texts(30, mixed))
    for row in person("mentions", "--brand", "Orange", "--json").json:
        about = int(row["title"].split()[1]) % 2 == 1
        assert person("label", row["id"], "--keep" if about else "--reject").code == 0
    (quality,) = person("brands", "test", "Orange", "--json").json["quality"]
    assert (quality["learned"], quality["parts"], quality["low_sample"]) == (True, 10, False)
    assert quality["precision"]["value"] > 0.9
    assert "had not seen" in person("brands", "test").err


# --- rules that deserve a look ------------------------------------------------------------------------------


def codes(said):
    return {(one["brand"], one["code"]) for one in said.json["warnings"]}


def test_rules_that_take_everything_or_nothing_are_told(watching):
    """With the share, by `brands test`, `list`, `rematch` and `doctor`; from fifty documents on."""
    person = watching(texts(49, mixed))
    assert codes(person("brands", "test", "--json")) == set()
    watching(texts(1, mixed, start=50))
    said = person("brands", "test", "--json")
    assert codes(said) == {("Orange", "everything"), ("Duval", "nothing")}
    assert said.json["warnings"][0]["share"] == 1
    for command in (("brands", "test"), ("brands", "list"), ("brands", "rematch", "--dry-run", "Orange")):
        assert "100% of the 50 stored documents" in person(*command).err
    for language, words in (("en", "nearly everything"), ("fr", "presque tout")):
        assert words in person("doctor", "--lang", language).out


def test_a_changed_rule_is_measured_before_it_is_applied(watching, monkeypatch):
    """On the latest documents, whatever the stored mentions say."""
    monkeypatch.setattr("veille.watch.soundness.LATEST", 60)
    person = watching([*texts(20, lambda _: "Rien du tout"), *texts(60, lambda _: "Le pain", start=21)])
    path = person.folder / "sources.toml"
    for name, code, share in (("pain", "everything", 1), ("rien", "nothing", 0)):
        path.write_text(path.read_text().replace('context = ["fibre", "forfait"]', f'query = "{name}"'))
        (warning,) = person("brands", "test", "Orange", "--json").json["warnings"]
        assert (warning["code"], warning["share"], warning["documents"]) == (code, share, 60)
        path.write_text(path.read_text().replace(f'query = "{name}"', 'context = ["fibre", "forfait"]'))
    path.write_text(path.read_text().replace('context = ["fibre", "forfait"]', 'query = "pain"'))
    assert "the changed rule takes 100% of the latest 60 documents" in person("brands", "test", "Orange").err
    assert "presque tout" in person("brands", "test", "Orange", "--lang", "fr").err


def test_a_brand_that_excludes_its_own_name_is_told(watching):
    """Without anything stored: a word of the name, of another name, its beginning."""
    person = watching([])
    person.watch_file(
        "[[brand]]\nname = 'Orange Bank'\nexclude = ['bank', 'jus']\n[[brand]]\nname = 'Duval'\naliases = ['Duvalier']\n"
        "exclude = ['duvali*']\n[[brand]]\nname = 'Lenoir'\nquery = 'biscuits'\nexclude = ['lenoir']\n"
    )
    assert codes(person("brands", "test", "--json")) == {
        ("Orange Bank", "own_exclude"),
        ("Duval", "own_exclude"),
    }
    assert '"bank" is in the brand\'s own name' in person("brands", "test").err
    assert "le mot exclu" in person("brands", "test", "--lang", "fr").err


def test_a_rule_that_finds_only_what_it_excludes_is_told(watching):
    """All its hits are rejected."""
    juice = texts(10, lambda number: f"Un jus d'orange {number}")
    person = watching([*juice, *texts(40, lambda number: f"Rien {number}", start=11)])
    said = person("brands", "test", "Orange", "--json")
    assert codes(said) == {("Orange", "only_excluded")}
    assert said.json["warnings"][0]["share"] == 0.2
    (row,) = person("brands", "rematch", "--dry-run", "Orange", "--json").json
    assert (row["rejected"], row["taken"], row["warnings"][0]["code"]) == (10, 0, "only_excluded")


def test_rules_unsound_in_themselves_are_told(watching):
    """Words of one or two letters, and a query that nothing can match, whatever is stored."""
    person = watching([])
    person.watch_file("[[brand]]\nname = 'HP'\n[[brand]]\nname = 'Duval'\nquery = 'duval -duval'\n")
    assert codes(person("brands", "test", "--json")) == {("HP", "short"), ("Duval", "never")}
    assert "one or two letters" in person("doctor").out


# --- rematch ------------------------------------------------------------------------------------------------


def test_a_changed_rule_is_tried_before_it_is_trusted(watching):
    """What it gains and loses with extracts, verdicts that change, what to expect a week; nothing is written."""
    person = watching(texts(60, mixed))
    person.watch_file(WATCH.replace('context = ["fibre", "forfait"]', 'query = "orange AND fibre"'))
    before = person("mentions", "--status", "all", "--json").json
    (row,) = person("brands", "rematch", "--dry-run", "--json").json
    assert row["brand"] == "Orange"
    assert (len(row["lost"]), row["gained"], row["documents"]) == (30, [], 60)
    assert "**orange**" in row["lost_mentions"][0]["verbatim"]
    assert (row["gained_sure"], row["lost_sure"]) == (0, 0)
    assert {one["verdict"] for one in row["lost_mentions"]} == {"doubtful"}
    assert (row["taken"], row["share"], row["days"]) == (30, 0.5, 16)
    assert row["weekly"] == pytest.approx(14, abs=1)
    said = person("brands", "rematch", "--dry-run")
    assert "lost: 30" in said.out
    assert "Lost, 5 of 30" in said.out
    assert "about 14 mentions a week" in said.out
    assert person("mentions", "--status", "all", "--json").json == before
    assert "lost: 30" in person("brands", "rematch").out
    assert len(person("mentions", "--brand", "Orange", "--json").json) == 30


def test_the_sure_ones_of_what_a_rule_loses_come_first(watching):
    """Counted apart, and shown before doubtful ones that are later."""
    person = watching(texts(20, lambda n: f"La fibre d'Orange, {n}" if n < 4 else f"Vigilance orange, {n}"))
    person.watch_file(WATCH.replace('context = ["fibre", "forfait"]', 'query = "introuvable"'))
    (row,) = person("brands", "rematch", "--dry-run", "--json").json
    assert (len(row["lost"]), row["lost_sure"]) == (20, 3)
    assert [one["verdict"] for one in row["lost_mentions"]] == ["kept"] * 3 + ["doubtful"] * 17
    assert "lost: 20 (kept: 3)" in person("brands", "rematch", "--dry-run").out
    assert "perdues : 20 (dont sûres : 3)" in person("brands", "rematch", "--lang", "fr").out.replace(
        "\u202f", " "
    )


def test_what_a_person_kept_is_not_counted_as_the_rules(watching):
    """Share, forecast and warnings are of the rule alone; what a person kept is said apart, dry or not."""
    person = watching(texts(60, lambda n: f"Orange et la fibre, {n}."))
    ids = [row["id"] for row in person("mentions", "--json").json]
    assert person("label", *ids[:40], "--keep").code == 0
    path = person.folder / "sources.toml"
    path.write_text(path.read_text().replace('name = "Orange"', 'name = "Orange"\nquery = "introuvable"'))
    for how in (("--dry-run",), ()):
        (change,) = person("brands", "rematch", "Orange", *how, "--json").json
        assert (change["taken"], change["share"], change["weekly"], change["kept_by_hand"]) == (0, 0, 0, 40)
        assert [warning["code"] for warning in change["warnings"]] == ["nothing"]
        assert (
            "kept by hand, without the rule: 40 mentions" in person("brands", "rematch", "Orange", *how).out
        )


def test_nothing_stored_and_a_brand_that_left_are_told(watching):
    """Before the first fetch there is nothing to lose; a brand that is gone loses all, and has no outlook."""
    person = watching([])
    assert person("brands", "rematch", "--dry-run").code == 0
    watching(texts(4, mixed))
    person.watch_file("[[brand]]\nname = 'Duval'\n")
    for options, language, words in (
        (("--dry-run",), "fr", "n’est plus dans le plan de veille"),
        ((), "en", "no longer in the watch file · mentions lost: 4"),
    ):
        said = person("brands", "rematch", *options, "--lang", language)
        assert (said.code, words in said.out) == (0, True), said.out
        assert said.out.count("%") <= 1


def test_too_few_days_are_said(watching):
    """Three days of documents tell nothing of a week."""
    person = watching(texts(8, mixed))
    person.watch_file(WATCH.replace('"forfait"', '"réseau"'))
    said = person("brands", "rematch", "--dry-run", "--lang", "fr")
    assert "trop peu de jours" in said.out
    assert person("brands", "rematch", "--dry-run", "--json").json[0]["weekly"] is None


def test_the_next_fetch_says_what_a_changed_rule_changed(watching):
    """In counts in data, in words for a person, and nothing under cron."""
    person = watching(texts(4, mixed))
    person.watch_file(WATCH.replace('"fibre", "forfait"', '"vigilance"'))
    told = person("fetch", "--json").json
    assert told["rematch"] == [{"brand": "Orange", "gained": 0, "lost": 0, "now_kept": 2, "now_doubtful": 2}]
    assert told["mentions"]["rematched"] == 0
    person.watch_file(WATCH)
    quiet = person("fetch")
    assert "Orange" not in quiet.err + quiet.out
    person.watch_file(WATCH.replace('"fibre", "forfait"', '"vigilance"'))
    assert "now kept: 2" in person("fetch", "--verbose").err


def test_a_named_query_that_changes_makes_its_brands_stale(watching):
    """Its text is part of the rules that use it."""
    person = watching(texts(4, lambda number: f"Grève chez Duval à Ville{number}"))
    assert person("mentions", "--brand", "Duval", "--json").json == []
    person.watch_file(WATCH.replace("rappel OR panne", "rappel OR grève"))
    assert "Duval" in person("brands", "list").err
    (row,) = person("brands", "rematch", "--json").json
    assert (row["brand"], len(row["gained"])) == ("Duval", 4)
    assert len(person("search", "@crise", "--json").json) == 4
    assert len(person("mentions", "--where", "@crise -brand:orange", "--json").json) == 4


# --- explain ------------------------------------------------------------------------------------------------


def test_an_explanation_names_the_words_their_places_and_what_they_weigh(watching):
    """Form, words as written, characters, reasons with weights that sum to the relevance, thresholds."""
    person = watching(texts(1, lambda _: "Hier, la fibre d'ORANGE est tombée."))
    (row,) = person("mentions", "--json").json
    orange, duval = person("brands", "explain", row["id"], "--json").json
    (hit,) = orange["hits"]
    assert (hit["term"], hit["written"], hit["place"], hit["dropped_by"]) == (
        "Orange",
        "ORANGE",
        "text",
        None,
    )
    assert "Hier, la fibre d'ORANGE est tombée."[hit["start"] : hit["end"]] == "ORANGE"
    assert (orange["keep_above"], orange["reject_below"]) == (0.5, 0.2)
    assert {one["code"] for one in orange["weights"]} >= {"term", "context"}
    assert all(one["weight"] for one in orange["weights"])
    assert (duval["verdict"], duval["hits"], duval["keep_above"]) == (None, [], 0.6)
    said = person("brands", "explain", row["id"], "--lang", "fr")
    assert "« ORANGE »" in said.out.replace("\u202f", " ")
    assert "caractères 17 à 23" in said.out
    assert "sûr à partir de 0,50" in said.out


def test_what_an_explanation_weighs_adds_up(watching):
    """Points with two decimals, none of them 0, whose sum is the one told; words as the text writes them."""
    person = watching(texts(1, lambda _: "Selon la Société Orange, le cours d'Orange et la Fibre."))
    (row,) = person("mentions", "--status", "all", "--json").json
    told = person("brands", "explain", row["id"]).out.splitlines()
    points = [line.split()[0] for line in told if line.startswith(("  +", "  -", "  −"))]
    assert all(len(one.partition(".")[2]) == 2 for one in points)
    (total,) = [line.split()[1].rstrip(":") for line in told if line.startswith("  total ")]
    assert round(sum(map(_number, points)), 2) == _number(total)
    assert 0 not in map(_number, points)
    assert any("Société Orange" in line and line.startswith("  +") for line in told)


def _number(written):
    return float(written.replace("−", "-"))


def test_an_explanation_says_which_word_took_a_hit_away_and_what_a_person_said(watching):
    """The exclude word beside it, and the decision that wins."""
    person = watching(texts(1, lambda _: "Un jus d'orange à Lyon"))
    (row,) = person("mentions", "--status", "all", "--json").json
    assert 'taken away by "jus"' in person("brands", "explain", row["id"]).out
    assert person("label", row["id"], "--keep").code == 0
    (told, _) = person("brands", "explain", row["document"], "--json").json
    assert (told["verdict"], told["decided"], told["hits"][0]["dropped_by"]) == ("rejected", "kept", "jus")
    assert told["decided_at"]
    assert "that holds: kept" in person("brands", "explain", row["id"]).out


def test_a_hit_beside_the_text_has_no_place_in_it(watching):
    """Neither start nor end, for data; one in the text has both."""
    rows = [{"url": "https://duval.example/1", "title": "Bonjour", "text": "Un mot."}]
    person = watching(rows)
    path = person.folder / "sources.toml"
    path.write_text(path.read_text().replace("keep_above = 0.6", 'domains = ["duval.example"]'))
    assert person("brands", "rematch").code == 0
    (row,) = person("mentions", "--json").json
    (told,) = person("brands", "explain", row["id"], "--brand", "duval", "--json").json
    assert [(hit["place"], hit["start"], hit["end"]) for hit in told["hits"]] == [("url", None, None)]


def test_an_explanation_names_the_clause_of_the_query(watching):
    """The words of the rule as they stand in it: the name, and apart from it the others, of a named query too."""
    person = watching(texts(1, lambda _: "Le Rappel de Duval"))
    (row,) = person("mentions", "--json").json
    (told,) = person("brands", "explain", row["id"], "--brand", "duval", "--json").json
    assert [hit["term"] for hit in told["hits"]] == ["duval"]
    (rappel,) = told["also_required"]
    assert (rappel["term"], rappel["written"], rappel["place"]) == ("rappel", "Rappel", "text")
    assert (rappel["start"], rappel["end"]) == (3, 9)
    said = person("brands", "explain", row["id"], "--lang", "fr").out.replace("\u202f", " ")
    assert "aussi demandé par la requête : « rappel », écrit « Rappel »" in said
    assert (
        'also required by the query: "rappel", written "Rappel"' in person("brands", "explain", row["id"]).out
    )


# --- show and add -------------------------------------------------------------------------------------------


def test_typos_and_thresholds_are_added_and_shown(watching):
    """`--typos` writes it; `show` has it, in words too."""
    person = watching([])
    assert person("brands", "add", "Carrefour", "--typos").code == 0
    shown = person("brands", "show", "carrefour", "--json").json
    assert (shown["typos"], shown["keep_above"], shown["reject_below"]) == (True, 0.5, 0.2)
    said = person("brands", "show", "Duval", "--lang", "fr").out
    assert "0,60" in said
    assert "Fautes de frappe" in said
