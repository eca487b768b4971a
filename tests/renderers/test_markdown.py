"""Markdown."""

import pytest

import figures
from veille.model import Column, Listing, Unit
from veille.renderers.markdown import Markdown, escaped, opening
from veille.reports.weekly import Weekly

CARD = (*tuple(Column(key=key) for key in ("title", "verbatim", "host")), Column(key="url", unit=Unit.URL))


def card(**changes):
    return figures.rendered(
        Markdown(), Listing(kind="mentions", columns=CARD, rows=(figures.extract(**changes),))
    )


def test_a_report_has_headings_tables_and_quotes():
    """What any Markdown reader shows."""
    text = figures.rendered(Markdown(), figures.report(Weekly(), "weekly"))
    assert text.startswith("# Rapport hebdomadaire\n\n- Semaine 46")
    assert "\n## Que dit-on\u202f?\n" in text
    assert "| Biscuiterie Lenoir | 12 | 3 | 4 | 10 | +20\u202f% | 75\u202f% |" in text
    assert "> …la **Biscuiterie Lenoir** rappelle un lot…  " in text
    assert "> <https://journal.example/rappel>  " in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a|b", r"a\|b"),
        ("<script>", "&lt;script&gt;"),
        ("[x](javascript:y)", r"\[x\](javascript:y)"),
        ("`code`", r"\`code\`"),
        ("https://x.example www.x.example", r"https\://x.example www\.x.example"),
        ("a\n# b", "a # b"),
    ],
)
def test_foreign_text_is_shown_and_not_obeyed(text, expected):
    """Escaped as its place demands."""
    assert escaped(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# x", r"\# x"),
        ("- x", r"\- x"),
        ("1. x", "&#49;. x"),
        ("2026 fut", "2026 fut"),
        ("    x", "x"),
        ("+1", r"\+1"),
    ],
)
def test_a_line_cannot_open_a_heading_or_a_list(text, expected):
    """At the beginning of a line more is dangerous."""
    assert opening(text) == expected


def test_marks_that_come_in_pairs_are_kept():
    """Others are shown as stars; text between them is escaped too."""
    assert "> a **\\*b** c  " in card(verbatim="a ***b** c")
    assert "> a \\*\\* c  " in card(verbatim="a ** c")


def test_only_web_addresses_are_links():
    """Another scheme is text."""
    assert "<javascript" not in card(url="javascript:alert(1)")
    assert "<https" not in card(url="https://x.example/ y>")
