# SPDX-License-Identifier: MIT
"""`veille add`: one document by hand, for what no source shows (a printed article, a letter, a broadcast)."""

from __future__ import annotations

from veille import periods, urls
from veille.errors import UsageError
from veille.model import About, Channel, Document, Item
from veille.nouns import noun
from veille.steps.identify import documents
from veille.store.base import Batch, Saved, Visit
from veille.watch import Watch
from veille.watch.rematch import rematch
from veille.wording import BY_HAND


@noun
class Typed:
    """What a person says of the document."""

    url: str
    text: str
    title: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None
    channel: Channel = Channel.PAGE


def add(watch: Watch, typed: Typed) -> tuple[Document, Saved]:
    """Store the document and its mentions. Raises UsageError `bad_url`, `no_text`, `bad_date`; StoreError."""
    if urls.safe(typed.url) is None:
        raise UsageError("bad_url", url=typed.url)
    now = watch.now()
    item = Item(
        url=typed.url,
        title=typed.title,
        text=typed.text,
        author=typed.author,
        published=_published(watch, typed.published),
        language=typed.language,
    )
    made = documents((item,), about=About(), source=BY_HAND, channel=typed.channel, seen_at=now, base=None)
    if not made or not (made[0].text or made[0].title):
        raise UsageError("no_text")
    if typed.published and made[0].published is None:
        raise UsageError("bad_date", text=typed.published)
    rematch(watch)  # so that what is stored, and what is added, follow the same rules
    batch = Batch(visit=Visit(source=BY_HAND, at=now), documents=made)
    return made[0], watch.store.documents.save(batch, watch.matcher().mentions, token=None)


def _published(watch: Watch, written: str | None) -> str | None:
    """A date without a time is that day where the watch lives, not at Greenwich."""
    if written is None:
        return None
    try:
        day = periods.day(written, today=watch.today)
    except ValueError:
        return written
    return periods.start_of(day, watch.config.timezone).isoformat()
