# SPDX-License-Identifier: MIT
"""The query language: one grammar for brand rules, search and filters."""


class Expression:
    """Placeholder."""
