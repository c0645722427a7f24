"""Sentences that several pages share."""

import re

import pandas as pd

from geo.anct_file import fold
from geo.categories import LABELS as CATEGORY_LABELS
from geo.categories import Category
from geo.french import count, date
from geo.selection import ALL, Selection
from geo.study import Study
from geo.territories import Level

SEAT = (
    "Les distances sont à vol d’oiseau, du point de service de la commune (sa mairie) au siège de la "
    "structure. Un conseiller peut intervenir dans plusieurs lieux au cours de la semaine : le siège "
    "n’est pas tout son service."
)
NOTHING_SELECTED = (
    "Aucune structure ne correspond à ces choix. Élargissez le type, la catégorie, la vague ou les labels "
    "dans le volet de gauche."
)


NOUNS = {
    Level.COMMUNE: "commune",
    Level.EPCI: "EPCI",
    Level.ARRONDISSEMENT: "arrondissement",
}
EMPTY = "Aucune structure."
NO_STRUCTURE = (
    "Le fichier affiché n’a aucune structure dans ce département. Chargez un fichier qui en a, dans « Données "
    "et méthode », ou choisissez un autre département."
)
NONE_LOCATED = (
    "Aucune des structures retenues n’a de position connue : leurs postes sont comptés, mais aucune distance ne "
    "peut l’être."
)


def nothing(study: Study, neighbours: bool) -> str:
    """Why no distance can be told, and what to do; "" where distances are known."""
    if study.reach["located"].any():
        return ""
    if study.all_structures.empty and not neighbours:
        return NO_STRUCTURE
    return NOTHING_SELECTED if study.structures.empty else NONE_LOCATED


def counted(territories: int, level: Level) -> str:
    """``2 communes``, ``2 EPCI``: an acronym takes no plural."""
    noun = NOUNS[level]
    return count(territories, noun, noun if level is Level.EPCI else f"{noun}s")


def slug(text: str) -> str:
    """A text for an address: ``Vague 1`` -> ``vague-1``."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def preface(selection: Selection, neighbours: bool = False) -> str:
    """A sentence for the choices that are not the usual ones; "" where there are none."""
    narrowed = chosen(selection)
    return (f"Structures retenues : {narrowed}. " if narrowed else "") + (
        "Structures des départements voisins comptées dans les distances. " if neighbours else ""
    )


def chosen(selection: Selection) -> str:
    """The choices that narrow the structures, in words; "" where there are none."""
    labels = {"zrr": "ZRR", "qpv": "QPV", "france_services": "France services"}
    parts = []
    if selection.type != ALL:
        parts.append(f"type {selection.type}")
    if selection.category != ALL:
        parts.append(f"catégorie « {CATEGORY_LABELS[Category(selection.category)]} »")
    if selection.wave != ALL:
        parts.append(selection.wave)
    for name, label in labels.items():
        value = getattr(selection, name)
        if value != ALL:
            parts.append(f"{label} : {value}")
    return ", ".join(parts)


def as_of(structures: pd.DataFrame) -> str:
    """The date of the figures: the last COSELEC session of these structures."""
    last = structures["validated_on"].max()
    return "date inconnue" if pd.isna(last) else date(last)
