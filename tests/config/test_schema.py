# SPDX-License-Identifier: MIT
"""The options of a kind of source are read by the annotations of its fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar

from veille.config.faults import Faults, Spot
from veille.config.schema import options, read, typed
from veille.model import Channel, Page, Request
from veille.sources.base import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything(Source):
    """A kind with a field of every type."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Tout", "en": "Everything"}
    channel: ClassVar[Channel] = Channel.FORUM
    example: ClassVar[Mapping[str, object]] = {}

    url: str
    query: str | None = None
    limit: int = 10
    ratio: float = 0.5
    deep: bool = False
    boards: tuple[str, ...] = ()
    page_urls: tuple[str, ...] = ()
    gap_wanted: timedelta = timedelta()
    extra: Mapping[str, str] = field(default_factory=dict)

    def requests(self, state) -> Iterable[Request]:
        return (Request(url=self.url),)

    def parse(self, response, state) -> Page:
        return Page()


RIGHT = {
    "url": "https://x.example",
    "query": "a",
    "limit": 3,
    "ratio": 1,
    "deep": True,
    "boards": ["a", "b"],
    "page_urls": ["https://x.example/1"],
    "gap_wanted": "5s",
    "extra": {"k": "v"},
}


def test_each_type_has_its_reader():
    """Right values become the field's type."""
    faults = Faults()
    found = read(RIGHT, options(Everything), Spot(faults))
    assert faults.wrong == []
    built = Everything(**found)
    assert (built.limit, built.ratio, built.deep, built.boards) == (3, 1.0, True, ("a", "b"))
    assert (built.gap_wanted, built.extra, built.query) == (timedelta(seconds=5), {"k": "v"}, "a")


def test_each_wrong_type_is_one_problem():
    """A value of another type is told for each field."""
    faults = Faults()
    wrong = {name: object() for name in RIGHT} | {"page_urls": ["x"], "extra": {"k": 3}}
    found = read(wrong, options(Everything), Spot(faults))
    assert sorted(fault.address[0] for fault in faults.wrong) == sorted(RIGHT)
    assert found == {"page_urls": (), "extra": {}}


def test_options_written_as_texts_take_their_types():
    """On a command line everything is a text: `limit=3`, `boards=a,b`."""
    given = {
        "url": "https://x.example",
        "limit": "3",
        "deep": "true",
        "boards": "a, b",
        "query": "7",
        "ratio": "x",
    }
    expected = {
        "url": "https://x.example",
        "limit": 3,
        "deep": True,
        "boards": ["a", "b"],
        "query": "7",
        "ratio": "x",
    }
    assert typed(Everything, given) == expected


def test_required_and_optional_are_those_of_the_dataclass():
    """A field without default must be in the file."""
    assert [name for name, key in options(Everything).items() if key.required] == ["url"]
