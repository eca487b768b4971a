# SPDX-License-Identifier: MIT
"""Parses e-mail in a time that its length bounds: the standard parser's grows with depth and with parameters.

Apart from mail.py, which imports it when a message is first read: the standard library's modules load slowly.
"""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import Compat32
from typing import Any

DEEPEST = 8
"""Parts within parts that are told apart; what is deeper is the text of the part that holds it."""
_PARAMETERS_MOST = 2_000


def parsed(message: bytes) -> Message:
    """Return the message with its parts; its headers alone when those cannot be told apart."""
    try:
        return message_from_bytes(message, _Part, policy=_Short())
    except (ValueError, TypeError, LookupError, AssertionError):  # parameters that the library stumbles on
        return BytesHeaderParser(_Part, policy=_Short()).parsebytes(message)


class _Part(Message):
    """A part that knows how deep it lies."""

    depth = 0

    def attach(self, payload: Any) -> None:
        """Take in a part."""
        payload.depth = self.depth + 1
        super().attach(payload)

    def get_content_type(self) -> str:
        """Return what it holds."""
        return "text/plain" if self.depth > DEEPEST else super().get_content_type()

    def get_content_maintype(self) -> str:
        """Return the first half of that."""
        return self.get_content_type().partition("/")[0]


class _Short(Compat32):
    """Cuts the headers whose parameters are looked at again and again."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Return name and value of a header."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_PARAMETERS_MOST] if name.lower().startswith("content-") else value
