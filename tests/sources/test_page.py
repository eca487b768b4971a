# SPDX-License-Identifier: MIT
"""The change of a page: two looks, what is left out, what is told, and pages that are not the real one."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.errors import ParseError
from veille.model import Channel
from veille.net.engine import Job, Pace, fetch
from veille.net.outcomes import Unchanged
from veille.sources import _page_text
from veille.sources.base import State, Watched
from veille.sources.page import PageChange
from veille.testing import NOON, FakeNet, answer, assert_source_contract

DATA = Path(__file__).parent / "data" / "page"
URL = "https://duval.example/remboursement"
BEFORE, AFTER = (DATA / name for name in ("before.html", "after.html"))
SHORT = "<html><title>T</title><body><main>{}</main></body></html>"


def looks(*bodies, source=None):
    """Look once at each body and return the pages read, each look knowing what the one before left."""
    source = source or PageChange(url=URL)
    found, state = [], State()
    for body in bodies:
        page = source.parse(answer(body, url=URL), state)
        found.append(page)
        state = replace(state, cursor={**state.cursor, **page.cursor})
    return found


def changes(*bodies, **options):
    """Return the text of what each look told."""
    source = PageChange(url=URL, **options)
    return ["|".join(item.text for item in page.items) for page in looks(*bodies, source=source)]


def cursor_after(*bodies):
    """Return what these looks leave, for the page of the example."""
    source, cursor = PageChange(**PageChange.example), {}
    for body in bodies:
        cursor |= source.parse(answer(body), State(cursor=cursor)).cursor
    return cursor


def test_it_keeps_the_contract():
    """A change seen a second time is an item; anything else is read or refused calmly."""
    assert_source_contract(PageChange, AFTER, state=State(cursor=cursor_after(BEFORE, AFTER)))


def test_it_asks_as_robots_txt_allows():
    """A page for people is read under the rules for robots."""
    (request,) = PageChange(url=URL).requests(State())
    assert request.page
    assert request.url == URL


def test_a_change_is_told_when_it_is_seen_the_second_time():
    """What was added and what was taken away, in the order of the page; menus, heads and feet are not of it."""
    first, second, third, fourth = looks(BEFORE, AFTER, AFTER, AFTER)
    assert (first.items, second.items, fourth.items) == ((), (), ())
    (item,) = third.items
    assert item.text.split("\n") == [
        "− Mis à jour le 3 octobre 2026",
        "− Un produit ouvert est remboursé sous trente jours.",
        "+ Mis à jour le 20 novembre 2026",
        "+ Un produit ouvert n’est plus remboursé, même à la Biscuiterie Lenoir.",
        "− Joindre une photo",
        "+ Joindre une photo du lot",
        "+ Attendre la réponse du service",
    ]
    assert item.title == "Conditions de remboursement – Maison Duval"
    assert item.url == URL
    assert item.published == NOON.isoformat()
    assert item.whole is True
    assert PageChange.channel is Channel.PAGE
    assert third.gap is False


def test_only_a_look_that_waits_for_a_second_one_wants_the_same_answer_again():
    """The second look must be read although the server says that nothing changed since the first."""
    assert [page.again for page in looks(BEFORE, AFTER, AFTER, AFTER)] == [False, True, False, False]


def test_a_change_that_stays_is_told_although_the_answer_is_the_same():
    """Through the engine: the second, identical answer is read, the third is unchanged."""
    source = PageChange(url=URL)
    watched = Watched(name="it", kind="page", source=source, channel=source.channel)
    net = FakeNet({URL: [answer(BEFORE, url=URL), *[answer(AFTER, url=URL)] * 3]})
    cursor, validators, told = {}, None, []
    for _ in range(4):
        (outcome,) = fetch(
            [Job(watched=watched, state=State(cursor=cursor), validators=validators)],
            send=net.send,
            parse=lambda source, response, state: source.parse(response, state),
            pace=Pace(gap=timedelta(0)),
            now=lambda: NOON,
        )
        validators = outcome.validators
        told.append(None if isinstance(outcome, Unchanged) else len(outcome.items))
        cursor = cursor if isinstance(outcome, Unchanged) else outcome.cursor
    assert told == [0, 0, 1, None]


def test_a_page_that_flaps_is_not_told():
    """What is gone at the second look never was."""
    assert changes(BEFORE, AFTER, BEFORE, AFTER, BEFORE) == [""] * 5


def test_without_confirmation_a_change_is_told_at_once():
    """For who wants it fast."""
    told = changes(BEFORE, AFTER, AFTER, confirm=False)
    assert [bool(text) for text in told] == [False, True, False]


def test_small_changes_are_not_told_until_they_add_up():
    """A price needs a lower minimum; the text compared with stays the one last told."""
    prices = [SHORT.format(f"<p>Le paquet coûte {price} euros</p>") for price in (12, 15, 15)]
    assert changes(*prices) == ["", "", ""]
    assert changes(*prices, minimum=1) == ["", "", "− Le paquet coûte 12 euros\n+ Le paquet coûte 15 euros"]
    steps = [SHORT.format(f"<p>Le paquet{' de biscuits' * number}</p>") for number in (0, 1, 2, 3, 4, 4)]
    assert [bool(text) for text in changes(*steps)] == [False] * 5 + [True]


@pytest.mark.parametrize("rule", ["vu", "Vu * fois", "v*fois"])
def test_lines_that_are_to_be_ignored_are_ignored(rule):
    """Words in any case, * for anything between."""
    pages = [SHORT.format(f"<p>Vu {count} fois</p><p>Texte</p>") for count in (1, 2, 2)]
    assert changes(*pages, minimum=1, ignore=(rule,)) == ["", "", ""]


def test_a_selector_chooses_what_is_watched():
    """Only what it selects counts."""
    told = changes(BEFORE, AFTER, AFTER, selector="main ul", minimum=5)
    assert told[2].split("\n") == [
        "− Joindre une photo",
        "+ Joindre une photo du lot",
        "+ Attendre la réponse du service",
    ]


def test_a_selector_that_selects_nothing_is_an_error():
    """The page was rebuilt: that is said."""
    with pytest.raises(ParseError) as caught:
        looks(BEFORE, source=PageChange(url=URL, selector=".prix"))
    assert caught.value.code == "parse"
    assert ".prix" in caught.value.facts["reason"]


def test_another_rule_begins_anew():
    """A changed selector is no change of the page."""
    first = looks(BEFORE)[0]
    other = PageChange(url=URL, selector="ul", confirm=False)
    page = other.parse(answer(BEFORE, url=URL), State(cursor=first.cursor))
    assert page.items == ()
    assert page.cursor["text"].startswith("Menu")


def test_lines_that_only_moved_are_no_change():
    """The order of a list is not its words."""
    rows = [f"<p>Article numéro {number} de la liste des nouveautés</p>" for number in range(5)]
    assert changes(SHORT.format("".join(rows)), *[SHORT.format("".join(reversed(rows)))] * 2) == ["", "", ""]


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<html><title>Just a moment...</title><body>Checking your browser</body></html>", "blocked"),
        ("<html><title>Connexion</title><body><form><input type=password></form></body></html>", "login"),
        ("<html><title>Avant de continuer</title><body>Cookies</body></html>", "consent"),
        ("<html><title>Appli</title><body><div id=root></div><script>x()</script></body></html>", "parse"),
        ("%PDF-1.7 ...", "not_a_feed"),
        ("", "parse"),
    ],
)
def test_a_page_that_hides_the_real_one_is_no_change(page, code):
    """A challenge, a login form, a consent page, a page made by scripts: each says what it is."""
    with pytest.raises(ParseError) as caught:
        looks(BEFORE, page)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "options", [{"url": "duval.example"}, {"minimum": 0}, {"ignore": ("*",)}, {"selector": "p[["}]
)
def test_options_that_cannot_be_are_refused(options):
    """When the watch file is read, not at the visit."""
    with pytest.raises(ValueError, match=r"url|minimum|ignore|selector"):
        PageChange(**{"url": URL, **options})


def test_what_is_kept_is_bounded():
    """A page of a book does not fill the database."""
    page = looks(SHORT.format("<p>mot</p>" * 60_000))[0]
    assert len(page.cursor["text"]) <= 100_000


@given(st.lists(st.sampled_from("abcd"), max_size=8), st.lists(st.sampled_from("abcd"), max_size=8))
@settings(max_examples=80, deadline=None)
def test_a_difference_holds_all_that_came_and_went(old, new):
    """Every line added or taken away is shown once; nothing else is; equal texts differ by nothing."""
    change = _page_text.difference(old, new)
    shown = change.text.split("\n") if change.text else []
    came = sorted(line[2:] for line in shown if line.startswith("+"))
    went = sorted(line[2:] for line in shown if line.startswith("−"))
    assert sorted([*old, *came]) == sorted([*new, *went])
    assert not set(came) & set(went)
    assert (change.letters == 0) == (sorted(old) == sorted(new))
