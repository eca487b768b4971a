# SPDX-License-Identifier: MIT
"""Packed answers: whole, in several parts, cut, damaged, too large."""

import gzip

import pytest

from veille.errors import ParseError
from veille.sources import _packed


def test_several_files_in_a_row_are_one_archive():
    """A list archive may be gzip files put end to end; what follows them is no part of it."""
    parts = gzip.compress(b"one ") + gzip.compress(b"two")
    assert _packed.unpacked(parts) == b"one two"
    assert _packed.unpacked(parts + b"\0\0\0") == b"one two"
    assert _packed.unpacked(parts + b"\x1f\x8bnonsense") == b"one two"
    assert _packed.unpacked(b"plain") == b"plain"


def test_a_body_cut_short_gives_what_it_holds():
    """Half an archive is half a year."""
    packed = gzip.compress(bytes(range(256)) * 400, mtime=0)
    assert bytes(range(256)).startswith(_packed.unpacked(packed[:100])[:10])


def test_damage_and_bombs_are_refused(monkeypatch):
    """From the start damaged: parse; larger than it may be, in one part or in many: too_large."""
    with pytest.raises(ParseError, match="parse"):
        _packed.unpacked(b"\x1f\x8bnonsense")
    monkeypatch.setattr(_packed, "MOST", 1000)
    for bomb in (gzip.compress(b"0" * 5000), gzip.compress(b"0" * 600) * 3):
        with pytest.raises(ParseError, match="too_large"):
            _packed.unpacked(bomb)
