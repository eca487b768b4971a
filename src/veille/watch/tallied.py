# SPDX-License-Identifier: MIT
"""What one fetch did, as counts, as an exit code, and as the record that `fetch --json` shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from veille.errors import Exit, SourceError
from veille.i18n import Words
from veille.model import Sentence, Summary
from veille.nouns import noun
from veille.watch import rematch
from veille.watch.rematch import Change


@noun
class Failure:
    """One source that could not be read in this run; `failing_for` counts from its first failure in a row."""

    source: str
    error: SourceError
    failing_for: timedelta
    newly_a_day: bool
    """This failure is the first past another whole day of failing: once a day is often enough to say so."""


@noun
class Gap:
    """A visit that may have missed something: what it read goes back to that moment."""

    source: str
    read_back_to: datetime | None


@dataclass(slots=True, kw_only=True)
class Tallied:
    """The counts of one run, as they grow."""

    due: int = 0
    ok: int = 0
    unchanged: int = 0
    failed: int = 0
    seen: int = 0
    new: int = 0
    updated: int = 0
    mentions: int = 0
    rematches: list[Change] = field(default_factory=list)
    """What the rules that changed since the last run change in what is stored."""
    purged: int = 0
    pages: int = 0
    """Articles read behind headlines."""
    pages_failed: int = 0
    pages_codes: dict[str, int] = field(default_factory=dict)
    pages_asked: int = 0
    """Pages that waited when their reading began."""
    pages_left: int = 0
    gaps: list[Gap] = field(default_factory=list)
    forgetful: list[str] = field(default_factory=list)
    """Sources that cannot be asked for the past, when the past was asked for."""
    failures: list[Failure] = field(default_factory=list)
    held: bool = False
    out_of_time: bool = False

    @property
    def rematched(self) -> int:
        """Mentions gained by changed rules."""
        return sum(len(change.made.gained) for change in self.rematches)

    @property
    def tried(self) -> int:
        """Sources visited in this run."""
        return self.ok + self.unchanged + self.failed

    @property
    def skipped(self) -> int:
        """Sources due and not tried."""
        return self.due - self.tried

    @property
    def exit_code(self) -> Exit:
        """Return what the shell is told."""
        if self.held and not self.tried:
            return Exit.BUSY
        if self.failed and self.failed == self.due:
            return Exit.FAILED
        return Exit.PARTIAL if self.failed or self.out_of_time else Exit.DONE


def summary(
    tallied: Tallied, *, started: datetime, finished: datetime, seconds: float, words: Words
) -> Summary:
    """Return the run as one record, in the shape of `fetch --json`."""
    record = {
        "started": started,
        "finished": finished,
        "seconds": round(seconds, 3),
        "sources": {
            "due": tallied.due,
            "ok": tallied.ok,
            "unchanged": tallied.unchanged,
            "failed": tallied.failed,
            "skipped": tallied.skipped,
        },
        "documents": {"seen": tallied.seen, "new": tallied.new, "updated": tallied.updated},
        "mentions": {"new": tallied.mentions, "rematched": tallied.rematched},
        "rematch": [rematch.counts(change) for change in tallied.rematches],
        "pages": {"read": tallied.pages, "failed": tallied.pages_failed, "left": tallied.pages_left},
        "gaps": [{"source": gap.source, "read_back_to": gap.read_back_to} for gap in tallied.gaps],
        "purged": tallied.purged,
        "failures": [_failure_row(failure, words) for failure in tallied.failures],
    }
    return Summary(kind="fetch", record=record, sentences=_sentences(tallied, seconds))


def told(failure: Failure, words: Words) -> tuple[str, str]:
    """Return what happened to a source and what to do."""
    facts = {"source": failure.source, **failure.error.facts}
    key = words.failure(failure.error.code, facts)
    return words(f"{key}.what", **facts), words(f"{key}.todo", **facts)


def _failure_row(failure: Failure, words: Words) -> dict[str, object]:
    message, hint = told(failure, words)
    return {
        "source": failure.source,
        "code": failure.error.code,
        "status": failure.error.status,
        "message": message,
        "hint": hint,
    }


def _sentences(tallied: Tallied, seconds: float) -> tuple[Sentence, ...]:
    facts = {"count": tallied.due, "seconds": round(seconds), "read": tallied.ok, "same": tallied.unchanged}
    facts |= {"failed": tallied.failed, "skipped": tallied.skipped}
    found = {"count": tallied.new, "updated": tallied.updated, "mentions": tallied.mentions}
    sentences = [
        Sentence(key="cli.fetched.sources", facts=facts),
        Sentence(key="cli.fetched.documents", facts=found),
    ]
    for change in tallied.rematches:
        if change.made.examined:
            sentences.append(rematch.summary(change, dry_run=False))
            sentences += [doubt.sentence for doubt in change.doubts]
    if tallied.pages or tallied.pages_failed or tallied.pages_left:
        why = ", ".join(f"{code} {count}" for code, count in sorted(tallied.pages_codes.items()))
        failed = f"{tallied.pages_failed} ({why})" if why else "0"
        pages = {"count": tallied.pages, "failed": failed, "left": tallied.pages_left}
        sentences.append(Sentence(key="cli.fetched.pages", facts=pages))
    sentences += [_gap(gap) for gap in tallied.gaps]
    if tallied.forgetful:
        names = ", ".join(tallied.forgetful)
        sentences.append(
            Sentence(key="cli.fetched.forgetful", facts={"count": len(tallied.forgetful), "names": names})
        )
    if tallied.purged:
        sentences.append(Sentence(key="cli.fetched.purged", facts={"count": tallied.purged}))
    return tuple(sentences)


def _gap(gap: Gap) -> Sentence:
    if gap.read_back_to is None:
        return Sentence(key="cli.fetched.gap", facts={"source": gap.source})
    facts = {"source": gap.source, "day": gap.read_back_to.date()}
    return Sentence(key="cli.fetched.gap_since", facts=facts)
