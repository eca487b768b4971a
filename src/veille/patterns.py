# SPDX-License-Identifier: MIT
"""Regular expressions that are compiled when they are first used: a command uses few of those it loads.

`pattern(...)` stands where `re.compile(...)` would, at the top of a module.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any


class _Pattern:
    """Each method of the compiled expression becomes an attribute of this one the first time it is asked for."""

    def __init__(self, written: str, flags: int = 0) -> None:
        self._written = written, flags

    def __getattr__(self, name: str) -> Any:
        written, flags = self._written
        value = getattr(re.compile(written, flags), name)
        setattr(self, name, value)
        return value


if TYPE_CHECKING:

    def pattern(written: str, flags: int = 0) -> re.Pattern[str]:
        """Return that expression, to be compiled when it is first used."""
        ...
else:
    pattern = _Pattern
