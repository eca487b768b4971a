# SPDX-License-Identifier: MIT
"""`veille label` and `veille undo`: a person's word on mentions, and what the filters make of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from veille.errors import StoreError, UsageError
from veille.model import FollowUp, Listing, Tone, Verdict
from veille.nouns import noun, replace
from veille.store.decisions import Labelled, Mark, Undone
from veille.text import slug
from veille.watch import Watch, columns, search
from veille.watch.learning import behind
from veille.watch.named import document_id
from veille.watch.taught import Taught, teach

LONGEST_TAG = 60
_BLANK = re.compile(r"\s+")
# Escape sequences of terminals whole, controls, and signs that turn text round or are not seen.
_UNWANTED = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\]|\x9d)[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?"
    r"|(?!\s)[\x00-\x1f\x7f-\x9f]|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)


@noun
class Said:
    """What a person says, as typed; an empty `assignee` or `note` takes it off, and so does the tone `none`."""

    keep: bool = False
    reject: bool = False
    todo: bool = False
    done: bool = False
    assignee: str | None = None
    tone: Tone | Literal["none"] | None = None
    tags: tuple[str, ...] = ()
    untags: tuple[str, ...] = ()
    note: str | None = None
    story: bool = False


def mark(said: Said) -> Mark:
    """Return what to write, for any mention. Raises UsageError `label_clash`, `label_says_nothing`, `bad_tag`."""
    _check(said)
    assignee, note = _clean(said.assignee), _clean(said.note)
    off = {"tone": said.tone == "none", "assignee": assignee == "", "note": note == ""}
    return Mark(
        id="",
        verdict=Verdict.KEPT if said.keep else Verdict.REJECTED if said.reject else None,
        status=FollowUp.TODO if said.todo else FollowUp.DONE if said.done else None,
        assignee=assignee or None,
        tone=said.tone if isinstance(said.tone, Tone) else None,
        tags=_tags(said.tags),
        untags=_tags(said.untags),
        note=note or None,
        cleared=tuple(name for name, wanted in off.items() if wanted),
        copies=said.story,
    )


def of_ids(watch: Watch, said: Mark, ids: Sequence[str]) -> tuple[Mark, ...]:
    """Return that mark for each id, or address of a document. Raises StoreError as `document_id`."""
    return tuple(replace(said, id=document_id(watch, one)) for one in ids)


def of_brands(watch: Watch, said: Mark, ids: Sequence[str], brands: Sequence[str]) -> tuple[Mark, ...]:
    """Return that mark for the mentions of these brands in the documents of these ids, rejected ones too.

    Raises UsageError `unknown_brand`; StoreError `not_of_brand`, and as `label`.
    """
    names = search.brand_names(watch, tuple(brands))
    return tuple(replace(said, id=_of_brand(watch, one, name)) for one in ids for name in names)


def _of_brand(watch: Watch, key: str, brand: str) -> str:
    document = watch.store.documents.get(document_id(watch, key))
    wanted = f"{document.id}.{slug(brand)}"
    if not watch.store.documents.these([wanted]):
        raise StoreError("not_of_brand", id=key, brand=brand)
    return wanted


def of_query(watch: Watch, said: Mark, wanted: search.Wanted) -> tuple[Mark, ...]:
    """Return that mark for all mentions that `veille mentions --where` lists. Raises QueryError, UsageError."""
    ids = watch.store.documents.mention_ids(search.asked(watch, wanted))
    return tuple(replace(said, id=one) for one in ids)


def preview(watch: Watch, marks: Sequence[Mark]) -> Labelled:
    """Say what these marks would reach, writing nothing. Raises StoreError as `label`."""
    return watch.store.decisions.label(marks, at=watch.now(), dry_run=True)


def label(watch: Watch, marks: Sequence[Mark]) -> tuple[Labelled, Taught]:
    """Write what a person says; return what it reached, and what the filters made of it.

    Raises StoreError: `unknown_id`, `ambiguous_id`, `no_mention`.
    """
    return watch.store.decisions.label(marks, at=watch.now()), teach(watch)


def undo(watch: Watch) -> tuple[Undone | None, Taught]:
    """Take back the latest action; return it, None when there is none, and what the filters made of it."""
    return watch.store.decisions.undo(), teach(watch)


def by_brand(watch: Watch, ids: Sequence[str]) -> Mapping[str, int]:
    """Count mentions by the name of their brand, the most first; one that left the watch file goes by its slug."""
    names = {slug(brand.name): brand.name for brand in watch.config.brands}
    slugs = Counter(one.partition(".")[2] for one in ids)
    return {names.get(name, name): count for name, count in slugs.most_common()}


def title(watch: Watch, mention: str) -> str:
    """Return what a mention's document is called: its title, else its address, else the id."""
    for row in watch.store.documents.these([mention]):
        return row.document.title or row.document.url or mention
    return mention


def waiting(watch: Watch) -> tuple[str, ...]:
    """Return the brands whose many mentions are rated again by the next fetch only."""
    return tuple(one.brand for one in behind(watch))


def listing(watch: Watch, ids: Sequence[str]) -> Listing:
    """Return these mentions as they are now, as `veille mentions` would."""
    rows = tuple(columns.mention_row(row) for row in watch.store.documents.these(ids))
    return Listing(kind="mentions", columns=columns.MENTION, rows=rows)


def _check(said: Said) -> None:
    for first, second in (("keep", "reject"), ("todo", "done")):
        if getattr(said, first) and getattr(said, second):
            raise UsageError("label_clash", first=f"--{first}", second=f"--{second}")
    if replace(said, story=False) == Said():
        raise UsageError("label_says_nothing")


def _clean(text: str | None) -> str | None:
    """Keep one line that any file and any terminal can hold."""
    if text is None:
        return None
    return _BLANK.sub(" ", _UNWANTED.sub("", text)).encode(errors="replace").decode().strip()


def _tags(typed: Sequence[str]) -> tuple[str, ...]:
    cleaned = [_clean(tag) or "" for tag in typed]
    for tag in cleaned:
        # `tag:none` asks for mentions without any.
        if not tag or len(tag) > LONGEST_TAG or slug(tag) == "none":
            shown = tag if len(tag) <= LONGEST_TAG else f"{tag[:LONGEST_TAG]}…"
            raise UsageError("bad_tag", tag=shown, longest=LONGEST_TAG)
    return tuple(cleaned)
