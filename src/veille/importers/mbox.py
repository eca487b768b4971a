# SPDX-License-Identifier: MIT
"""Mail folders and archives of mailing lists in mbox form, and single messages (.eml)."""

from __future__ import annotations

from veille import mail, urls
from veille.errors import FileError
from veille.importers.base import Columns, Found, Importer, Read
from veille.mail import Letter
from veille.model import Channel, Item

_HEADERS = (b"from:", b"date:", b"subject:", b"message-id:", b"received:", b"return-path:", b"delivered-to:")


class Mbox(Importer):
    """Messages, each with its place in its thread."""

    label = "mbox"

    def sure(self, name: str, beginning: bytes) -> int:
        """Take what begins with a line `From ` or with headers of mail."""
        start = beginning.lstrip(b"\r\n\xef\xbb\xbf")
        head = start.lower().splitlines()[:60]
        headers = sum(any(line.startswith(header) for header in _HEADERS) for line in head)
        if start.startswith(b"From ") and headers:
            return 90
        return 70 if name.endswith((".eml", ".mbox")) and headers > 1 else 0

    def read(self, body: bytes, columns: Columns) -> Read:
        """Read the messages. Raises FileError `not_readable` when there is none."""
        del columns
        letters = list(mail.letters(body))
        found = tuple(
            Found(row=number, item=_item(letter), source=None)
            for number, letter in enumerate(letters, start=1)
            if letter.subject or letter.text or letter.html
        )
        if not found:
            raise FileError("not_readable", format=self.label, reason="empty")
        empty = len(letters) - len(found)
        lists = any(letter.list_id or letter.parent for letter in letters)
        channel = Channel.FORUM if lists else Channel.NEWSLETTER
        return Read(found=found, skipped={"empty": empty} if empty else {}, channel=channel)


def _item(letter: Letter) -> Item:
    url = urls.safe(letter.archived_at)
    return Item(
        url=url,
        identity=None if url or not letter.message_id else f"mid:{letter.message_id}",
        native_id=letter.message_id,
        title=letter.subject,
        text=letter.text if not letter.html else None,
        html=letter.html,
        links=letter.links,
        author=letter.author,
        published=letter.date,
        parent=letter.parent,
        thread=letter.thread,
        whole=True,
    )
