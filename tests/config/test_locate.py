# SPDX-License-Identifier: MIT
"""Lines of headers, keys and elements, on any TOML and on what is none."""

import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from veille.config.locate import lines

TEXT = '''\
# comment with [brackets] and a = 1
top = 1
[veille]   # end
database = "a # no comment"
"quoted key" = 1
'literal.key' = 2
"esc\\u0061ped" = 3
text = """
[not.a.table]
x = 1 """
raw = \'\'\'
y = """ \'\'\'
[[brand]]
name = "a"
aliases = [
  "x", # [[no]]
  "y",
  [1, 2],
]
examples.yes = ["q"]
examples.no = []
[[brand]]
name = "b"
[brand.examples]
yes = ["z"]
[[source]]
headers = { A = "1", B.C = [ { d = 2 } ] }
when = 2026-11-01 07:30:00
'''

EXPECTED = {
    ("top",): 2,
    ("veille",): 3,
    ("veille", "database"): 4,
    ("veille", "quoted key"): 5,
    ("veille", "literal.key"): 6,
    ("veille", "escaped"): 7,
    ("veille", "text"): 8,
    ("veille", "raw"): 11,
    ("brand",): 13,
    ("brand", 0): 13,
    ("brand", 0, "aliases"): 15,
    ("brand", 0, "aliases", 0): 16,
    ("brand", 0, "aliases", 1): 17,
    ("brand", 0, "aliases", 2, 1): 18,
    ("brand", 0, "examples"): 20,
    ("brand", 0, "examples", "no"): 21,
    ("brand", 1): 22,
    ("brand", 1, "examples"): 24,
    ("brand", 1, "examples", "yes", 0): 25,
    ("source", 0, "headers", "A"): 27,
    ("source", 0, "headers", "B", "C", 0, "d"): 27,
    ("source", 0, "when"): 28,
}


def addresses(value, address=()):
    """Return the address of everything in a document."""
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    else:
        inside = []
    found = [address] if address else []
    for key, element in inside:
        found += addresses(element, (*address, key))
    return found


def test_every_address_has_its_line():
    """Dotted and quoted keys, inline tables, arrays over lines, multi-line texts, arrays of tables."""
    known = lines(TEXT)
    assert {address: known.of(address) for address in EXPECTED} == EXPECTED


def test_it_finds_exactly_what_tomllib_reads():
    """No address of the document is missed and none is invented."""
    assert set(lines(TEXT).known) == set(addresses(tomllib.loads(TEXT)))


def test_an_unknown_address_has_the_line_of_what_holds_it():
    """A missing key is told at its table; what is nowhere has no line."""
    known = lines(TEXT)
    assert known.of(("brand", 1, "query")) == 22
    assert known.of(("nowhere",)) is None


_key = st.from_regex(r"[a-z]{1,4}", fullmatch=True)
_leaf = st.one_of(
    st.integers(-9, 9).map(str),
    st.booleans().map(lambda value: str(value).lower()),
    st.text(st.characters(exclude_characters='\\"\r', exclude_categories=["Cc", "Cs"]), max_size=6).map(
        '"{}"'.format
    ),
    st.sampled_from(['"""\n[a]\n\\" x"""', "'''\n# ]\n'''", "'#'", "2026-01-01", "nan"]),
)


def _array(inner):
    return st.lists(inner, max_size=3).map(lambda parts: "[\n" + ", # ]\n".join(parts) + "\n]")


def _inline(inner):
    table = st.dictionaries(_key, inner, max_size=3)
    return table.map(
        lambda pairs: "{ " + ", ".join(f"{key} = {value}" for key, value in pairs.items()) + " }"
    )


_value = st.recursive(_leaf, lambda inner: st.one_of(_array(inner), _inline(inner)), max_leaves=6)
_body = st.dictionaries(_key, _value, max_size=4).map(
    lambda pairs: "".join(f"{key} = {value}\n" for key, value in pairs.items())
)
_header = st.one_of(
    st.tuples(_key, _key).map("[{0[0]}.{0[1]}]\n".format),
    _key.map("[[{}]]\n".format),
    _key.map("[{}] # [[x]]\n".format),
)
_document = st.lists(st.tuples(_header, _body), max_size=5).map(
    lambda tables: "".join(header + body for header, body in tables)
)


@given(_document)
@settings(max_examples=150, deadline=None)
def test_any_document_is_located_whole(text):
    """Whatever tomllib accepts, the locator finds every address of, and only those."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        document = None
    known = lines(text)
    if document is not None:
        assert set(known.known) == set(addresses(document))


@given(st.text(alphabet="[]{}=.,#\"'\\ \n\tab1", max_size=60))
@settings(max_examples=300, deadline=None)
def test_it_never_raises(text):
    """On text that is no TOML it ends, without an exception."""
    last = text.count("\n") + 1
    assert all(1 <= line <= last for line in lines(text).known.values())
