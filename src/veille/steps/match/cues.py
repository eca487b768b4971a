# SPDX-License-Identifier: MIT
"""What the words beside a name say of its sense, in French and in English: small tables, written by hand.

« chez Orange », "Apple Inc" speak of a business; « une orange », "apple juice" of the thing. Each word has a
weight in log-odds: the plainest ones outweigh a missing word of context, of the others it takes two or three.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from veille import patterns
from veille.steps.match.scene import Scene, Spot
from veille.text.folding import APOSTROPHES

PLAIN, FAIR, FAINT, AGAINST = 0.7, 0.35, 0.3, 0.45
BARE = 0.25
MOST = 1.2
"""No more speaks for or against a brand, however many cues there are."""


class Cue(NamedTuple):
    """Words that speak for a brand, or against it, and how much; `code` is a key of `reasons.*`."""

    code: str
    words: str
    weight: float


def _table(*groups: tuple[float, str]) -> Mapping[str, float]:
    return {word: weight for weight, words in groups for word in words.split()}


_BEFORE = _table(
    (PLAIN, "chez groupe societe entreprise marque operateur enseigne compagnie constructeur fournisseur geant"),
    (PLAIN, "concurrent filiale company brand maker firm retailer"),
    (FAIR, "client clients abonne abonnes magasin magasins boutique boutiques agence agences forfait forfaits compte"),
    (FAIR, "comptes carte cartes cadeau appli application abonnement usine usines pdg ceo patron patronne technicien"),
    (FAIR, "techniciens conseiller conseillers salarie salaries service services actionnaire actionnaires offre logo"),
    (FAIR, "offres site action actions panne boss shares stock users customers via contre avec par pour with by from"),
    (FAIR, "versus vs merci bonjour hello thanks thank dear hey cher bravo resilie resilier quitter quitte contacter"),
    (FAIR, "contacte appeler appele boycott boycotter boycottez"),
    (FAINT, "et ou que qu si mais car donc comme quand selon and or but because when if"),
    (-AGAINST, "un une ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs quelques plusieurs"),
    (-AGAINST, "chaque deux trois quatre cinq six demi petit petite grand grande vieux vieille bel belle an my your his"),
    (-AGAINST, "her our their this that these those some any two three every each another red green"),
    (-AGAINST, "rue avenue place boulevard lycee college saint sainte general marechal capitaine commandant colonel"),
    (-AGAINST, "president monsieur madame mme mr mrs docteur professeur frere freres couleur jus gout saveur parfum"),
    (-FAINT, "le la les l du des au aux the"),
)  # fmt: skip

_AFTER = _table(
    (PLAIN, "inc corp ltd sa sas plc market express drive mobile telecom"),
    (FAIR, "annonce annoncent announces announced lance lancent launches unveils rachete dement devoile acquires sues"),
    (FAIR, "propose ouvre vend recrute investit presente publie veut va vient ont affirme confirme condamne condamnee"),
    (FAIR, "accuse accusee repond refuse augmente baisse supprime embauche licencie perd gagne signe teste dit doit"),
    (FAIR, "peut fait relance maintient cede quitte prolonge says said reports has will should could releases opens"),
    (FAIR, "plans sells wants hires store stores users customers shares stock products ceo boss support service france"),
    (FAIR, "europe business group groupe pro box tv shop online city"),
    (FAINT, "a est is was"),
    (-AGAINST, "juice pie tree trees cake jam salad pulp peel flavored flavour flavor pressee presse bio mur mure muris"),
    (-AGAINST, "amere sanguine confit confite rouge vert verte"),
)  # fmt: skip

_VERBS = patterns.pattern(r"\w{2,}(?:(?:er|ir|rr|dr)a|(?:er|ir)ont|r?aient)")
"""What ends so is a verb of the future or of the past: a name stands before it as who acts."""

_ARTICLES = frozenset("le la les l un une des au aux du the a an".split())
_OF = frozenset("de d du des of".split())
_THINGS = frozenset(
    "jus gout couleur saveur parfum arome zeste huile confiture marmelade tarte gateau sirop kilo kilos tranche "
    "quartier morceau ecorce juice slice piece bottle cup glass rue avenue place boulevard fils fille bord bords "
    "statue eglise ville village port pont tour".split()
)
_BUSINESS = frozenset(
    "caissier caissiere vendeur vendeuse vendeurs accueil livreur livreurs rayon parking carte cartes catalogue "
    "groupe client clients abonne abonnes pdg patron patronne salarie salaries employe employes magasin magasins "
    "boutique boutiques siege usine usines technicien techniciens service services offre offres site application "
    "appli actionnaire actionnaires concurrent concurrents filiale dirigeant dirigeants directeur directrice part "
    "parts compte forfait abonnement reseau produits marque action actions mail mails email ceo customers head "
    "shares users products chief".split()
)
_FIRST_NAMES = frozenset(
    "jean pierre paul jacques michel philippe alain bernard patrick daniel nicolas christophe laurent frederic "
    "stephane olivier david thomas julien alexandre francois henri louis charles georges robert marcel andre rene "
    "roger claude gerard guy yves marc luc antoine vincent hugo lucas leo arthur jules maurice emile albert eugene "
    "marie jeanne anne sophie isabelle nathalie catherine martine sylvie francoise monique claire julie camille "
    "emma lea chloe manon sarah laura charlotte alice louise irene cecile helene brigitte valerie sandrine john "
    "james william george harrison tom thomas glenn gerald henry peter michael steve bill jack harry joe betty mary "
    "elizabeth jennifer linda fiona kate jane anna leonard leonardo mario marco carlos juan jose".split()
)

_DASHED = patterns.pattern(r"[-–—] ?$")
_NOTHING_MORE = patterns.pattern(r"[ .!\n]*$")
_DOT_BEFORE = patterns.pattern(r"(?:\w\.|//)$")
_DOT_AFTER = patterns.pattern(r"\.\w|/")
_LOOK = 8
"""Characters on each side of a hit in which signs are looked for."""


def cues(scene: Scene) -> list[Cue]:
    """Return what stands beside the hits, what is equal once; all together never weigh more than MOST."""
    found = {cue: None for spot in scene.spots if not spot.hit.strong for cue in _beside(scene, spot)}
    total = sum(cue.weight for cue in found)
    share = MOST / abs(total) if abs(total) > MOST else 1.0
    return [cue._replace(weight=cue.weight * share) for cue in found]


def _beside(scene: Scene, spot: Spot) -> Iterator[Cue]:
    head, name, tail = scene.written(spot)
    head, tail = head[-_LOOK:], tail[:_LOOK]
    if _DOT_BEFORE.search(head) and _DOT_AFTER.match(tail):
        yield Cue("address", f"{head[-1]}{name}{tail[0]}", -PLAIN)  # somebody.free.fr
        return
    if _DASHED.search(head) and _NOTHING_MORE.fullmatch(tail):
        yield Cue("signed", f"- {name}", PLAIN)  # as services do on social networks
    else:
        yield from _ahead(spot, name)
    yield from _behind(spot, name, tail)


def _ahead(spot: Spot, name: str) -> Iterator[Cue]:
    two, one = spot.before
    if one in _OF:
        if two in _BUSINESS or two in _THINGS:
            yield _cue(f"{two} {_of(one)}{name}", PLAIN if two in _BUSINESS else -PLAIN)
        elif one in _BEFORE:
            yield _cue(f"{one} {name}", _BEFORE[one])
    elif one in _FIRST_NAMES:
        yield _cue(f"{one} {name}", -AGAINST)
    elif one in _BEFORE:
        yield _cue(f"l’{name}" if one == "l" else f"{one} {name}", _BEFORE[one])
    elif one:
        yield Cue("bare", name, BARE)


def _behind(spot: Spot, name: str, tail: str) -> Iterator[Cue]:
    after = spot.after[0]
    if after in _OF and spot.before[1] in _ARTICLES:
        yield _cue(f"{name} {_of(after).strip()}", -FAINT)
    elif after == "s" and tail[0] in APOSTROPHES:
        yield _cue(f"{name}’s", PLAIN)
    elif after in _AFTER or _VERBS.fullmatch(after):
        yield _cue(f"{name} {after}", _AFTER.get(after, FAIR))


def _cue(words: str, weight: float) -> Cue:
    return Cue("cue_for" if weight > 0 else "cue_against", words, weight)


def _of(word: str) -> str:
    return "d’" if word == "d" else f"{word} "
