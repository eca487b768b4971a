# SPDX-License-Identifier: MIT
"""Reads a tone as people say it: by the word of either language, stored under one name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from veille.errors import UsageError

if TYPE_CHECKING:
    from veille.i18n import Words
    from veille.model import Tone

NONE: Final = "none"


def tone_named(text: str | None, words: Words) -> Tone | Literal["none"] | None:
    """Return the tone of that name, in French or English, case and accents aside; `none` takes it off.

    Raises UsageError `bad_choice`.
    """
    from veille.i18n import LANGUAGES, Words
    from veille.model import Tone
    from veille.text import slug

    if text is None:
        return None
    names: dict[str, Tone | Literal["none"]] = {
        slug(Words(language)(f"words.{tone}")): tone for tone in Tone for language in LANGUAGES
    }
    names |= {slug(Words(language)("words.none")): NONE for language in LANGUAGES}
    # Of « tonalité », which is feminine in French.
    found = names.get(slug(text)) or names.get({"negative": "negatif", "aucune": "aucun"}.get(slug(text), ""))
    if found is None:
        known = ", ".join([*(_shown(tone, words) for tone in Tone), NONE])
        raise UsageError("bad_choice", value=text, near=None, known=known)
    return found


def _shown(tone: Tone, words: Words) -> str:
    said = words(f"words.{tone}")
    return str(tone) if said == tone else f"{tone} ({said})"
