# SPDX-License-Identifier: MIT
"""A label that is cut leaves nothing behind, wherever it is cut."""

import pytest

from store.saying import LENOIR, ONE, everything, keep, reject, save
from veille.store.sqlite import filters, labelling, standing


@pytest.mark.parametrize(
    ("module", "name"),
    [(labelling, "_remember"), (standing, "put"), (filters, "note")],
    ids=["way back", "decisions", "filters"],
)
def test_a_label_that_is_cut_is_not_written_at_all(store, monkeypatch, module, name):
    """Decisions, mentions, the way back and what filters know are of one piece."""
    save(store, ONE)
    keep(store, LENOIR)
    before = everything(store)
    (behind,) = store.decisions.unlearned({"Lenoir": "1"})

    def cut(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(module, name, cut)
        with pytest.raises(KeyboardInterrupt):
            reject(store, ONE.id)
    assert everything(store) == before
    assert store.decisions.unlearned({"Lenoir": "1"}) == [behind]
    assert store.decisions.undo().mentions == (LENOIR,)
    assert store.decisions.undo() is None
    assert list(store.upkeep.check()) == []
