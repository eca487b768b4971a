# SPDX-License-Identifier: MIT
"""What may stand after the colon of a field of mentions: words in both languages, comparisons, intervals."""

from __future__ import annotations

from collections.abc import Mapping

from veille.expression.nodes import Attribute, Measured, OfMention
from veille.expression.values import Wrong
from veille.model import FollowUp, Tone, Verdict
from veille.near import nearest
from veille.patterns import pattern
from veille.text import slug

_NONE = frozenset("none aucun aucune".split())
_WORDS: Mapping[str, Mapping[str, str]] = {
    "tone": {
        "positive": Tone.POSITIVE, "positif": Tone.POSITIVE, "neutral": Tone.NEUTRAL, "neutre": Tone.NEUTRAL,
        "negative": Tone.NEGATIVE, "negatif": Tone.NEGATIVE,
    },
    "status": {
        "todo": FollowUp.TODO, "to-do": FollowUp.TODO, "a-traiter": FollowUp.TODO, "a-faire": FollowUp.TODO,
        "done": FollowUp.DONE, "traite": FollowUp.DONE, "traitee": FollowUp.DONE, "fait": FollowUp.DONE,
    },
    "verdict": {
        "kept": Verdict.KEPT, "garde": Verdict.KEPT, "gardee": Verdict.KEPT, "retenu": Verdict.KEPT,
        "retenue": Verdict.KEPT, "doubtful": Verdict.DOUBTFUL, "douteux": Verdict.DOUBTFUL,
        "douteuse": Verdict.DOUBTFUL, "a-verifier": Verdict.DOUBTFUL, "sur": Verdict.KEPT,
        "sure": Verdict.KEPT, "hors-sujet": Verdict.REJECTED, "rejected": Verdict.REJECTED, "rejete": Verdict.REJECTED,
        "rejetee": Verdict.REJECTED, "ecarte": Verdict.REJECTED, "ecartee": Verdict.REJECTED,
    },
}  # fmt: skip
_KNOWN = {
    "tone": (*Tone, "none"),
    "status": (*FollowUp, "none"),
    "verdict": tuple(Verdict),
}
_NUMBER = r"([0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)([kKmM%]?)"
_COMPARED = pattern(rf"(>=|=>|≥|<=|=<|≤|>|<|=|)\s*{_NUMBER}")
_BETWEEN = pattern(rf"(?:{_NUMBER})?\.\.(?:{_NUMBER})?")
_TIMES = {"k": 1_000, "m": 1_000_000, "%": 0.01, "": 1}


def asked(name: str, text: str) -> OfMention:
    """Return what `name:text` asks of a mention. Raises Wrong."""
    written = f"{name}:{text}"
    if name in _WORDS:
        return Attribute(written=written, name=name, value=_word(name, text))
    if name in {"brand", "tag", "story"}:
        return _named(name, text, written)
    if name != "relevance" and slug(text) in _NONE:
        return Measured(written=written, name=name, known=False)
    return _measured(name, text, written)


def _word(name: str, text: str) -> str | None:
    wanted, known = slug(text), _WORDS[name]
    if wanted in known:
        return str(known[wanted])
    if wanted in _NONE and name != "verdict":
        return None
    other = next((field for field, words in _WORDS.items() if wanted in words), None)
    if other is not None:
        raise Wrong("value_of_other_field", field=name, suggestion=f"{other}:{_WORDS[other][wanted]}")
    close = nearest(wanted, (*known, *_KNOWN[name]))
    shown = {"field": name, "known": " ".join(_KNOWN[name])}
    if close is None:
        raise Wrong("unknown_value", **shown)
    raise Wrong("unknown_value_near", suggestion=str(known.get(close, close)), **shown)


def _named(name: str, text: str, written: str) -> Attribute:
    bare = text.removesuffix("*")
    if not any(map(str.isalnum, bare)):
        raise Wrong("no_word", found=text)
    if name != "brand" and bare == text and slug(text) in _NONE:
        return Attribute(written=written, name=name, value=None)
    value = bare.lower() if name == "story" else slug(bare)
    return Attribute(written=written, name=name, value=value, prefix=bare != text)


def _measured(name: str, text: str, written: str) -> Measured:
    between = _BETWEEN.fullmatch(text)
    if between is not None and text != "..":
        least, most = _number(between[1], between[2]), _number(between[3], between[4])
        sign = ""
    else:
        compared = _COMPARED.fullmatch(text)
        if compared is None:
            raise Wrong("bad_comparison", field=name, example="0.8" if name == "relevance" else "10k")
        sign, number = compared[1], _number(compared[2], compared[3])
        least = None if "<" in sign or sign == "≤" else number
        most = None if ">" in sign or sign == "≥" else number
    if name == "relevance" and any(limit is not None and limit > 1 for limit in (least, most)):
        raise Wrong("bad_relevance")
    if least is not None and most is not None and least > most:
        raise Wrong("empty_interval", field=name)
    return Measured(written=written, name=name, least=least, most=most, above=sign == ">", below=sign == "<")


def _number(digits: str | None, times: str | None) -> float | None:
    if digits is None:
        return None
    return round(float(digits.replace(",", ".")) * _TIMES[(times or "").lower()], 9)
