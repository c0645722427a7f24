"""The stamp of an exported file: what it shows, as of when, from which sources, under which choices."""

import datetime as dt
from dataclasses import dataclass

from geo.communes import load_departments
from geo.french import date, typographic
from geo.selection import Selection
from geo.sources import load_sources
from geo.structures import Reading
from geo.study import Study
from geo.tables import clean
from geo.wording import chosen, dated, last_session, threshold

SHIPPED = "structures.csv"


@dataclass(frozen=True)
class Origin:
    """Where a part of the figures comes from; ``producer`` is the file's name where nothing more is
    known of it."""

    content: str
    producer: str
    vintage: str = ""
    licence: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.cited, self.licence) if part)

    @property
    def cited(self) -> str:
        """What a citation needs: producer and vintage."""
        said = ", ".join(part for part in (self.producer, self.vintage) if part)
        return f"{self.content}{typographic(' : ')}{said}"


@dataclass(frozen=True)
class Stamp:
    """What whoever receives a file must know to answer for its figures.

    ``as_of``: last COSELEC session of the whole file of structures, None where it has no date;
    ``chosen``: the choices that narrow the structures, in words; ``km``: threshold of "covered";
    ``exported_on``: given by the caller; ``address``: query of the view that shows the same.
    """

    title: str
    department: str
    department_name: str
    as_of: dt.date | None
    chosen: str
    neighbours: bool
    km: float
    origins: tuple[Origin, ...]
    exported_on: dt.date
    address: str = ""


def stamp_of(
    study: Study,
    reading: Reading,
    selection: Selection,
    exported_on: dt.date,
    km: float,
    *,
    neighbours: bool = False,
    file: str = "",
    address: str = "",
) -> Stamp:
    """The stamp of what is shown of a study.

    Parameters
    ----------
    reading, selection, neighbours : those that the study was made with.
    file : what the file of structures is called; "" for the shipped one, whose record is known.

    Raises
    ------
    DataError : see load_sources and load_departments.
    """
    place = load_departments().loc[study.department]
    return Stamp(
        title=f"Conseillers numériques {place['of_name']}",
        department=study.department,
        department_name=str(place["name"]),
        as_of=last_session(reading.structures),
        chosen=chosen(selection),
        neighbours=neighbours,
        km=km,
        origins=tuple(origins(study, file)),
        exported_on=exported_on,
        address=clean(address),
    )


def origins(study: Study, file: str = "") -> list[Origin]:
    """Producer, vintage and licence of what a study rests on (``file``: see stamp_of)."""
    files = [SHIPPED, *(["waves.toml"] if study.plan.waves else []), f"communes/{study.department}.parquet"]
    known = {
        source.file: Origin(
            *map(typographic, (source.content, source.producer, source.vintage, source.licence))
        )
        for source in load_sources()
    }
    if file:
        known[SHIPPED] = Origin("Structures et postes", clean(file))
    return [known[name] for name in files if name in known]


def choices(stamp: Stamp) -> str:
    """Every choice in force, in one line."""
    return typographic(
        f"Structures retenues : {stamp.chosen or 'toutes'} ; {reach(stamp)} ; seuil : {threshold(stamp.km)}"
    )


def reach(stamp: Stamp) -> str:
    """Which structures count for distances."""
    whose = "et des départements voisins" if stamp.neighbours else "seulement"
    return f"distances aux structures du département {whose}"


def notes(stamp: Stamp) -> list[tuple[str, str]]:
    """The stamp as lines to read: a label and a text."""
    lines = [
        ("Contenu", typographic(f"{stamp.title} ({stamp.department})")),
        ("Dernier COSELEC du fichier des structures", dated(stamp.as_of)),
        ("Choix", choices(stamp)),
        *(("Source", str(origin)) for origin in stamp.origins),
        ("Exporté le", date(stamp.exported_on)),
    ]
    return [*lines, ("Vue", stamp.address)] if stamp.address else lines


def summary(stamp: Stamp) -> str:
    """The whole stamp as one sentence, for the places that hold a single text."""
    return " — ".join(f"{label}{typographic(' : ')}{text}" for label, text in notes(stamp))
