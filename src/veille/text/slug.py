# SPDX-License-Identifier: MIT
"""Names as ASCII words, for ids."""

from __future__ import annotations

import re

from veille.text.folding import fold


def slug(name: str) -> str:
    """Return a name as an ASCII word for ids: `slug("Épicerie d’Été") == "epicerie-d-ete"`."""
    ascii_name = re.sub("[^a-z0-9]+", "-", fold(name)).strip("-")
    if ascii_name:
        return ascii_name
    from hashlib import sha256

    return f"x{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
