# SPDX-License-Identifier: MIT
"""What every renderer is: it turns a Listing, a Report or a Summary into bytes, escaping as its format needs.

One file of this folder is one format. Data formats (csv, tsv, json, jsonl) speak stable English keys and raw
values; formats for people (table, markdown) speak the reader's language.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import tzinfo
from typing import ClassVar

from veille.i18n import Words
from veille.model import Listing, Report, Summary
from veille.nouns import noun


@noun
class Look:
    """How it should look: language, local time zone, width (None: nothing is cut), colour, Excel's habits."""

    words: Words
    zone: tzinfo
    width: int | None = None
    color: bool = False
    links: bool = False
    """The terminal shows OSC 8 hyperlinks that we write ourselves."""
    excel: bool = False


class Renderer(ABC):
    """One output format. Called by cli/."""

    suffix: ClassVar[str]
    """The file suffix that means this format, with the dot."""

    @abstractmethod
    def render(self, what: Listing | Report | Summary, look: Look) -> Iterator[bytes]:
        """Yield the bytes."""
