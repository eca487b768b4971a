# SPDX-License-Identifier: MIT
"""The query language: one grammar for brand rules, search and filters.

`parse` reads a query, `matches` and `hits` evaluate it in memory, a store narrows it to its own index.
"""

from __future__ import annotations

from veille.expression.caret import caret
from veille.expression.evaluate import Subject, hits, matches, subject
from veille.expression.nodes import Expression
from veille.expression.opening import first_hits
from veille.expression.parse import parse

__all__ = ["Expression", "Subject", "caret", "first_hits", "hits", "matches", "parse", "subject"]
