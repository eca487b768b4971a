# SPDX-License-Identifier: MIT
"""Names that later versions will know: whoever types one is told so, instead of being offered a look-alike."""

from __future__ import annotations

COMMANDS = frozenset(
    {"alert", "audit", "company", "evidence", "import", "label", "privacy", "publish", "query", "schedule"}
    | {"swot", "tone", "undo"}
    | {"review", "new", "purge"}  # of brands, sources and db
)
OPTIONS = frozenset(
    {"--as-sent", "--client", "--due", "--full-text", "--logo", "--mail", "--no-alerts", "--note", "--replay"}
)
FORMATS = frozenset({"html", "pdf", "xlsx"})
