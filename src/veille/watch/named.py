# SPDX-License-Identifier: MIT
"""Understands how a person names a document: by its id, or by its address."""

from __future__ import annotations

from veille.errors import StoreError
from veille.watch import Watch


def document_id(watch: Watch, typed: str) -> str:
    """Return the id behind an address; what is no address is an id, as it was typed.

    Raises StoreError `unknown_address`, `several_at_address`.
    """
    address = typed.strip()
    if not address.lower().startswith(("http://", "https://")):
        return typed
    found = watch.store.documents.at_address(address)
    if not found:
        raise StoreError("unknown_address", url=address)
    if len(found) > 1:
        raise StoreError("several_at_address", url=address, candidates=", ".join(found[:5]))
    return found[0]
