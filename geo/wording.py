"""Words that the screen and what is printed share: places, thresholds, choices, dates, counts, and
why a distance cannot be told."""

import datetime as dt
from enum import Enum, auto

import pandas as pd

from geo.categories import LABELS as CATEGORY_LABELS
from geo.categories import Category
from geo.french import NBSP, count, date
from geo.selection import ALL, Selection
from geo.study import Study
from geo.territories import Level

STRAIGHT = "Les distances sont à vol d’oiseau, du point de service de la commune (sa mairie) au siège de la structure."
AWAY = "Un conseiller peut intervenir dans plusieurs lieux au cours de la semaine : le siège n’est pas tout son service."
SEAT = f"{STRAIGHT} {AWAY}"
VALIDATED = "Un poste validé n’est pas forcément déjà pourvu."
NOT_TOLD = "sans objet"
NOUNS = {
    Level.COMMUNE: ("commune", "communes"),
    Level.EPCI: ("EPCI", "EPCI"),
    Level.ARRONDISSEMENT: ("arrondissement", "arrondissements"),
}
LABEL_NAMES = {"zrr": "ZRR", "qpv": "QPV", "france_services": "France services"}
# Departments with an article after which French says « dans la », not « en ».
WITH_ARTICLE = {
    "Creuse", "Drôme", "Loire", "Manche", "Marne", "Meuse", "Nièvre", "Sarthe", "Somme", "Vienne",
}  # fmt: skip
CITIES_AND_ISLANDS = {"Paris", "Mayotte", "La Réunion"}


def inside(of_name: str) -> str:
    """``de la Moselle`` -> ``en Moselle``: the name of a department as a place where something is."""
    for of, within in (("du ", "dans le "), ("des ", "dans les "), ("de l’", "dans l’")):
        if of_name.startswith(of):
            return within + of_name.removeprefix(of)
    name = of_name.removeprefix("de la ").removeprefix("de ").removeprefix("d’")
    if name in CITIES_AND_ISLANDS:
        return f"à {name}"
    return f"dans la {name}" if name in WITH_ARTICLE else f"en {name}"


def threshold(km: float) -> str:
    """``10 km``, ``7,5 km``."""
    return f"{km:g} km".replace(".", ",")


def kilometres_of(km: float) -> str:
    """A threshold that no line's end cuts."""
    return threshold(km).replace(" ", NBSP)


def counted(territories: int, level: Level) -> str:
    """``2 communes``, ``2 EPCI``: an acronym takes no plural."""
    return count(territories, *NOUNS[level])


def chosen(selection: Selection) -> str:
    """The choices that narrow the structures, in words; "" where there are none."""
    parts = []
    if selection.type != ALL:
        parts.append(f"type {selection.type}")
    if selection.category != ALL:
        parts.append(f"catégorie « {CATEGORY_LABELS[Category(selection.category)]} »")
    if selection.wave != ALL:
        parts.append(selection.wave)
    for name, label in LABEL_NAMES.items():
        value = getattr(selection, name)
        if value != ALL:
            parts.append(f"{label} : {value}")
    return ", ".join(parts)


def last_session(structures: pd.DataFrame) -> dt.date | None:
    """The last COSELEC session of these structures; None where no date is known."""
    last = structures["validated_on"].max()
    return None if pd.isna(last) else last.date()


def dated(day: dt.date | None) -> str:
    """``14/04/2021``, or that the date is not known."""
    return "date inconnue" if day is None else date(day)


def as_of(structures: pd.DataFrame) -> str:
    """The date of the figures: the last COSELEC session of these structures."""
    return dated(last_session(structures))


class Lack(Enum):
    """What is missing for a distance to be told."""

    STRUCTURES = auto()
    SELECTED = auto()
    LOCATED = auto()


WHY = {
    Lack.STRUCTURES: "Le fichier des structures n’en a aucune dans ce département, qu’il ne couvre peut-être pas : "
    "ni couverture ni distance ne peuvent être données.",
    Lack.SELECTED: "Aucune structure ne correspond aux choix : aucune distance ne peut être donnée.",
    Lack.LOCATED: "Aucune des structures retenues n’a de position connue : leurs postes sont comptés, mais aucune "
    "distance ne peut l’être.",
}


def lack(study: Study, neighbours: bool) -> Lack | None:
    """Why no distance can be told; None where distances are known. ``neighbours``: those of other
    departments count."""
    if study.reach["located"].any():
        return None
    if study.all_structures.empty and not neighbours:
        return Lack.STRUCTURES
    return Lack.SELECTED if study.structures.empty else Lack.LOCATED
