"""The method of the proposals, in plain French."""

import streamlit as st

from pages import markup, store

METHOD = {
    "Ce qui est recherché": "« Couvrir le plus d’habitants » : parmi tous les choix possibles de communes, celui "
    "qui met le plus d’habitants à la distance choisie, ou moins, d’une structure existante ou d’un nouveau poste "
    "(problème de couverture maximale, Church et ReVelle, 1974). « Réduire la distance moyenne » : celui qui rend "
    "la plus courte la distance moyenne des habitants à la structure la plus proche (problème de la p-médiane, "
    "Hakimi, 1964).",
    "Ce que veut dire « prouvé »": "Le calcul est exact (solveur HiGHS) : il s’arrête quand il est démontré "
    "qu’aucun autre choix ne fait mieux. Au-delà du temps imparti, la meilleure réponse trouvée est montrée avec "
    "la marge qui reste.",
    "L’ordre du tableau": "Les communes sont rangées dans l’ordre où chaque poste gagne le plus, une fois les "
    "précédents placés. Un nombre de postes plus petit peut avoir un optimum fait d’autres communes.",
    "Équité": "Au moins un nouveau poste dans chaque EPCI (ou arrondissement) qui n’a encore aucun poste.",
    "Facteur de détour": "Les distances sont à vol d’oiseau. Un facteur de 1,3 les allonge toutes de 30 %, ce qui "
    "est une hypothèse usuelle pour la route, et non une mesure.",
    "Ce qui n’est pas connu": "Les routes et les transports, les jours d’ouverture, les lieux où un conseiller se "
    "déplace, le nombre de personnes qu’un poste peut accompagner, les locaux disponibles, les besoins du public "
    "(sauf si un fichier de besoin les donne). Une proposition aide à décider ; elle ne décide pas.",
    "Sources": "Population et communes : voir le bas de page. Un fichier de besoin (code;poids), s’il est chargé, "
    "remplace la population sur cette page, et lui seul en répond.",
}


def show() -> None:
    """The method, and its limits."""
    st.header("Méthode", anchor=False)
    markup.write(told())


@store.shared
def told() -> str:
    """The method as a list of definitions."""
    return markup.template("definitions.html").render(definitions=METHOD)
