# SPDX-License-Identifier: MIT
"""What may stand after each field's colon, and what it comes to mean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, tzinfo

from veille import periods
from veille.errors import QueryError
from veille.expression.lex import FIELDS, OF_MENTIONS, Token
from veille.expression.nodes import Author, Field, Language, Media, OfMention, Site, Source, Url, Window
from veille.expression.terms import term
from veille.expression.values import Wrong, near
from veille.model import Channel, Place
from veille.nouns import noun
from veille.patterns import pattern
from veille.text import words

PARTS = {"title": Place.TITLE, "text": Place.TEXT}
_ABSOLUTE = pattern(r"[0-9]{4}(-([0-9]{2}(-[0-9]{2})?|[Ww][0-9]{1,2}))?")
_YEAR = pattern(r"[0-9]{4}")
_COMPARED = pattern(r"(>=|=>|≥|<=|=<|≤|>|<)\s*(.+)")
_DURATION = pattern(r"(?i)p?[0-9]+ ?[a-zéû]+")
_LANGUAGE = pattern(r"([a-z]{2,3})([-_][a-z0-9]+)*")
_UPPER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


@noun
class Clock:
    """When and where a query is asked; `rule`: it will be asked again, so its dates may not move."""

    today: date
    zone: tzinfo
    rule: bool


def ascii_lower(text: str) -> str:
    """Lower the letters A to Z alone, as a database does without more knowledge."""
    return text.translate(_UPPER)


def value(name: str, token: Token, text: str, *, query: str, clock: Clock) -> Field | OfMention:
    """Return what `name:text` means. Raises QueryError at the column of the value."""
    try:
        if name in OF_MENTIONS:
            from veille.expression.asked import asked

            return asked(name, text.strip())
        return _READERS[name](text.strip(), f"{name}:{text.strip()}", clock)
    except Wrong as wrong:
        raise QueryError(wrong.code, query=query, column=token.column, value=text, **wrong.facts) from wrong


def unknown_field(name: str, token: Token, query: str) -> QueryError:
    """Return the error for a field that does not exist, with the one that was probably meant."""
    nearest = near(name, FIELDS)
    facts = {"field": name, "known": " ".join(f"{field}:" for field in FIELDS)}
    if nearest is None:
        return QueryError("unknown_field", query=query, column=token.column, **facts)
    return QueryError("unknown_field_near", query=query, column=token.column, suggestion=nearest, **facts)


def _url(text: str, written: str, _: Clock) -> Field:
    from urllib.parse import quote

    text = text.encode("utf-8", "replace").decode()
    encoded = quote(text, safe="%!$&'()*+,;=:@/?#[]~")
    return Url(written=written, parts=tuple(dict.fromkeys((ascii_lower(text), ascii_lower(encoded)))))


def _site(text: str, written: str, _: Clock) -> Field:
    from veille import urls

    bare = text.removeprefix("*").lstrip(".")
    host = urls.host(bare if "://" in bare else f"https://{bare}")
    if host is None:
        raise Wrong("bad_site")
    path = bare.partition("://")[2] if "://" in bare else bare
    path = path.partition("/")[2].strip("*/")
    if path:
        raise Wrong("site_path", host=host, path=f"/{path}")
    return Site(written=written, host=host)


def _author(text: str, written: str, _: Clock) -> Field:
    name = text.removesuffix("*")
    found = term(name, prefix=name != text)
    if found is None:
        raise Wrong("no_word", found=text)
    return Author(written=written, term=found)


def _source(text: str, written: str, _: Clock) -> Field:
    name = text.removesuffix("*")
    found = tuple(word.token for word in words(name))
    if not found:
        raise Wrong("no_word", found=text)
    return Source(written=written, words=found, prefix=name != text)


def _channel(text: str, written: str, _: Clock) -> Field:
    known = tuple(Channel)
    if text.lower() in known:
        return Media(written=written, channel=Channel(text.lower()))
    nearest = near(text, known)
    if nearest is None:
        raise Wrong("unknown_channel", known=" ".join(known))
    raise Wrong("unknown_channel_near", suggestion=nearest, known=" ".join(known))


def _lang(text: str, written: str, _: Clock) -> Field:
    code = _LANGUAGE.fullmatch(text.lower())
    if code is None:
        raise Wrong("bad_lang", suggestion=near(text, ("fr", "en")) or "fr")
    return Language(written=written, code=code[1])


def _since(text: str, written: str, clock: Clock) -> Field:
    since = _span(text, clock)[0]
    return Window(written=written, since=_start(since, clock), until=None)


def _date(text: str, written: str, clock: Clock) -> Field:
    compared = _COMPARED.fullmatch(text)
    if compared is not None:
        return _compared(written, compared[1], *_span(compared[2], clock), clock)
    first, dots, last = text.partition("..")
    if not dots:
        since, until = _span(text, clock)
        until = clock.today if _DURATION.fullmatch(text) else until
        return _window(written, since, until, clock)
    if not (first or last):
        raise Wrong("bad_date")
    return _window(
        written, _span(first, clock)[0] if first else None, _span(last, clock)[1] if last else None, clock
    )


def _compared(written: str, sign: str, first: date, last: date, clock: Clock) -> Window:
    """Read `date:>2026-11`: after the last day of it; with an equals sign it is part of what is meant."""
    equal = "=" in sign or sign in "≥≤"
    if ">" in sign or sign == "≥":
        return _window(written, first if equal else _after(last), None, clock)
    return _window(written, None, last if equal else _before(first), clock)


def _window(written: str, since: date | None, until: date | None, clock: Clock) -> Window:
    if since and until and since > until:
        raise Wrong("reversed_dates", field="date")
    return Window(
        written=written,
        since=_start(since, clock) if since else None,
        until=_start(_after(until), clock) if until else None,
    )


def _span(text: str, clock: Clock) -> tuple[date, date]:
    if clock.rule and not _ABSOLUTE.fullmatch(text):
        raise Wrong("relative_date")
    try:
        if _YEAR.fullmatch(text.strip()):
            return periods.month(f"{text.strip()}-01", clock.today)[0], date(int(text), 12, 31)
        return periods.span(text, today=clock.today)
    except ValueError as cause:
        raise Wrong("bad_date") from cause


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _start(day: date, clock: Clock) -> datetime:
    return periods.start_of(day, clock.zone)


_READERS: dict[str, Callable[[str, str, Clock], Field]] = {
    "url": _url,
    "site": _site,
    "author": _author,
    "source": _source,
    "channel": _channel,
    "lang": _lang,
    "date": _date,
    "since": _since,
}
