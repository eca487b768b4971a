# SPDX-License-Identifier: MIT
"""`veille brands review`: asks a person about the least sure mentions of a brand, and stores each answer at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from veille.model import Brand, Column, Figure, Listing, Sentence, Unit, Verdict
from veille.nouns import noun, replace
from veille.questions import Filter, Sort
from veille.steps.match.asking import Candidate, order
from veille.steps.match.learning import ENOUGH as LEARNS_FROM
from veille.store.base import MentionRow
from veille.store.decisions import Mark
from veille.watch import Watch
from veille.watch.brands import reasons
from veille.watch.columns import MENTION, mention_row
from veille.watch.learning import relearn

REVIEW = (*MENTION, Column(key="reasons", unit=Unit.LIST), Column(key="why"))

LATEST = 5000
"""Mentions among which the least sure are looked for: the latest ones."""

_TAUGHT = frozenset({"reasons.learned_for", "reasons.learned_against"})

ROUND = 10
"""Answers after which the filter learns anew, and the order with it."""


@noun
class Asked:
    """A mention to ask about."""

    row: MentionRow
    border: float

    @property
    def why(self) -> Sentence:
        """Why it is asked about: how near it is to the relevance from which the brand keeps."""
        facts = {
            "relevance": _number(self.row.mention.relevance),
            "border": _number(self.border),
        }
        return Sentence(key="cli.review.near_threshold", facts=facts)

    @property
    def reasons(self) -> list[Sentence]:
        """What the present guess rests on."""
        return reasons(self.row.mention)

    @property
    def taught(self) -> list[Sentence]:
        """What of it was learned from answers, word by word."""
        return [one for one in self.reasons if one.key in _TAUGHT]


def _number(value: float) -> Figure:
    return Figure(round(value, 2), Unit.TEXT)


def queue(watch: Watch, brand: Brand) -> list[Asked]:
    """Return the mentions that nobody decided, in the order to ask about them, each text once."""
    where = Filter(brands=(brand.name,))
    rows = watch.store.documents.mentions(where, sort=Sort.DATE, limit=LATEST).rows
    open_ = [row for row in rows if not row.decided]
    positions = order(
        [Candidate(id=row.id, text=_text(row), relevance=row.mention.relevance) for row in open_],
        border=brand.keep_above,
        answered=[_text(row) for row in rows if row.decided],
    )
    return [Asked(row=open_[at], border=brand.keep_above) for at in positions]


def _text(row: MentionRow) -> str:
    return f"{row.document.title}\n{row.mention.verbatim.replace('**', '')}"


def listing(watch: Watch, brand: Brand, limit: int | None) -> Listing:
    """Return the order as rows, for a script that answers with `veille label`."""
    asked = queue(watch, brand)[:limit]
    rows = tuple({**mention_row(one.row), "reasons": one.reasons, "why": one.why} for one in asked)
    notes = () if rows else nothing(watch, brand)
    return Listing(kind="brands_review", columns=REVIEW, rows=rows, notes=notes)


def nothing(watch: Watch, brand: Brand) -> tuple[Sentence, ...]:
    """Say why there is nothing to ask about."""
    there = watch.store.documents.mentions(Filter(brands=(brand.name,)), sort=Sort.DATE, limit=0).total
    key = "all_decided" if there else "no_mention"
    return (Sentence(key=f"cli.review.{key}", facts={"brand": brand.name, "count": there}),)


@dataclass(slots=True)
class Review:
    """One sitting: what is asked next, and what was answered so far."""

    watch: Watch
    brand: Brand
    waiting: list[Asked] = field(default_factory=list)
    answered: list[Asked] = field(default_factory=list)
    """Those of this sitting that can still be taken back, the latest last."""
    skipped: set[str] = field(default_factory=set)
    before: int = 0
    """Answers there were when the sitting began."""

    def begin(self) -> None:
        """Look up what is to be asked."""
        self.before = self.watch.store.decisions.answered(self.brand.name)
        self._fill()

    def _fill(self) -> None:
        self.waiting = [one for one in queue(self.watch, self.brand) if one.row.id not in self.skipped]

    @property
    def next(self) -> Asked | None:
        """What is asked now; None when nothing is left."""
        return self.waiting[0] if self.waiting else None

    @property
    def total(self) -> int:
        """Answers there are of this brand."""
        return self.before + len(self.answered)

    @property
    def learns(self) -> bool:
        """There are enough answers for a filter to learn from."""
        return self.total >= LEARNS_FROM

    def answer(self, *, kept: bool) -> None:
        """Store the answer to what is asked now."""
        asked = self.waiting.pop(0)
        verdict = Verdict.KEPT if kept else Verdict.REJECTED
        mark = Mark(id=asked.row.id, verdict=verdict)
        self.watch.store.decisions.label([mark], at=self.watch.now())
        self.answered.append(asked)

    @property
    def so_far(self) -> Sentence:
        """How many answers there are, and how many mentions are left."""
        return Sentence(key="cli.review.so_far", facts={"count": self.total, "left": len(self.waiting)})

    def skip(self) -> None:
        """Leave what is asked now for another day."""
        self.skipped.add(self.waiting.pop(0).row.id)

    def undo(self) -> bool:
        """Take the last answer of this sitting back, and ask again; False when there is none."""
        if not self.answered:
            return False
        asked = self.answered.pop()
        mark = Mark(id=asked.row.id, cleared=("verdict",))
        self.watch.store.decisions.label([mark], at=self.watch.now())
        self.waiting = [asked, *(one for one in self.waiting if one.row.id != asked.row.id)]
        return True

    def learn(self) -> Learning:
        """Let the filter learn from all answers, and order what is left by what it makes of it."""
        changed = relearn(self.watch)
        self._fill()
        learned = self.watch.store.decisions.learned().get(self.brand.name)
        return Learning(
            answers=self.total,
            learned=learned.answers if learned else None,
            changed=changed,
            left=len(self.waiting),
        )


@noun
class Learning:
    """Where a sitting stands: answers in all, from how many the filter learned, verdicts it changed, what is left."""

    answers: int
    learned: int | None
    changed: int
    left: int

    @property
    def so_far(self) -> Sentence:
        """See Review.so_far."""
        return Sentence(key="cli.review.so_far", facts={"count": self.answers, "left": self.left})

    def repeats(self, earlier: Learning | None) -> bool:
        """Say whether it tells nothing that an earlier one did not."""
        return (
            earlier is not None
            and not self.changed
            and replace(self, changed=0) == replace(earlier, changed=0)
        )

    def sentences(self) -> Iterator[Sentence]:
        """Say it."""
        yield self.so_far
        if self.learned is not None:
            facts = {"count": self.learned, "changed": self.changed}
            yield Sentence(key="cli.review.learned", facts=facts)
        elif self.answers < LEARNS_FROM:
            yield Sentence(key="cli.review.learns_from", facts={"count": LEARNS_FROM - self.answers})
        else:
            yield Sentence(key="cli.review.one_sided")


def card(asked: Asked) -> Listing:
    """Return what is asked about as one mention, for a person."""
    columns: Sequence[Column] = MENTION
    return Listing(kind="mentions", columns=tuple(columns), rows=(mention_row(asked.row),))
