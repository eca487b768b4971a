# SPDX-License-Identifier: MIT
"""The tools offered to authors of sources do what they say."""

from dataclasses import dataclass
from itertools import count
from typing import ClassVar

import pytest

from raw_server import call
from veille.errors import FetchError, ParseError
from veille.model import Channel, Item, Page, Request
from veille.sources.base import Source, State, option
from veille.testing import FakeNet, answer, assert_source_contract

COUNT = count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Good(Source):
    """A list of words."""

    url: str = option(fr="adresse", en="address")

    label: ClassVar = {"fr": "Mots", "en": "Words"}
    channel: ClassVar = Channel.NEWS
    example: ClassVar = {"url": "https://words.example/"}
    gap: ClassVar = None

    def requests(self, state):
        return [Request(url=self.url)]

    def parse(self, response, state):
        if not response.body.startswith(b"words:"):
            raise ParseError("not_a_feed")
        text = response.body[6:].decode("utf-8", "replace")
        return Page(items=tuple(Item(title=word) for word in text.split()))


def broken(**members):
    """Make a kind that differs from the good one in one thing."""
    return type("Broken", (Good,), {"__doc__": "A list.", "__slots__": (), **members})


def test_a_good_kind_passes():
    """Nothing is asked of it that is not promised."""
    assert_source_contract(Good, b"words: one two", "words: été")


@pytest.mark.parametrize(
    "members",
    [
        {"label": {"fr": "Mots"}},
        {"__doc__": None},
        {"example": {"url": "file:///etc/passwd"}},
        {"example": {"url": "https://me@words.example/"}},
        {"example": {"url": "https://words.example/?api_key=abc"}},
        {"requests": lambda self, state: [Request(url=self.url, params=(("token", "x"),))]},
        {"parse": lambda self, response, state: Page()},
        {"parse": lambda self, response, state: Page(items=(Item(title=str(next(COUNT))),))},
        {"parse": lambda self, response, state: Page(items=(Item(title=response.body.decode()),))},
        {"parse": lambda self, response, state: Page(items=(Item(),))},
    ],
)
def test_a_bad_kind_is_found_out(members):
    """Each promise broken is an AssertionError."""
    with pytest.raises(AssertionError):
        assert_source_contract(broken(**members), b"words: one")


def test_the_fake_network_answers_from_its_table(tmp_path):
    """Responses, exceptions, one after the other; unknown addresses do not exist."""
    file = tmp_path / "a.json"
    file.write_bytes(b"{}")
    net = FakeNet({"https://a.example/?q=1": [answer(file), FetchError("timeout")]})
    asked = call("", request=Request(url="https://a.example/", params=(("q", "1"),)))
    assert net.send(asked).body == b"{}"
    for _ in range(2):
        with pytest.raises(FetchError, match="timeout"):
            net.send(asked)
    with pytest.raises(FetchError, match="dns"):
        net.send(call("https://b.example/"))
    assert net.urls == ["https://a.example/?q=1"] * 3 + ["https://b.example/"]
    assert State() == State()
