# SPDX-License-Identifier: MIT
"""Words of French and English that say nothing of what a text is about, so that no reason is told by them alone."""

from __future__ import annotations

_SHORTEST = 4
"""Letters from which a word may tell something."""

_HOLLOW = frozenset(
    "afin ainsi alors apres assez aucun aucune aujourd aupres aussi autant autre autres avaient avait avant avec avez "
    "avoir avons beaucoup bien bientot cela celle celles celui cent cependant ceux chaque chez combien comme comment "
    "contre dans deja depuis derriere des desormais dessous dessus deux devant dire dit doit doivent donc dont durant "
    "elle elles encore enfin ensuite entre environ est etaient etait etant etes etre eux faire fait faut fois font "
    "hier hors ici ils jamais jour jours jusqu jusque juste laquelle lequel les lesquels leur leurs lors lorsque lui "
    "mais mal malgre meme memes mes mieux moins mois mon notre nous nos on ont ou par parce parfois parmi part pas "
    "pendant personne peut peuvent plus plusieurs plutot pour pourquoi pourtant pres presque puis puisque quand quel "
    "quelle quelles quelqu quelque quelques quels qui quoi quoique rien sans sauf selon sera serait seront ses seul "
    "seule seulement sien soit sommes sont souvent sous suis sur surtout tandis tant tellement tels telle tout toute "
    "toutes tous toujours tres trois trop vers voici voila vont vos votre vous vraiment "
    "about above after again against already also although always among another anyone anything around because been "
    "before being below between both cannot could does doing done down during each either else even ever every few "
    "from further had has have having here hers herself him himself his how however instead into itself just least "
    "less like made make many might more most much must myself neither never next nobody none nothing now off often "
    "once only onto other others otherwise ought ours ourselves over perhaps quite rather said same says several "
    "shall should since some someone something still such than that their theirs them themselves then there "
    "therefore these they thing this those though through thus today together toward towards under until unto upon "
    "very was were what whatever when where whereas whether which while whom whose will with within without would "
    "yesterday yet your yours yourself".split()
)


def hollow(word: str) -> bool:
    """Say whether a folded word is too short or too common to mean anything by itself."""
    return len(word) < _SHORTEST or word in _HOLLOW
