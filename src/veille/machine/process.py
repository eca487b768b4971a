# SPDX-License-Identifier: MIT
"""Tells one process from another, so that the lease of a run that was killed can be broken at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from veille.model import Holder

_PROC = Path("/proc")
_STATE, _START = 0, 19
"""Fields 3 and 22 of /proc/PID/stat, counted after the name, which may hold spaces and brackets."""
_DEAD = frozenset("ZXx")


def this_process() -> Holder:
    """Return who we are."""
    pid = os.getpid()
    return Holder(machine=_machine(), pid=pid, started=_started(pid) or "")


def is_alive(holder: Holder) -> bool:
    """Say whether a process still runs; True when that cannot be known: another machine, Windows."""
    if holder.machine != _machine() or os.name != "posix":
        return True
    started = _started(holder.pid)
    return started is not None and (not holder.started or started == holder.started)


def _machine() -> str:
    """Name this machine, or this container: one is another's neighbour, and its numbers mean nothing there."""
    import hashlib
    import platform

    parts = [platform.node(), _read(Path("/etc/machine-id")), _pid_namespace()]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _pid_namespace() -> str:
    try:
        return str((_PROC / "self/ns/pid").readlink())
    except OSError:
        return ""


def _started(pid: int) -> str | None:
    """Return when a process started, in whatever unit the system tells it; None when there is none."""
    if sys.platform == "win32":
        return ""
    if (_PROC / "self/stat").exists():
        return _started_linux(pid)
    return _started_ps(pid)


def _started_linux(pid: int) -> str | None:
    fields = _read(_PROC / str(pid) / "stat").rpartition(")")[2].split()
    if len(fields) <= _START or fields[_STATE] in _DEAD:
        return None
    return f"{_read(_PROC / 'sys/kernel/random/boot_id')}/{fields[_START]}"


def _started_ps(pid: int) -> str | None:
    import subprocess

    environment = {"LC_ALL": "C", "PATH": "/bin:/usr/bin"}
    command = ["/bin/ps", "-o", "lstart=", "-p", str(pid)]
    try:
        # The command is ours; the number is a number.
        answer = subprocess.run(  # noqa: S603
            command, env=environment, capture_output=True, timeout=5, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.decode("ascii", "replace").strip() or None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
