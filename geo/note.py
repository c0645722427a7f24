"""The note for the prefect: two pages on who is near an adviser, who is not, and what was announced.

``note`` computes it as plain values, in French; ``note_pdf`` sets them. A figure is that of the
screen's pages: same functions, same rounding.
"""

import datetime as dt
from dataclasses import asdict, dataclass

import pandas as pd

from geo.errors import DataError
from geo.french import date, typographic
from geo.indicators import Indicator
from geo.layers import describe
from geo.note_parts import (
    Figure,
    Section,
    communes,
    conclusion,
    epci,
    figures,
    waves,
)
from geo.note_proposals import gains, proposals
from geo.picture import LONGEST_LINE, Edition, Plate, dates, plate
from geo.printable import printable
from geo.scenario import Scenario
from geo.stamp import choices
from geo.svg_map import Frame
from geo.territories import Level
from geo.typeset import pdf
from geo.wording import inside

LONGEST_FOOTER = 150
FRAME = Frame(672.0, 480.0)
MAP_TITLE = "Distance de chaque commune à la structure la plus proche"
METHOD = (
    (
        "Distance",
        "à vol d’oiseau, de la mairie de la commune au siège de la structure la plus proche ; par la route, elle est "
        "plus longue.",
    ),
    (
        "Population",
        "celle de la commune, comptée tout entière à sa mairie : dans une commune étendue, des quartiers sont plus "
        "loin, d’autres plus près.",
    ),
    (
        "Postes",
        "ceux que le comité de sélection (COSELEC) de l’ANCT a validés ; un poste validé n’est pas forcément déjà "
        "pourvu.",
    ),
    (
        "Siège",
        "un conseiller peut intervenir dans plusieurs lieux au cours de la semaine : le siège n’est pas tout son "
        "service.",
    ),
    (
        "Taux",
        "postes pour 100\u202f000 habitants ; d’un EPCI, seule compte la partie dans le département.",
    ),
)


@dataclass(frozen=True)
class Note:
    """The note, in words. ``proposals`` is None where none is given."""

    title: str
    day: dt.date
    dates: str
    choices: str
    conclusion: str
    figures: tuple[Figure, ...]
    map_title: str
    plate: Plate
    waves: Section
    communes: Section
    epci: Section
    proposals: Section | None
    method: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    footer: str


def note(edition: Edition, codes: pd.DataFrame, scenario: Scenario | None = None) -> Note:
    """The note of a department.

    Parameters
    ----------
    codes : table of load_codes; it tells which EPCI lie across the border.
    scenario : proposed posts; what they bring is computed again, at the stamp's threshold,
        in inhabitants and in straight line.

    Raises
    ------
    DataError : the scenario is of another department.
    """
    study = edition.study
    if scenario is not None and scenario.department != study.department:
        raise DataError("Ce scénario est celui d’un autre département.")
    layer = describe(study.table, study.structures, study.plan, Indicator.DISTANCE, Level.COMMUNE)
    brought = None if scenario is None else gains(edition, scenario)
    places = [] if brought is None else brought.posts[["latitude", "longitude"]].to_numpy().tolist()
    return Note(
        typographic(f"Conseillers numériques {inside(edition.of_name)} : note de synthèse"),
        edition.stamp.exported_on,
        dates(edition.stamp),
        printable(choices(edition.stamp), LONGEST_LINE),
        typographic(conclusion(edition)),
        figures(edition),
        MAP_TITLE if study.reach["located"].any() else "Communes du département",
        plate(edition, layer, FRAME, places),
        waves(edition),
        communes(edition),
        epci(edition, codes, brought is not None),
        proposals(edition, scenario, brought) if scenario and brought else None,
        tuple((term, typographic(said)) for term, said in METHOD),
        tuple(printable(str(origin), LONGEST_LINE) for origin in edition.stamp.origins),
        printable(edition.stamp.origins[0].cited, LONGEST_FOOTER),
    )


def note_pdf(note: Note) -> bytes:
    """The note as a PDF of two A4 pages, tagged (PDF/UA-1). The same note gives the same bytes."""
    content = asdict(note) | {"day": date(note.day)}
    svg = content["plate"].pop("svg")
    return pdf("note.typ", content, {"map": svg}, note.day)
