"""Sentences that several pages share."""

import re

from geo.anct_file import fold
from geo.selection import Selection
from geo.study import Study
from geo.wording import WHY, Lack, chosen, lack

NOTHING_SELECTED = (
    "Aucune structure ne correspond à ces choix. Élargissez le type, la catégorie, la vague ou les labels "
    "dans le volet de gauche."
)

EMPTY = "Aucune structure."
NO_STRUCTURE = (
    "Le fichier affiché n’a aucune structure dans ce département. Chargez un fichier qui en a, dans « Données "
    "et méthode », ou choisissez un autre département."
)
WHAT_TO_DO = {
    Lack.STRUCTURES: NO_STRUCTURE,
    Lack.SELECTED: NOTHING_SELECTED,
    Lack.LOCATED: WHY[Lack.LOCATED],
}


def nothing(study: Study, neighbours: bool) -> str:
    """Why no distance can be told, and what to do; "" where distances are known."""
    missing = lack(study, neighbours)
    return WHAT_TO_DO[missing] if missing else ""


def slug(text: str) -> str:
    """A text for an address: ``Vague 1`` -> ``vague-1``."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def preface(selection: Selection, neighbours: bool = False) -> str:
    """A sentence for the choices that are not the usual ones; "" where there are none."""
    narrowed = chosen(selection)
    return (f"Structures retenues : {narrowed}. " if narrowed else "") + (
        "Structures des départements voisins comptées dans les distances. " if neighbours else ""
    )
