# SPDX-License-Identifier: MIT
"""`veille doctor`: what is wrong anywhere, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from veille.cli.options import JsonFlag
from veille.cli.shape import Shape
from veille.cli.tree import Command, session_of
from veille.errors import ConfigError, Exit, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veille.cli.session import Session
    from veille.i18n import Words
    from veille.watch import Watch
    from veille.watch.doctor import Finding

app = typer.Typer(add_completion=False, rich_markup_mode=None)

MARKS = {"ok": "✓", "warning": "!", "problem": "✗"}


@app.command(cls=Command)
def doctor(
    context: typer.Context,
    *,
    as_cron: Annotated[bool, typer.Option("--as-cron", show_default=False)] = False,
    json: JsonFlag = False,
) -> int:
    """Look at everything; leave with 3 when there is a problem."""
    from veille.renderers._inert import block

    session = _as_cron(session_of(context)) if as_cron else session_of(context)
    findings = list(_findings(session, as_cron=as_cron))
    words = _words(session)
    if json:
        _deliver(session, findings, words)
    else:
        for finding in findings:
            session.world.write(f"{block(_line(finding, words))}\n".encode())
    return Exit.PARTIAL if any(one.grade == "problem" for one in findings) else Exit.DONE


def _words(session: Session) -> Words:
    """The words of the watch file where it can be read."""
    try:
        return session.words_of(session.config())
    except ConfigError:
        return session.words


def _as_cron(session: Session) -> Session:
    """See the world as cron will: almost no environment, another current folder."""
    from dataclasses import replace

    environ = {
        name: value for name, value in session.world.environ.items() if name in {"HOME", "PATH", "LOGNAME"}
    }
    return replace(session, world=replace(session.world, environ=environ), language=session.words.language)


def _findings(session: Session, *, as_cron: bool) -> Iterator[Finding]:
    from veille.cli.failures import lines
    from veille.watch.doctor import Finding, Grade, examine

    try:
        if as_cron:
            yield from _cron(session)
        with session.watch("read") as watch:
            yield from _warnings(session, watch)
            yield from examine(watch)
    except (ConfigError, StoreError) as error:
        said = "\n".join(lines(error, session.words))
        yield Finding(key="error", grade=Grade.PROBLEM, facts={"said": said})


def _warnings(session: Session, watch: Watch) -> Iterator[Finding]:
    """What is dubious in the watch file."""
    from veille.config import wording
    from veille.watch.doctor import Finding, Grade

    words = session.words_of(watch.config)
    for problem in watch.config.warnings:
        said, hint = wording(problem, words, watch.config.path)
        yield Finding(key="written", grade=Grade.WARNING, facts={"said": said, "hint": hint})


def _cron(session: Session) -> Iterator[Finding]:
    from veille.watch.doctor import Finding, Grade, cron_line

    path = session.config().path
    line = cron_line(path)
    found_here = session.config_path is None and path.parent.resolve() == path.parent.cwd()
    grade = Grade.WARNING if found_here else Grade.OK
    yield Finding(key="cron", grade=grade, facts={"line": line})


def _said(finding: Finding, words: Words) -> tuple[str, str | None]:
    """Return what was found and what to do; a failing source in the words of its own failure."""
    message = words(f"doctor.{finding.key}.{finding.grade}", **finding.facts)
    if finding.error is not None:
        key = words.failure(finding.error, finding.facts)
        cause = words(f"{key}.what", **finding.facts)
        return f"{message} {cause} [{finding.error}]", words(f"{key}.todo", **finding.facts)
    todo = f"doctor.{finding.key}.todo"
    return message, words(todo, **finding.facts) if finding.grade != "ok" and words.has(todo) else None


def _line(finding: Finding, words: Words) -> str:
    message, hint = _said(finding, words)
    remedy = f"\n  {words('cli.hint')} {hint}" if hint else ""
    return f"{MARKS[finding.grade]} {message}{remedy}"


def _deliver(session: Session, findings: list[Finding], words: Words) -> None:
    from veille.cli.deliver import deliver
    from veille.model import Summary

    checks = []
    for one in findings:
        message, hint = _said(one, words)
        checks.append({"check": one.key, "state": one.grade, "message": message, "hint": hint})
    record = {"ok": all(one.grade != "problem" for one in findings), "checks": checks}
    deliver(session, Summary(kind="doctor", record=record), Shape(json=True), words=words)
