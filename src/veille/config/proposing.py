# SPDX-License-Identifier: MIT
"""Proposes the searches of a first watch file: one for each brand on services that need no account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from veille import plugins
from veille.i18n import Words
from veille.sources.base import BRANDS, Source, secrets_of

_SEARCHES: tuple[tuple[str, Mapping[str, Mapping[str, str]]], ...] = (
    ("googlenews", {"en": {"language": "en-GB", "country": "GB"}}),
    ("bingnews", {"en": {"market": "en-GB"}}),
    ("hackernews", {}),
    ("mastodon", {}),
    ("reddit", {}),
    ("bluesky", {}),
)
"""Kinds that search for brands, with what they need to speak a language other than their own default."""


def searches(words: Words) -> Iterator[str]:
    """Yield a table for each search, as text, in comments where it needs an account."""
    known = plugins.builtin_names("sources")
    for name, languages in _SEARCHES:
        if name in known:
            kind = plugins.load("sources", name, Source)  # type: ignore[type-abstract]
            yield _table(name, kind, languages.get(words.language, {}), words)


def _table(name: str, kind: type[Source], options: Mapping[str, str], words: Words) -> str:
    secrets = secrets_of(kind)
    said = [f"# {line}" for line in _wrapped(kind.terms.get(words.language, ""))]
    lines = [
        "[[source]]",
        f'name = "{kind.label[words.language]}"',
        f'kind = "{name}"',
        f'query = "{BRANDS}"',
    ]
    lines += [f'{option} = "{value}"' for option, value in options.items()]
    lines += [f'{option} = "{value}"' for option, value in _account(kind, secrets)]
    lines += [f'{option} = "env:{name.upper()}_{option.upper()}"' for option in secrets]
    if secrets:
        said.append(f"# {words('init.file.search_account', kind=name)}")
    return "\n".join([*said, *((f"# {line}" for line in lines) if secrets else lines)])


def _account(kind: type[Source], secrets: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield what stands beside the secrets of an account, as the kind's own example has it: its name, its server."""
    for option, value in kind.example.items():
        if secrets and isinstance(value, str) and option != "query" and option not in secrets:
            yield option, value


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 110, break_long_words=False, break_on_hyphens=False)
