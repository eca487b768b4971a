# SPDX-License-Identifier: MIT
"""Whether veille reads recorded feeds as feedparser does, through its whole chain; the floor may only rise."""

import json
from collections import Counter

import pytest

from eval.fidelity import FIELDS, differences, read, recorded

FLOOR = 0.99


@pytest.fixture(scope="module")
def compared(shared):
    """Return (feeds, entries, differences) over all recordings."""
    results = [differences(path) for path in recorded(shared)]
    return len(results), sum(count for count, _ in results), [one for _, found in results for one in found]


def test_no_entry_that_feedparser_reads_is_lost(compared):
    """Every recorded feed gives as many items as feedparser finds entries."""
    feeds, entries, found = compared
    assert feeds >= 30
    assert entries > 700
    assert [one for one in found if one.field == "count"] == []


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_agrees_with_feedparser(compared, field):
    """Title, link, id and date are those of feedparser for at least 99 % of the entries."""
    _, entries, found = compared
    differing = Counter(one.field for one in found)[field]
    assert 1 - differing / entries >= FLOOR, [one for one in found if one.field == field][:5]


def test_json_feeds_are_read_whole(shared):
    """feedparser cannot judge JSON feeds: the JSON itself does, item by item."""
    paths = sorted((shared / "recordings" / "feeds").glob("*.json"))
    paths = [path for path in paths if not path.name.endswith(".http.json")]
    assert len(paths) >= 3
    for path in paths:
        items = json.loads(path.read_bytes())["items"]
        read_items = read(path.read_bytes()).items
        assert [str(item["id"]) for item in items] == [item.native_id for item in read_items]
        assert [item.get("url") or item.get("external_url") for item in items] == [
            item.url for item in read_items
        ]
        assert all(item.published for item in read_items)
