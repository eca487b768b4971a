# SPDX-License-Identifier: MIT
"""The zone of a machine that has no name for it agrees with the zone database."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from veille.config import zone


@pytest.fixture
def paris(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Paris")
    time.tzset()
    yield ZoneInfo("Europe/Paris")
    monkeypatch.undo()
    time.tzset()


def test_the_c_library_zone_knows_summer_time(paris):
    """Local times and instants of a year are those of Europe/Paris."""
    system = zone.SystemZone()
    for day in range(0, 365, 13):
        instant = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
        there, here = instant.astimezone(paris), instant.astimezone(system)
        assert here.replace(tzinfo=None) == there.replace(tzinfo=None)
        assert here.utcoffset() == there.utcoffset()
        assert here.astimezone(UTC) == instant
    assert system.utcoffset(None) == timedelta(hours=1)
    assert system.tzname(None) == "CET"


def test_the_zone_is_that_of_tz():
    """TZ names it, with or without the colon."""
    assert zone.local({"TZ": ":Europe/Paris"}) == ZoneInfo("Europe/Paris")


@pytest.mark.parametrize("name", ["", "Nowhere/City", "/etc/passwd", "../x", "Europe", "a\0b"])
def test_no_name_of_a_zone_raises(name):
    """What names no zone is None, and the machine's own zone is taken."""
    assert zone.named(name) is None
    assert datetime.now(zone.local({"TZ": name})).utcoffset() is not None
