# SPDX-License-Identifier: MIT
"""`veille doctor`: what is wrong anywhere, and what to do about it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from veille import plugins
from veille.errors import PluginError, SourceError
from veille.nouns import field, noun
from veille.questions import Health
from veille.watch import Watch, health

if TYPE_CHECKING:
    from veille.config import Config

LITTLE_SPACE = 100 * 1024 * 1024
SAFE_EXPAT = (2, 6, 0)
"""Before it, a feed of big tokens costs quadratic time (CVE-2023-52425); the worker limits bound it."""
NO_RUN_SINCE = timedelta(days=2)


class Grade(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@noun
class Finding:
    """One thing looked at: words in `doctor.<key>.<grade>`, remedy in `doctor.<key>.todo`."""

    key: str
    grade: Grade
    facts: Mapping[str, object] = field(default_factory=dict)
    error: str | None = None
    """Code of a failure whose own cause and remedy, `errors.<code>`, say more than ours."""


def examine(watch: Watch) -> Iterator[Finding]:
    """Look at everything once."""
    yield from _file(watch.config)
    yield from _secrets(watch.config)
    yield from _article(watch.config)
    yield from _plugins()
    yield from _database(watch)
    yield from _sources(watch)
    yield from _brands(watch)
    yield from machine(watch.store.upkeep.info()["sqlite"])


def _file(config: Config) -> Iterator[Finding]:
    facts = {"file": str(config.path), "brands": len(config.brands), "count": len(config.sources)}
    yield Finding(key="file", grade=Grade.OK, facts=facts)
    if config.contact is None:
        yield Finding(key="contact", grade=Grade.WARNING)
    if not config.brands:
        yield Finding(key="no_brands", grade=Grade.WARNING)
    if not config.sources:
        yield Finding(key="no_sources", grade=Grade.WARNING)


def _secrets(config: Config) -> Iterator[Finding]:
    from veille.config import revealed

    for source in config.sources:
        try:
            revealed(config, source)
        except SourceError as error:
            yield Finding(key="secret", grade=Grade.PROBLEM, facts={"source": source.name, **error.facts})


def _article(config: Config) -> Iterator[Finding]:
    """Look whether the pages that sources ask for can be read."""
    from veille.steps import article

    wanting = [source.name for source in config.sources if source.pages]
    if wanting and not (article.available() and article.loads()):
        facts = {"extra": article.EXTRA, "package": article.LIBRARY, "source": wanting[0]}
        yield Finding(key="extra", grade=Grade.PROBLEM, facts=facts)


def _plugins() -> Iterator[Finding]:
    """Load each plug-in there is: only here, where one that is at fault is looked for."""
    sound: list[str] = []
    for family, base in _families():
        for name, brought in plugins.packages(family).items():
            try:
                plugins.load(family, name, base)
                sound.append(f"{name} ({', '.join(brought)})")
            except PluginError as error:
                key = "plugin_twice" if error.code == "claimed_twice" else "plugin"
                facts = {"reason": "", **error.facts, "packages": ", ".join(brought)}
                yield Finding(key=key, grade=Grade.PROBLEM, facts=facts)
    if sound:
        yield Finding(key="plugins", grade=Grade.OK, facts={"plugins": ", ".join(sound)})


def _families() -> tuple[tuple[str, type], ...]:
    from veille.renderers.base import Renderer
    from veille.reports.base import Report
    from veille.sources.base import Source

    return ("sources", Source), ("reports", Report), ("renderers", Renderer)


def _database(watch: Watch) -> Iterator[Finding]:
    from veille.machine.files import free_space

    problems = watch.store.upkeep.check()
    path = watch.config.database if watch.blank else Path(str(watch.store.upkeep.info()["path"]))
    facts = {"file": str(path), "count": watch.store.documents.count()}
    if problems:
        codes = ", ".join(sorted({str(one["code"]) for one in problems}))
        yield Finding(key="database", grade=Grade.PROBLEM, facts=facts | {"codes": codes})
    else:
        yield Finding(key="database", grade=Grade.OK, facts=facts)
    if not os.access(path.parent, os.W_OK):
        yield Finding(key="folder", grade=Grade.PROBLEM, facts={"folder": str(path.parent)})
    left = free_space(path.parent)
    if left < LITTLE_SPACE:
        yield Finding(key="space", grade=Grade.PROBLEM, facts={"megabytes": left // 2**20})


def _sources(watch: Watch) -> Iterator[Finding]:
    states = [one for one in health.states(watch) if one.state is not Health.NEVER]
    if not states:
        if watch.config.sources:
            yield Finding(key="never_fetched", grade=Grade.WARNING)
        return
    for one in states:
        if one.state in {Health.FAILING, Health.STOPPED}:
            facts = {"source": one.name, "code": one.last_error or "gone", **one.last_error_facts}
            error = one.last_error if one.state is Health.FAILING else None
            yield Finding(key=str(one.state), grade=Grade.PROBLEM, facts=facts, error=error)
        elif one.state is Health.SILENT:
            yield Finding(
                key="silent", grade=Grade.WARNING, facts={"source": one.name, "count": one.silent_days or 0}
            )
    good = sum(1 for one in states if one.state is Health.OK)
    if good:
        yield Finding(key="sources", grade=Grade.OK, facts={"count": good})
    latest = max((one.last_attempt for one in states if one.last_attempt), default=None)
    if latest is not None and watch.now() - latest > NO_RUN_SINCE:
        yield Finding(key="no_run", grade=Grade.PROBLEM, facts={"count": (watch.now() - latest).days})


def _brands(watch: Watch) -> Iterator[Finding]:
    from veille.watch.examples import tested
    from veille.watch.soundness import of_stored

    stale = watch.store.documents.stale(watch.fingerprints) if watch.store.documents.count() else ()
    if stale:
        yield Finding(key="stale", grade=Grade.WARNING, facts={"brands": ", ".join(stale)})
    failed = sorted({example.brand for example in tested(watch, ()) if not example.passed})
    if failed:
        yield Finding(key="examples", grade=Grade.PROBLEM, facts={"brands": ", ".join(failed)})
    for doubt in of_stored(watch, [brand.name for brand in watch.config.brands]):
        facts = {"brand": doubt.brand, "count": doubt.documents, "percent": round(100 * (doubt.share or 0))}
        yield Finding(key=f"rule_{doubt.code}", grade=Grade.WARNING, facts=facts)


def machine(sqlite: object) -> Iterator[Finding]:
    """Look at what veille stands on."""
    import pyexpat

    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Finding(key="python", grade=Grade.OK, facts={"python": version, "sqlite": sqlite})
    if pyexpat.version_info < SAFE_EXPAT:
        yield Finding(key="expat", grade=Grade.WARNING, facts={"version": pyexpat.EXPAT_VERSION})


def cron_line(config_path: Path) -> str:
    """Return the crontab line that runs this very program on this very watch file."""
    program = Path(sys.argv[0]).resolve() if sys.argv and sys.argv[0] else Path("veille")
    return f'*/30 * * * * "{program}" --config "{config_path.resolve()}" fetch'
