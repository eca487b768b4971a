# SPDX-License-Identifier: MIT
"""The French State's own search of companies and associations, which needs no account."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from veille.directories.base import Accounts, Companies, Company, Directory, Officer
from veille.errors import ParseError
from veille.model import Request, Response

_MOST_ESTABLISHMENTS = 100
_LARGEST = 2**53 - 1
_HIDDEN = re.compile(r"\[N(?:ON-DIFFUSIBLE|D)\]")


class RechercheEntreprises(Directory):
    """Looks companies up at recherche-entreprises.api.gouv.fr."""

    label: ClassVar[Mapping[str, str]] = {
        "fr": "Recherche d’entreprises (annuaire de l’État)",
        "en": "Recherche d’entreprises (directory of the French State)",
    }
    most: ClassVar[int] = 25
    url: ClassVar[str] = "https://recherche-entreprises.api.gouv.fr/search"

    def request(self, name: str, *, limit: int) -> Request:
        """Ask for a name, a SIREN or a SIRET; a number may be written with spaces."""
        compact = "".join(name.split())
        asked = compact if compact.isdigit() else " ".join(name.split())
        size = str(max(1, min(limit, self.most)))
        return Request(url=self.url, params=(("q", asked), ("page", "1"), ("per_page", size)))

    def parse(self, response: Response) -> Companies:
        """Read the companies; what has no number is left out."""
        answer = _read(response)
        found = tuple(company for one in _maps(answer["results"]) if (company := _company(one)) is not None)
        return Companies(found=found, total=_count(answer, "total_results") or len(found))


def _read(response: Response) -> Mapping[str, Any]:
    try:
        answer = json.loads(response.body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as cause:
        raise ParseError("parse", reason="json") from cause
    if not isinstance(answer, dict) or not isinstance(answer.get("results"), list):
        raise ParseError("parse", reason="no results")
    return answer


def _company(record: Mapping[str, Any]) -> Company | None:
    siren = _text(record, "siren")
    if siren is None or not re.fullmatch(r"[0-9]{9}", siren):
        return None
    office = _map(record, "siege")
    name = _text(record, "nom_raison_sociale") or _text(record, "nom_complet") or siren
    state = _text(record, "etat_administratif")
    return Company(
        siren=siren,
        name=name,
        trade_names=tuple(_trade_names(record, office, name)),
        acronym=_text(record, "sigle"),
        address=_text(office, "adresse"),
        active=None if state is None else state == "A",
        public=_text(record, "statut_diffusion") in {None, "O"},
        created=_text(record, "date_creation"),
        closed=_text(record, "date_fermeture"),
        category=_text(record, "categorie_entreprise"),
        activity=_text(record, "activite_principale"),
        officers=tuple(_officers(record)),
        establishments=_count(record, "nombre_etablissements"),
        open_establishments=_count(record, "nombre_etablissements_ouverts"),
        accounts=tuple(_accounts(_map(record, "finances"))),
        identifiers=dict(_identifiers(record, office)),
    )


def _trade_names(record: Mapping[str, Any], office: Mapping[str, Any], name: str) -> Iterable[str]:
    """Return what its places are called: the head office first, then those that match what was asked."""
    known: dict[str, str] = {}
    for place in (office, *_maps(record.get("matching_etablissements"))[:_MOST_ESTABLISHMENTS]):
        signs = place.get("liste_enseignes")
        written = [_text(place, "nom_commercial"), *(signs if isinstance(signs, list) else ())]
        for one in written:
            if isinstance(one, str) and (shown := _shown(one)):
                known.setdefault(shown.casefold(), shown)
    known.pop(name.casefold(), None)
    return known.values()


def _officers(record: Mapping[str, Any]) -> Iterator[Officer]:
    for one in _maps(record.get("dirigeants")):
        person = " ".join(filter(None, (_text(one, "prenoms"), _text(one, "nom"))))
        name = _text(one, "denomination") or person
        if name:
            yield Officer(name=name, function=_text(one, "qualite"))


def _accounts(finances: Mapping[str, Any]) -> Iterator[Accounts]:
    """Yield the years, the latest first."""
    for year in sorted(finances, reverse=True):
        figures = _map(finances, year)
        if re.fullmatch(r"[0-9]{4}", year) and figures:
            yield Accounts(
                year=year, revenue=_amount(figures, "ca"), net_income=_amount(figures, "resultat_net")
            )


def _identifiers(record: Mapping[str, Any], office: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    known = {
        "siret": _text(office, "siret"),
        "rna": _text(_map(record, "complements"), "identifiant_association"),
        "legal_form": _text(record, "nature_juridique"),
    }
    yield from ((key, value) for key, value in known.items() if value)


# --- taken with their types -------------------------------------------------------------------------------


def _maps(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _map(of: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = of.get(key)
    return found if isinstance(found, dict) else {}


def _text(of: Mapping[str, Any], key: str) -> str | None:
    found = of.get(key)
    return _shown(found) if isinstance(found, str) else None


def _shown(written: str) -> str | None:
    """Return a text on one line; None for what the register hides."""
    return " ".join(_HIDDEN.sub(" ", written).split())[:500] or None


def _amount(of: Mapping[str, Any], key: str) -> int | None:
    found = of.get(key)
    whole = isinstance(found, int) and not isinstance(found, bool) and abs(found) <= _LARGEST
    return found if whole else None


def _count(of: Mapping[str, Any], key: str) -> int | None:
    found = _amount(of, key)
    return found if found is not None and found >= 0 else None
