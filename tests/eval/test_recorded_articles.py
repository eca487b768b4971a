# SPDX-License-Identifier: MIT
"""How much of real French articles is read, and how little of what stands around them."""

import gzip
import json
import re

import pytest

pytest.importorskip("trafilatura", exc_type=ImportError, reason="the extra article is not installed")

from veille.sources._html import text_of_page
from veille.steps import article
from veille.testing import answer

WORD = re.compile(r"\w+")
RECALL, PRECISION = 0.91, 0.97
"""Floors of the words of two articles of Le Monde and Euronews; they may only rise."""


def read(path, url):
    return article.read(text_of_page(answer(gzip.decompress(path.read_bytes()), url=url)), url)


def words(text):
    return WORD.findall(text.lower())


def overlap(found, wanted):
    """Return how many of the wanted words were found, and how many of the found ones were wanted."""
    rest, kept = list(found), 0
    counts = {}
    for word in rest:
        counts[word] = counts.get(word, 0) + 1
    for word in wanted:
        if counts.get(word, 0):
            counts[word] -= 1
            kept += 1
    return kept / max(len(wanted), 1), kept / max(len(found), 1)


@pytest.mark.parametrize("name", ["EuronewsFR_2024_04_30", "LeMonde_2023_09_01"])
def test_the_text_of_two_newspapers(shared, name):
    """Word by word against what people marked as the article."""
    folder = shared / "recordings" / "article_html_fr"
    url = json.loads((folder / "meta.info").read_text(encoding="utf-8"))[f"{name}.html.gz"]["url"]
    expected = _expected(folder, name)
    found = read(folder / f"{name}.html.gz", url)
    recall, precision = overlap(words(found.text), words(expected))
    assert (recall >= RECALL, precision >= PRECISION) == (True, True), (recall, precision)


def _expected(folder, name):
    outlet = name.split("_")[0]
    editions = json.loads((folder / f"{outlet}.json").read_text(encoding="utf-8"))
    for edition in editions.values():
        body = edition["body"]
        parts = [*body["summary"]]
        for section in body["sections"]:
            parts += [*section["headline"], *section["paragraphs"]]
        return "\n".join(parts)
    raise AssertionError(name)


def test_nine_french_sites(shared):
    """What must be in the text, what must not, its author and its day."""
    folder = shared / "recordings" / "article_html_fr" / "trafilatura"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    counts = dict.fromkeys(
        ("with", "with_found", "without", "without_found", "author", "date", "title", "pages"), 0
    )
    for name, wanted in expected.items():
        found = read(folder / f"{name}.gz", wanted["url"])
        if found is None:
            continue
        flat = " ".join(found.text.split())
        counts["pages"] += 1
        for key in ("with", "without"):
            counts[key] += len(wanted[key])
            counts[f"{key}_found"] += sum(" ".join(one.split()) in flat for one in wanted[key])
        counts["author"] += (found.author or "").lower() == (wanted["author"] or "").lower()
        counts["date"] += (found.published or "")[:10] == wanted["date"]
        counts["title"] += found.title == wanted["title"]
    assert counts["pages"] == len(expected), counts
    assert counts["with_found"] >= 0.9 * counts["with"], counts
    assert counts["without_found"] <= 0.15 * counts["without"], counts
    assert counts["date"] >= 7, counts
