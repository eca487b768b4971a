# SPDX-License-Identifier: MIT
"""What tests of sources are made of, for veille and for plug-ins: a fake network, answers, the source contract."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from veille.errors import FetchError, ParseError
from veille.model import Page, Request, Response
from veille.net.outcomes import Failed, Fetched, Skipped, Unchanged
from veille.sources.base import COMMON_KEYS, Source, State, Watched, secrets_of

if TYPE_CHECKING:
    from veille.net.http import Call

__all__ = ["FakeNet", "answer", "assert_source_contract", "play"]

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)

BRAND_NAMES = (("Biscuiterie Lenoir", "Lenoir Biscuits"), ("Maison Duval",))
"""The brands that a search for `@brands` is about in tests."""
SECRET = "S3CR3T0123456789abcdef0123456789abcdef"  # noqa: S105 - that is what it plays
"""What stands for each secret option in the contract."""

_SECRET = re.compile(r"[?&](?:[a-z_-]*(?:key|token|secret|password|passwd|pwd)|auth|sig)=[^&]", re.IGNORECASE)


def answer(
    body: bytes | str | Path,
    *,
    url: str = "https://feed.example/feed.xml",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    request: Request | None = None,
    moved_to: str | None = None,
    fetched_at: datetime = NOON,
) -> Response:
    """Make a Response as if a server had sent that body; a Path is read, a str is encoded as UTF-8."""
    if isinstance(body, Path):
        body = body.read_bytes()
    return Response(
        request=request or Request(url=url),
        url=url,
        status=status,
        headers={name.lower(): value for name, value in (headers or {}).items()},
        body=body.encode() if isinstance(body, str) else body,
        fetched_at=fetched_at,
        moved_to=moved_to,
    )


@dataclass(slots=True)
class FakeNet:
    """A `send` for the engine that answers from a table and remembers every call.

    `FakeNet({"https://a.example/": answer("...")}).send`; a value may be an exception, or a list of both of
    which each call takes the next and the last one stays. A URL it does not know fails with `dns`.
    """

    answers: Mapping[str, Response | Exception | Sequence[Response | Exception]]
    calls: list[Call] = field(default_factory=list)

    def send(self, call: Call) -> Response:
        """Answer one call; thread safe."""
        from veille.net.guard import host_of
        from veille.net.http import full_url

        url = full_url(call.request)
        self.calls.append(call)
        known = self.answers.get(url)
        if known is None:
            raise FetchError("dns", url=url, host=host_of(url))
        if isinstance(known, Sequence):
            asked = sum(full_url(earlier.request) == url for earlier in self.calls)
            known = known[min(asked, len(known)) - 1]
        if isinstance(known, Exception):
            raise known
        return replace(known, request=call.request)

    @property
    def urls(self) -> list[str]:
        """The URLs asked for, in order."""
        from veille.net.http import full_url

        return [full_url(call.request) for call in self.calls]


def play(source: Source, net: FakeNet, state: State | None = None) -> Fetched | Unchanged | Failed:
    """Visit a source once, as veille does, with the answers of a fake network: paging, fall-backs and all.

    `play(source, FakeNet({"https://forum.example/latest.json": answer(...)})).items`.
    """
    from veille.net.engine import Job, Pace, fetch

    state = state or State(brands=BRAND_NAMES)
    watched = Watched(name="it", kind="it", source=source, channel=source.channel, brands=state.brands)
    (outcome,) = fetch(
        [Job(watched=watched, state=state)],
        send=net.send,
        parse=_parse,
        pace=Pace(gap=timedelta(0), hurry=True),
        now=lambda: NOON,
    )
    assert not isinstance(outcome, Skipped)
    return outcome


def _parse(source: Source, response: Response, state: State) -> Page:
    return source.parse(response, state)


def assert_source_contract(
    kind: type[Source], *good: bytes | str | Path | Response, state: State | None = None
) -> None:
    """Hold a kind of source to what veille promises of all; `good` are answers that it must read.

    Give a Response (of `answer`, with its request) where the answer is not one to the first request, and a
    `state` when a first visit would show nothing. Checked:
    documentation, example, requests, no secret where it would be stored or shown, the same page twice for the
    same answer, and that no answer, however broken, makes it raise anything but ParseError.
    """
    _assert_documented(kind)
    source = kind(**{**kind.example, **dict.fromkeys(secrets_of(kind), SECRET)})
    state = state or State(brands=BRAND_NAMES)
    first = _assert_requests(source, state)
    answers = [
        one if isinstance(one, Response) else answer(one, url=first.url, request=first) for one in good
    ]
    for whole in answers:
        page = source.parse(whole, state)
        assert page.items or page.follow, f"{kind.__name__} reads no item in a good answer"
        assert page == source.parse(whole, state), f"{kind.__name__} reads one answer in two ways"
        _assert_readable(page, kind)
    if good:
        assert any(source.parse(one, state).items for one in answers), f"{kind.__name__} never reads an item"
    for whole in answers or [answer(b"", url=first.url, request=first)]:
        for body in _broken([whole.body] if whole.body else []):
            _assert_calm(source, replace(whole, body=body), state)


def _assert_documented(kind: type[Source]) -> None:
    for language in ("fr", "en"):
        assert kind.label.get(language), f"{kind.__name__}.label has no {language}"
    assert (kind.__doc__ or "").strip(), f"{kind.__name__} has no docstring"
    assert not (kind.__doc__ or "").startswith(f"{kind.__name__}("), (
        f"{kind.__name__} has no docstring of its own"
    )
    assert kind.channel, f"{kind.__name__} has no channel"
    for option in fields(kind):  # type: ignore[arg-type]
        assert option.name not in COMMON_KEYS, f"{kind.__name__}.{option.name} is a key of every source"
        said = option.metadata.get("help", {})
        for language in ("fr", "en"):
            assert said.get(language), f"{kind.__name__}.{option.name} is not explained in {language}"


def _assert_requests(source: Source, state: State) -> Request:
    name = type(source).__name__
    requests = list(source.requests(state))
    assert requests, f"{name} asks for nothing"
    assert requests == list(source.requests(state)), f"{name} asks differently for the same state"
    for request in requests:
        _assert_proper(name, request)
    return requests[0]


def _assert_proper(name: str, request: Request) -> None:
    from veille import urls
    from veille.net.http import full_url

    parts = urlsplit(request.url)
    assert parts.scheme in {"http", "https", "imap", "imaps"}, f"{name} asks for {request.url}"
    assert parts.hostname, f"{name} asks for {request.url}"
    assert parts.username is None, f"{name} puts a user name into the URL"
    assert SECRET not in request.url, f"{name} puts a secret into the address of a source"
    asked = full_url(request)
    assert not _SECRET.search(asked.replace(SECRET, "")), f"{name} puts a secret into the URL"
    assert SECRET not in urls.mask(asked), (
        f"{name} puts a secret into the URL under a name that is not hidden"
    )
    if request.otherwise is not None:
        _assert_proper(name, request.otherwise)


def _assert_readable(page: Page, kind: type[Source]) -> None:
    for item in page.items:
        known = item.url or item.native_id or item.identity or item.title or item.text or item.html
        assert known, f"{kind.__name__} makes an item of nothing"
        assert SECRET not in repr(item), f"{kind.__name__} makes an item with a secret in it"
    for request in page.follow:
        _assert_proper(kind.__name__, request)


def _assert_calm(source: Source, response: Response, state: State) -> None:
    name = type(source).__name__
    try:
        first = source.parse(response, state)
    except ParseError:
        return
    except Exception as cause:
        beginning = response.body[:60]
        raise AssertionError(f"{name} raises {cause!r} on {beginning!r}") from cause
    assert first == source.parse(response, state), f"{name} reads one answer in two ways"


def _broken(good: Sequence[bytes]) -> list[bytes]:
    """Return answers that no source should ever get, and that all get one day."""
    html = b"<!DOCTYPE html><html><head><title>Bonjour</title></head><body><p>Rien ici</body></html>"
    deep = 20_000
    found = [b"", b" \r\n ", b"\x00" * 64, b"\xff\xfe\xfa" * 9, b"null", b"[]", b"{}", b'"x"', b"0", b"NaN"]
    found += [html, b"<", b"<?xml version='1.0'?>", b"<a>" * deep, b"[" * deep, b'{"a":' * deep]
    found += [b"1" * 5000, b'{"items": 1e999, "id": ' + b"9" * 5000 + b"}", b"<r>&#xD800;&#x7FFFFFFF;</r>"]
    for body in good:
        found += [body[: len(body) * part // 4] for part in (1, 2, 3)]
        found += [body[:-1], body[1:], body + body, body[::-1]]
        found += [body.decode("utf-8", "replace").encode("utf-16"), body.replace(b"utf-8", b"zlib_codec")]
        found += [
            body.replace(b"<item>", b"<item>" * 3),
            body.replace(b'"', b"'"),
            body.replace(b"2", b"9" * 30),
        ]
    return found
