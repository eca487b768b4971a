# SPDX-License-Identifier: MIT
"""Measures how well brands are told from their homonyms in labelled texts, by rules and after answers.

`python -m tests.eval.brand_sense [FOLDER]` prints the table; FOLDER holds labelled/brand. The rules of the brands
stand in data/brand_sense; each text is a document that goes through the pipeline as if a source had shown it.
"""

import json
import os
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from veille import config
from veille.model import About, Answer, Brand, Channel, Document, Item, Learned, Mention, Verdict
from veille.steps import identify
from veille.steps.match import Matcher
from veille.steps.match.asking import Candidate, order

RULES = Path(__file__).parent / "data" / "brand_sense"
ROUNDS = (10, 20, 40)
"""Answers after which is looked again; a person is asked ten at a time."""

ENTITIES = {
    "Amazon": ("Amazon", "Jeff Bezos", "Prime Day"),
    "ApexLegends": ("Apex Legends", "Apex", "Respawn"),
    "AssassinsCreed": ("Assassin's Creed", "Assassins Creed", "Valhalla", "Ubisoft"),
    "Battlefield": ("Battlefield", "BF5", "BFV", "DICE"),
    "Borderlands": ("Borderlands", "Borderlands 3", "Gearbox"),
    "CS-GO": ("CSGO", "CS:GO", "Counter-Strike", "Counter Strike"),
    "CallOfDuty": ("Call of Duty", "COD", "Warzone", "Modern Warfare"),
    "CallOfDutyBlackopsColdWar": ("Black Ops", "Cold War", "Call of Duty", "Treyarch"),
    "Cyberpunk2077": ("Cyberpunk 2077", "Cyberpunk", "CD Projekt Red"),
    "Dota2": ("Dota 2", "Dota"),
    "FIFA": ("FIFA", "FIFA 20", "FIFA 21", "EA Sports"),
    "Facebook": ("Facebook", "FB", "Zuckerberg"),
    "Fortnite": ("Fortnite", "Epic Games"),
    "Google": ("Google", "Gmail", "Android"),
    "GrandTheftAuto(GTA)": ("Grand Theft Auto", "GTA", "GTA 5", "GTA V", "Rockstar"),
    "Hearthstone": ("Hearthstone", "Blizzard"),
    "HomeDepot": ("Home Depot", "The Home Depot"),
    "LeagueOfLegends": ("League of Legends", "LoL", "Riot Games"),
    "MaddenNFL": ("Madden", "Madden NFL", "Madden 21"),
    "Microsoft": ("Microsoft", "Windows", "Xbox"),
    "NBA2K": ("NBA 2K", "2K", "NBA 2K20", "NBA 2K21"),
    "Nvidia": ("Nvidia", "GeForce", "RTX"),
    "Overwatch": ("Overwatch", "Blizzard"),
    "PlayStation5(PS5)": ("PlayStation 5", "PS5", "PlayStation", "Sony"),
    "PlayerUnknownsBattlegrounds(PUBG)": ("PUBG", "PlayerUnknown's Battlegrounds"),
    "RedDeadRedemption(RDR)": ("Red Dead Redemption", "Red Dead", "RDR", "RDR2"),
    "TomClancysGhostRecon": ("Ghost Recon", "Breakpoint", "Ubisoft"),
    "TomClancysRainbowSix": ("Rainbow Six", "Rainbow Six Siege", "R6", "Ubisoft"),
    "Verizon": ("Verizon", "Verizon Wireless"),
    "WorldOfCraft": ("World of Warcraft", "WoW", "Warcraft", "Blizzard"),
    "Xbox(Xseries)": ("Xbox", "Xbox Series X", "Series X"),
    "johnson&johnson": ("Johnson & Johnson", "Johnson and Johnson", "JNJ"),
}
"""The names under which a person would look for each."""
SPLITS = 10
POOLED = 0.6
"""Share of the texts that may be asked about, where others are judged."""

_TEN = 10
_TWENTY = 20
_SEEN = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True)
class Text:
    """A text as a document, and whether it is about the brand."""

    document: Document
    about: bool


@dataclass(frozen=True)
class Sense:
    """The texts of one brand in one set; the first of `brands` is the brand, the others its competitors."""

    name: str
    brands: tuple[Brand, ...]
    texts: tuple[Text, ...]

    @property
    def brand(self) -> Brand:
        """Who is watched."""
        return self.brands[0]


@dataclass(frozen=True)
class Score:
    """What is kept against the labels."""

    right_kept: int = 0
    kept: int = 0
    about: int = 0
    right: int = 0
    all: int = 0

    def __add__(self, other: "Score") -> "Score":
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return Score(*(one + two for one, two in pairs))

    @property
    def precision(self) -> float:
        """Share of the kept ones that are about the brand."""
        return self.right_kept / self.kept if self.kept else 1.0

    @property
    def recall(self) -> float:
        """Share of those about the brand that are kept."""
        return self.right_kept / self.about if self.about else 1.0

    @property
    def accuracy(self) -> float:
        """Share of all that are kept, or not, as they should be."""
        return self.right / self.all if self.all else 1.0


def homonyms(shared: Path) -> Iterator[Sense]:
    """Yield the twelve brands whose name is a French word, a place or a person."""
    yield from _each("", _rows(shared, "fr_homonyms"))


def tweets(shared: Path) -> Sense:
    """Return Apple and the fruit, in several languages."""
    return Sense("apple tweets", rules_of("apple"), _texts(_rows(shared, "apple_tweets")))


def relevance(shared: Path) -> Iterator[Sense]:
    """Yield four brands whose name is theirs alone; what is labelled is whether a text has to do with them."""
    yield from _each("sanders ", _rows(shared, "sanders_relevance"))


def entities(shared: Path) -> Iterator[Sense]:
    """Yield thirty-two brands, most of them games, in texts that often do not name them."""
    rows = _rows(shared, "entity_relevance")
    for brand in sorted({row["brand"] for row in rows}):
        some = _texts([row for row in rows if row["brand"] == brand])
        yield Sense(f"entity {brand}", (Brand(name=brand.partition("(")[0], aliases=ENTITIES[brand]),), some)


def _each(prefix: str, rows: list[dict[str, str]]) -> Iterator[Sense]:
    for brand in sorted({row["brand"] for row in rows}):
        some = _texts([row for row in rows if row["brand"] == brand])
        yield Sense(f"{prefix}{brand}", rules_of(brand), some)


def _rows(shared: Path, name: str) -> list[dict[str, str]]:
    path = shared / "labelled" / "brand" / name / "data.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _texts(rows: Sequence[dict[str, str]]) -> tuple[Text, ...]:
    return tuple(map(_text, rows))


def rules_of(name: str) -> tuple[Brand, ...]:
    """Return a brand and its competitors, read as anybody's watch file is."""
    return config.load(RULES / f"{name}.toml", environ={}).brands


def _text(row: dict[str, str]) -> Text:
    item = Item(native_id=row["id"], identity=row["id"], text=row["text"])
    made = identify.documents(
        [item], about=About(), source="labelled", channel=Channel.SOCIAL, seen_at=_SEEN, base=None
    )
    return Text(made[0], bool(row["label"]))


def judged(sense: Sense, learned: Learned | None = None) -> list[Mention | None]:
    """Return the mention of the brand in each text."""
    taught = {sense.brand.name: learned} if learned else {}
    matcher = _matcher(sense, taught)
    return [
        next((one for one in matcher.mentions(text.document) if one.brand == sense.brand.name), None)
        for text in sense.texts
    ]


def _matcher(sense: Sense, learned: dict[str, Learned]) -> Matcher:
    return Matcher(sense.brands, today=date(2026, 11, 22), zone=UTC, learned=learned)


def score(sense: Sense, found: Sequence[Mention | None], *, without: frozenset[int] = frozenset()) -> Score:
    """Compare what is kept with the labels, some texts aside."""
    total = Score()
    for at, (text, one) in enumerate(zip(sense.texts, found, strict=True)):
        if at not in without:
            kept = one is not None and one.verdict is Verdict.KEPT
            total += Score(kept and text.about, kept, text.about, kept is text.about, 1)
    return total


def taught(sense: Sense, rounds: Sequence[int] = ROUNDS) -> dict[int, Score]:
    """Return the score over the texts that were not asked about, after so many answers in the order of review."""
    found, answered, scores = judged(sense), [], {}
    while len(answered) < max(rounds):
        asked = next_asked(sense, found, answered)[:_TEN]
        if not asked:
            break
        answered += asked
        answers = [Answer(document=sense.texts[at].document, kept=sense.texts[at].about) for at in answered]
        found = judged(sense, _matcher(sense, {}).learn(sense.brand.name, answers))
        if len(answered) in rounds:
            scores[len(answered)] = score(sense, found, without=frozenset(answered))
    return scores


def apart(sense: Sense) -> float | None:
    """Return the mean accuracy, after twenty answers, on texts that could not have been asked about.

    What is left of a pool once the unsure ones are answered is its easier part; these texts are as hard as any.
    None where so few texts cannot give twenty answers.
    """
    size = round(POOLED * len(sense.texts))
    if size < _TWENTY:
        return None
    found = judged(sense)
    pools = [frozenset(random.Random(seed).sample(range(len(found)), size)) for seed in range(SPLITS)]
    return sum(_apart(sense, found, pool) for pool in pools) / SPLITS


def _apart(sense: Sense, found: Sequence[Mention | None], pool: frozenset[int]) -> float:
    open_ = [one if at in pool else None for at, one in enumerate(found)]
    answered: list[int] = []
    while len(answered) < _TWENTY and (asked := next_asked(sense, open_, answered)[:_TEN]):
        answered += asked
    answers = [Answer(document=sense.texts[at].document, kept=sense.texts[at].about) for at in answered]
    learned = _matcher(sense, {}).learn(sense.brand.name, answers)
    return score(sense, judged(sense, learned) if learned else found, without=pool).accuracy


def next_asked(sense: Sense, found: Sequence[Mention | None], answered: Sequence[int]) -> list[int]:
    """Return the texts that `brands review` would ask about, in its order."""
    open_ = [
        at
        for at, one in enumerate(found)
        if one is not None and one.verdict is not Verdict.REJECTED and at not in answered
    ]
    candidates = [
        Candidate(id=found[at].document, text=_shown(found[at]), relevance=found[at].relevance)
        for at in open_
    ]
    told = [_shown(found[at]) for at in answered]
    return [open_[at] for at in order(candidates, border=sense.brand.keep_above, answered=told)]


def _shown(one: Mention) -> str:
    return one.verbatim.replace("**", "")


def table(shared: Path) -> str:
    """Return what is reached, brand by brand."""
    lines = [
        f"{'':<18} texts  true  prec. recall   acc.   "
        + "  ".join(f"after {k}" for k in ROUNDS)
        + "  20 apart"
    ]
    twelve = list(homonyms(shared))
    each = (*twelve, tweets(shared), *relevance(shared))
    lines += [_line(sense.name, score(sense, judged(sense)), taught(sense), apart(sense)) for sense in each]
    lines.append(_line("twelve homonyms", together(twelve), {}))
    lines.append(_line("entities", together(entities(shared)), {}))
    return "\n".join(lines)


def together(some: Iterable[Sense]) -> Score:
    """Return the score of rules alone over all texts of several brands."""
    return sum((score(sense, judged(sense)) for sense in some), Score())


def _line(name: str, rules: Score, later: dict[int, Score], others: float | None = None) -> str:
    after = "  ".join(f"{later[k].accuracy:8.3f}" if k in later else " " * 8 for k in ROUNDS)
    return (
        f"{name:<18} {rules.all:5} {rules.about / rules.all:5.0%} {rules.precision:6.3f} {rules.recall:6.3f} "
        f"{rules.accuracy:6.3f} {after}  {'' if others is None else f'{others:8.3f}'}"
    )


if __name__ == "__main__":
    default = os.environ.get("VEILLE_SHARED", RULES.parents[3].parent / "shared")
    sys.stdout.write(table(Path(sys.argv[1] if len(sys.argv) > 1 else default)) + "\n")
