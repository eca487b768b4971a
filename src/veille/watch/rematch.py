# SPDX-License-Identifier: MIT
"""`veille brands rematch`: makes the stored mentions those of the brands as they are defined now."""

from __future__ import annotations

from collections.abc import Sequence

from veille.store.base import Rematched
from veille.watch import Watch


def rematch(
    watch: Watch, *, brands: Sequence[str] | None = None, dry_run: bool = False
) -> Sequence[Rematched]:
    """Match all documents again for changed brands (or for `brands`); return what that gains and loses."""
    matcher = watch.matcher()
    prints = matcher.fingerprints
    names = watch.store.documents.stale(prints) if brands is None else brands
    if not names:
        return ()
    return watch.store.documents.rematch(prints, matcher.mentions, brands=names, dry_run=dry_run)
