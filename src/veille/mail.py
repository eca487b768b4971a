# SPDX-License-Identifier: MIT
"""Reads e-mail messages and mbox files, as list archives, mailboxes and exports hold them, however broken.

Every function is total: whatever the bytes are, the answer is a Letter, never an exception. Nothing is cleaned
here: text and HTML are what the message says, once decoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from veille.nouns import noun
from veille.patterns import pattern

if TYPE_CHECKING:
    from email.message import Message

_HEADER_MOST = 20_000
_REFERENCES_MOST = 200
_SENDER_MOST = 1000
# Written by every program in English: "From jgb at example.com  Thu Apr 14 11:06:56 2016".
_FROM = re.compile(
    rb"From (?:[^\r\n]{0,300}[ \t])?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[ \t]+"
    rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ \t]+\d{1,2}[ \t]+\d\d:\d\d"
)
_HEADER = re.compile(rb"[!-9;-~]{1,100}[ \t]*:")
_QUOTED_FROM = re.compile(rb">+From ")
_NAMES = pattern(r"<\s*([^<>\s]{1,1000})\s*>")
_ADDRESS = pattern(r"https?://[^\s<>\"'`{}|\\^\[\]]{1,2000}", re.IGNORECASE)
_HIDDEN_ADDRESS = pattern(r"([\w.+=-]{1,100})(?:\s+(?:at|chez|en)\s+|\s*\[at\]\s*)([\w.-]{1,200})\s*(?:\(|$)")
_PLAIN_ADDRESS = pattern(r"[^\s<>@\"(),;:]{1,100}@[^\s<>@\"(),;:]{1,200}")
_COMMENT = pattern(r"\(([^()]{0,400})\)\s*$")
_LINE_BREAK = pattern(r"\r?\n[ \t]?")

# What mail programs mean by these names is wider than what the standards say.
_WIDER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949",
    "shift_jis": "cp932",
}  # fmt: skip
# Text encodings that are none, or whose decoding costs more than its length.
_REFUSED = frozenset(["idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"])


@noun
class Letter:
    """One e-mail message.

    `message_id`, `parent` and `references` (oldest first) are without angle brackets; `author` is the sender's
    name, `address` the sender's address, also where an archive writes it "user at host"; `date` is as written;
    `links` are the web addresses that the text (not the HTML) shows.
    """

    message_id: str | None = None
    subject: str | None = None
    author: str | None = None
    address: str | None = None
    date: str | None = None
    text: str | None = None
    html: str | None = None
    links: tuple[str, ...] = ()
    parent: str | None = None
    references: tuple[str, ...] = ()
    list_id: str | None = None
    archived_at: str | None = None

    @property
    def thread(self) -> str | None:
        """The message that began the thread, as far as this one knows; its own id when it answers none."""
        return self.references[0] if self.references else self.parent or self.message_id


def letters(mbox: bytes) -> Iterator[Letter]:
    """Read the messages of an mbox; a single message without "From " line is an mbox of one."""
    return map(read, messages(mbox.splitlines(keepends=True)))


def messages(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Cut the lines of an mbox (a file opened as binary is such) into messages, undoing ">From "."""
    gathered: list[bytes] = []
    held = b""  # a line that begins a message if a header follows it
    for line in lines:
        if held:
            if _HEADER.match(line):
                yield from _whole(gathered)
                gathered = []
            else:
                gathered.append(held)
        held = line if _FROM.match(line) else b""
        if not held:
            gathered.append(line[1:] if _QUOTED_FROM.match(line) else line)
    yield from _whole([*gathered, held])


def _whole(lines: list[bytes]) -> Iterator[bytes]:
    message = b"".join(lines).lstrip(b"\r\n")
    if message:
        yield message


def read(message: bytes) -> Letter:
    """Read one message."""
    from veille._mime import parsed

    found = parsed(message)
    address = header(found, "from")
    references = _names(header(found, "references"))
    text, html = _bodies(found)
    return Letter(
        message_id=next(iter(_names(header(found, "message-id"))), None) or header(found, "message-id"),
        subject=header(found, "subject"),
        author=_author(found),
        address=_address(address),
        date=header(found, "date"),
        text=text,
        html=html,
        links=addresses(text),
        parent=next(iter(_names(header(found, "in-reply-to"))), None) or (references or (None,))[-1],
        references=references,
        list_id=_list_id(header(found, "list-id")),
        archived_at=next(iter(addresses(header(found, "archived-at"))), None),
    )


def addresses(text: str | None) -> tuple[str, ...]:
    """Return the web addresses in a plain text, each once, without the punctuation that follows them."""
    found = (one.rstrip(".,;:!?*_~)…»”’") for one in _ADDRESS.findall(text or ""))
    return tuple(dict.fromkeys(found))


def header(message: Message, name: str) -> str | None:
    """Return a header decoded, as one line; None if it is missing or empty."""
    raw = _raw(message, name)
    return " ".join((_words(raw) or raw).split()) or None if raw else None


def _raw(message: Message, name: str) -> str | None:
    """Return a header as it was sent, with bytes that are no ASCII decoded by guess."""
    for known, value in message.raw_items():
        if known.lower() == name:
            sent = str(value)[:_HEADER_MOST].encode("utf-8", "surrogateescape")
            return _LINE_BREAK.sub(" ", decoded(sent, "utf-8")).strip()
    return None


def _words(raw: str) -> str:
    from email.errors import HeaderParseError
    from email.header import decode_header

    if "=?" not in raw:
        return raw
    try:
        parts = decode_header(raw)
    except (HeaderParseError, ValueError, LookupError):
        return raw
    return "".join(_word(part, charset) for part, charset in parts)


def _word(part: str | bytes, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    # What stands between encoded words comes back in the library's own escapes.
    return decoded(part, charset) if charset else part.decode("raw_unicode_escape", "replace")


def decoded(sent: bytes, charset: str | None) -> str:
    """Return bytes as text: in the charset they claim, else UTF-8, else as Windows wrote Western text."""
    for name in (_known(charset), "utf-8"):
        try:
            if name:
                return sent.decode(name)
        except (LookupError, ValueError):
            continue
    return sent.decode("cp1252", "replace")


def _known(charset: str | None) -> str | None:
    import codecs

    try:
        name = codecs.lookup(charset or "utf-8").name
    except (LookupError, ValueError):
        return None
    if name in _REFUSED:
        return None
    return "utf-8" if name == "ascii" else _WIDER.get(name, name)


def _author(message: Message) -> str | None:
    """Return the name in `Name <user@host>` or `user@host (Name)`.

    Encoded words are decoded after the parts are told apart: a bracket inside them is none.
    """
    raw = (_raw(message, "from") or "")[:_SENDER_MOST]
    before, bracket, _ = raw.rpartition("<")
    comment = _COMMENT.search(raw)
    name = before if bracket else comment[1] if comment else ""
    name = " ".join(_words(name).replace('\\"', '"').split()).strip("\"' ")
    return name if name and not _PLAIN_ADDRESS.fullmatch(name) else None


def _address(sender: str | None) -> str | None:
    hidden = _HIDDEN_ADDRESS.match(sender or "")
    if hidden:
        return f"{hidden[1]}@{hidden[2]}".lower()
    found = _PLAIN_ADDRESS.findall(sender or "")
    return found[-1].lower() if found else None


def _names(references: str | None) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(_NAMES.findall(references or "")))
    # The first one began the thread; of a very long one the middle is no use.
    return found if len(found) <= _REFERENCES_MOST else (found[0], *found[1 - _REFERENCES_MOST :])


def _list_id(text: str | None) -> str | None:
    return (next(iter(_names(text)), None) or text) if text else None


def _bodies(message: Message) -> tuple[str | None, str | None]:
    """Return the plain text and the HTML of a message, those of its parts joined; attachments are left out."""
    found: dict[str, list[str]] = {"text/plain": [], "text/html": []}
    for part in _parts(message):
        kind = part.get_content_type()
        if kind in found and (body := _body(part)).strip():
            found[kind].append(body)
    text, html = ("\n\n".join(bodies) or None for bodies in found.values())
    return text, html


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts shown in a message itself: no attachment, nothing of the messages it forwards."""
    waiting: list[Any] = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "multipart":
            payload = part.get_payload()
            waiting += reversed(payload) if isinstance(payload, list) else []
        elif not part.is_multipart() and part.get_content_disposition() != "attachment":
            yield part


def _body(part: Message) -> str:
    try:
        sent = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):  # a transfer encoding that is none
        return ""
    try:
        charset = part.get_param("charset")
    except (ValueError, TypeError):  # RFC 2231 written wrong
        charset = None
    return decoded(sent, charset if isinstance(charset, str) else None) if isinstance(sent, bytes) else ""
