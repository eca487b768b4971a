# SPDX-License-Identifier: MIT
"""Measures on hand-written texts how well a brand is told from the word, place or person of the same name.

The texts, the rules and how they were made: tests/eval/data/homonyms/README.md.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from veille import config
from veille.model import About, Answer, Brand, Channel, Document, Item, Learned, Verdict
from veille.steps import identify
from veille.steps.match import Matcher
from veille.text import slug

FOLDER = Path(__file__).parent / "data" / "homonyms"
SETS = ("tuning", "held_out")
CHANNELS = {"press": Channel.NEWS, "forum": Channel.FORUM, "social": Channel.SOCIAL}
FOLDS = 6
SEEN = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Text:
    """One text, and whether it is about the brand whose name it holds. `case` says what makes it hard."""

    id: str
    brand: str
    about: bool
    register: str
    language: str
    text: str
    title: str = ""
    case: str = ""

    @property
    def written(self) -> str:
        """The title and the text in one."""
        return f"{self.title}\n{self.text}" if self.title else self.text


@dataclass(frozen=True)
class Judged:
    """A text and what the matcher makes of it; None: no mention of the brand."""

    text: Text
    verdict: Verdict | None

    @property
    def kept(self) -> bool:
        """Whether a person would see it without asking."""
        return self.verdict is Verdict.KEPT


@dataclass(frozen=True)
class Score:
    """Shares over some judged texts, of which both senses are some."""

    precision: float
    recall: float
    accuracy: float


def brands(which: str) -> tuple[Brand, ...]:
    """Return the brands of a set, read from its watch file as anybody's is."""
    return config.load(FOLDER / f"{which}.toml", environ={}).brands


def texts(brand: str) -> list[Text]:
    """Return the texts of a brand in the order of their file."""
    lines = (FOLDER / f"{slug(brand)}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Text(**json.loads(line)) for line in lines]


def document(text: Text) -> Document:
    """Return a text as it comes out of a source: cleaned, identified, its language declared."""
    item = Item(native_id=text.id, title=text.title or None, text=text.text, language=text.language)
    made = identify.documents(
        [item], about=About(), source=text.register, channel=CHANNELS[text.register], seen_at=SEEN, base=None
    )
    return made[0]


def judged(which: str) -> Iterator[Judged]:
    """Yield what the matcher, which watches all brands of a set at once, makes of each of its texts."""
    watched = brands(which)
    matcher = _matcher(watched)
    for brand in watched:
        yield from (Judged(text, _verdict(matcher, text)) for text in texts(brand.name))


def judged_once_taught(which: str) -> Iterator[Judged]:
    """Yield the same, where a person has answered for the brand's other texts: at least twenty of them.

    Every sixth text of either sense is put aside, and judged by what the others taught; six times.
    """
    watched = brands(which)
    untaught = _matcher(watched)
    for brand in watched:
        some = sorted(texts(brand.name), key=lambda text: text.about)
        for first in range(FOLDS):
            aside = some[first::FOLDS]
            answers = [Answer(document=document(one), kept=one.about) for one in some if one not in aside]
            learned = untaught.learn(brand.name, answers)
            assert learned is not None, brand.name
            taught = _matcher(watched, {brand.name: learned})
            yield from (Judged(text, _verdict(taught, text)) for text in aside)


def _matcher(watched: Sequence[Brand], learned: Mapping[str, Learned] | None = None) -> Matcher:
    return Matcher(watched, today=date(2026, 11, 22), zone=UTC, learned=learned, languages=("fr", "en"))


def _verdict(matcher: Matcher, text: Text) -> Verdict | None:
    return {one.brand: one.verdict for one in matcher.mentions(document(text))}.get(text.brand)


def score(some: Sequence[Judged]) -> Score:
    """Compare what is kept with the labels."""
    kept = [one for one in some if one.kept]
    about = [one for one in some if one.text.about]
    found = sum(one.text.about for one in kept)
    return Score(
        precision=found / len(kept) if kept else 0.0,
        recall=found / len(about),
        accuracy=sum(one.kept is one.text.about for one in some) / len(some),
    )
