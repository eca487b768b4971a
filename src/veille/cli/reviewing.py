# SPDX-License-Identifier: MIT
"""One sitting of `veille brands review`: a mention on the screen, a key for an answer, until one has enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veille.cli.deliver import deliver
from veille.cli.shape import Shape
from veille.renderers._inert import block
from veille.watch.review import ROUND, Asked, Review, card, nothing
from veille.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from veille.cli.session import Session
    from veille.model import Brand, Sentence
    from veille.watch import Watch
    from veille.watch.review import Learning

KEPT = frozenset("oOyY")
REJECTED = frozenset("nN")
SKIPPED = frozenset("sS ")
UNDONE = frozenset("uU")
_TAUGHT = 3
"""Words that answers taught of which a person is told, each on its line."""

LEFT = frozenset({"q", "Q", "\x1b", "\x04", ""})
"""The end of input, and Escape, leave too."""


def sitting(session: Session, watch: Watch, brand: Brand, limit: int | None) -> None:
    """Ask until nothing is left, `limit` answers are given, or the person leaves; each is stored at once."""
    from veille.machine.keyboard import keys

    review = Review(watch=watch, brand=brand)
    review.begin()
    with keys(session.world.stdin) as (pressed, forget):
        _Screen(session, review, pressed, forget).run(limit)


class _Screen:
    """What a person sees and types during a sitting."""

    def __init__(
        self, session: Session, review: Review, pressed: Callable[[], str], forget: Callable[[], None]
    ) -> None:
        self.session = session
        self.review = review
        self.pressed = pressed
        self.forget = forget
        self.told: Learning | None = None
        self.counted: Sentence | None = None
        config = review.watch.config
        self.words = session.words_of(config)
        self.wording = Wording(self.words, config.timezone)

    def run(self, limit: int | None) -> None:
        review = self.review
        if review.next is None:
            self.say(nothing(review.watch, review.brand))
            return
        while limit is None or len(review.answered) < limit:
            asked = review.next
            if asked is None:
                break
            self.show(asked)
            if not self.obeyed(self.key()):
                break
        self.end()

    def say(self, sentences: Iterable[Sentence]) -> None:
        for sentence in sentences:
            self.session.world.say(self.wording.say(sentence))

    def show(self, asked: Asked) -> None:
        """Show a mention: where and when, title, extract with its hits, the guess and what it rests on."""
        self.session.world.write(b"\n")
        zone = self.review.watch.config.timezone
        deliver(self.session, card(asked), Shape(), words=self.words, zone=zone)
        mention = asked.row.mention
        because = " · ".join(self.wording.say(one) for one in asked.reasons if one not in asked.taught)
        self.session.say(
            self.words(
                "cli.review.guess",
                verdict=self.wording.word(mention.verdict),
                relevance=self.words.number(mention.relevance, 2),
                reasons=because,
            )
        )
        for one in asked.taught[:_TAUGHT]:
            self.session.say(f"    {self.wording.say(one)}")

    def key(self) -> str:
        """Ask, and return the key; keys that mean nothing are asked again."""
        known = KEPT | REJECTED | SKIPPED | UNDONE | LEFT
        stream = self.session.world.stderr
        question = self.words("cli.review.question", brand=self.review.brand.name)
        while True:
            # A key typed before the mention was there to read is no answer to it.
            self.forget()
            stream.write(f"{block(question)} ")
            stream.flush()
            pressed = self.pressed()
            stream.write(f"{pressed if pressed.isprintable() else ''}\n")
            if pressed in known:
                return pressed
            self.session.world.say(self.words("cli.review.keys"))

    def obeyed(self, key: str) -> bool:
        """Do what a key means; False when the person leaves."""
        review = self.review
        if key in LEFT:
            return False
        if key in SKIPPED:
            review.skip()
        elif key in UNDONE:
            self.take_back()
        else:
            review.answer(kept=key in KEPT)
            if len(review.answered) % ROUND == 0:
                self.learn()
            else:
                self.count()
        return True

    def take_back(self) -> None:
        """Take the last answer back, and say how many there are now."""
        undone = self.review.undo()
        self.session.world.say(self.words("cli.review.undone" if undone else "cli.review.no_undo"))
        if undone:
            self.count()

    def count(self) -> None:
        """Say how many answers there are."""
        self.counted = self.review.so_far
        self.say([self.counted])

    def learn(self) -> None:
        """Let the filter learn, which takes a while where there is much to rate, and say where it stands."""
        if self.review.learns:
            self.session.say(self.words("cli.review.learning"))
        learning = self.review.learn()
        if not learning.repeats(self.told):
            self.say(one for one in learning.sentences() if one != self.counted)
        self.told, self.counted = learning, learning.so_far

    def end(self) -> None:
        """Say where it stands, and what to type next."""
        self.session.world.write(b"\n")
        self.learn()
        self.session.say(self.words("cli.review.next", brand=self.review.brand.name))
