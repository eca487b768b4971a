# SPDX-License-Identifier: MIT
"""Finds the brands in a document: which forms, where, whose media, and how surely it is about them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from datetime import date, tzinfo

from veille import text
from veille.expression import Subject
from veille.model import Answer, Brand, Document, Learned, Mention, Ownership, Place, Reason, Span
from veille.nouns import noun
from veille.steps.match.definition import Definition, definitions, fingerprint
from veille.steps.match.hits import READ, Hit, hits, look
from veille.steps.match.learning import Lesson, chosen, learned, lesson
from veille.steps.match.prefilter import Prefilter
from veille.steps.match.relevance import Judge
from veille.steps.match.scene import Scene

__all__ = ["Examination", "Examined", "Matcher", "fingerprint"]

_AROUND = 100


@noun
class Examined:
    """One hit, with the words around it.

    `term` is the form as configured, or the clause of the query as written there; `code` says what kind of hit it
    is (a key of `reasons.*`). `dropped_by` is the `exclude` word that took it away.
    """

    term: str
    code: str
    place: Place
    start: int
    end: int
    around: str
    dropped_by: str | None


@noun
class Examination:
    """Everything that was found of one brand in one document, and what follows from it.

    `hits` are the brand's name; `required` is what else its query asks for, which says nothing of the brand.
    The weights of `reasons` are log-odds; their sum, squashed, is the relevance. `answers` is from how many the
    brand's filter was learned.
    """

    mention: Mention | None
    hits: tuple[Examined, ...]
    reasons: tuple[Reason, ...]
    keep_above: float
    reject_below: float
    answers: int | None = None
    required: tuple[Examined, ...] = ()


class Matcher:
    """All brands, compiled once, and what answers taught about them. Raises QueryError when a rule is wrong.

    `languages` are those the user expects documents in.
    """

    def __init__(
        self,
        brands: Sequence[Brand],
        *,
        today: date,
        zone: tzinfo,
        learned: Mapping[str, Learned] | None = None,
        languages: Sequence[str] = (),
    ) -> None:
        self._definitions = definitions(brands, today=today, zone=zone)
        self._prefilter = Prefilter(self._definitions)
        self._learned = dict(learned or {})
        self._judge = Judge(brands, languages)

    @property
    def fingerprints(self) -> Mapping[str, str]:
        """The fingerprint of each brand, by name."""
        return {definition.brand.name: definition.fingerprint for definition in self._definitions}

    def mentions(self, document: Document, brands: Collection[str] | None = None) -> Iterator[Mention]:
        """Yield a mention for each brand (None: of all) that the document holds, rejected ones too."""
        subject = Subject(document)
        for number in self._prefilter.candidates(subject):
            definition = self._definitions[number]
            if brands is not None and definition.brand.name not in brands:
                continue
            found = hits(definition, subject)
            if found:
                yield self._mention(definition, found, subject)

    def examine(self, document: Document, brand_name: str) -> Examination:
        """Say all that was found of one brand in a document. Raises KeyError for an unknown name."""
        definition = self._definition(brand_name)
        subject = Subject(document)
        found, required = look(definition, subject)
        mention = self._mention(definition, found, subject) if found else None
        taught = self._learned.get(brand_name)
        return Examination(
            mention=mention,
            hits=tuple(_examined(hit, document) for hit in found),
            reasons=mention.reasons if mention else (),
            keep_above=definition.brand.keep_above,
            reject_below=definition.brand.reject_below,
            answers=taught.answers if taught else None,
            required=tuple(_examined(hit, document) for hit in required),
        )

    def learn(self, brand_name: str, answers: Sequence[Answer]) -> Learned | None:
        """Learn from what a person said of documents; None under 20 answers, or when all say the same.

        The same answers in any order teach the same. Raises KeyError for an unknown name.
        """
        which = set(chosen((answer.document.id, answer.kept) for answer in answers))
        picked = [answer for answer in answers if (answer.document.id, answer.kept) in which]
        return learned(brand_name, self.lessons(brand_name, picked), answers=len(answers))

    def lessons(self, brand_name: str, answers: Sequence[Answer]) -> list[Lesson]:
        """Return what there is to learn from answers, for who learns from parts of them. Raises KeyError."""
        definition = self._definition(brand_name)
        return [self._lesson(definition, answer) for answer in answers]

    def taught(self, learned: Learned) -> Matcher:
        """Return this matcher with another filter of one brand."""
        other = copy(self)
        other._learned = {**self._learned, learned.brand: learned}  # noqa: SLF001 - a copy of itself
        return other

    def _lesson(self, definition: Definition, answer: Answer) -> Lesson:
        subject = Subject(answer.document)
        found = hits(definition, subject)
        scene = _scene(found, subject)
        odds = self._judge.rate(definition, found, scene).odds if found else 0.0
        return lesson(answer.document.id, scene, odds, kept=answer.kept)

    def _definition(self, brand_name: str) -> Definition:
        found = next((one for one in self._definitions if one.brand.name == brand_name), None)
        if found is None:
            raise KeyError(brand_name)
        return found

    def _mention(self, definition: Definition, found: Sequence[Hit], subject: Subject) -> Mention:
        brand = definition.brand.name
        rating = self._judge.rate(definition, found, _scene(found, subject), self._learned.get(brand))
        shown = [hit for hit in found if hit.dropped_by is None] or found
        return Mention(
            document=subject.document.id,
            brand=brand,
            terms=_terms(definition, shown),
            spans=tuple(Span(place=hit.place, start=hit.start, end=hit.end) for hit in shown if hit.end),
            verbatim=_verbatim(shown, subject.document),
            where=min((hit.place for hit in shown), key=list(Place).index),
            ownership=_ownership(shown),
            relevance=rating.relevance,
            reasons=rating.reasons,
            verdict=rating.verdict,
            fingerprint=definition.fingerprint,
        )


def _scene(found: Sequence[Hit], subject: Subject) -> Scene:
    return Scene(subject, [hit for hit in found if hit.dropped_by is None])


def _terms(definition: Definition, found: Sequence[Hit]) -> tuple[str, ...]:
    """Return the forms that were found in the order of the watch file, those of the rule as they stand in it."""
    brand = definition.brand
    configured = (brand.name, *brand.aliases, *brand.people, *brand.handles, *brand.domains)
    forms = {hit.form for hit in found}
    ruled = sorted(forms.difference(configured), key=lambda form: (_column(definition, form), form))
    return (*dict.fromkeys(form for form in configured if form in forms), *ruled)


def _column(definition: Definition, form: str) -> int:
    return definition.rule.query.find(form) if definition.rule else -1


def _ownership(found: Sequence[Hit]) -> Ownership:
    own = any(hit.code in {"own_site", "own_account"} for hit in found)
    return Ownership.OWNED if own else Ownership.EARNED


def _verbatim(found: Sequence[Hit], document: Document) -> str:
    for place, part in ((Place.TEXT, document.text), (Place.TITLE, document.title)):
        spans = [(hit.start, hit.end) for hit in found if hit.place is place and hit.end]
        if spans:
            return text.verbatim(part, spans)
    return text.verbatim(document.text or document.title, ())


def _examined(hit: Hit, document: Document) -> Examined:
    if hit.place in READ and hit.end:
        part = document.title if hit.place is Place.TITLE else document.text
        around = text.verbatim(part, [(hit.start, hit.end)], _AROUND)
    else:
        around = {Place.URL: document.url, Place.AUTHOR: document.author}.get(hit.place) or hit.form
    return Examined(
        term=hit.form,
        code=hit.code,
        place=hit.place,
        start=hit.start,
        end=hit.end,
        around=around,
        dropped_by=hit.dropped_by,
    )
