"""The front understands plain command lines exactly as the parser does, and leaves it all the others."""

import os
import subprocess
import sys

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.cli import front
from veille.cli.listing import Asked
from veille.cli.program import app, parse
from veille.cli.session import Session, begin
from veille.cli.tree import built
from veille.cli.world import World
from veille.errors import VeilleError

ROOT = typer.main.get_command(app)


def declared(command, but):
    """Return what the parser knows of a command's options: flag to (parameter, choices or type, repeats)."""
    return {
        flag: (one.name, None if one.is_flag else kind(one.type), one.multiple)
        for one in command.params
        if one.param_type_name == "option" and one.name not in but
        for flag in one.opts
    }


def kind(of):
    if isinstance(getattr(of, "func", None), type):
        return tuple(of.func)
    return tuple(of.choices) if hasattr(of, "choices") else of.name


def known(options):
    """Return the same of the front's table."""
    return {flag: (one.parameter, how(one.read), one.repeats) for flag, one in options.items()}


def how(read):
    if read is None:
        return None
    if isinstance(read, type) and read is not str:
        return tuple(read)
    return {str: "str", front._language: "str", front._count: "int range"}[read]


@pytest.mark.parametrize("name", ["search", "mentions"])
def test_the_table_of_a_command_is_the_parsers(name):
    """Every option but --output: same flags, parameter, values, repeatable or not."""
    assert known(front.commands()[name]) == declared(built(name), but={"output"})


def test_the_table_of_global_options_is_the_parsers():
    """Every global option but --version and those that install completion."""
    but = {"version", "install_completion", "show_completion"}
    assert known(front.GLOBAL) == declared(ROOT, but=but)


def test_a_limit_is_no_less_than_the_parser_allows():
    """`--limit` begins at 0 for both."""
    (limit,) = (one for one in built("search").params if one.name == "limit")
    assert (limit.type.min, limit.type.max) == (0, None)
    assert front.read(["search", "x", "--limit", "0"]).given["limit"] == 0
    assert front.read(["search", "x", "--limit", "-1"]) is None


def by_parser(arguments):
    """Return the session and the question that the parser reads in these arguments."""
    world = World()
    with ROOT.make_context("veille", list(arguments), obj=Session(world=world)) as context:
        name, command, rest = ROOT.resolve_command(context, [*context._protected_args, *context.args])
        with command.make_context(name, list(rest), parent=context) as inner:
            values = dict(inner.params)
    first = {key: value for key, value in context.params.items() if key in BEGIN}
    if name == "search":
        values["where"] = " ".join(values.pop("query"))
    values["brand"] = list(values["brand"]) if values["brand"] else None
    return name, begin(world, **first), Asked(**values)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("kept", "sûr sûre sûres Sûr sur"),
        ("doubtful", "à_vérifier a-verifier"),
        ("rejected", "hors-sujet hors_sujet"),
        ("todo", "à_traiter to_do"),
        ("done", "traité traitée traitees"),
        ("none", "aucun aucune"),
        ("all", "tous toutes"),
    ],
)
def test_a_status_is_said_in_either_language(status, said):
    """The words that lists show, whatever their gender, number, case and accents, mean what the names do."""
    for word in said.split():
        line = ["mentions", "--status", word.replace("_", " ")]
        assert front.read(line).given == {"status": status}
        assert by_parser(line)[2].status == status


@pytest.mark.parametrize("word", ["", "s", "sure-enough", "gardé"])
def test_another_word_is_no_status(word, person):
    """Refused, with those there are."""
    assert front.read(["mentions", "--status", word]) is None
    told = person("mentions", "--status", word)
    assert (told.code, "kept, doubtful, rejected, todo" in told.err) == (2, True)


BEGIN = {option.parameter for option in front.GLOBAL.values()}


def by_front(plain):
    return plain.command, begin(World(), **plain.first), Asked(**plain.given)


GLOBALS = ([], ["--db", "x.db"], ["--config=a b.toml", "-q"], ["--lang", "fr", "--no-color", "-v", "--debug"])
OPTIONS = (
    ["--brand", "A", "--brand=B C"],
    ["--brand", ""],
    ["--week", "last", "--json"],
    ["--since=2026-01-01", "--until", "today", "--csv", "--excel"],
    ["--month="],
    ["--limit", "3", "--limit=5"],
    ["--limit", "٣"],
    ["--sort", "best", "--status=all"],
    ["--status", "à vérifier"],
    ["--status=toutes"],
    ["-f", "jsonl"],
    ["--format=markdown"],
)


@pytest.mark.parametrize("first", GLOBALS, ids=" ".join)
@pytest.mark.parametrize("options", OPTIONS, ids=" ".join)
@pytest.mark.parametrize(
    "form", [["search", "a", "*", "b"], ["search", "*", "--", "-a", "b"], ["mentions", "*"]], ids=" ".join
)
def test_a_plain_line_is_understood_as_the_parser_does(first, options, form):
    """The front serves it, and makes of it the very same session and question."""
    place = form.index("*")
    line = [*first, *form[:place], *options, *form[place + 1 :]]
    plain = front.read(line)
    assert plain is not None
    assert by_front(plain) == by_parser(line)


PIECES = [
    *front.GLOBAL,
    *front.commands()["mentions"],
    "--output",
    "-o",
    "--help",
    "--version",
    "--jso",
    "-fcsv",
]
PIECES += [
    "search",
    "mentions",
    "report",
    "--",
    "-",
    "",
    "a",
    "date",
    "csv",
    "4",
    "-1",
    "fr",
    "done",
    "--limit=2",
]
PIECES += ["--json=1", "-f=csv", "--sort=best", "--sort=worst", "--brand=", "--lang=de", "-x", "--where=a"]


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(PIECES), max_size=3),
    st.sampled_from(["search", "mentions"]),
    st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=5),
)
def test_whatever_the_front_serves_the_parser_reads_alike(first, name, rest):
    """No command line means one thing to the front and another to the parser, or an error."""
    line = [*first, name, *rest]
    plain = front.read(line)
    if plain is not None:
        assert by_front(plain) == by_parser(line)


@pytest.mark.parametrize(
    "line",
    [
        [],
        ["search"],
        ["search", "a", "--help"],
        ["search", "a", "--output", "f.csv"],
        ["search", "a", "--colour"],
        ["search", "a", "--sort", "worst"],
        ["search", "a", "--limit", "many"],
        ["search", "a", "--brand"],
        ["search", "a", "--json=1"],
        ["search", "a", "-f=csv"],
        ["search", "a", "--where", "b"],
        ["mentions", "a"],
        ["report"],
        ["--lang", "de", "search", "a"],
        ["--version", "search", "a"],
    ],
    ids=" ".join,
)
def test_what_is_not_plain_is_left_to_the_parser(line):
    """Mistakes, help and rarer commands are the parser's."""
    assert front.read(line) is None


@pytest.mark.parametrize(
    "line",
    [
        ["search", "lenoir"],
        ["search", "lenoir", "--brand", "maison duval", "--json"],
        ["search", "nulle part"],
        ["mentions", "--csv"],
        ["mentions", "--where", "lot OR (", "--json"],
        ["mentions", "--week", "last", "--month", "last"],
        ["--lang", "fr", "mentions", "--status", "rejected"],
    ],
    ids=" ".join,
)
def test_both_ways_answer_alike(collected, line):
    """Same bytes, same talk, same failure."""
    assert answer(collected, lambda world: front.understood(line, world)()) == answer(
        collected, lambda world: parse(line, Session(world=world))
    )


def answer(person, serve):
    world, said = person.world()
    try:
        outcome = serve(world)
    except VeilleError as error:
        return type(error), error.code, error.facts
    return outcome, *said()


def test_the_version_is_the_parsers(person):
    """`--version` alone never loads the parser, and `-q --version` says the same through it."""
    assert person("--version") == person("-q", "--version")


@pytest.mark.parametrize("line", [["search", "lenoir"], ["report"]], ids=" ".join)
def test_a_reader_that_left_is_no_failure(collected, line):
    """`veille search x | head` leaves with 0 and says nothing of the closed pipe, whichever way it was served."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        left = subprocess.run(
            [sys.executable, "-m", "veille", "--config", str(collected.folder / "sources.toml"), *line],
            stdout=writer, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
    finally:
        os.close(writer)
    assert left.returncode == 0, left.stderr
    assert "Error" not in left.stderr
