# SPDX-License-Identifier: MIT
"""`veille init`: writes a first watch file, and never over another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from veille.errors import FileError
from veille.nouns import noun
from veille.watch.discover import Attempt
from veille.watch.network import Network
from veille.watch.sources import proposal


@noun
class Answers:
    """What the new watch file is made of."""

    brands: tuple[dict[str, object], ...]
    sites: tuple[str, ...] = ()
    template: str | None = None
    language: str = "en"
    timezone: str | None = None


def free(path: Path) -> Path:
    """Return the path if nothing is there. Raises FileError `exists`."""
    if path.exists() or path.is_symlink():
        raise FileError("exists", file=str(path))
    return path


def feeds_of(network: Network, sites: Sequence[str]) -> tuple[list[Attempt], list[str]]:
    """Return the feeds found, one a site, and the sites that seem to have none."""
    found: list[Attempt] = []
    without: list[str] = []
    for site in sites:
        first = next(iter(proposal(network, site).feeds), None)
        if first is None:
            without.append(site)
        else:
            found.append(first)
    return found, without


def write(path: Path, answers: Answers, feeds: Sequence[Attempt]) -> None:
    """Write the watch file. Raises FileError."""
    from veille.config.starter import compose
    from veille.machine.files import write_atomically
    from veille.steps.normalise import line
    from veille.urls import host

    named = [(line(feed.title or "") or host(feed.url) or feed.url, feed.url) for feed in feeds]
    text = compose(
        brands=answers.brands,
        feeds=named,
        template=answers.template,
        language=answers.language,
        timezone=answers.timezone,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(free(path), [text.encode()])
