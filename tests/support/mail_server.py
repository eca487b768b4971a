# SPDX-License-Identifier: MIT
"""A small IMAP server on loopback: enough of IMAP4rev1 for a reader, and a log of what it was told."""

from __future__ import annotations

import email
import re
import shlex
import socket
import ssl
import threading
from base64 import b64decode
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Self


@dataclass
class Folder:
    messages: dict[int, bytes] = field(default_factory=dict)
    uidvalidity: int = 1

    def put(self, *messages: bytes) -> None:
        for message in messages:
            self.messages[max(self.messages, default=0) + 1] = message


class MailServer:
    """`server.folder().put(b"From: ...")`; use as a context manager.

    `greeting` and `answers` (command -> raw lines instead of the right ones) make it misbehave.
    """

    def __init__(
        self,
        *,
        user: str = "veille@example.org",
        password: str = "mot de passe",
        capabilities: str = "IMAP4rev1 AUTH=PLAIN",
        tls: ssl.SSLContext | None = None,
        at_once: bool = True,
    ) -> None:
        self.user, self.password = user, password
        self.capabilities = capabilities
        self.greeting = b"* OK bonjour\r\n"
        self.answers: dict[str, bytes] = {}
        self.folders = {"INBOX": Folder()}
        self.log: list[str] = []
        self._tls, self._at_once = tls, at_once
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)  # close alone leaves it listening while it waits
        self._listening.close()
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def folder(self, name: str = "INBOX") -> Folder:
        return self.folders.setdefault(name, Folder())

    def commands(self, name: str) -> list[str]:
        """What it was told that begins so."""
        return [one for one in self.log if one.startswith(name)]

    def _accept(self) -> None:
        while True:
            try:
                found, _ = self._listening.accept()
            except OSError:
                return
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open.append(found)
            threading.Thread(target=self._serve, args=(found,), daemon=True).start()

    def _serve(self, found: socket.socket) -> None:
        with suppress(Exception):  # a conversation that a test has spoilt
            if self._tls and self._at_once:
                found = self._tls.wrap_socket(found, server_side=True)
                self._open.append(found)
            found.sendall(self.greeting)
            _Conversation(self, found, self._tls).hold()
        found.close()


class _Conversation:
    def __init__(self, server: MailServer, found: socket.socket, tls: ssl.SSLContext | None) -> None:
        self._server, self._socket, self._tls = server, found, tls
        self._reader = found.makefile("rb")
        self._folder: Folder | None = None

    def hold(self) -> None:
        try:
            while line := self._reader.readline():
                tag, _, rest = line.decode().rstrip("\r\n").partition(" ")
                self._server.log.append(rest)
                if not self._answer(tag, rest):
                    return
        finally:
            self._reader.close()

    def _say(self, *lines: str) -> None:
        self._socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def _answer(self, tag: str, rest: str) -> bool:
        name = rest.split(" ", maxsplit=1)[0].upper()
        if name == "UID":
            name = " ".join(rest.upper().split(" ")[:2])
        if name in self._server.answers:
            self._socket.sendall(self._server.answers[name].replace(b"TAG", tag.encode()))
            return True
        act = getattr(self, "_" + name.lower().replace(" ", "_"), None)
        if act is None:
            self._say(f"{tag} BAD {name}")
            return True
        return act(tag, rest) is not False

    def _capability(self, tag, _):
        self._say(f"* CAPABILITY {self._server.capabilities}", f"{tag} OK done")

    def _starttls(self, tag, _):
        self._say(f"{tag} OK begin")
        self._reader.close()
        self._socket = self._tls.wrap_socket(self._socket, server_side=True)
        self._server._open.append(self._socket)
        self._reader = self._socket.makefile("rb")

    def _authenticate(self, tag, _):
        self._say("+ ")
        _, user, password = b64decode(self._reader.readline()).decode().split("\0")
        self._enter(tag, user, password)

    def _login(self, tag, rest):
        _, user, password = shlex.split(rest)
        self._enter(tag, user, password)

    def _enter(self, tag, user, password):
        right = (user, password) == (self._server.user, self._server.password)
        self._say(f"{tag} OK in" if right else f"{tag} NO [AUTHENTICATIONFAILED] Invalid credentials")

    def _examine(self, tag, rest):
        self._folder = self._server.folders.get(rest.partition(" ")[2].strip('"'))
        if self._folder is None:
            self._say(f"{tag} NO Mailbox doesn't exist")
            return
        last = max(self._folder.messages, default=0)
        self._say(
            f"* {len(self._folder.messages)} EXISTS",
            f"* OK [UIDVALIDITY {self._folder.uidvalidity}] UIDs valid",
            f"* OK [UIDNEXT {last + 1}] Predicted next UID",
            f"{tag} OK [READ-ONLY] done",
        )

    def _uid_search(self, tag, rest):
        words = shlex.split(rest)[2:]
        meets = _criteria(words)
        found = [
            str(uid) for uid, body in self._folder.messages.items() if all(one(uid, body) for one in meets)
        ]
        last = max(self._folder.messages, default=0)
        if words[0] == "UID" and not found and last:
            found = [str(last)]  # n:* always names the last message
        self._say(" ".join(["* SEARCH", *found]), f"{tag} OK done")

    def _uid_fetch(self, tag, rest):
        uid, most = int(rest.split(" ")[2]), int(re.search(r"<0\.(\d+)>", rest)[1])
        body = self._folder.messages.get(uid, b"")[:most]
        if uid in self._folder.messages:
            self._socket.sendall(
                f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(body)}}}\r\n".encode() + body + b")\r\n"
            )
        self._say(f"{tag} OK done")

    def _logout(self, tag, _):
        self._say("* BYE", f"{tag} OK bye")
        return False


def _criteria(words: list[str]) -> list:
    """Read search keys; OR takes the two that follow."""
    words = list(words)
    found = []
    while words:
        found.append(_one(words))
    return found


def _one(words: list[str]):
    key = words.pop(0).upper()
    if key == "OR":
        one, other = _one(words), _one(words)
        return lambda uid, body: one(uid, body) or other(uid, body)
    if key == "UID":
        start = int(words.pop(0).split(":")[0])
        return lambda uid, _: uid >= start
    if key == "SINCE":
        day = parsedate_to_datetime(f"{words.pop(0).replace('-', ' ')} 00:00:00 +0000").date()
        return lambda _, body: parsedate_to_datetime(email.message_from_bytes(body)["Date"]).date() >= day
    if key in {"FROM", "HEADER"}:
        header = "From" if key == "FROM" else words.pop(0)
        text = words.pop(0).lower()
        return lambda _, body: text in str(email.message_from_bytes(body)[header] or "").lower()
    return lambda *_: True
