# SPDX-License-Identifier: MIT
"""Runs pure functions on foreign bytes in child processes with limits, so that a hostile answer harms itself alone.

`python -m veille.net.workshop` is the child: it reads tasks from its pipe and dies with it. A task is a
function that can be imported by name, and its arguments; what it returns, or the VeilleError it raises,
travels back.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import subprocess
import sys
from collections.abc import Callable
from queue import LifoQueue
from threading import Event, Lock, Timer
from typing import IO, Any, Self, TypeVar

from veille.errors import ParseError, SourceError, VeilleError
from veille.model import Page, Response
from veille.nouns import noun
from veille.sources.base import Source, State

T = TypeVar("T")

_LENGTH = struct.Struct(">Q")
MIB = 1024 * 1024


@noun
class Allowance:
    """What one task may use: processor and wall time in seconds, address space in bytes."""

    cpu: float = 10.0
    wall: float = 15.0
    memory: int = 700 * MIB


class Workshop:
    """One or two limited processes, started when first needed; use it as a context manager.

    `run` may be called from many threads: each call takes a free process or waits for one.
    """

    def __init__(
        self, *, workers: int = 2, cpu: float = 10.0, wall: float = 15.0, memory: int = 700 * MIB
    ) -> None:
        self._allowance = Allowance(cpu=cpu, wall=wall, memory=memory)
        self._children = [_Child(self._allowance) for _ in range(workers)]
        # Last in, first out: the second process starts only when the first is busy.
        self._free: LifoQueue[_Child] = LifoQueue()
        for child in self._children:
            self._free.put(child)

    def run(self, function: Callable[..., T], *args: object) -> T:
        """Call a pure, importable function there.

        Raises what VeilleError it raises, ParseError `parse` if it takes too much time or memory or dies,
        SourceError `internal` for any other exception.
        """
        task = pickle.dumps((function, args), pickle.HIGHEST_PROTOCOL)
        child = self._free.get()
        try:
            ok, result = child.run(task)
        finally:
            self._free.put(child)
        if ok:
            return result  # type: ignore[no-any-return]
        raise result

    def parse(self, source: Source, response: Response, state: State) -> Page:
        """Have a source read an answer there; the engine's `parse`."""
        return self.run(_parse, source, response, state)

    def close(self) -> None:
        """End the processes; a task under way fails."""
        for child in self._children:
            child.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _parse(source: Source, response: Response, state: State) -> Page:
    return source.parse(response, state)


class _Child:
    """One process and the pipes to it; started for its first task and again after it died."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()
        self._closed = False

    def run(self, task: bytes) -> tuple[bool, Any]:
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        expired = Event()
        late = Timer(self._allowance.wall, _expire, (process, expired))
        late.daemon = True
        late.start()
        try:
            _write(process.stdin, task)
            answer = _read(process.stdout)
        except (OSError, ValueError):
            answer = None
        finally:
            late.cancel()
        if answer is None:
            self._forget()
            return False, ParseError("parse", reason=_why(process, expired))
        ok, result, reusable = pickle.loads(answer)  # noqa: S301 - written by our own child
        if not reusable:
            self._forget()
        return ok, result

    def _started(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise SourceError("cancelled")
            if self._process is None:
                limits = (str(self._allowance.cpu), str(self._allowance.memory))
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter
                    [sys.executable, "-P", "-m", "veille.net.workshop", *limits],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
                )
            return self._process

    def _forget(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            _end(process)

    def close(self) -> None:
        with self._lock:
            self._closed = True
        self._forget()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            assert pipe is not None
            pipe.close()


def _expire(process: subprocess.Popen[bytes], expired: Event) -> None:
    expired.set()
    process.kill()


def _why(process: subprocess.Popen[bytes], expired: Event) -> str:
    if expired.is_set():
        return "time"
    return "cpu" if process.returncode == -getattr(signal, "SIGPROF", 0) else f"exit {process.returncode}"


def _write(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes | None:
    """Return the next message, None when the other side is gone."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    data = pipe.read(size)
    return data if len(data) == size else None


# --- the child --------------------------------------------------------------------------------------------


def main(cpu: float, memory: int) -> None:
    """Serve tasks until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's affair: it closes the pipe
    tasks, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)  # what a task prints must not end up among the answers
    _limit_memory(memory)
    while (task := _read(tasks)) is not None:
        _give(cpu)
        answer = _answer(task)
        _give(0)
        try:
            _write(answers, answer)
        except OSError:
            return


def _limit_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has none: time is still limited
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _give(cpu: float) -> None:
    """Let this task have so much processor time: the timer's signal then ends the process, C code included.

    RLIMIT_CPU counts the whole life of a process, this counts from now.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, cpu)


def _answer(task: bytes) -> bytes:
    reusable = True
    try:
        function, args = pickle.loads(task)  # noqa: S301 - written by our own parent
        return pickle.dumps((True, function(*args), True), pickle.HIGHEST_PROTOCOL)
    except VeilleError as error:
        found = error
    except MemoryError:
        found, reusable = ParseError("parse", reason="memory"), False
    except RecursionError:
        found = ParseError("parse", reason="depth")
    except Exception as cause:  # noqa: BLE001 - whatever it is, it must reach the parent as a value
        found = SourceError("internal", reason=f"{type(cause).__name__}: {str(cause)[:200]}")
    return pickle.dumps((False, found, reusable), pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
