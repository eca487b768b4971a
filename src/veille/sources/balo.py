# SPDX-License-Identifier: MIT
"""BALO: what companies with shares on offer must publish, from meetings to accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from veille.model import Channel, Item, Page, Request, Response
from veille.nouns import noun
from veille.sources import _json
from veille.sources import _opendatasoft as ods
from veille.sources.base import Source, State, option

_DATASET = ods.Dataset(host="journal-officiel-datadila.opendatasoft.com", name="balo")
_PAGE = "https://www.journal-officiel.gouv.fr/pages/balo-annonce-unitaire/?q.id=id_annonce:"


@noun
class Balo(Source):
    """Follows the compulsory notices of listed companies and banks in the BALO."""

    label: ClassVar[Mapping[str, str]] = {
        "fr": "BALO : annonces légales obligatoires des sociétés cotées",
        "en": "BALO: compulsory notices of French listed companies",
    }
    channel: ClassVar[Channel] = Channel.OFFICIAL
    example: ClassVar[Mapping[str, object]] = {"siren": ("552032534",)}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Données publiques de la DILA, sans compte, sous Licence Ouverte ; quota journalier par adresse.",
        "en": "Public data of the DILA, no account, Licence Ouverte; a daily quota for each address.",
    }
    gap: ClassVar[timedelta | None] = timedelta(seconds=2)
    looks_back: ClassVar[bool] = True

    siren: tuple[str, ...] = option(
        fr="numéros SIREN des sociétés suivies",
        en="SIREN numbers of the companies to follow",
        default=(),
        example=["552032534"],
    )
    query: str | None = option(
        fr="« @brands » cherche le nom de chaque marque parmi les sociétés ; sinon une condition du service",
        en='"@brands" looks for the names of each brand among the companies; else a condition of the service',
        default=None,
        example="@brands",
    )

    def __post_init__(self) -> None:
        ods.check(self.siren, self.query)

    def requests(self, state: State) -> Iterable[Request]:
        """Ask for the latest notices, several companies or names at once."""
        asked = ods.asked_of(
            self.siren,
            self.query,
            state,
            by_siren=lambda number: ods.alike("siren", number),
            by_name=lambda name: ods.naming("societes_noms", name),
        )
        return tuple(ods.requests(_DATASET, asked, state))

    def parse(self, response: Response, state: State) -> Page:
        """Read the notices of one answer. Raises ParseError: `parse`, or what came instead."""
        return ods.page(response, state, _item)


def _item(record: Mapping[str, Any]) -> Item | None:
    native_id = _json.id_of(record, "id_annonce")
    names = ods.many(record, "societes_noms", between=";")
    if native_id is None and not names:
        return None
    category = ods.many(record, "facette_categorie_libelle", between="##")
    matter = ods.words(record, "numero_affaire")
    return Item(
        url=None if native_id is None else _PAGE + native_id,
        native_id=native_id,
        title=ods.titled(*category, ", ".join(names)),
        text=ods.lines(*category, *names, *ods.many(record, "siren"), matter),
        author=", ".join(names) or None,
        published=_json.text_of(record, "dateparution"),
        language="fr",
        whole=False,
    )
