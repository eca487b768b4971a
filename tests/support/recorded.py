# SPDX-License-Identifier: MIT
"""Recorded answers of real services as Responses: status and headers come from the `.http.json` beside them."""

import json
from pathlib import Path

from veille.model import Request, Response
from veille.testing import answer


def recorded(
    path: Path, *, url: str = "https://recorded.example/", request: Request | None = None
) -> Response:
    """Return a recorded answer; `url` where no recording of the exchange says it."""
    exchange = path.with_name(f"{path.name}.http.json")
    known = json.loads(exchange.read_text(encoding="utf-8")) if exchange.exists() else {}
    return answer(
        path,
        url=known.get("url") or url,
        status=known.get("status") or 200,
        headers=_flat(known.get("response_headers") or known.get("headers") or {}),
        request=request or Request(url=known.get("url") or url),
    )


def _flat(headers):
    return {
        name: ", ".join(value) if isinstance(value, list) else str(value) for name, value in headers.items()
    }
