# SPDX-License-Identifier: MIT
"""Newsletters and alerts that come by mail: a folder of a mailbox, read over IMAP and left as it is."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from veille import mail, urls
from veille.addresses import is_host_name, literal
from veille.errors import ParseError
from veille.model import Channel, Item, Page, Request, Response
from veille.nouns import noun
from veille.patterns import pattern
from veille.sources import _personal
from veille.sources.base import Source, State, option

if TYPE_CHECKING:
    from email.message import Message

_OVERLAP = timedelta(days=7)
_PORT_MAX = 65_535
_RECIPIENTS = ("delivered-to", "x-original-to", "envelope-to", "x-receiver", "x-envelope-to", "to", "cc")
_EMAIL = pattern(r"[^\s<>@\"(),;:]{1,100}@[^\s<>@\"(),;:]{1,200}")
_MOST_RECIPIENTS = 20


@noun
class Mailbox(Source):
    """Reads the newsletters, alerts and list mail of one folder; nothing in it is marked, moved or deleted."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Boîte aux lettres (IMAP)", "en": "Mailbox (IMAP)"}
    channel: ClassVar[Channel] = Channel.NEWSLETTER
    example: ClassVar[Mapping[str, object]] = {
        "host": "imap.example.org",
        "user": "veille@example.org",
        "password": "env:VEILLE_IMAP_PASSWORD",
    }
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Une boîte réservée à la veille évite de collecter du courrier privé. Gmail, Yahoo et d’autres demandent "
        "un mot de passe d’application.",
        "en": "A mailbox kept for this alone avoids collecting private mail. Gmail, Yahoo and others want an app "
        "password.",
    }
    looks_back: ClassVar[bool] = True

    host: str = option(fr="serveur IMAP", en="IMAP server", example="imap.example.org")
    user: str = option(fr="identifiant", en="user name", example="veille@example.org")
    password: str = option(
        fr="mot de passe, souvent un mot de passe d’application",
        en="password, often an app password",
        example="env:VEILLE_IMAP_PASSWORD",
        secret=True,
    )
    folder: str = option(fr="dossier à lire", en="folder to read", default="INBOX", example="INBOX/Lettres")
    port: int | None = option(
        fr="port, sinon 993 (143 sans tls)", en="port, else 993 (143 without tls)", default=None, example=993
    )
    tls: bool = option(
        fr="false\u202f: connexion en clair dans un réseau privé, STARTTLS sur internet",
        en="false: in the clear in a private network, STARTTLS on the internet",
        default=True,
        example=True,
    )
    senders: tuple[str, ...] = option(
        fr="expéditeurs à lire (adresses ou morceaux d’adresses), sinon tous",
        en="senders to read (addresses or parts of them), else all",
        default=(),
        example=("newsletter@example.org",),
    )
    lists: tuple[str, ...] = option(
        fr="listes à lire (en-tête List-Id), sinon toutes",
        en="lists to read (header List-Id), else all",
        default=(),
        example=("debats.example.org",),
    )

    def __post_init__(self) -> None:
        if not (is_host_name(self.host.lower()) or literal(self.host)):
            raise ValueError(f"host = {self.host!r}: imap.example.org")
        if self.port is not None and not 0 < self.port <= _PORT_MAX:
            raise ValueError(f"port = {self.port}: 993")
        for name, written in (("user", (self.user,)), ("folder", (self.folder,))):
            if not all(one.strip() and one.isprintable() for one in written):
                raise ValueError(f"{name} = {written[0]!r}")
        for name, several in (("senders", self.senders), ("lists", self.lists)):
            if not all(one.strip() and one.isascii() and one.isprintable() for one in several):
                raise ValueError(f"{name}: ASCII")

    @property
    def _address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host.lower()
        port = self.port or (993 if self.tls else 143)
        return f"imap{'s' if self.tls else ''}://{host}:{port}/{quote(self.folder)}"

    def requests(self, state: State) -> Iterable[Request]:
        """Ask for what came after the last message read; looking back, for all since that day."""
        known = {} if state.back else state.cursor
        since = None if state.since is None else (state.since - _OVERLAP).date().isoformat()
        return (self._request(known.get("uidvalidity"), known.get("uid"), since),)

    def _request(self, uidvalidity: str | None, after: str | None, since: str | None) -> Request:
        place = (("uidvalidity", uidvalidity), ("after", after)) if uidvalidity and after else ()
        params = [(name, value) for name, value in (*place, ("since", since)) if value]
        params += [("from", sender) for sender in self.senders]
        params += [("list", one) for one in self.lists]
        headers = {"user": self.user, "password": self.password}
        return Request(url=self._address, params=tuple(params), headers=headers)

    def parse(self, response: Response, state: State) -> Page:
        """Read the messages, and ask for the rest of what is new."""
        head, lines = _frames(response.body)
        uidvalidity, last = str(head.get("uidvalidity")), head.get("last")
        if not isinstance(last, int) or isinstance(last, bool) or not uidvalidity.isdecimal():
            raise ParseError("parse", reason="IMAP")
        items = tuple(item for line in lines if (item := self._item(line)))
        follow = (
            (self._request(uidvalidity, str(last), None),) if head.get("more") is True and last > 0 else ()
        )
        return Page(items=items, follow=follow, cursor=_place(state, uidvalidity, last), gap=False)

    def _item(self, line: Mapping[str, Any]) -> Item | None:
        message = _message(line)
        if not message:
            return None
        letter = mail.read(message)
        from email.parser import BytesHeaderParser

        headers = BytesHeaderParser().parsebytes(message)
        if not self._wanted(letter):
            return None
        personal = _personal.forms([self.user, *_recipients(headers, letter)])
        url = _personal.link(letter.archived_at, personal) if letter.archived_at else None
        markup = _personal.html(letter.html, personal) if letter.html else None
        return Item(
            url=url,
            identity=None if url or not letter.message_id else f"mid:{letter.message_id}",
            native_id=letter.message_id or _digest(letter),
            title=_personal.masked(letter.subject, personal) if letter.subject else None,
            html=markup,
            text=_personal.text(letter.text, personal) if letter.text and not markup else None,
            author=letter.author or letter.address,
            published=letter.date,
            language=mail.header(headers, "content-language"),
            parent=letter.parent,
            thread=letter.thread,
            whole=True,
            site=None if url else _site(letter.address),
        )

    def _wanted(self, letter: mail.Letter) -> bool:
        """Say whether it is of a chosen sender or list: some servers search in a way of their own."""
        if not self.senders and not self.lists:
            return True
        sender, of = f"{letter.author or ''} {letter.address or ''}".lower(), (letter.list_id or "").lower()
        chosen = any(one.lower() in sender for one in self.senders)
        return chosen or any(one.lower() in of for one in self.lists)


def _frames(body: bytes) -> tuple[Mapping[str, Any], Iterator[Mapping[str, Any]]]:
    """Return the first line of an answer, and the others: {"uid", "message"}. Raises ParseError."""
    first, *others = body.split(b"\n")
    head = _object(first)
    if head is None:
        raise ParseError("parse", reason="IMAP")
    return head, (found for line in others if (found := _object(line)) is not None)


def _object(line: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _message(line: Mapping[str, Any]) -> bytes:
    sent = line.get("message")
    try:
        return b64decode(sent) if isinstance(sent, str) else b""
    except ValueError:
        return b""


def _place(state: State, uidvalidity: str, last: int) -> dict[str, str]:
    """Return how far the folder was read; looking back does not lead back."""
    known = state.cursor.get("uid", "")
    if state.cursor.get("uidvalidity") == uidvalidity and known.isdigit() and len(known) < 20:  # noqa: PLR2004
        last = max(last, int(known))
    return {"uidvalidity": uidvalidity, "uid": str(last)} if last > 0 else {}


def _recipients(headers: Message, letter: mail.Letter) -> list[str]:
    """Return whom it was sent to; a message to many has a list's address among them, which is no secret."""
    found = [one for name in _RECIPIENTS for one in _EMAIL.findall(mail.header(headers, name) or "")]
    list_name = (letter.list_id or "").partition(".")[0].lower()
    of_list = {one for one in found if list_name and one.lower().startswith(f"{list_name}@")}
    return [one for one in dict.fromkeys(found) if one not in of_list and one != letter.address][
        :_MOST_RECIPIENTS
    ]


def _digest(letter: mail.Letter) -> str:
    """Return what stands for a missing Message-ID: the same after the folder was numbered anew."""
    said = "\n".join(
        (letter.address or "", letter.date or "", letter.subject or "", letter.text or letter.html or "")
    )
    return sha256(said.encode("utf-8", "replace")).hexdigest()[:32]


def _site(address: str | None) -> str | None:
    """Return the site of who wrote it, as far as an address tells."""
    return urls.safe(f"https://{address.rpartition('@')[2]}/") if address else None
