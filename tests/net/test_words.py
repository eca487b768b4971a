# SPDX-License-Identifier: MIT
"""Every failure of the network can be said in both languages, with the facts it carries."""

import pytest

from veille.i18n import LANGUAGES, Words

PLACE = {"source": "s", "url": "https://a.example/x", "host": "a.example"}
FACTS = {
    "timeout": {"seconds": 30},
    "dns": {},
    "refused": {},
    "tls": {"reason": "self-signed certificate"},
    "http_4xx": {"status": 404},
    "http_5xx": {"status": 500, "reason": "HTTP 500"},
    "rate_limited": {"status": 429},
    "gone": {"status": 410},
    "too_large": {"limit": 10_485_760},
    "redirect_loop": {"count": 6},
    "not_a_feed": {"title": "Bonjour"},
    "login": {"title": "Bonjour"},
    "consent": {"title": "Bonjour"},
    "blocked": {"title": "Bonjour", "status": 403},
    "unavailable": {"reason": "reset"},
    "blocked_address": {"address": "10.0.0.5"},
    "robots": {},
    "parse": {"reason": "memory"},
    "secret": {"name": "Authorization"},
    "cancelled": {},
    "internal": {"reason": "ValueError: x"},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", FACTS)
def test_each_code_has_words(code, language):
    """What happened, and what to do."""
    words = Words(language)
    for part in ("what", "todo"):
        message = words(f"errors.{code}.{part}", **PLACE, **FACTS[code])
        assert message
        assert "{" not in message
