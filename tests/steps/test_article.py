# SPDX-License-Identifier: MIT
"""The article of a page: what a reader would call the text, and nothing of what stands around it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("trafilatura", exc_type=ImportError, reason="the extra article is not installed")

from veille.steps import article

URL = "https://journal.example/2026/11/usine"
PARAGRAPHS = (
    "La préfecture a confirmé lundi la fermeture du site pour trois semaines, le temps des travaux.",
    "Les salariés ont été reçus par la direction, qui promet que personne ne perdra son emploi.",
    "Au quatrième paragraphe seulement, on apprend que la biscuiterie Lenoir livrait la moitié de la région.",
)


def page(*, head: str = "", body: str | None = None, lang: str = "fr") -> str:
    """Return a page as a newspaper makes them: menus, the article, what else to read, a footer."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS) if body is None else body
    return (
        f'<!doctype html><html lang="{lang}"><head><title>Une usine ferme - Le Journal</title>'
        '<meta property="og:title" content="Une usine ferme"><meta name="author" content="Ève Martin">'
        f'<meta property="article:published_time" content="2026-11-16T08:30:00+01:00">{head}</head><body>'
        "<nav><a href=/>Accueil</a><a href=/eco>Économie</a><a href=/sport>Sport</a></nav>"
        f"<article><h1>Une usine ferme</h1>{text}</article>"
        "<aside><h2>À lire aussi</h2><a href=/a>Le prix du beurre monte encore</a></aside>"
        "<footer>Mentions légales - Abonnez-vous à la lettre</footer></body></html>"
    )


def test_the_text_is_the_article_and_nothing_else():
    """All paragraphs are there; menus, suggestions and footer are not."""
    found = article.read(page(), URL)
    assert found is not None
    assert [part for part in PARAGRAPHS if part not in found.text] == []
    assert [word for word in ("Accueil", "beurre", "légales") if word in found.text] == []
    assert (found.title, found.author, found.language, found.whole) == (
        "Une usine ferme",
        "Ève Martin",
        "fr",
        True,
    )
    assert (found.published or "")[:10] == "2026-11-16"


@pytest.mark.parametrize("value", ["false", '"False"'])
def test_a_page_that_shows_a_part_to_strangers_says_so(value):
    """The text is kept, and is not taken for the whole."""
    said = '{"@type": "NewsArticle", "isAccessibleForFree": %s}' % value  # noqa: UP031 - braces
    head = f'<script type="application/ld+json">{said}</script>'
    found = article.read(page(head=head), URL)
    assert found is not None
    assert not found.whole


def test_what_a_graph_of_linked_data_says_counts_too():
    """Many sites declare their articles among other things, under @graph."""
    said = '{"@graph": [{"@type": "WebSite"}, {"@type": "NewsArticle", "isAccessibleForFree": false}]}'
    found = article.read(page(head=f'<script type="application/ld+json">{said}</script>'), URL)
    assert found is not None
    assert not found.whole


def test_blocks_that_never_end_cost_no_time():
    """Each is looked for once."""
    started = time.process_time()
    assert not article._for_subscribers(
        "isAccessibleForFree" + '<script type="application/ld+json">' * 20_000
    )
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "plea", ["Pour lire la suite, créez votre compte.", "Subscribe now to continue reading this article."]
)
def test_a_page_that_sells_the_rest_is_a_part(plea):
    """Publishers who declare nothing say so at the end of what they show."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in (*PARAGRAPHS, plea))
    found = article.read(page(body=body), URL)
    assert found is not None
    assert not found.whole


def test_other_linked_data_changes_nothing():
    """Broken, deep or free: the article is whole."""
    blocks = (
        '{"isAccessibleForFree": true}',
        '{"isAccessibleForFree": false',
        "[" * 5000 + "isAccessibleForFree",
    )
    for block in blocks:
        found = article.read(page(head=f'<script type="application/ld+json">{block}</script>'), URL)
        assert found is not None
        assert found.whole


@pytest.mark.parametrize("body", ["", "<p>Connectez-vous pour lire la suite.</p>"])
def test_a_page_without_an_article_gives_none(body):
    """A wall or an empty page is no text of anybody's."""
    assert article.read(page(body=body), URL) is None


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300), st.text(alphabet="<>/abp \"'=&;\x00é", max_size=300))
def test_nothing_breaks_it(text, markup):
    """Whatever a server sends, there is an article or none."""
    for foreign in (text, markup, page(body=markup), page()[: len(text)]):
        article.read(foreign, URL)
