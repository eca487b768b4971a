# SPDX-License-Identifier: MIT
"""JOAFE: what the Journal officiel publishes of associations and foundations, their yearly accounts included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from veille.model import Channel, Item, Page, Request, Response
from veille.nouns import noun
from veille.sources import _json
from veille.sources import _opendatasoft as ods
from veille.sources.base import Source, State, option

_DATASET = ods.Dataset(host="journal-officiel-datadila.opendatasoft.com", name="jo_associations")
_PAGE = "https://www.journal-officiel.gouv.fr/pages/associations-detail-annonce/?q.id=id:"


@noun
class Joafe(Source):
    """Follows the notices and accounts of associations in the Journal officiel."""

    label: ClassVar[Mapping[str, str]] = {
        "fr": "Journal officiel : associations et fondations (JOAFE)",
        "en": "Journal officiel: French associations and foundations (JOAFE)",
    }
    channel: ClassVar[Channel] = Channel.OFFICIAL
    example: ClassVar[Mapping[str, object]] = {"rna": ("W751000001",)}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Données publiques de la DILA, sans compte, sous Licence Ouverte ; quota journalier par adresse.",
        "en": "Public data of the DILA, no account, Licence Ouverte; a daily quota for each address.",
    }
    gap: ClassVar[timedelta | None] = timedelta(seconds=2)
    looks_back: ClassVar[bool] = True

    siren: tuple[str, ...] = option(
        fr="numéros SIREN d’associations qui déposent leurs comptes",
        en="SIREN numbers of associations that publish their accounts",
        default=(),
        example=["775672272"],
    )
    rna: tuple[str, ...] = option(
        fr="numéros RNA des associations, W et neuf chiffres",
        en="RNA numbers of the associations, W and nine digits",
        default=(),
        example=["W751000001"],
    )
    query: str | None = option(
        fr="« @brands » cherche le nom de chaque marque parmi les titres ; sinon une condition du service",
        en='"@brands" looks for the names of each brand among the titles; else a condition of the service',
        default=None,
        example="@brands",
    )

    def __post_init__(self) -> None:
        ods.check(self.siren, self.query, rna=self.rna)

    def requests(self, state: State) -> Iterable[Request]:
        """Ask for the latest notices, several companies or names at once."""
        asked = ods.asked_of(
            self.siren,
            self.query,
            state,
            by_siren=lambda number: ods.alike("dca_siren", number),
            by_name=lambda name: ods.naming("titre", name),
        )
        by_rna = ods.any_of([ods.alike("numero_rna", number) for number in self.rna])
        return (*ods.requests(_DATASET, by_rna, state), *ods.requests(_DATASET, asked, state))

    def parse(self, response: Response, state: State) -> Page:
        """Read the notices of one answer. Raises ParseError: `parse`, or what came instead."""
        return ods.page(response, state, _item)


def _item(record: Mapping[str, Any]) -> Item | None:
    native_id = _json.id_of(record, "id")
    title = ods.words(record, "titre")
    if native_id is None and title is None:
        return None
    kind = ods.words(record, "typeavis") or ods.words(record, "annonce_type_facette")
    return Item(
        url=None if native_id is None else _PAGE + native_id,
        native_id=native_id,
        title=ods.titled(kind, title),
        text=_text(record),
        published=_json.text_of(record, "dateparution"),
        language="fr",
        whole=True,
    )


def _text(record: Mapping[str, Any]) -> str | None:
    keys = ("objet", "titre_ancien", "titre_nouveau", "association_type_libelle", "numero_rna", "dca_siren")
    closed = (_json.text_of(record, "dca_datecloture") or "")[:10]
    return ods.lines(*(ods.words(record, key) for key in keys), closed)
