# SPDX-License-Identifier: MIT
"""What every store promises of queries of all forms: of words, and of mentions."""

from datetime import UTC, date, timedelta

import pytest

from store.samples import NOW, batch, document, match
from veille import expression
from veille.model import FollowUp, Tone, Verdict
from veille.questions import By, Filter, Measure, Query, Sort
from veille.store.decisions import Mark

DAY = timedelta(days=1)


def where(query, **fields):
    return Filter(where=expression.parse(query, today=date(2026, 11, 22), zone=UTC), **fields)


def documents(store, query, sort=Sort.DATE, limit=None, **fields):
    found = store.documents.search(where(query, **fields), sort=sort, limit=limit)
    return [row.document.host.split(".")[0] for row in found.rows]


def mentions(store, query, sort=Sort.DATE, limit=None, **fields):
    found = store.documents.mentions(where(query, **fields), sort=sort, limit=limit)
    return [(row.document.host.split(".")[0], row.mention.brand) for row in found.rows]


def save(store, *found):
    store.documents.save(batch(*found), match, token=None)


@pytest.fixture
def said(store):
    """Return a store with mentions of which people said something; `e` mentions nothing, `d` only rejected."""
    save(
        store,
        document("a", title="Lenoir recrute", text="Duval aussi", published=NOW - DAY, reach=12_000),
        document("b", text="perhaps Lenoir", published=NOW - 2 * DAY, engagement={"likes": 3, "views": 900}),
        document("c", text="Duval ferme", published=NOW - 3 * DAY, engagement={"likes": 30, "replies": 4}),
        document("d", text="the actor Duval", published=NOW - 4 * DAY),
        document("e", text="rien de neuf", published=NOW - 5 * DAY, reach=900),
    )
    ids = {(row.document.host[0], row.mention.brand): row.id for row in all_of(store)}
    marks = (
        Mark(id=ids["a", "Lenoir"], tone=Tone.NEGATIVE, tags=("À suivre",), status=FollowUp.TODO),
        Mark(id=ids["a", "Duval"], tone=Tone.POSITIVE),
        Mark(id=ids["c", "Duval"], tone=Tone.NEGATIVE, status=FollowUp.DONE, tags=("crise RH", "à suivre")),
    )
    store.decisions.label(marks, at=NOW)
    return store


def all_of(store):
    return store.documents.mentions(Filter(), sort=Sort.DATE, limit=None).rows


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("brand:lenoir", ["a", "b"]),
        ("brand:DUVAL", ["a", "c"]),
        ("brand:du*", ["a", "c"]),
        ("brand:personne", []),
        ("brand:lenoir tone:negative", ["a"]),
        ("brand:duval tone:negative", ["c"]),
        ("tone:none", ["b"]),
        ("status:todo OR status:done", ["a", "c"]),
        ("status:none", ["a", "b"]),
        ('tag:"a suivre"', ["a", "c"]),
        ("tag:crise*", ["c"]),
        ("tag:none", ["a", "b"]),
        ("relevance:>=0.8", ["a", "b", "c"]),
        ("relevance:<0.8", []),
        ("reach:>10k", ["a"]),
        ("reach:none brand:lenoir", ["b"]),
        ("engagement:>3", ["c"]),
        ("engagement:3", ["b"]),
        ("engagement:none", ["a"]),
        ("verdict:doubtful", ["b"]),
        ("verdict:rejected", ["d"]),
        ("story:none duval", ["a", "c"]),
        ("recrute tone:positive", ["a"]),
    ],
)
def test_documents_are_found_by_one_of_their_mentions(said, query, expected):
    """All that is asked of mentions is asked of the same one; rejected ones only where verdicts are named."""
    assert documents(said, query) == expected


def test_a_document_without_a_mention_is_none_of_what_is_asked(said):
    """NOT of a field finds what has no mention that counts, and what has another one."""
    assert documents(said, "-brand:lenoir") == ["a", "c", "d", "e"]
    assert documents(said, "-tone:negative") == ["a", "b", "d", "e"]
    assert documents(said, "-reach:>10k") == ["b", "c", "d", "e"]
    assert documents(said, "-verdict:kept") == ["b", "d", "e"]
    assert documents(said, "neuf OR brand:duval") == ["a", "c", "e"]


def test_mentions_are_found_one_by_one(said):
    """The other brand of the same document is another mention."""
    assert mentions(said, "tone:negative") == [("a", "Lenoir"), ("c", "Duval")]
    assert mentions(said, "-tone:negative") == [("a", "Duval"), ("b", "Lenoir"), ("d", "Duval")]
    assert mentions(said, "tone:positive OR {Lenoir}") == [
        ("a", "Duval"),
        ("a", "Lenoir"),
        ("b", "Lenoir"),
    ]
    kept = (Verdict.KEPT, Verdict.DOUBTFUL)
    assert mentions(said, "-tone:negative", verdicts=kept) == [("a", "Duval"), ("b", "Lenoir")]
    assert mentions(said, "duval", brands=("Lenoir",)) == [("a", "Lenoir")]


def test_what_needs_the_text_is_verified_for_each_mention(said):
    """A regular expression beside a field: the document is read, and each of its mentions asked."""
    assert documents(said, "/recr.te/ tone:negative") == ["a"]
    assert documents(said, "/ferme|recrute/ -tone:negative") == ["a"]
    assert documents(said, "/r.en/ -brand:lenoir") == ["e"]
    assert mentions(said, "/duval/ (tone:positive OR verdict:rejected)") == [("a", "Duval"), ("d", "Duval")]
    assert documents(said, "/duval/ -tone:positive", verdicts=(Verdict.KEPT,)) == ["a", "c"]
    assert documents(said, "tone:positive", verdicts=(Verdict.DOUBTFUL,)) == []
    assert documents(said, "tone:none", verdicts=(Verdict.REJECTED,)) == ["d"]


def test_counts_take_such_queries_too(said):
    """A tally is of the mentions that hold."""
    query = Query(by=(By.BRAND,), measures=(Measure.VOLUME,), filter=where("tone:negative /./"))
    assert {slice_.group: slice_.numbers for slice_ in said.documents.tally(query)} == {
        ("Duval",): (1,),
        ("Lenoir",): (1,),
    }


@pytest.fixture
def texts(store):
    """Return a store with texts of odd forms, latest first."""
    save(
        store,
        document("a", title="Orange en panne", text="Le réseau Orange est coupé", published=NOW - DAY),
        document("b", title="orange", text="une orange pressée, un réseau", published=NOW - 2 * DAY),
        document("c", text="Carrefuor ouvre à La Poste", published=NOW - 3 * DAY),
        document("d", text="CarrefourMarket, carrefours", published=NOW - 4 * DAY),
    )
    return store


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{Orange}", ["a"]),
        ("reseau NEAR/0 orange", ["a"]),
        ("orange NEAR/5 réseau", ["a", "b"]),
        ("réseau ONEAR/5 orange", ["a"]),
        ("panne NEAR/99 réseau", []),
        ("title:(orange ONEAR/1 panne)", ["a"]),
        ('"coupé réseau"~2', ["a"]),
        ("orange -(orange NEAR/3 pressée)", ["a"]),
        ("or?nge", ["a", "b"]),
        ("title:*ange", ["a", "b"]),
        ("text:or?nge", ["a", "b"]),
        ("car*four", []),
        ("car*four?", ["d"]),
        ("la?oste", ["c"]),
        ("zz?zz", []),
        ("carrefour~", ["c", "d"]),
        ("carrefor~2", ["c", "d"]),
        ("-(carrefour~)", ["a", "b"]),
        ("/carre(fou|fuo)r/", ["c", "d"]),
        ("text:/^le r/", ["a"]),
    ],
)
def test_every_form_finds_what_it_means(texts, query, expected):
    """Proximity, capitals, holes, mistakes, expressions: what the matcher would find."""
    assert documents(texts, query) == expected


@pytest.mark.parametrize(
    "query", ["{Orange} OR réseau", "réseau NEAR orange", "or?nge réseau", "orangr~", "/orange/"]
)
def test_such_queries_rank(texts, query):
    """Best first by the words they are made of; none, and the date decides."""
    assert documents(texts, query, Sort.BEST)[0] in {"a", "b"}
    assert documents(texts, query, Sort.BEST, limit=1) == documents(texts, query, Sort.BEST)[:1]


def test_a_word_of_too_many_forms_is_read_for(texts, monkeypatch):
    """Beyond some number of words the documents are read; what is found is the same."""
    from veille.store.sqlite import vocabulary

    monkeypatch.setattr(vocabulary, "MOST", 0)
    assert documents(texts, "or*ge") == ["a", "b"]
    assert documents(texts, "-(or*ge)") == ["c", "d"]
    assert documents(texts, "(car*s OR {Orange}) NEAR/9 (carrefourmarket~ OR réseau)") == ["a", "d"]
    assert documents(texts, "car*s OR orang?", Sort.BEST) == ["a", "b", "d"]


def test_a_query_of_many_open_words_is_answered(texts, monkeypatch):
    """However many words are to be looked up, the index is gone through a few times at most."""
    from veille.store.sqlite import vocabulary

    monkeypatch.setattr(vocabulary, "LONG", 2)
    many = " OR ".join(f"*{one}nge*" for one in "bcdefghr")
    assert documents(texts, many) == documents(texts, f"({many}) -({'a' * 9}~)") == []
    assert documents(texts, f"{many} OR *ange OR carrefour~") == ["a", "b", "c", "d"]


def test_a_long_search_stops_when_it_has_enough(store, monkeypatch):
    """With a limit no more is read than the days that are shown; the total is then the least there are."""
    from veille.store.sqlite import verify

    monkeypatch.setattr(verify, "READ", 10)
    monkeypatch.setattr(verify, "CHUNK", 5)
    save(store, *(document(f"x{n:02}", text="Lenoir", published=NOW - (n // 4) * DAY) for n in range(60)))
    whole = store.documents.search(where("/lenoir/"), sort=Sort.DATE, limit=None)
    assert (whole.total, whole.complete) == (60, True)
    for find in (store.documents.search, store.documents.mentions):
        some = find(where("/lenoir/"), sort=Sort.DATE, limit=6)
        assert [row.document.id for row in some.rows] == [row.document.id for row in whole.rows[:6]]
        assert not some.complete
        assert 6 <= some.total < 60
        counted = find(where("/lenoir/"), sort=Sort.DATE, limit=0)
        assert (counted.rows, counted.total, counted.complete) == ((), 60, True)
    best = store.documents.search(where("{Lenoir}"), sort=Sort.BEST, limit=6)
    assert [row.document.id for row in best.rows] == [
        row.document.id
        for row in store.documents.search(where("{Lenoir}"), sort=Sort.BEST, limit=None).rows[:6]
    ]
    assert store.documents.search(where("/introuvable/"), sort=Sort.DATE, limit=6).total == 0


def test_long_texts_are_read_a_few_at_a_time(store, monkeypatch):
    """What is held at once is bounded by its length, and nothing is passed over."""
    from veille.store.sqlite import verify

    monkeypatch.setattr(verify, "TOGETHER", 50)
    texts = ["Lenoir", "x " * 200 + "Lenoir", "Lenoir" + " y" * 30, "Duval", "Lenoir"]
    save(store, *(document(f"t{n}", text=text, published=NOW - n * DAY) for n, text in enumerate(texts)))
    assert documents(store, "/lenoir/") == ["t0", "t1", "t2", "t4"]
