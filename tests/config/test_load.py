# SPDX-License-Identifier: MIT
"""What a watch file means, and everything that can be wrong with one."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille import config
from veille.config import tables
from veille.config.values import Duration
from veille.errors import ConfigError, PluginError, SourceError
from veille.i18n import Words
from veille.model import Channel, Role
from veille.sources.base import COMMON_KEYS

WHOLE = """\
[veille]
database = "data/veille.db"
language = "fr"
languages = ["fr", "en", "de"]
timezone = "Europe/Paris"
contact = "veille@example.org"
retention = "13 months"
env_file = ".env"

[fetch]
concurrency = 8
per_host = 2
gap = "0s"
timeout = "120s"
max_bytes = "500 kB"
max_time = "1h"
allow_private = ["intranet.example:8080", "127.0.0.0/8", "::1", "[::1]:80"]
proxy = "env:HTTPS_PROXY"

[[brand]]
name = "  Biscuiterie   Lenoir "
role = "own"
aliases = ["Lenoir Biscuits", "Lenoir"]
handles = ["@biscuitslenoir"]
domains = ["Biscuits-Lenoir.example"]
people = ["Jeanne Lenoir"]
context = ["biscuit"]
exclude = ["acteur"]
case_sensitive = true
typos = false
keep_above = 0.6
reject_below = 0.1
examples.yes = ["La biscuiterie Lenoir rappelle un lot"]
examples.no = ["Jean Lenoir joue"]

[[brand]]
name = "Duval"
role = "competitor"

[[source]]
name = "Vie publique"
kind = "feed"
url = "https://www.example.org/rss.xml"
channel = "official"
every = "30m"
text = "feed"
headers = { Authorization = "env:TOKEN", Accept-Language = "fr" }
tags = ["national"]
timeout = "10s"
max_bytes = "1 MiB"
"""


def load(folder, text, environ=None):
    path = folder / "sources.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return config.load(path, environ=environ or {})


def wrong(folder, text):
    with pytest.raises(ConfigError) as caught:
        load(folder, text)
    assert caught.value.code == "invalid"
    return [(problem.line, problem.code) for problem in caught.value.problems]


def told(folder, text, language="en"):
    with pytest.raises(ConfigError) as caught:
        load(folder, text)
    return [
        config.wording(problem, Words(language), Path("sources.toml")) for problem in caught.value.problems
    ]


def test_a_whole_file_is_read(tmp_path):
    """Every key arrives with its meaning: durations, sizes, paths beside the file, roles, examples."""
    (tmp_path / ".env").write_text("TOKEN=abc\n")
    (tmp_path / ".env").chmod(0o600)
    read = load(tmp_path, WHOLE)
    assert read.warnings == ()
    assert read.database == tmp_path / "data/veille.db"
    assert (read.language, read.languages, read.contact) == ("fr", ("fr", "en", "de"), "veille@example.org")
    assert read.timezone == ZoneInfo("Europe/Paris")
    assert read.fetch.gap == timedelta()
    assert (read.fetch.timeout, read.fetch.max_bytes) == (timedelta(seconds=120), 500_000)
    assert (read.fetch.concurrency, read.fetch.per_host) == (8, 2)
    assert read.fetch.max_time == timedelta(hours=1)
    own, other = read.brands
    assert (own.name, own.role, own.domains) == ("Biscuiterie Lenoir", Role.OWN, ("biscuits-lenoir.example",))
    assert (own.examples_yes, own.examples_no) == (
        ("La biscuiterie Lenoir rappelle un lot",),
        ("Jean Lenoir joue",),
    )
    assert (other.role, other.keep_above, other.reject_below) == (Role.COMPETITOR, 0.5, 0.2)
    (source,) = read.sources
    assert (source.name, source.kind, source.channel) == ("Vie publique", "feed", Channel.OFFICIAL)
    assert (source.every, source.timeout, source.max_bytes) == (
        timedelta(minutes=30), timedelta(seconds=10), 1024 * 1024,
    )  # fmt: skip
    assert source.url == "https://www.example.org/rss.xml"
    assert config.revealed(read, source).headers == {"Authorization": "abc", "Accept-Language": "fr"}


def test_an_empty_file_has_the_defaults(tmp_path):
    """Nothing is compulsory: every default stands."""
    read = load(tmp_path, "")
    assert (read.brands, read.sources, read.retention, read.language) == ((), (), None, None)
    assert read.database == tmp_path / "veille.db"
    assert read.fetch == config.FetchLimits()
    assert read.retention_before(datetime.now(UTC)) is None
    assert config.proxy_of(read) is None
    assert config.defaults().fetch == read.fetch


def test_an_absolute_database_and_one_at_home(tmp_path):
    """A database is beside the watch file unless it is absolute or begins at home."""
    assert load(tmp_path, '[veille]\ndatabase = "/var/v.db"').database == Path("/var/v.db")
    at_home = load(tmp_path, '[veille]\ndatabase = "~/v.db"', {"HOME": "/home/x"})
    assert at_home.database == Path("/home/x/v.db")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("13 months", "2025-10-30T12:00:00"),
        ("1 mois", "2026-10-30T12:00:00"),
        ("9 months", "2026-02-28T12:00:00"),
        ("1 year", "2025-11-30T12:00:00"),
        ("30d", "2026-10-31T12:00:00"),
    ],
)
def test_retention_counts_months_of_the_calendar(tmp_path, written, expected):
    """13 months ago is the same day of the month, or the last one of a shorter month."""
    read = load(tmp_path, f'[veille]\nretention = "{written}"')
    now = datetime(2026, 11, 30, 12, tzinfo=UTC)
    assert read.retention_before(now) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_a_retention_longer_than_history_keeps_all():
    """No overflow: before the year 1 there is only the year 1."""
    assert Duration(months=1200).before(datetime(50, 1, 1, tzinfo=UTC)).year == 1


def test_a_near_miss_tells_the_key_that_was_meant(tmp_path):
    """A missing and an unknown key that look alike are one problem, in the words of the contract."""
    text = '\n\n[[source]]\nulr = "https://x.example/rss"\nname = "lemonde"\nkind = "feed"\n'
    assert told(tmp_path, text) == [
        (
            "sources.toml:4: [[source]] lemonde: unknown key 'ulr' (did you mean 'url'?)",
            "write 'url', or remove the line",
        )
    ]
    ((french, _),) = told(tmp_path, text, "fr")
    expected = "sources.toml:4: [[source]] lemonde : clé inconnue « ulr » (vouliez-vous dire « url » ?)"
    assert french.replace("\u202f", " ") == expected


def test_everything_wrong_is_told_at_once_sorted_by_line(tmp_path):
    """Problems of all tables come together, each with its line."""
    text = """\
database = "x"
[veille]
language = "de"
timezone = "Europe/Pari"
retention = "0d"
languages = []
contact = "nobody"
[fetch]
timeout = "121s"
max_bytes = "65 MiB"
per_host = 5
concurrency = true
gap = 3
allow_private = ["http://x", "10.0.0.0/8", ""]
proxy = "socks"
[[brand]]
name = "Lenoir"
domains = ["https://lenoir.example/x", 3]
handles = ["@a b"]
keep_above = 0.1
reject_below = 0.5
[[brand]]
name = "LENOIR"
aliases = ["!!!"]
[[brand]]
role = "friend"
[[source]]
name = "a"
kind = "fed"
ulr = "https://a.example"
[[source]]
name = "b"
kind = "feed"
url = "ftp://b.example"
every = "0s"
headers = { Host = "x", A = "é", B = 1, C = "env:1" }
[[source]]
name = "b"
kind = "feed"
url = "https://b.example"
"""
    assert wrong(tmp_path, text) == [
        (1, "misplaced"),
        (3, "unknown_value"),
        (4, "unknown_timezone"),
        (5, "bad_duration"),
        (6, "empty"),
        (7, "bad_contact"),
        (9, "too_long"),
        (10, "too_long"),
        (11, "out_of_range"),
        (12, "wrong_type"),
        (13, "wrong_type"),
        (14, "bad_private"),
        (14, "empty"),
        (15, "bad_url"),
        (18, "bad_domain"),
        (18, "wrong_type"),
        (19, "bad_handle"),
        (21, "thresholds"),
        (23, "equal_slugs"),
        (24, "nothing_to_find"),
        (25, "missing_key"),
        (26, "unknown_value"),
        (29, "unknown_kind"),
        (30, "unknown_key"),
        (34, "bad_scheme"),
        (35, "too_short"),
        (36, "bad_header"),
        (36, "bad_header_value"),
        (36, "wrong_type"),
        (36, "bad_secret"),
        (38, "same_source"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[[client]]\nname = 'x'",
        "[[alert]]\nname = 'x'",
        "[[report]]\nname = 'x'",
        "[mail]\nhost = 'x'",
        "[privacy]\nauthors = 'full'",
        "[tone]\nmodel = 'builtin'",
        "[[brand]]\nname = 'x'\nobjectives = { share_of_voice = 0.3 }",
    ],
)
def test_what_a_later_version_understands_is_refused_by_name(tmp_path, text):
    """Keys and tables of later versions are never silently ignored."""
    assert [code for _, code in wrong(tmp_path, text)] == ["unsupported"]
    ((what, todo),) = told(tmp_path, text)
    assert "not supported by this version" in what
    assert todo


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[sources]\n", "unknown_table"),
        ("[brand]\nname = 'x'", "not_an_array"),
        ("source = ['x']", "not_an_array"),
        ("[[veille]]", "not_a_table"),
        ("fetch = 3", "not_a_table"),
        ("langage = 'fr'", "unknown_key"),
        ("zzz = 1", "unknown_key"),
        ("[[brand]]\nname = ''", "empty"),
        ("[[brand]]\nname = 3", "wrong_type"),
        ("[[brand]]\nname = 'x'\nquery = 3", "wrong_type"),
        ("[[brand]]\nname = 'x'\nquery = ' '", "empty"),
        ("[[brand]]\nname = 'x'\nexamples = 3", "wrong_type"),
        ("[[brand]]\nname = 'x'\nexamples.maybe = []", "unknown_key"),
        ("[[brand]]\nname = 'x'\ncase_sensitive = 'yes'", "wrong_type"),
        ("[[brand]]\nname = 'x'\nkeep_above = 2", "out_of_range"),
        ("[[brand]]\nname = 'x'\nkeep_above = nan", "out_of_range"),
        ("[[brand]]\nname = 'x'\nkeep_above = '1'", "wrong_type"),
        ("[[brand]]\nname = 'x'\naliases = 'y'", "wrong_type"),
        ("[[brand]]\nname = 'x'\n[[brand]]\nname = 'x'", "same_brand"),
        ('[[brand]]\nname = "a\\u001bb"', "control_character"),
        ("[veille]\nretention = '2000 years'", "bad_duration"),
        ("[veille]\nretention = 'soon'", "bad_duration"),
        ("[veille]\nlanguages = ['FR']", "bad_language"),
        ("[veille]\ntimezone = '../etc'", "unknown_timezone"),
        ("[fetch]\ngap = '1 month'", "bad_duration"),
        ("[fetch]\nmax_bytes = '1 GB'", "bad_size"),
        ("[fetch]\nmax_bytes = '0 B'", "too_short"),
        ("[fetch]\nmax_bytes = 1", "wrong_type"),
        ("[fetch]\nproxy = 'file:'", "bad_secret"),
        ("[[source]]\nname = 'x'\nurl = 'https://x.example'", "missing_key"),
        ("[[source]]\nname = 'x'\nkind = 'feed'\nurl = 'https://'", "bad_url"),
        ("[[source]]\nname = 'x'\nkind = 'feed'\nurl = 'x.example'", "bad_url"),
        ("[[source]]\nname = 'x'\nkind = 'feed'\nurl = 'http://[::1'", "bad_url"),
        ("[[source]]\nname = 'x'\nkind = 'feed'\nurl = 'http://x:99999'", "bad_url"),
        ("[[source]]\nname = 'x'\nkind = 'feed'\nurl = 'http://x/a b'", "bad_url"),
        (f"[[source]]\nname = 'x'\nkind = 'feed'\nurl = 'http://x/{'a' * 2100}'", "long_url"),
        ("[[source]]\nname = 'x'\nkind = 3\nurl = 'https://x.example'", "wrong_type"),
        ("[[source]]\nname = 'x'\nkind = 'zzzzzz'", "unknown_kind"),
        ("[[source]]\nname = 'x'\nkind = 'feed'\nurl = 'https://x.example'\nheaders = 3", "wrong_type"),
        (
            "[[source]]\nname = 'x'\nkind = 'feed'\nurl = 'https://x.example'\nchannel = 'new'",
            "unknown_value",
        ),
    ],
)
def test_one_fault_is_one_problem_with_words(tmp_path, text, code):
    """Each fault is found once and can be said in both languages."""
    assert [found for _, found in wrong(tmp_path, text)] == [code]
    for language in ("fr", "en"):
        for what, todo in told(tmp_path, text, language):
            assert what.startswith("sources.toml:")
            assert todo
            assert "\x1b" not in what


@pytest.mark.parametrize(
    ("text", "line", "code", "fault"),
    [
        (b"[veille]\nlanguage = fr\n", 2, "syntax", "value"),
        (b"[veille\n", 1, "syntax", "bracket"),
        (b"b = 1\na = 'x\nc = 2\n", 2, "syntax", "quote"),
        (b'a = "x\n', 1, "syntax", "character"),
        (b"a = [1,\n2\n", 3, "syntax", "array"),
        (b"a = 1\na = 2\n", 2, "syntax", "twice"),
        (b"a 1\n", 1, "syntax", "equals"),
        (b'a = "\\q"\n', 1, "syntax", "backslash"),
        (b"a = '''x", 1, "syntax", "quote"),
        (b"a = 2026-13-45\n", 1, "syntax", None),
        (b"a = {b = 1\n", 1, "syntax", "inline"),
        (b"\n\n\xe9 = 1\n", 3, "not_utf_8", None),
        (b"\xff\xfea\x00", 1, "utf_16", None),
        (b"a = " + b"[" * 5000, None, "beyond_reading", None),
        (b"a = " + b"1" * 5000, None, "beyond_reading", None),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(tmp_path, text, line, code, fault):
    """Syntax and encoding faults have a line and words of ours, not tomllib's English."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    (problem,) = caught.value.problems
    assert (problem.line, problem.code) == (line, code)
    if fault:
        assert problem.facts["fault"] == fault
    for language in ("fr", "en"):
        assert all(config.wording(problem, Words(language), Path("s.toml")))


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path):
    """Files saved by Windows editors are read, with right line numbers."""
    assert load(tmp_path, b'\xef\xbb\xbf[veille]\r\nlanguage = "fr"\r\n').language == "fr"
    assert wrong(tmp_path, b'\xef\xbb\xbf[veille]\r\n\r\nlanguage = "de"\r\n') == [(3, "unknown_value")]


def test_what_is_no_readable_file_is_refused(tmp_path):
    """A folder, a missing file, a closed file and a pipe each have their code."""
    closed = tmp_path / "closed.toml"
    closed.touch()
    closed.chmod(0)
    os.mkfifo(tmp_path / "pipe")
    expected = {
        "closed.toml": "unreadable",
        "none.toml": "watch_file_missing",
        "pipe": "not_a_file",
        ".": "not_a_file",
    }
    if os.geteuid() == 0:
        expected.pop("closed.toml")
    for name, code in expected.items():
        with pytest.raises(ConfigError) as caught:
            config.load(tmp_path / name, environ={})
        assert caught.value.code == code
        assert caught.value.exit_code == 2


def test_a_wrong_query_is_told_with_a_caret(tmp_path):
    """A brand's query is parsed, and the place shown."""
    text = "[[brand]]\nname = 'x'\nquery = 'lenoir AND ('"
    assert wrong(tmp_path, text) == [(3, "query_error")]
    ((what, todo),) = told(tmp_path, text)
    first, query, caret = what.split("\n")
    assert first.startswith("sources.toml:3: [[brand]] x: ")
    assert query.strip() == "lenoir AND ("
    assert caret.strip() == "^"
    assert todo


def test_warnings_do_not_stop(tmp_path):
    """A secret in clear, a visit too often, an open env file: told, and the file is used all the same."""
    (tmp_path / ".env").write_text("A=1\nwhat is this\n")
    (tmp_path / ".env").chmod(0o644)
    (tmp_path / "token").write_text("x")
    (tmp_path / "token").chmod(0o644)
    text = """\
[veille]
env_file = ".env"
[[source]]
name = "x"
kind = "feed"
url = "https://user:pass@x.example"
every = "5m"
headers = { Authorization = "Bearer abc", X-Other = "file:token", "X-Api-Key" = "env:K" }
"""
    read = load(tmp_path, text)
    assert [(problem.line, problem.code) for problem in read.warnings] == [
        (2, "env_file_mode"),
        (2, "env_file_line"),
        (6, "literal_secret"),
        (7, "every_short"),
        (8, "literal_secret"),
        (8, "secret_file_mode"),
    ]
    for problem in read.warnings:
        what, todo = config.wording(problem, Words("fr"), read.path)
        assert "abc" not in what + todo
        assert "pass" not in what + todo


def test_a_missing_env_file_is_a_warning(tmp_path):
    """A command that needs no secret works without the env file."""
    (problem,) = load(tmp_path, '[veille]\nenv_file = ".env"').warnings
    assert problem.code == "env_file_unreadable"


def test_a_secret_that_is_not_set_stops_only_who_asks_for_it(tmp_path):
    """load succeeds; revealed() names the variable; the proxy too."""
    text = """\
[fetch]
proxy = "env:PROXY"
[[source]]
name = "x"
kind = "feed"
url = "https://x.example"
headers = { Authorization = "env:TOKEN" }
"""
    read = load(tmp_path, text)
    with pytest.raises(SourceError) as caught:
        config.revealed(read, read.sources[0])
    assert (caught.value.code, caught.value.facts) == ("secret", {"name": "env:TOKEN"})
    with pytest.raises(ConfigError, match="proxy_unset"):
        config.proxy_of(read)
    forged = load(tmp_path, text, {"TOKEN": "a\r\nHost: b"})
    with pytest.raises(SourceError, match="secret"):
        config.revealed(forged, forged.sources[0])
    read = load(tmp_path, text, {"TOKEN": "s3cret", "PROXY": "http://proxy.example:3128"})
    assert config.revealed(read, read.sources[0]).headers == {"Authorization": "s3cret"}
    assert config.proxy_of(read) == "http://proxy.example:3128"
    assert "s3cret" not in repr(read)


def test_a_source_is_built_from_options_written_as_texts():
    """`sources try feed url=...` uses the same readers."""
    source = config.source_from("feed", {"url": "https://x.example/rss"})
    assert next(iter(source.requests(None))).url == "https://x.example/rss"
    for options in ({"ulr": "https://x.example"}, {}, {"url": "x"}):
        with pytest.raises(ConfigError, match="invalid"):
            config.source_from("feed", options)
    with pytest.raises(PluginError, match="unknown_kind"):
        config.source_from("nothing", {})


def test_durations_are_read_as_in_the_file():
    """`--max-time 10m` has the words of the watch file."""
    assert config.duration("10m") == timedelta(minutes=10)
    assert config.duration("1.5 h") == timedelta(minutes=90)
    assert config.duration("2 jours") == timedelta(days=2)
    for text in ("", "10", "m", "-1m", "10 parsecs", "1 month"):
        with pytest.raises(ValueError):
            config.duration(text)


def test_reading_a_watch_file_loads_nothing_heavy(tmp_path):
    """Every command reads it: no network, feed, TOML writer or package listing library comes along."""
    (tmp_path / ".env").touch(mode=0o600)
    path = tmp_path / "sources.toml"
    path.write_text(WHOLE)
    code = (
        "import sys, pathlib; from veille import config;"
        "config.load(pathlib.Path(sys.argv[1]), environ={});"
        "print(*sorted(sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
    heavy = {"httpx", "feedparser", "tomlkit", "difflib", "importlib.metadata", "rich", "selectolax", "email"}
    assert heavy.isdisjoint(answer.stdout.split())


@given(
    cut=st.integers(0, len(WHOLE)),
    end=st.integers(0, 40),
    put=st.one_of(
        st.text(max_size=6), st.sampled_from(['"', "[", "]]", "= ", "\n[[brand]]\n", "{", "'''", "\r"])
    ),
)
@settings(max_examples=150, deadline=None)
def test_a_mutated_file_raises_nothing_but_config_errors(tmp_path_factory, cut, end, put):
    """Whatever is typed into a good file, it loads or says what is wrong, in words."""
    folder = tmp_path_factory.getbasetemp()
    text = WHOLE[:cut] + put + WHOLE[cut + end :]
    try:
        problems = load(folder, text.encode("utf-8", "surrogatepass")).warnings
    except ConfigError as error:
        problems = error.problems
        assert problems
    for problem in problems:
        for language in ("fr", "en"):
            assert all(config.wording(problem, Words(language), Path("sources.toml")))


@pytest.mark.parametrize("user", ["user:pass", "ghp_token", "user:", ":pass"])
def test_whatever_stands_before_a_host_is_a_secret(tmp_path, user):
    """A name alone may be a token: told for sources and for the proxy, and used all the same."""
    text = f"""\
[fetch]
proxy = "http://{user}@proxy.example"
[[source]]
name = "x"
kind = "feed"
url = "https://{user}@x.example/rss"
"""
    read = load(tmp_path, text)
    assert [(one.line, one.code) for one in read.warnings] == [(2, "literal_secret"), (6, "literal_secret")]
    assert read.sources[0].url == f"https://{user}@x.example/rss"


@pytest.mark.parametrize("key", ["name", "aliases"])
def test_a_name_stands_on_one_line(tmp_path, key):
    """A line end within a name is refused; around it, and within other texts, it is a space."""
    good = {"name": '"A"', "aliases": '["A"]'}
    bad = {"name": '"A\\nB"', "aliases": '["A\\u2028B"]'}
    lines = {**good, key: bad[key]}
    text = "[[brand]]\n" + "".join(f"{name} = {value}\n" for name, value in lines.items())
    assert [code for _, code in wrong(tmp_path, text)] == ["control_character"]
    assert load(tmp_path, '[[brand]]\nname = """\nA\n"""\n').brands[0].name == "A"


def test_problems_come_in_one_order(tmp_path):
    """Whatever order Python gives its sets, the problems of one line come in the same order."""
    path = tmp_path / "sources.toml"
    path.write_text("source = [{ a1 = 1, b2 = 2, c3 = 3, d4 = 4 }]\nbrand = [{ e5 = 5, f6 = 6, g7 = 7 }]\n")
    program = (
        "import sys; from pathlib import Path; from veille import config, errors\n"
        "try: config.load(Path(sys.argv[1]), environ={})\n"
        "except errors.ConfigError as error: print([repr(one) for one in error.problems])"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program, str(path)],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in range(6)
    }
    assert len(told) == 1
    assert "missing_key" in told.pop()


BROKEN = """\
[[brand]]
name = "A"
role = "foo"
"""


def test_an_edit_is_asked_for_what_it_breaks_only(tmp_path):
    """What was wrong already is not held against an edit, wherever its line has gone; what is new is."""
    read = load(tmp_path, "")
    check = config.checker(read)
    check("", '[[brand]]\nname = "A"\n')
    check(BROKEN, f"# a line\n{BROKEN}")
    with pytest.raises(ConfigError, match="invalid") as caught:
        check(BROKEN, f'{BROKEN}[[brand]]\nname = "a"\n')
    assert [(one.line, one.code) for one in caught.value.problems] == [(5, "equal_slugs")]
    with pytest.raises(ConfigError, match="invalid"):
        check("", "[[brand")


def test_options_are_checked_before_the_rest_is_known(tmp_path):
    """Keys of a source are read without those that are not there yet."""
    read = load(tmp_path, "")
    config.check_options(read, {"channel": "news", "every": "1h"})
    with pytest.raises(ConfigError, match="invalid") as caught:
        config.check_options(read, {"channel": "presse", "tags": [""]})
    assert {one.code for one in caught.value.problems} == {"unknown_value", "empty"}


SEARCHING = """
[[brand]]
name = "Biscuiterie Lenoir"
aliases = ["Lenoir"]
[[brand]]
name = "Maison Duval"
role = "competitor"
query = "duval"
[[brand]]
name = "Gastronomie"
role = "topic"
[[source]]
name = "HN"
kind = "hackernews"
query = "{query}"
"""


def test_a_search_for_brands_knows_their_names(tmp_path):
    """Own brands and competitors by name and aliases, topics left out; any other query is the service's."""
    (source,) = load(tmp_path, SEARCHING.format(query="@brands")).sources
    assert source.brands == (("Biscuiterie Lenoir", "Lenoir"), ("Maison Duval",))
    assert source.url.startswith("https://")
    (other,) = load(tmp_path, SEARCHING.format(query="pizza")).sources
    assert other.brands == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (SEARCHING.format(query="@brand"), "unknown_value"),
        ("[[source]]\nname = 'HN'\nkind = 'hackernews'\nquery = '@brands'", "no_brands"),
        (
            "[[brand]]\nname = 'x'\nrole = 'topic'\n[[source]]\nname = 'HN'\nkind = 'hackernews'\nquery = '@brands'",
            "no_brands",
        ),
    ],
)
def test_a_search_for_nothing_is_refused(tmp_path, text, code):
    """A name that nothing bears, or brands that there are none of."""
    assert [one for _, one in wrong(tmp_path, text)] == [code]


def test_secret_options_are_revealed_for_the_visit_alone(tmp_path):
    """The watch file keeps the name of the secret; a literal one is a warning; a missing one stops its source."""
    text = "[[source]]\nname = 'R'\nkind = 'reddit'\nsubreddits = ['france']\nuser = 'env:REDDIT_USER'\nfeed = '{feed}'"
    read = load(tmp_path, text.format(feed="env:REDDIT"), {"REDDIT": "s3cret", "REDDIT_USER": "eve"})
    (source,) = read.sources
    assert (source.source.feed, source.secrets, read.warnings) == ("env:REDDIT", (), ())
    visited = config.revealed(read, source)
    assert (visited.source.feed, sorted(visited.secrets)) == ("s3cret", ["eve", "s3cret"])
    assert "s3cret" not in repr(read)
    literal = load(tmp_path, text.format(feed="s3cret"))
    assert [problem.code for problem in literal.warnings] == ["literal_secret"]
    accents = load(tmp_path, text.format(feed="env:REDDIT"), {"REDDIT": "clé à moi", "REDDIT_USER": "eve"})
    assert config.revealed(accents, accents.sources[0]).source.feed == "clé à moi"
    unset = load(tmp_path, text.format(feed="env:REDDIT"), {"REDDIT_USER": "eve"})
    with pytest.raises(SourceError) as caught:
        config.revealed(unset, unset.sources[0])
    assert caught.value.facts["name"] == "env:REDDIT"
    told = {
        language: Words(language)("errors.cases.secret_option.what", **caught.value.facts)
        for language in ("fr", "en")
    }
    assert "env:REDDIT" in told["fr"]
    assert "prefs/feeds" in told["en"]
    assert told["fr"] != told["en"]


def test_the_page_behind_an_item_is_asked_for_by_text(tmp_path):
    """text = "page" or "feed", and nothing else."""
    text = "[[source]]\nname = 'x'\nkind = 'feed'\nurl = 'https://x.example'\ntext = '{text}'"
    assert [load(tmp_path, text.format(text=one)).sources[0].pages for one in ("page", "feed")] == [
        True,
        False,
    ]
    assert [code for _, code in wrong(tmp_path, text.format(text="pages"))] == ["unknown_value"]


def test_the_keys_of_every_source_are_those_no_kind_may_take():
    """What sources/base.py reserves is what a [[source]] has whatever its kind."""
    assert tables._watched(Path()).keys() == COMMON_KEYS
