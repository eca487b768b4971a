# SPDX-License-Identifier: MIT
"""What a word is, said once, so that search, brand rules and the index of any store see the same words.

A text is folded (case, accents, ligatures, apostrophes, full-width forms, invisible characters) and read as
words whose offsets are those of the text as shown. Beside them stand its joined forms: what hyphens,
apostrophes, initials and pairs of capitals link (La Poste: laposte), and accounts and hashtags with their
sign. Text of Western Europe takes a quick path, byte for character; all other text an exact one. Both give
the same words, which a property test holds. What no one sees (soft hyphens, joiners, accents by themselves) is left
out, and letters that look like Latin ones are Latin among them (Оrange with a Cyrillic О). A Glance tells what words a
text may hold without reading it.
"""

from __future__ import annotations

from veille.text.cutting import Word
from veille.text.extract import WIDTH, verbatim
from veille.text.folding import fold
from veille.text.forms import signed
from veille.text.glance import Glance
from veille.text.reading import Reading, index_forms, words
from veille.text.slug import slug

__all__ = ["WIDTH", "Glance", "Reading", "Word", "fold", "index_forms", "signed", "slug", "verbatim", "words"]
