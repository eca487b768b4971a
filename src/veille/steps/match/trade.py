# SPDX-License-Identifier: MIT
"""Words of business, in French and in English: near a name they say that a company is spoken of."""

from __future__ import annotations

TRADE = frozenset(
    # French
    "groupe groupes client clients cliente clientes clientele magasin magasins boutique boutiques enseigne marque "
    "marques entreprise entreprises societe filiale filiales pdg patron dirigeant dirigeants directeur directrice "
    "salarie salaries employe employes syndicat syndicats greve licenciement licenciements embauche recrutement "
    "action actions actionnaire actionnaires bourse cac resultat resultats benefice benefices chiffre affaires "
    "croissance milliard milliards investissement investisseurs rachat fusion acquisition capital dette "
    "concurrent concurrents concurrence marche abonne abonnes abonnee abonnement abonnements resilier resiliation "
    "contrat contrats facture factures facturation remboursement rembourse rembourser commande commandes livraison "
    "colis sav conseiller conseillers conseillere teleconseiller assistance reclamation service services offre "
    "offres promo promotion promotions prix tarif tarifs produit produits gamme vente ventes vendeur vendeurs "
    "achat acheter usine usines fournisseur fournisseurs operateur operateurs technicien techniciens compte comptes "
    "application appli site publicite pub sponsor partenaire partenariat communique lancement rachete "
    # French, of those who write to a company, and of its answers
    "souci soucis probleme problemes panne pannes bug bugs incident incidents maintenance hotline joindre contacter "
    "conseil reponse attente attends patience desole desoles desolee desolees rdv intervention urgent renseignement "
    "messagerie mail email dm mp souscrire souscrit offert offerte gratuit gratuite euros arnaque honte scandaleux "
    "depannage disponible disponibles inclus incluse demenagement "
    # English
    "company companies customer customers user users store stores shop brand brands ceo cfo chief executive "
    "shares share stock stocks shareholder shareholders investor investors market revenue revenues profit profits "
    "earnings sales quarter billion analyst analysts lawsuit patent patents sues sued employee employees "
    "worker workers layoffs hiring supplier suppliers subsidiary merger launch launches launched unveils device "
    "devices product products service services support subscription subscribers refund order delivery price prices "
    "refunded complaint cancel cancelled waiting helpline broken outage scam billing invoice warranty email "
    "app apps update upgrade feature features competitor competitors rival rivals deal startup tech".split()
)
