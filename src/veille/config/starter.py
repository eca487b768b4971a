# SPDX-License-Identifier: MIT
"""Writes a first watch file: short, commented in its owner's language, and holding only what is supported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from veille.config.proposing import searches
from veille.errors import UsageError
from veille.i18n import Words
from veille.model import Role
from veille.text import slug

TEMPLATES = ("pme", "ville", "agence")

_LISTS = ("aliases", "handles", "domains", "people", "context", "exclude")
_SERVICE_PUBLIC = "https://www.service-public.fr/abonnements/rss/"
_GOV_UK = "https://www.gov.uk/search/news-and-communications.atom"
_FRENCH_BUSINESS = (
    ("Service-Public Entreprendre", _SERVICE_PUBLIC + "actu-actu-pro.rss"),
    ("Ministère de l’Économie", "https://www.economie.gouv.fr/rss/toutesactualites"),
)
_ENGLISH_BUSINESS = (
    ("Competition and Markets Authority", f"{_GOV_UK}?organisations%5B%5D=competition-and-markets-authority"),
    ("Federal Trade Commission", "https://www.ftc.gov/feeds/press-release.xml"),
)
_PUBLIC: Mapping[tuple[str, str], Sequence[tuple[str, str]]] = {
    ("fr", "pme"): _FRENCH_BUSINESS,
    ("fr", "agence"): _FRENCH_BUSINESS,
    ("fr", "ville"): (("Service-Public", _SERVICE_PUBLIC + "actu-actualites-particuliers.rss"),),
    ("en", "pme"): _ENGLISH_BUSINESS,
    ("en", "agence"): _ENGLISH_BUSINESS,
    ("en", "ville"): (("GOV.UK", _GOV_UK),),
}
"""Feeds of public bodies under open licences (Licence Ouverte, OGL, public domain) for each template."""


def compose(
    *,
    brands: Sequence[Mapping[str, object]],
    feeds: Sequence[tuple[str, str]],
    template: str | None = None,
    language: str = "en",
    timezone: str | None = None,
) -> str:
    """Return the text of a watch file that loads without a problem.

    `brands` are tables as in the watch file (name, role, aliases...), `feeds` pairs of name and address.
    Raises UsageError: `unfindable_brand` for a name without letter or digit, which no text can hold,
    `brand_is_address` for an address.
    """
    words = Words(language)
    sources = [*feeds, *_PUBLIC.get((language, template or ""), ())]
    parts = [
        _comment(words("init.file.head")),
        "\n".join(_veille(words, language, timezone)),
        _comment(words(f"init.file.brands_{template or 'any'}")),
        *_brands(brands, words, template),
        _comment(words("init.file.sources_public" if template else "init.file.sources")),
        *_sources(sources, words),
        *_searches(brands, words),
        _comment(words("init.file.end")),
    ]
    return "\n\n".join(parts) + "\n"


def distinct(brands: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Return the brands once each: two names that are found by the same words are one brand, the first."""
    first: dict[str, Mapping[str, object]] = {}
    for brand in brands:
        first.setdefault(slug(_clean(str(brand["name"]))), brand)
    return list(first.values())


def is_name(written: str) -> bool:
    """Say whether a text may hold it as a name: it has a letter or a digit, and is no address."""
    return any(character.isalnum() for character in written) and not _is_address(written)


def _is_address(written: str) -> bool:
    return "://" in written or written.lower().startswith("www.")


def _comment(text: str) -> str:
    return "\n".join(f"# {line}".rstrip() for line in text.split("\n"))


def _veille(words: Words, language: str, timezone: str | None) -> Iterator[str]:
    yield "[veille]"
    yield f"language = {_toml(language)}"
    if timezone:
        yield f"timezone = {_toml(timezone)}"
    yield f'# contact = "{words("init.file.contact")}"'
    yield f'# retention = "13 months"   # {words("init.file.retention")}'


def _brands(brands: Sequence[Mapping[str, object]], words: Words, template: str | None) -> Iterator[str]:
    if not brands:
        yield _comment(words("init.file.example_brand"))
    for number, brand in enumerate(distinct(brands)):
        # A company's first brand is its own, those typed after it are the others of its market.
        own = template != "pme" or number == 0
        role = str(brand.get("role") or (Role.OWN if own else Role.COMPETITOR))
        yield "\n".join(_brand(_findable(str(brand["name"])), role, brand, words))


def _brand(name: str, role: str, brand: Mapping[str, object], words: Words) -> Iterator[str]:
    yield "[[brand]]"
    yield f"name = {_toml(name)}"
    yield f"role = {_toml(role)}"
    for key in _LISTS:
        texts = _texts(brand.get(key))
        if texts:
            clean = _handle if key == "handles" else _findable
            yield f"{key} = {_toml([clean(text) for text in texts])}"
        elif key in {"context", "exclude"}:
            yield f"# {key} = {words(f'init.file.{key}')}"


def _texts(given: object) -> list[str]:
    if isinstance(given, str):
        return [given]
    return [str(text) for text in given] if isinstance(given, Sequence) else []


def _findable(written: str) -> str:
    clean = _clean(written)
    if not any(character.isalnum() for character in clean):
        raise UsageError("unfindable_brand", brand=clean)
    if not is_name(clean):
        raise UsageError("brand_is_address", brand=clean)
    return clean


def _clean(written: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in written).split())


def _handle(written: str) -> str:
    return _findable(written).replace(" ", "")


def _sources(sources: Sequence[tuple[str, str]], words: Words) -> Iterator[str]:
    if not sources:
        yield _comment(words("init.file.example_source"))
    names: set[str] = set()
    for url, name in {url: name for name, url in sources}.items():
        free = _free(_clean(name) or url, names)
        yield f'[[source]]\nname = {_toml(free)}\nkind = "feed"\nurl = {_toml(url)}'


def _searches(brands: Sequence[Mapping[str, object]], words: Words) -> Iterator[str]:
    if any(brand.get("role") != Role.TOPIC for brand in brands):
        yield _comment(words("init.file.searches"))
        yield from searches(words)
    else:
        yield _comment(words("init.file.searches_later"))


def _free(name: str, names: set[str]) -> str:
    number, free = 2, name
    while free in names:
        free, number = f"{name} {number}", number + 1
    names.add(free)
    return free


def _toml(value: object) -> str:
    import tomlkit

    return tomlkit.item(value).as_string()
