# SPDX-License-Identifier: MIT
"""Every kind of source on disk keeps what is promised of all, and has a test of its own."""

from pathlib import Path

import pytest

from veille import plugins
from veille.sources.base import Source
from veille.testing import assert_source_contract

KINDS = plugins.builtin_names("sources")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_keeps_the_contract(kind):
    """Documented in both languages, deterministic, without secrets in sight, and calm whatever it is answered."""
    assert_source_contract(plugins.load("sources", kind, Source))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_own_tests(kind):
    """A kind comes with one file of tests that holds it to the contract on answers it must read."""
    tests = (Path(__file__).parent / f"test_{kind}.py").read_text(encoding="utf-8")
    assert "assert_source_contract(" in tests
