# SPDX-License-Identifier: MIT
"""The change of a page: what a site tells by editing its words, where no feed announces anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import ClassVar

from veille import urls
from veille.errors import ParseError
from veille.model import Channel, Item, Request, Response
from veille.model import Page as Read
from veille.nouns import noun
from veille.sources import _html, _page_text
from veille.sources.base import Source, State, option

MOST_KEPT = 100_000
"""Characters of a page's text that are compared, and kept from one visit to the next."""
_FEW = 600


@noun
class PageChange(Source):
    """Watches the main text of a web page and tells what was added and taken away, once it is seen twice."""

    label: ClassVar[Mapping[str, str]] = {"fr": "Changement d’une page", "en": "Change of a page"}
    channel: ClassVar[Channel] = Channel.PAGE
    example: ClassVar[Mapping[str, object]] = {"url": "https://www.example.org/tarifs"}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Le fichier robots.txt du site est respecté\u202f; les conditions de la page restent les siennes.",
        "en": "The site’s robots.txt is obeyed; the page keeps its own terms of use.",
    }

    url: str = option(
        fr="adresse de la page, http ou https",
        en="address of the page, http or https",
        example="https://www.example.org/tarifs",
    )
    selector: str | None = option(
        fr="sélecteur CSS de la partie à surveiller, sinon le texte principal",
        en="CSS selector of the part to watch, else the main text",
        default=None,
        example="#tarifs",
    )
    ignore: tuple[str, ...] = option(
        fr="lignes à ignorer\u202f: celles qui contiennent ces mots\u202f; * vaut n’importe quelle suite de lettres",
        en="lines to ignore: those that hold these words; * stands for any run of letters",
        default=(),
        example=("Mis à jour le", "Vu * fois"),
    )
    minimum: int = option(
        fr="lettres qui doivent avoir changé", en="letters that must have changed", default=40, example=10
    )
    confirm: bool = option(
        fr="attendre de voir le changement deux fois de suite",
        en="wait until the change is seen twice in a row",
        default=True,
        example=True,
    )

    def __post_init__(self) -> None:
        if urls.origin(self.url) is None:
            raise ValueError(f"url = {self.url!r}: http(s)://…")
        if self.minimum < 1:
            raise ValueError(f"minimum = {self.minimum}: >= 1")
        if any(not rule.strip("* ") for rule in self.ignore):
            raise ValueError("ignore = '*': a-z")
        if self.selector is not None and not _page_text.understood(self.selector):
            raise ValueError(f"selector = {self.selector!r}: CSS")

    def requests(self, state: State) -> Iterable[Request]:  # noqa: ARG002 - a page has no past to ask for
        """Ask for the page, as a reader would and as robots.txt allows."""
        return (Request(url=self.url, headers={"accept": "text/html,application/xhtml+xml"}, page=True),)

    def parse(self, response: Response, state: State) -> Read:
        """Compare the page with what it said last.

        The cursor holds that text, and the hash of a change that waits to be seen a second time.
        """
        title, text = self._text(response)
        known = state.cursor.get("text")
        rule = _hash(repr((self.url, self.selector, self.ignore)))
        if known is None or state.cursor.get("rule") != rule:
            return Read(cursor={"text": text, "rule": rule, "candidate": ""}, gap=False)
        change = _page_text.difference(known.split("\n"), text.split("\n"))
        if change.letters < self.minimum:
            # The old text stays: many small changes make one that counts.
            return Read(cursor={"candidate": ""}, gap=False)
        seen = _hash(text)
        if self.confirm and state.cursor.get("candidate") != seen:
            return Read(cursor={"candidate": seen}, gap=False, again=True)
        item = Item(
            url=self.url,
            identity=f"change {urls.key(self.url)} {seen}",
            native_id=seen,
            title=title,
            text=change.text,
            published=response.fetched_at.isoformat(),
            whole=True,
        )
        return Read(items=(item,), cursor={"text": text, "candidate": ""}, gap=False)

    def _text(self, response: Response) -> tuple[str | None, str]:
        """Return the title and the text to compare. Raises ParseError, also for a page that hides the real one."""
        if response.body.startswith(b"%PDF") or b"\x00" in response.body[:1000]:
            raise ParseError("not_a_feed", title="PDF" if response.body.startswith(b"%PDF") else "binary")
        tree = _html.page(response)
        title = _html.text(_html.first(tree, "title")) or _html.text(_html.first(tree, "h1"))
        lines = [line for line in _page_text.lines(tree, self.selector) if not self._ignored(line)]
        text = "\n".join(lines)[:MOST_KEPT]
        if len(text) < _FEW and (error := _html.other(response)).code != "not_a_feed":
            raise error
        if not text:
            raise ParseError("parse", reason=f"no text in {self.selector or 'main, article, body'}")
        return title, text

    def _ignored(self, line: str) -> bool:
        return any(_page_text.holds(line, rule) for rule in self.ignore)


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
