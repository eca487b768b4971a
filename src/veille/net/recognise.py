# SPDX-License-Identifier: MIT
"""Recognises the pages that come instead of what was asked for: a login form, a consent page, a challenge."""

from __future__ import annotations

import re
from html import unescape

from veille.model import Response
from veille.net.guard import host_of

LOOKED_AT = 64 * 1024

_CONSENT_HOSTS = ("consent.google.", "consent.youtube.", "consent.yahoo.", "guce.")
_CONSENT = (
    b'action="https://consent.',
    b"before you continue to google",
    "avant d'accéder à google".encode(),
)
_LOGIN = (b'type="password"', b"type='password'", b"type=password")
_BLOCKED = (
    b"_cf_chl_opt",
    b"<title>just a moment...</title>",
    b"<title>attention required! | cloudflare",
    b"captcha-delivery.com",
    b"g-recaptcha",
    b"h-captcha",
    b"cf-turnstile",
    b"px-captcha",
    b"_incapsula_resource",
    b"<title>access denied</title>",
)


def recognise(response: Response) -> str | None:
    """Return `consent`, `login` or `blocked` when that is what came instead of an answer, else None."""
    text = response.body[:LOOKED_AT].lower()
    if host_of(response.url).startswith(_CONSENT_HOSTS) or any(sign in text for sign in _CONSENT):
        return "consent"
    if any(sign in text for sign in _LOGIN):
        return "login"
    challenged = response.headers.get("cf-mitigated") == "challenge"
    return "blocked" if challenged or any(sign in text for sign in _BLOCKED) else None


def title(body: bytes) -> str:
    """Return the title of an HTML page as it may be shown, "" if it has none."""
    found = re.search(rb"<title[^>]{0,200}>([^<]{1,300})", body[:LOOKED_AT], re.IGNORECASE)
    if found is None:
        return ""
    text = " ".join(unescape(found[1].decode("utf-8", "replace")).split())
    return "".join(letter for letter in text if letter.isprintable())[:120]
