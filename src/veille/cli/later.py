# SPDX-License-Identifier: MIT
"""Names that later versions will know: whoever types one is told so, instead of being offered a look-alike."""

from __future__ import annotations

COMMANDS = frozenset(
    {"alert", "audit", "evidence", "privacy", "publish", "schedule"} | {"swot", "tone"} | {"purge"}  # of db
)
OPTIONS = frozenset(
    {"--as-sent", "--client", "--due", "--logo", "--mail", "--no-alerts", "--note", "--replay"}
)
FORMATS = frozenset({"html", "pdf", "xlsx"})
