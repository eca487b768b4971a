# SPDX-License-Identifier: MIT
"""What a filter sees of a mention: the words around its hits, those beside them, and how the name is written."""

from __future__ import annotations

from collections.abc import Iterator
from zlib import crc32

from veille.model import Document
from veille.steps.match.cues import cues
from veille.steps.match.scene import Scene, Spot

WORD, STEM = "w ", "s "
BEFORE, AFTER = "-1 ", "+1 "
BIAS, RULE = "bias", "rule"
"""What every mention has: its share of all answers, and what the rules say of it."""

_SIZE = 2**18
_REACH = 20
"""Words on each side of a hit that a filter reads."""

_MOST = 250
"""Words of one mention that a filter reads at most."""

_LETTERS = 5
"""Letters by which words are taken as kin: abonné, abonnement."""

_AROUND, _KIN, _BESIDE, _WRITTEN, _CUE, _PUBLISHING, _SAID = 4.5, 0.8, 2.0, 1.0, 1.0, 0.3, 0.7
_ADDRESSES = frozenset("http https www t co com fr net org html php".split())


def place(feature: str) -> int:
    """Return the number under which the weight of a feature is kept."""
    return crc32(feature.encode()) & (_SIZE - 1)


def features(scene: Scene, odds: float) -> dict[str, float]:
    """Return what is seen of a mention and how much each counts; `odds` is what the rules say of it."""
    words = dict.fromkeys(_bag(scene))
    stems = dict.fromkeys(STEM + word[2:][:_LETTERS] for word in words if len(word) > _LETTERS + 2)
    share = _AROUND / max(len(words) + _KIN**2 * len(stems), 1) ** 0.5
    found = dict.fromkeys(words, share) | dict.fromkeys(stems, _KIN * share)
    found |= dict.fromkeys(_publishing(scene.subject.document), _PUBLISHING)
    spots = scene.spots
    beside = _BESIDE / max(len(spots), 1) ** 0.5
    for spot in spots:
        found.update(dict.fromkeys(_beside(spot), beside))
        found.update(dict.fromkeys(_written(scene, spot), _WRITTEN))
    found.update(dict.fromkeys((f"cue {cue.code}" for cue in cues(scene)), _CUE))
    found[BIAS] = 1.0
    found[RULE] = _SAID * odds
    return found


def _bag(scene: Scene) -> Iterator[str]:
    read = scene.around(_REACH)[:_MOST] if scene.spots else range(min(len(scene.words), 2 * _REACH))
    for at in read:
        word = scene.words[at]
        if word not in _ADDRESSES:
            yield WORD + ("0" if word.isdigit() else word)


def _publishing(document: Document) -> Iterator[str]:
    yield f"in {document.channel}"
    yield f"by {document.host or ''}"
    yield f"lang {(document.language or '').partition('-')[0].lower()}"


def _beside(spot: Spot) -> Iterator[str]:
    (two, one), (next_one, next_two) = spot.before, spot.after
    return (sign + word for sign, word in ((BEFORE, one), ("-2 ", two), (AFTER, next_one), ("+2 ", next_two)))


def _written(scene: Scene, spot: Spot) -> Iterator[str]:
    head, name, _ = scene.written(spot)
    yield "as lower" if name.islower() else "as upper" if name.isupper() and len(name) > 1 else "as title"
    if head[-1:] in {"#", "@"} or name[:1] in {"#", "@"}:
        yield "as signed"
