# SPDX-License-Identifier: MIT
"""What hides no brand from the matcher hides no document from search."""

import pytest

from store.samples import document
from store.test_contract_questions import save, search


@pytest.mark.parametrize(
    "written",
    ["Оrange", "O\u200brange", "🅾🆁🅰🅽🅶🅴", "ᴏʀᴀɴɢᴇ", "𝗢𝗿𝗮𝗻𝗴𝗲", "Ｏｒａｎｇｅ", "Οrаnge", "Or\u00adange\ufe0f"],
)
def test_search_finds_disguised_words(store, written):
    """The index is given the words that the matcher reads."""
    save(store, document("a", text=f"chez {written} hier"), document("b", text="chez Оранж, ОРАС"))
    assert search(store, "orange") == ["a"]
    assert search(store, written) == ["a"]
    assert search(store, "opac") == search(store, "орас") == search(store, "оранж") == ["b"]
