# SPDX-License-Identifier: MIT
"""What the global options mean to a command: its words, its configuration, its store, its talk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from veille.cli.world import World
from veille.i18n import Words
from veille.nouns import field, noun

if TYPE_CHECKING:
    from veille.config import Config
    from veille.watch import Watch


@noun
class Session:
    """One run of one command."""

    world: World = field(default_factory=World)
    config_path: str | None = None
    database: str | None = None
    language: str | None = None
    quiet: bool = False
    verbose: bool = False
    debug: bool = False
    color: bool = True

    @property
    def words(self) -> Words:
        """Words for talk when no watch file is known."""
        return Words(self.language or self.world.locale() or "en")

    def words_of(self, config: Config) -> Words:
        """Words for talk beside a watch file: --lang, then the locale, then the file."""
        return Words(self.language or self.world.locale() or config.language or "en")

    def report_words(self, config: Config) -> Words:
        """Words for reports: --lang, then the file, then the locale."""
        return Words(self.language or config.language or self.world.locale() or "en")

    def say(self, line: str) -> None:
        """Tell the person something, unless they asked for quiet."""
        if not self.quiet:
            self.world.say(line)

    def config(self) -> Config:
        """Read the watch file. Raises ConfigError with all its problems."""
        from veille import config

        path = config.find(self.config_path, self.world.environ)
        return config.load(path, environ=self.world.environ)

    def config_or_defaults(self) -> Config:
        """Read the watch file where there is one. Raises ConfigError when it is wrong, or `--config` names none."""
        from veille.config import defaults
        from veille.errors import ConfigError

        missing = {"no_watch_file"} if self.config_path else {"no_watch_file", "watch_file_missing"}
        try:
            return self.config()
        except ConfigError as error:
            if error.code not in missing:
                raise
            return defaults(self.world.environ)

    @contextmanager
    def watch(self, mode: Literal["create", "write", "read"]) -> Iterator[Watch]:
        """Open the watch: configuration and store. Raises ConfigError, StoreError."""
        from veille.watch import opened

        database = Path(self.database) if self.database else None
        with opened(self.config(), mode=mode, database=database, now=_now) as watch:
            yield watch


def begin(
    world: World,
    *,
    config: str | None = None,
    db: str | None = None,
    lang: str | None = None,
    quiet: bool = False,
    verbose: bool = False,
    debug: bool = False,
    no_color: bool = False,
) -> Session:
    """Return the session that the global options ask for; the parameters are named as they are."""
    return Session(
        world=world,
        config_path=config,
        database=db,
        language=lang,
        quiet=quiet,
        verbose=verbose,
        debug=debug,
        color=not no_color,
    )


def _now() -> datetime:
    return datetime.now(UTC)
