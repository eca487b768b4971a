# SPDX-License-Identifier: MIT
"""Reads a folder of a mailbox over a guarded line and changes nothing there: EXAMINE, SEARCH, BODY.PEEK.

A request says in its parameters what it wants: `after` and `uidvalidity` (where the last visit ended), `since`
(a day, when there is no such place any more), `from` and `list` (whose messages), `most`. The answer is lines of
JSON: {"uidvalidity", "last", "more"}, then {"uid", "message"} for each message, in base64.
"""

from __future__ import annotations

import imaplib
import re
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from veille.addresses import is_public, literal
from veille.errors import FetchError
from veille.model import Request
from veille.net.guard import HEADERS_ALLOWANCE
from veille.nouns import noun

if TYPE_CHECKING:
    import ssl

    from veille.net.guard import Limits, Line
    from veille.net.mailboxes import Place

MESSAGE_MOST = 1024 * 1024
"""Bytes read of one message: its text stands first, what is attached after."""
_LINE_MOST = 4_000_000
_NEWEST = 2_000
_MOST = 50
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
# Not the password's fault (RFC 5530).
_PASSING = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG|CONTACTADMIN)\b", re.IGNORECASE)
_BUSY = re.compile(r"\[(?:LIMIT|OVERQUOTA|INUSE)\b|too many", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,20}")
# What imaplib raises on answers that are no IMAP.
_NONSENSE = (imaplib.IMAP4.error, ValueError, LookupError, AttributeError, TypeError, OSError)


@noun
class Read:
    """The messages of one exchange, by UID; `last` is the UID up to which all that matters was read."""

    uidvalidity: str
    last: int
    more: bool
    messages: tuple[tuple[int, bytes], ...]

    def framed(self) -> bytes:
        """Return it as lines of JSON."""
        import json

        head = {"uidvalidity": self.uidvalidity, "last": self.last, "more": self.more}
        messages = ({"uid": uid, "message": b64encode(body).decode()} for uid, body in self.messages)
        return "".join(json.dumps(one) + "\n" for one in (head, *messages)).encode()


def read(
    line: Line, limits: Limits, place: Place, request: Request, tls: Callable[[], ssl.SSLContext]
) -> Read:
    """Log in, read what the request asks for, and leave.

    Raises FetchError: `login`; `tls`, no secure way to send the password; `unavailable`, the folder does not exist
    or the server makes no sense; and what the line raises.
    """
    try:
        session = Session(line, place.host)
        if not place.secure and _is_far(line):
            session.secure(tls(), place.host)
        headers = {name.lower(): value for name, value in request.headers.items()}
        session.enter(headers.get("user", ""), headers.get("password", ""))
        session.examine(place.folder)
        found = _Asked(request.params).answer(session, limits)
        with suppress(FetchError, *_NONSENSE):
            session.logout()
    except _NONSENSE as cause:
        raise FetchError("unavailable", reason=_shown(cause)) from cause
    return found


def _is_far(line: Line) -> bool:
    peer = literal(line.peer)
    return peer is None or is_public(peer)


def _shown(cause: object) -> str:
    told = cause.args[0] if isinstance(cause, Exception) and cause.args else cause
    # imaplib hands on the bytes of the server's words, which as text would stand in b'…'.
    text = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(cause)
    return "".join(c for c in text if c.isprintable())[:150] or type(cause).__name__


def quoted(text: str) -> str:
    """Return a text as IMAP's quoted string. Raises ValueError for what could end it and begin a command."""
    if any(ord(character) < 32 or ord(character) == 127 for character in text):  # noqa: PLR2004 - ASCII controls
        raise ValueError("control character")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def folder_name(name: str) -> str:
    """Return a folder's name in the modified UTF-7 of RFC 3501."""
    parts = re.split(r"([^\x20-\x7e]+)", name)
    return "".join(
        _utf7(part) if number % 2 else part.replace("&", "&-") for number, part in enumerate(parts)
    )


def _utf7(part: str) -> str:
    encoded = b64encode(part.encode("utf-16-be", "replace")).decode().rstrip("=").replace("/", ",")
    return f"&{encoded}-"


class Session(imaplib.IMAP4):
    """One conversation; the line sees to time, size and cancelling."""

    def __init__(self, line: Line, host: str) -> None:
        self._line = line
        self._named = host
        self._unread = bytearray()
        self.received = 0
        super().__init__(host)

    # --- what imaplib speaks through ----------------------------------------------------------------------

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Do nothing: the line is open."""

    def read(self, size: int) -> bytes:
        """Return so many bytes."""
        self._gather(lambda _: len(self._unread) >= size)
        return self._taken(size)

    def readline(self) -> bytes:
        """Return one line with its end."""
        self._gather(lambda start: self._unread.find(b"\n", start) >= 0 or len(self._unread) > _LINE_MOST)
        return self._taken(self._unread.find(b"\n") + 1)

    def _gather(self, enough: Callable[[int], bool]) -> None:
        start = 0
        while not enough(start):
            start = len(self._unread)
            part = self._line.read(64 * 1024)
            if not part:
                raise self.abort("the connection was closed")
            self.received += len(part)
            self._unread += part

    def _taken(self, size: int) -> bytes:
        if not 0 < size <= len(self._unread):
            if size == 0:
                return b""
            raise self.abort("a line without end")
        data = bytes(self._unread[:size])
        del self._unread[:size]
        return data

    def send(self, data: Any) -> None:
        """Send all of it."""
        self._line.write(bytes(data))

    def shutdown(self) -> None:
        """Hang up."""
        self._line.close()

    # --- what is said -------------------------------------------------------------------------------------

    def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Turn a plain conversation into a secret one; nothing that came before counts."""
        offered = "STARTTLS" in self.capabilities
        if not offered or self._simple_command("STARTTLS")[0] != "OK" or self._unread:
            raise FetchError("tls", case="mailbox_plain", reason="STARTTLS")
        self._line.secure(context, host)
        said = self.capability()[1]
        self.capabilities = tuple(str(said[0] or b"", "ascii", "replace").upper().split())

    def enter(self, user: str, password: str) -> None:
        """Log in, in the way that the server offers. Raises FetchError `login`."""
        try:
            if "AUTH=PLAIN" in self.capabilities:
                self.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
            elif "LOGINDISABLED" in self.capabilities:
                raise self.error("LOGINDISABLED")
            else:
                self._login(user, password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as refusal:
            reason = _shown(refusal)
            if _BUSY.search(reason):
                raise FetchError("rate_limited", status="NO", reason=reason) from refusal
            if _PASSING.search(reason):
                raise FetchError("unavailable", reason=reason) from refusal
            raise FetchError("login", case="mailbox_login", title=reason) from refusal

    def _login(self, user: str, password: str) -> None:
        arguments: list[Any] = [quoted(text).encode() for text in (user, password)]
        kind, said = self._simple_command("LOGIN", *arguments)
        if kind != "OK":
            raise self.error(said[-1])
        self.state = "AUTH"

    def examine(self, folder: str) -> None:
        """Open a folder to read only. Raises FetchError `unavailable` when there is no such folder."""
        kind, said = self.select(quoted(folder_name(folder)), readonly=True)
        if kind != "OK":
            raise FetchError("unavailable", case="mailbox_folder", folder=folder, reason=_shown(said[0]))

    def told(self, name: str) -> int:
        """Return a number that the folder told when it was opened, 0 if it did not."""
        found = _NUMBER.search(str((self.response(name)[1] or [b""])[-1] or b""))
        return int(found[0]) if found else 0

    def search(self, *criteria: str) -> list[int]:  # type: ignore[override]
        """Return the UIDs of the messages that meet all criteria."""
        said = self._succeeded(self.uid("SEARCH", *criteria))
        numbers = b" ".join(one for one in said if isinstance(one, bytes)).split()
        return sorted({int(number) for number in numbers if number.isdigit() and len(number) <= 20})  # noqa: PLR2004

    def message(self, uid: int, most: int) -> bytes | None:
        """Return the beginning of one message, None when it is gone meanwhile."""
        said = self._succeeded(self.uid("FETCH", str(uid), f"(UID BODY.PEEK[]<0.{most}>)"))
        return next((bytes(one[1]) for one in said if isinstance(one, tuple) and b"BODY" in one[0]), None)

    def _succeeded(self, answer: tuple[str, list[Any]]) -> list[Any]:
        kind, said = answer
        if kind != "OK":
            raise self.error(said[0] if said else kind)
        return said


class _Asked:
    """What a request wants of a folder."""

    def __init__(self, params: Sequence[tuple[str, str]]) -> None:
        one: Mapping[str, str] = dict(params)
        self.uidvalidity = one.get("uidvalidity", "")
        self.after = _number(one.get("after"))
        self.most = _number(one.get("most")) or _MOST
        self.since = one.get("since")
        self.senders = [value for name, value in params if name == "from"]
        self.lists = [value for name, value in params if name == "list"]

    def answer(self, session: Session, limits: Limits) -> Read:
        """Read the oldest of what is new; the newest of all when nothing says what is new."""
        uidvalidity, highest = str(session.told("UIDVALIDITY")), session.told("UIDNEXT") - 1
        after = self.after if self.uidvalidity == uidvalidity else 0
        found = [uid for uid in session.search(*self._criteria(after, highest)) if uid > after]
        first_time = not after and not self.since
        wanted = found[-self.most :] if first_time else found[: self.most]
        messages = tuple(_messages(session, wanted, limits))
        more = len(messages) < len(wanted) or (len(wanted) < len(found) and not first_time)
        read = messages[-1][0] if messages else after
        return Read(
            uidvalidity=uidvalidity,
            last=read if more else max(highest, read),
            more=more,
            messages=tuple((uid, body) for uid, body in messages if body is not None),
        )

    def _criteria(self, after: int, highest: int) -> Iterator[str]:
        if after:
            yield f"UID {after + 1}:*"
        elif self.since:
            day = date.fromisoformat(self.since)
            yield f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}"
        elif highest > _NEWEST and not (self.senders or self.lists):
            yield f"UID {highest - _NEWEST}:*"  # the newest are wanted: no need to name them all
        else:
            yield "ALL"
        whose = [f"FROM {quoted(sender)}" for sender in self.senders]
        whose += [f"HEADER List-Id {quoted(one)}" for one in self.lists]
        if whose:
            yield "OR " * (len(whose) - 1) + " ".join(whose)


def _messages(session: Session, uids: Sequence[int], limits: Limits) -> Iterator[tuple[int, bytes | None]]:
    """Read one message after the other while there is time and room; the rest is for the next exchange."""
    most = min(MESSAGE_MOST, limits.max_bytes // 2)
    # The line allows for what is said around messages; a very long list of UIDs takes of their room.
    room = limits.max_bytes - max(session.received - HEADERS_ALLOWANCE // 2, 0)
    for number, uid in enumerate(uids):
        if number and (room < most or limits.deadline - time.monotonic() < limits.seconds / 4):
            return
        body = session.message(uid, most)
        room -= len(body or b"")
        yield uid, body


def _number(text: str | None) -> int:
    return int(text) if text and _NUMBER.fullmatch(text) else 0
