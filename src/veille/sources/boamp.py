# SPDX-License-Identifier: MIT
"""BOAMP: public tenders, which name the buyer, the object and, in the end, who won."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from veille.model import Channel, Item, Page, Request, Response
from veille.nouns import noun
from veille.sources import _json
from veille.sources import _opendatasoft as ods
from veille.sources.base import Source, State, option

_DATASET = ods.Dataset(host="boamp-datadila.opendatasoft.com", name="boamp")
_PAGE = "https://www.boamp.fr/pages/avis/?q=idweb:"
_DESCRIPTIONS = frozenset({"description", "cbc:Description", "cbc:Name"})
_MOST_NODES = 20_000
_MOST_TEXTS = 50


@noun
class Boamp(Source):
    """Follows public tenders and their results in the BOAMP, by company, buyer or subject."""

    label: ClassVar[Mapping[str, str]] = {
        "fr": "BOAMP : marchés publics",
        "en": "BOAMP: French public tenders",
    }
    channel: ClassVar[Channel] = Channel.OFFICIAL
    example: ClassVar[Mapping[str, object]] = {"query": "@brands"}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Données publiques de la DILA, sans compte, sous Licence Ouverte ; quota journalier par adresse.",
        "en": "Public data of the DILA, no account, Licence Ouverte; a daily quota for each address.",
    }
    gap: ClassVar[timedelta | None] = timedelta(seconds=2)
    looks_back: ClassVar[bool] = True

    siren: tuple[str, ...] = option(
        fr="numéros SIREN des entreprises ou des acheteurs nommés dans les avis",
        en="SIREN numbers of companies or buyers that notices name",
        default=(),
        example=["356000000"],
    )
    query: str | None = option(
        fr="« @brands » cherche le nom de chaque marque parmi les objets, acheteurs et titulaires ; sinon une condition du service",
        en='"@brands" looks for the names of each brand among subjects, buyers and winners; else a condition of the service',
        default=None,
        example="@brands",
    )

    def __post_init__(self) -> None:
        ods.check(self.siren, self.query)

    def requests(self, state: State) -> Iterable[Request]:
        """Ask for the latest notices, several companies or names at once."""
        asked = ods.asked_of(self.siren, self.query, state, by_siren=_by_siren, by_name=_by_name)
        return tuple(ods.requests(_DATASET, asked, state))

    def parse(self, response: Response, state: State) -> Page:
        """Read the notices of one answer. Raises ParseError: `parse`, or what came instead."""
        return ods.page(response, state, _item)


def _by_siren(number: str) -> ods.Clause:
    # Numbers stand in the whole notice only, a JSON text.
    return ods.Clause(new=f'donnees like "{number}"', old=f'donnees:"{number}"')


def _by_name(name: str) -> ods.Clause:
    return ods.either([ods.naming(field, name) for field in ("objet", "nomacheteur", "titulaire")])


def _item(record: Mapping[str, Any]) -> Item | None:
    native_id = _json.id_of(record, "idweb")
    subject = ods.words(record, "objet")
    if native_id is None and subject is None:
        return None
    linked = ods.many(record, "annonce_lie")
    return Item(
        url=_json.text_of(record, "url_avis") or (None if native_id is None else _PAGE + native_id),
        native_id=native_id,
        title=ods.titled(ods.words(record, "nature_libelle"), subject),
        text=_text(record),
        author=ods.words(record, "nomacheteur"),
        published=_json.text_of(record, "dateparution"),
        language="fr",
        parent=linked[0] if len(linked) == 1 else None,
        whole=True,
    )


def _text(record: Mapping[str, Any]) -> str | None:
    winners = ods.many(record, "titulaire", between=";")
    subjects = ods.many(record, "descripteur_libelle", between=";")
    told = _descriptions(ods.nested(record, "donnees"))
    buyer = ods.words(record, "nomacheteur")
    return ods.lines(ods.words(record, "objet"), buyer, *winners, *told, ", ".join(subjects))


def _descriptions(notice: object) -> list[str]:
    """Return what a notice, of the eForms or older, says of its object and its lots."""
    found: dict[str, None] = {}
    for key, value in _fields(notice):
        if key in _DESCRIPTIONS:
            text = ods.words({"it": value}, "it") or ods.words(value, "#text")
            if text and len(found) < _MOST_TEXTS:
                found[text] = None
    return list(found)


def _fields(notice: object) -> Iterator[tuple[str, object]]:
    """Yield the fields of objects within objects and lists, in their order; of huge ones, the first."""
    left: list[object] = [notice]
    for _ in range(_MOST_NODES):
        if not left:
            return
        node = left.pop()
        if isinstance(node, dict):
            yield from ((key, value) for key, value in node.items() if isinstance(key, str))
        inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        left.extend(reversed([one for one in inside if isinstance(one, dict | list)]))
