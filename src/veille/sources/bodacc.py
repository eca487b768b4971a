# SPDX-License-Identifier: MIT
"""BODACC: what the registers of commerce publish of a company, from its creation to its liquidation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from veille.model import Channel, Item, Page, Request, Response
from veille.near import nearest
from veille.nouns import noun
from veille.sources import _json
from veille.sources import _opendatasoft as ods
from veille.sources.base import Source, State, option

_DATASET = ods.Dataset(host="bodacc-datadila.opendatasoft.com", name="annonces-commerciales")

FAMILIES: Mapping[str, str] = {
    "collective": "Procédures collectives",
    "conciliation": "Procédures de conciliation",
    "creation": "Créations",
    "divers": "Annonces diverses",
    "dpc": "Dépôts des comptes",
    "immatriculation": "Immatriculations",
    "modification": "Modifications diverses",
    "radiation": "Radiations",
    "retablissement_professionnel": "Rétablissement professionnel",
    "vente": "Ventes et cessions",
}
"""The codes of the families of notices, with the labels that people try instead and that find nothing."""

_WORDS: tuple[tuple[str, ...], ...] = (
    ("jugement", "nature"),
    ("jugement", "date"),
    ("jugement", "complementJugement"),
    ("acte", "vente", "categorieVente"),
    ("acte", "creation", "categorieCreation"),
    ("acte", "immatriculation", "categorieImmatriculation"),
    ("acte", "descriptif"),
    ("modificationsgenerales", "descriptif"),
    ("radiationaurcs", "commentaire"),
    ("depot", "typeDepot"),
    ("depot", "dateCloture"),
    ("depot", "descriptif"),
    ("divers", "titre"),
    ("divers", "contenuAnnonce"),
)
"""Where a notice says what it says; each family has its own."""


@noun
class Bodacc(Source):
    """Follows the notices of companies in the BODACC, by SIREN number or by name."""

    label: ClassVar[Mapping[str, str]] = {
        "fr": "BODACC : annonces civiles et commerciales",
        "en": "BODACC: French official notices on companies",
    }
    channel: ClassVar[Channel] = Channel.OFFICIAL
    example: ClassVar[Mapping[str, object]] = {"siren": ("356000000",)}
    terms: ClassVar[Mapping[str, str]] = {
        "fr": "Données publiques de la DILA, sans compte, sous Licence Ouverte ; quota journalier par adresse. "
        "Les entreprises individuelles portent le nom d’une personne.",
        "en": "Public data of the DILA, no account, Licence Ouverte; a daily quota for each address. "
        "Sole traders bear the name of a person.",
    }
    gap: ClassVar[timedelta | None] = timedelta(seconds=2)
    looks_back: ClassVar[bool] = True

    siren: tuple[str, ...] = option(
        fr="numéros SIREN des entreprises suivies",
        en="SIREN numbers of the companies to follow",
        default=(),
        example=["356000000"],
    )
    query: str | None = option(
        fr="« @brands » cherche le nom de chaque marque parmi les commerçants ; sinon une condition du service",
        en='"@brands" looks for the names of each brand among the traders; else a condition of the service',
        default=None,
        example="@brands",
    )
    families: tuple[str, ...] = option(
        fr=f"familles d’annonces, par leurs codes : {', '.join(FAMILIES)} [toutes]",
        en=f"families of notices, by their codes: {', '.join(FAMILIES)} [all]",
        default=(),
        example=["collective", "vente"],
    )

    def __post_init__(self) -> None:
        ods.check(self.siren, self.query)
        for family in self.families:
            if family not in FAMILIES:
                raise ValueError(f"families = {family[:24]!r}: {_meant(family)}")

    def requests(self, state: State) -> Iterable[Request]:
        """Ask for the latest notices, 40 companies or 10 names at once."""
        asked = ods.asked_of(
            self.siren,
            self.query,
            state,
            by_siren=lambda number: ods.alike("registre", number),
            by_name=lambda name: ods.naming("commercant", name),
        )
        families = [ods.alike("familleavis", family) for family in self.families]
        return tuple(
            ods.requests(_DATASET, asked, state, narrowed=[ods.either(families)] if families else ())
        )

    def parse(self, response: Response, state: State) -> Page:
        """Read the notices of one answer. Raises ParseError: `parse`, or what came instead."""
        return ods.page(response, state, _item)


def _meant(family: str) -> str:
    """Return the codes there are, after the one that was probably meant."""
    by_label = {label: code for code, label in FAMILIES.items()}
    near = nearest(family, [*FAMILIES, *by_label])
    known = ", ".join(FAMILIES)
    return f"{by_label.get(near, near)} ? ({known})" if near else known


def _item(record: Mapping[str, Any]) -> Item | None:
    native_id = _json.id_of(record, "id")
    merchant = ods.words(record, "commercant")
    if native_id is None and merchant is None:
        return None
    court = ods.words(record, "tribunal")
    changed = None if record.get("typeavis") == "annonce" else ods.words(record, "typeavis_lib")
    return Item(
        url=_url(record),
        native_id=native_id,
        title=ods.titled(changed, ods.words(record, "familleavis_lib"), merchant, court),
        text=_text(record),
        author=court,
        published=_json.text_of(record, "dateparution"),
        language="fr",
        parent=_previous(record),
        whole=True,
    )


def _url(record: Mapping[str, Any]) -> str | None:
    place = [_json.id_of(record, key) for key in ("publicationavis", "parution", "numeroannonce")]
    if all(part is not None and part.isalnum() for part in place):
        return f"https://www.bodacc.fr/annonce/detail-annonce/{'/'.join(filter(None, place))}"
    return _json.text_of(record, "url_complete")


def _previous(record: Mapping[str, Any]) -> str | None:
    """Return the id of the notice that this one corrects or cancels: letter, issue and number, as ids are."""
    before = ods.nested(record, "parutionavisprecedent")
    letter = (_json.text_of(before, "nomPublication") or "")[-1:]
    issue, number = _json.id_of(before, "numeroParution"), _json.id_of(before, "numeroAnnonce")
    return f"{letter}{issue}{number}" if letter in {"A", "B", "C"} and issue and number else None


def _text(record: Mapping[str, Any]) -> str | None:
    parts = {key: ods.nested(record, key) for key in {path[0] for path in _WORDS}}
    parties = list(_parties(record))
    known = "".join("".join(parties).split())
    numbers = dict.fromkeys("".join(number.split()) for number in ods.many(record, "registre"))
    others = [number for number in numbers if number not in known]
    return ods.lines(
        *(ods.words(parts, *path) for path in _WORDS), *_establishments(record), *parties, *others
    )


def _establishments(record: Mapping[str, Any]) -> Iterator[str | None]:
    for one in _several(ods.nested(record, "listeetablissements"), "etablissement"):
        yield from (ods.words(one, key) for key in ("enseigne", "activite", "origineFonds"))


def _parties(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield who takes part, with the numbers: a sale names its buyer first, then who had it before."""
    roles = {
        "listepersonnes": "",
        "listeprecedentproprietaire": "Précédent propriétaire : ",
        "listeprecedentexploitant": "Précédent exploitant : ",
    }
    for key, role in roles.items():
        for person in _several(ods.nested(record, key), "personne"):
            name = ods.words(person, "denomination") or _person(person)
            said = (name, ods.words(person, "nomCommercial"), ods.words(person, "sigle"), _number(person))
            if any(said):
                yield role + ", ".join(dict.fromkeys(part for part in said if part))


def _person(person: Mapping[str, Any]) -> str | None:
    return " ".join(filter(None, (ods.words(person, key) for key in ("prenom", "nom")))) or None


def _number(person: Mapping[str, Any]) -> str | None:
    keys = ("numeroIdentification", "codeRCS", "nomGreffeImmat")
    return " ".join(filter(None, (ods.words(person, "numeroImmatriculation", key) for key in keys))) or None


def _several(of: object, key: str) -> list[Mapping[str, Any]]:
    """Return what is one object when there is one of it, and a list when there are more."""
    found = _json.at(of, key)
    return _json.maps([found] if isinstance(found, dict) else found)
