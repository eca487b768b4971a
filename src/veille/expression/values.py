# SPDX-License-Identifier: MIT
"""How the values of fields are refused, with the one that was probably meant."""

from __future__ import annotations

from veille.near import nearest

_OTHER_NAMES = {
    "titre": "title", "intitle": "title", "headline": "title", "texte": "text", "body": "text", "inurl": "url",
    "link": "url", "lien": "url", "host": "site", "domain": "site", "auteur": "author", "by": "author",
    "langue": "lang", "language": "lang", "canal": "channel", "media": "channel", "type": "channel",
    "depuis": "since", "after": "since", "jour": "date", "day": "date", "feed": "source", "flux": "source",
    "marque": "brand", "ton": "tone", "tonalite": "tone", "tonalité": "tone", "sentiment": "tone",
    "statut": "status", "suivi": "status", "tags": "tag", "etiquette": "tag", "étiquette": "tag", "label": "tag",
    "histoire": "story", "pertinence": "relevance", "score": "relevance", "portee": "reach", "portée": "reach",
    "audience": "reach", "interactions": "engagement", "relevancy": "relevance",
    "presse": "news", "press": "news", "actualites": "news", "blogs": "blog", "forums": "forum", "avis": "review",
    "reviews": "review", "reseaux": "social", "podcast": "video", "officiel": "official",
    "french": "fr", "francais": "fr", "français": "fr", "english": "en", "anglais": "en",
}  # fmt: skip


class Wrong(ValueError):
    """A value means nothing: a code of `query.*` and its facts."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def near(name: str, known: tuple[str, ...]) -> str | None:
    """Return the known name that someone probably meant."""
    name = name.lower()
    if _OTHER_NAMES.get(name) in known:
        return _OTHER_NAMES[name]
    return nearest(name, known)
