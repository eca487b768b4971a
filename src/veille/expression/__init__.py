# SPDX-License-Identifier: MIT
"""The query language: one grammar for brand rules, search and filters.

`parse` reads a query, `matches` and `hits` evaluate it in memory, a store narrows it to its own index.
"""

from __future__ import annotations

from veille.expression.caret import caret
from veille.expression.evaluate import hits, matches
from veille.expression.named import queries_used
from veille.expression.nodes import Expression, nodes, uses
from veille.expression.opening import first_hits
from veille.expression.parse import parse
from veille.expression.subject import Facts, Subject, subject

__all__ = [
    "Expression",
    "Facts",
    "Subject",
    "caret",
    "first_hits",
    "hits",
    "matches",
    "nodes",
    "parse",
    "queries_used",
    "subject",
    "uses",
]
