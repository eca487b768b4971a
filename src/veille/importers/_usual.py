# SPDX-License-Identifier: MIT
"""What columns are usually called, in French and English, whatever tool or person wrote the file.

Names are compared without case, accents and punctuation. Of a field's names the surest come first: where several
columns have one, each row takes the first that is filled. The address of a post goes before the link it shows,
the day of publication before the day of creation.
"""

from __future__ import annotations

from collections.abc import Mapping

Names = Mapping[str, tuple[str, ...]]


def _names(*lines: str) -> tuple[str, ...]:
    return tuple(name.strip() for line in lines for name in line.split(","))


PLAIN: Names = {
    "url": _names(
        "permalink, permalien, lien permanent, permanent link, permalink url, original url",
        "post link, post url, lien du post, url du post, lien de la publication, url de la publication",
        "lien vers la publication, lien vers le post, tweet permalink, tweet url, lien du tweet, video url",
        "article url, article link, lien de l article, url de l article, lien vers l article, review url",
        "url, uri, link, lien, adresse, web address, adresse web, adresse url, lien url, url web, lien web",
        "page url, url de la page, lien de la page, href, hyperlink, hyperlien, lien hypertexte",
    ),
    "title": _names(
        "title, titre, headline, subject, sujet, objet, name of article, article title, titre de l article",
        "post title, titre du post, titre de la publication, review title, titre de l avis, video title",
        "titre de la video, titre de la page, page title, intitule, gros titre, manchette",
    ),
    "text": _names(
        "text, texte, full text, texte integral, texte complet, content, contenu, body, corps",
        "corps du message, corps du texte, corps de l article, message, message body, texte du message",
        "contenu du message, post, post text, post content, post message, texte du post, contenu du post",
        "texte de la publication, contenu de la publication, message de la publication, tweet, tweet text",
        "texte du tweet, article, article text, article content, texte de l article, contenu de l article",
        "review, review text, review body, avis, texte de l avis, contenu de l avis, verbatim, comment",
        "comment text, commentaire, texte du commentaire, caption, legende, description, chapo, chapeau",
        "snippet, extrait, extract, excerpt, summary, resume",
    ),
    "author": _names(
        "author, auteur, autrice, auteur autrice, author name, nom de l auteur, journaliste, journalist, byline",
        "signature, posted by, publie par, poste par, ecrit par, written by, created by, cree par, reviewer",
        "reviewer name, full name, nom complet, username, user name, user, utilisateur, nom d utilisateur",
        "screen name, pseudo, pseudonyme, account, compte, account name, nom du compte, account username",
        "page name, nom de la page, profile name, nom du profil, from, expediteur",
    ),
    "author_url": _names(
        "author url, author link, url de l auteur, lien de l auteur, profile url, profile link, profil",
        "url du profil, lien du profil, author profile, profil de l auteur",
    ),
    "published": _names(
        "published, publie, publie le, published at, published on, publication date, date de publication",
        "date publication, published date, date published, publication time, publish date, publish time",
        "heure de publication, date et heure de publication, date de parution, date parution, parution",
        "paru le, date de diffusion, date de mise en ligne, mis en ligne le, posted, posted at, posted on",
        "date posted, post date, date du post, date de l article, article date, date de l avis, review date",
        "date, date time, datetime, date et heure, date heure, date utc, date gmt, jour, timestamp, horodatage",
        "created, created at, created on, created time, created date, creation date, date created",
        "date de creation, date creation, cree le",
    ),
    "language": _names("language, langue, lang, language code, code langue, code de langue"),
    "likes": _names(
        "likes, like, like count, nombre de likes, nb likes, j aime, mentions j aime, nombre de j aime, nb j aime",
        "nombre de mentions j aime, reactions, reaction count, nombre de reactions, nb reactions, score",
        "favorites, favourites, favorite count, favoris, upvotes, coeurs",
    ),
    "shares": _names(
        "shares, share count, partages, nombre de partages, nb partages, reposts, republications, repartages",
        "retweets, retweet count, nombre de retweets, boosts",
    ),
    "replies": _names(
        "replies, reply count, reponses, nombre de reponses, nb reponses, comments, comment count, commentaires",
        "comments count, nombre de commentaires, nb commentaires",
    ),
    "views": _names(
        "views, view count, vues, nombre de vues, nb vues, impressions, nombre d impressions, lectures",
        "nombre de lectures, affichages, visionnages, plays",
    ),
    "reach": _names(
        "reach, portee, audience, couverture, audience potentielle, potential audience, potential reach",
        "estimated reach, portee estimee, portee potentielle, people reached, personnes touchees",
        "accounts reached, comptes touches, followers, follower count, followers count, abonnes",
        "nombre d abonnes, nb abonnes",
    ),
    "source": _names(
        "source, source name, nom de la source, media name, nom du media, outlet, outlet name, media outlet",
        "support, nom du support, publication name, nom de la publication, media",
    ),
    "channel": _names(
        "channel, canal, type de media, types de media, media type, type of media, source type, type de source",
        "page type, type de support, categorie de media, famille de media, media",
    ),
    "id": _names(
        "id, identifiant, guid, post id, id du post, id de la publication, identifiant de la publication",
        "identifiant du post, message id, tweet id, comment id, review id, article id, mention id",
    ),
    "parent": _names("parent, parent id, parent post id, in reply to, en reponse a"),
    "thread": _names("thread, thread id, fil, id du fil, conversation id"),
    "site": _names("site, site web, website, domain, domaine, nom de domaine, domain name, host, hote"),
}

ONE_COLUMN = frozenset({"source"})
"""Fields that take one column alone: `media` is the outlet, unless a column `source` is, and then its type."""
