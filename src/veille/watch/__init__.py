# SPDX-License-Identifier: MIT
"""The watch: configuration, store and clock together; one file per verb connects the stages with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from veille.errors import StoreError
from veille.model import Holder
from veille.nouns import noun

if TYPE_CHECKING:
    from veille.config import Config
    from veille.steps.match import Matcher
    from veille.store.base import Store

Mode = Literal["create", "write", "read"]


@noun
class Watch:
    """What every verb needs. `now` is asked for the time, so that a demo or a test can have its own."""

    config: Config
    store: Store
    now: Callable[[], datetime]
    blank: bool = False
    """There is no database yet: the store is an empty stand-in."""

    @property
    def today(self) -> date:
        """The local date of the watch."""
        return self.now().astimezone(self.config.timezone).date()

    @property
    def fingerprints(self) -> Mapping[str, str]:
        """The fingerprint of each brand's definition, by name; no rule is compiled for it."""
        from veille.steps.match import fingerprint

        return {brand.name: fingerprint(brand) for brand in self.config.brands}

    def matcher(self) -> Matcher:
        """Compile the matcher of all brands, with what their filters learned."""
        from veille.steps.match import Matcher

        return Matcher(
            self.config.brands,
            today=self.today,
            zone=self.config.timezone,
            learned=self.store.decisions.learned(),
            languages=self.config.languages,
        )


@contextmanager
def opened(
    config: Config, *, mode: Mode, now: Callable[[], datetime], database: Path | None = None
) -> Iterator[Watch]:
    """Open the store of a configuration, or another one, for as long as the block lasts.

    Before the first fetch there is none: who only reads is given an empty one. A database that was named on
    purpose and is not there is StoreError `no_database`. Raises the other StoreErrors too.
    """
    if mode == "read" and database is None and not config.database.exists():
        with _empty() as store:
            yield Watch(config=config, store=store, now=now, blank=True)
        return
    with _opened(database or config.database, mode) as store:
        yield Watch(config=config, store=store, now=now)


@contextmanager
def _opened(path: Path, mode: Mode) -> Iterator[Store]:
    from veille.machine.process import is_alive, this_process
    from veille.store.sqlite import open_store

    # Who reads takes no lease, and need not tell who it is: that costs 10 ms.
    holder = this_process() if mode != "read" else Holder(machine="", pid=0, started="")
    try:
        store = open_store(path, mode=mode, holder=holder, alive=is_alive)
    except StoreError as error:
        if error.code != "older":
            raise
        # The first command after an upgrade brings the base up to date, also one that only reads.
        open_store(path, mode="write", holder=this_process(), alive=is_alive).close()
        store = open_store(path, mode=mode, holder=holder, alive=is_alive)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _empty() -> Iterator[Store]:
    from tempfile import TemporaryDirectory

    with (
        TemporaryDirectory(prefix="veille-") as folder,
        _opened(Path(folder) / "empty.db", "create") as store,
    ):
        yield store
