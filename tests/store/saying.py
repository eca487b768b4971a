# SPDX-License-Identifier: MIT
"""Somebody who keeps, rejects and labels mentions in a store, and looks at what shows."""

from dataclasses import replace

from store.samples import NOW, batch, document, match
from veille.model import Verdict
from veille.questions import Filter, Sort
from veille.store.decisions import Mark

DEFINITIONS = {"Lenoir": "1", "Duval": "1"}
ONE = document("one", text="Lenoir and Duval")
LENOIR, DUVAL = f"{ONE.id}.lenoir", f"{ONE.id}.duval"


def save(store, *documents, source="A", at=NOW, matcher=match):
    return store.documents.save(batch(*documents, source=source, at=at), matcher, token=None)


def label(store, *ids, at=NOW, **said):
    return store.decisions.label([Mark(id=one, **said) for one in ids], at=at)


def reject(store, *ids):
    return label(store, *ids, verdict=Verdict.REJECTED)


def keep(store, *ids):
    return label(store, *ids, verdict=Verdict.KEPT)


def rows(store, **where):
    found = store.documents.mentions(Filter(**where), sort=Sort.DATE, limit=None).rows
    return {row.id: row for row in found}


def verdicts(store):
    return {key: str(row.mention.verdict) for key, row in rows(store).items()}


def everything(store):
    return list(store.upkeep.export(clock=True))


def rejecting(found):
    """Find what `match` finds, and take all of it for something else."""
    return (replace(mention, verdict=Verdict.REJECTED) for mention in match(found))
