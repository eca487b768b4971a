# SPDX-License-Identifier: MIT
"""Downloads: one call in, one whole answer or one FetchError out, within a deadline and a size.

Redirects, retries and refusals are decided here, hop by hop; each hop is checked by the guard again. There
are no cookies and no Referer, and what a source holds secret goes to its own origin only.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Self

from veille.addresses import Allowed
from veille.errors import FetchError
from veille.model import Request, Response, Validators
from veille.net import body, guard, headers
from veille.net.recognise import recognise, title
from veille.net.robots import Robots
from veille.nouns import field, noun, replace

if TYPE_CHECKING:
    import httpx

    from veille.net.transport import GuardedTransport, Proxy

PERMANENT = {301, 308}
REDIRECTS = {301, 302, 303, 307, 308}
RETRIED = {502, 503, 504}
# Statuses whose page may say that a person is wanted: a login form, a challenge.
TELLING = {401, 403, 503}
EXCERPT = 2 * 1024
LOCATION_MAX = 8_192
PAUSE = 1.0
_CROSS_ORIGIN = {"accept", "accept-language"}


@noun
class Call:
    """One request as the engine wants it made.

    `headers` are the source's secret ones: they go to the origin of the URL `origin` and nowhere else.
    """

    request: Request
    headers: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    validators: Validators | None = None
    timeout: timedelta = timedelta(seconds=30)
    max_bytes: int = 10 * 1024 * 1024


@noun
class _Hop:
    """Where a call has got to: `trusted` until it first leaves the origin of its secrets."""

    address: guard.Address
    method: str
    trusted: bool
    number: int = 0
    permanent: bool = True
    moved_to: str | None = None


class Http:
    """Sends calls; one for a whole run, usable from many threads.

    `proxy` is `http://[user:password@]host:port` (ValueError otherwise); it then resolves the names itself.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        allowed: Allowed = Allowed(),  # noqa: B008 - frozen and empty
        proxy: str | None = None,
        connect: timedelta = timedelta(seconds=10),
        idle: timedelta = timedelta(seconds=15),
        redirects: int = 5,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        resolve: guard.Resolve = guard.resolve,
    ) -> None:
        self._agent = user_agent
        self._connect = connect.total_seconds()
        self._idle = idle.total_seconds()
        self._redirects = redirects
        self._clock = clock
        self._proxy = _proxy(proxy)
        named = (self._proxy.host, self._proxy.port) if self._proxy else None
        self._guard = guard.Guard(allowed, proxy=named, resolve=resolve)
        self._transport: GuardedTransport | None = None
        self._lock = Lock()
        self._robots = Robots(self._answer, agent=user_agent.partition("/")[0])

    def close(self) -> None:
        """End what is under way (`cancelled`) and accept nothing more."""
        self._guard.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def send(self, call: Call) -> Response:
        """Return the answer to that call: any 2xx status, or 304. Everything else is a FetchError."""
        if call.request.page:
            self._robots.check(call)
        return self._answer(call)

    def _answer(self, call: Call) -> Response:
        limits = self._limits(call)
        try:
            return self._follow(call, limits)
        except FetchError as error:
            wait = min(PAUSE, call.timeout.total_seconds() / 30)
            if not _worth_retrying(error, call, limits, wait):
                raise
            time.sleep(wait)
            return self._follow(call, limits)

    def _limits(self, call: Call) -> guard.Limits:
        seconds = call.timeout.total_seconds()
        return guard.Limits(
            deadline=time.monotonic() + seconds,
            seconds=seconds,
            connect=self._connect,
            idle=self._idle,
            max_bytes=call.max_bytes,
        )

    def _follow(self, call: Call, limits: guard.Limits) -> Response:
        hop = _first_hop(call)
        seen = {str(hop.address.url)}
        while hop.number <= self._redirects:
            try:
                found = self._exchange(call, hop, limits)
            except FetchError as error:
                raise _located(error, hop.address) from error.__cause__
            if isinstance(found, Response):
                return found
            hop = _next_hop(call, hop, found)
            if str(hop.address.url) in seen:
                break
            seen.add(str(hop.address.url))
        raise _located(FetchError("redirect_loop", count=hop.number), hop.address)

    def _exchange(self, call: Call, hop: _Hop, limits: guard.Limits) -> Response | _Redirect:
        """Make one hop: a whole answer, or where it sends us."""
        import httpx

        if self._proxy is not None:
            self._guard.check(hop.address)
        request = httpx.Request(
            hop.method,
            hop.address.url,
            headers=self._headers(call, hop),
            content=call.request.body,
            extensions={"limits": limits},
        )
        answer = self._speak().handle_request(request)
        try:
            if answer.status_code in REDIRECTS:
                return _redirect(answer)
            return self._read(call, hop, answer)
        finally:
            answer.close()

    def _speak(self) -> GuardedTransport:
        with self._lock:
            if self._transport is None:
                from veille.net.transport import GuardedTransport

                self._transport = GuardedTransport(self._guard, self._proxy)
            return self._transport

    def _headers(self, call: Call, hop: _Hop) -> list[tuple[bytes, bytes]]:
        own = {
            "user-agent": self._agent,
            "accept": "*/*",
            "accept-encoding": "gzip, deflate",
            "connection": "close",
        }
        asked = {name.lower(): value for name, value in call.request.headers.items()}
        if not hop.trusted:
            asked = {name: value for name, value in asked.items() if name in _CROSS_ORIGIN}
        secret = {name.lower(): value for name, value in call.headers.items()} if hop.trusted else {}
        conditional = headers.conditions(call.validators) if hop.number == 0 else {}
        merged = own | conditional | asked | secret
        return [(name.encode(), value.encode()) for name, value in merged.items()]

    def _read(self, call: Call, hop: _Hop, answer: httpx.Response) -> Response:
        found = Response(
            request=call.request,
            url=str(hop.address.url),
            status=answer.status_code,
            headers=_plain_headers(answer),
            body=b"",
            fetched_at=self._clock(),
            peer=answer.extensions["peer"],
            moved_to=hop.moved_to,
        )
        if found.status == HTTPStatus.NOT_MODIFIED:
            return found
        if found.status // 100 != 2:  # noqa: PLR2004
            raise self._failure(found, answer)
        size = found.headers.get("content-length", "")
        if size.isdigit() and (len(size) > 18 or int(size) > call.max_bytes):  # noqa: PLR2004 - longer than any disk
            raise FetchError("too_large", limit=call.max_bytes)
        encoding = found.headers.get("content-encoding", "")
        return replace(found, body=body.read(answer.iter_raw(), encoding, call.max_bytes))

    def _failure(self, found: Response, answer: httpx.Response) -> FetchError:
        """Say in our terms what a status means; a few pages are glanced at, to tell the user more."""
        if found.status in TELLING and not _asks_to_wait(found):
            excerpt = body.beginning(answer.iter_raw(), found.headers.get("content-encoding", ""), EXCERPT)
            if code := recognise(replace(found, body=excerpt)):
                return FetchError(code, status=found.status, title=title(excerpt) or f"HTTP {found.status}")
        return _meaning(found)


def _asks_to_wait(found: Response) -> bool:
    """Say whether a refusal means "later": some services write 403 where they mean 429."""
    told = headers.retry_after(found.headers.get("retry-after"), found.fetched_at) is not None
    if found.status == HTTPStatus.SERVICE_UNAVAILABLE:
        return told
    if found.status == HTTPStatus.FORBIDDEN:
        return told or headers.exhausted(found.headers, found.fetched_at) is not None
    return found.status == HTTPStatus.TOO_MANY_REQUESTS


def _meaning(found: Response) -> FetchError:
    status = found.status
    if _asks_to_wait(found):
        wait = headers.asked_to_wait(found.headers, found.fetched_at)
        asked = {} if wait is None else {"retry_after": int(wait.total_seconds())}
        return FetchError("rate_limited", status=status, **asked)
    if status == HTTPStatus.GONE:
        return FetchError("gone", status=status)
    if status // 100 == 4:  # noqa: PLR2004
        return FetchError("http_4xx", status=status)
    return FetchError(
        "http_5xx" if status // 100 == 5 else "unavailable",  # noqa: PLR2004
        status=status,
        reason=f"HTTP {status}",
    )


@noun
class _Redirect:
    status: int
    location: str


def _proxy(written: str | None) -> Proxy | None:
    if written is None:
        return None
    from veille.net.transport import Proxy

    return Proxy(written)


def full_url(request: Request) -> str:
    """Return the URL of a request with its parameters."""
    from urllib.parse import urlencode

    if not request.params:
        return request.url
    plain = request.url.partition("#")[0]
    return f"{plain}{'&' if '?' in plain else '?'}{urlencode(request.params)}"


def _first_hop(call: Call) -> _Hop:
    address = guard.parse(full_url(call.request))
    home = guard.parse(call.origin) if call.origin else address
    return _Hop(address=address, method=call.request.method, trusted=address.origin == home.origin)


def _redirect(answer: httpx.Response) -> _Redirect:
    raw = next((value for name, value in answer.headers.raw if name.lower() == b"location"), b"")
    location = raw.decode("utf-8", "replace").strip()
    if not location or len(location) > LOCATION_MAX:
        raise FetchError("unavailable", status=answer.status_code, reason="redirect to nowhere")
    return _Redirect(status=answer.status_code, location=location)


def _next_hop(call: Call, hop: _Hop, redirect: _Redirect) -> _Hop:
    """Decide on a redirect. Raises FetchError `blocked_address`, `secret`, or `unavailable` unless it is a GET."""
    from urllib.parse import urljoin

    if hop.method != "GET":
        error = FetchError("unavailable", status=redirect.status, reason=f"redirect of a {hop.method}")
        raise _located(error, hop.address)
    try:
        target = urljoin(str(hop.address.url), redirect.location)
    except ValueError:
        target = redirect.location
    address = guard.parse(target)
    if call.headers and hop.address.scheme == "https" and address.scheme == "http":
        raise _located(FetchError("secret", name=", ".join(sorted(call.headers))), hop.address)
    permanent = hop.permanent and redirect.status in PERMANENT
    return _Hop(
        address=address,
        method="GET",
        trusted=hop.trusted and address.origin == hop.address.origin,
        number=hop.number + 1,
        permanent=permanent,
        moved_to=str(address.url) if permanent else hop.moved_to,
    )


def _located(error: FetchError, address: guard.Address) -> FetchError:
    """Say where it happened; what the error knows better stays."""
    return FetchError(
        error.code, **{"url": guard.shown(str(address.url)), "host": address.host, **error.facts}
    )


def _plain_headers(answer: httpx.Response) -> dict[str, str]:
    found: dict[str, str] = {}
    for raw_name, raw_value in answer.headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if name != "set-cookie":
            found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _worth_retrying(error: FetchError, call: Call, limits: guard.Limits, wait: float) -> bool:
    passing = error.code == "refused" or bool(error.facts.get("connecting")) or error.status in RETRIED
    if call.request.method != "GET" or not passing or error.code == "rate_limited":
        return False
    return limits.deadline - time.monotonic() - wait >= call.timeout.total_seconds() / 3
