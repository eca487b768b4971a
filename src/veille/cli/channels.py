# SPDX-License-Identifier: MIT
"""Reads a type of media as people say it: by the word of either language, stored under one name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veille.errors import UsageError

if TYPE_CHECKING:
    from veille.i18n import Words
    from veille.model import Channel


def channel_named(text: str, words: Words) -> Channel:
    """Return the channel of that name, in French or English; case and accents do not count.

    Raises UsageError `bad_choice`, whose choices stand in the reader's language beside their names.
    """
    from veille.i18n import LANGUAGES, Words
    from veille.model import Channel
    from veille.near import nearest

    names = {_folded(Words(language)(f"words.{one}")): one for one in Channel for language in LANGUAGES}
    names |= {_folded(one): one for one in Channel}
    found = names.get(_folded(text))
    if found is None:
        near = nearest(_folded(text), names)
        known = ", ".join(_shown(one, words) for one in Channel)
        raise UsageError("bad_choice", value=text, near=near and names[near], known=known)
    return found


def _shown(channel: Channel, words: Words) -> str:
    said = words(f"words.{channel}")
    return str(channel) if said == channel else f"{channel} ({said})"


def _folded(text: str) -> str:
    from veille.text.folding import fold

    return " ".join(re.findall(r"[^\W_]+", fold(text[:100])))
