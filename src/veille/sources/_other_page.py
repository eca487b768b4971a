# SPDX-License-Identifier: MIT
"""Tells what kind of page a server sent instead of what was asked: the commonest fault comes with status 200."""

from __future__ import annotations

import re
from html import unescape

from veille.errors import ParseError

_TITLE = re.compile(r"<title[^>]{0,500}>([^<]{1,500})", re.IGNORECASE)
_PASSWORD = re.compile(r"<input[^>]{1,500}type\s*=\s*[\"']?password", re.IGNORECASE)
_LOGIN = re.compile(
    r"log[ -]?in|sign[ -]?in|connexion|connectez|identifi|authenti|\bsso\b|mot de passe|password",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"before you continue|avant (?:de continuer|d.acc[ée]der)|consent|vos (?:choix|pr[ée]f[ée]rences).{0,20}cookies",
    re.IGNORECASE,
)
_CONSENT_URL = re.compile(r"//(?:consent|guce|cmp)\.[^/]+/", re.IGNORECASE)
_BLOCKED = re.compile(
    r"just a moment|un instant|attention required|access denied|acc[èe]s (?:refus[ée]|interdit)|captcha|robot"
    r"|pardon our interruption|security check|whoa there|blocked|forbidden|too many requests",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(
    r"captcha-delivery\.com|_Incapsula_Resource|cf[-_]chl[-_]|/cdn-cgi/challenge-platform/|px-captcha|whoa there, pardner",
    re.IGNORECASE,
)
_READ = 200_000
_SMALL = 30_000


def recognise(text: str, url: str) -> ParseError:
    """Return the ParseError for what is no feed: `login`, `consent`, `blocked` or `not_a_feed`.

    Each has the fact `title`: that of the page, else how the answer begins, else its size.
    """
    text = text[:_READ]
    title = _title(text)
    return ParseError(_code(text, title, url), title=title or _shown(text[:60]) or "0 B")


def _code(text: str, title: str, url: str) -> str:
    if _CONSENT_URL.search(url) or _CONSENT.search(title):
        return "consent"
    if _BLOCKED.search(title) or (len(text) < _SMALL and _CHALLENGE.search(text)):
        return "blocked"
    # A password field alone proves nothing: every forum has one in its header.
    if _PASSWORD.search(text) and (_LOGIN.search(title) or _LOGIN.search(url)):
        return "login"
    return "not_a_feed"


def _title(text: str) -> str:
    found = _TITLE.search(text)
    return _shown(unescape(found[1]))[:120] if found else ""


def _shown(text: str) -> str:
    return "".join(character for character in " ".join(text.split()) if character.isprintable())
