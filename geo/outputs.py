"""Files that the command line writes: the note, and every export."""

from pathlib import Path
from typing import Any

from geo.communes import load_codes
from geo.errors import DataError, MaillageError
from geo.export import Format, export
from geo.indicators import Indicator
from geo.layers import describe
from geo.note import note, note_pdf
from geo.picture import edition, picture, picture_png
from geo.scenario import from_json
from geo.stamp import Stamp
from geo.study import Study
from geo.subjects import Subject
from geo.territories import Level

PNG = "png"
FORMATS = [*(kind.value for kind in Format), PNG]
INDICATORS = [indicator.value for indicator in Indicator if indicator is not Indicator.SITING]


def write_note(study: Study, stamp: Stamp, scenario: Path | None, output: Path) -> dict[str, Any]:
    """Write the note, with the proposals of a scenario's file; what was written.

    Raises
    ------
    DataError : the scenario cannot be read, or is of another department; the note cannot be written.
    """
    proposed = None
    if scenario is not None:
        try:
            proposed = from_json(scenario.read_bytes())
        except OSError as error:
            raise DataError(f"Le fichier du scénario est introuvable ou illisible : {scenario}.") from error
    content = note_pdf(note(edition(study, stamp), load_codes(), proposed))
    return written(content, stamp, output, format="pdf", scenario=proposed.name if proposed else None)


def write_export(
    study: Study, stamp: Stamp, kind: str, subject: str | None, indicator: str | None, output: Path
) -> dict[str, Any]:
    """Write an export; what was written.

    Parameters
    ----------
    kind : one of FORMATS.
    subject : a Subject, see geo.export.export; of a map, the level of its territories.
    indicator : what a map shows.

    Raises
    ------
    MaillageError : this format has no such subject or indicator.
    DataError : the file cannot be written.
    """
    about = Subject(subject) if subject else None
    if kind == PNG:
        content = _map(study, stamp, about or Subject.COMMUNES, Indicator(indicator or Indicator.DISTANCE))
    elif indicator:
        raise MaillageError("Un indicateur ne se choisit que pour une carte (format png).")
    elif kind == Format.GPKG and about:
        raise MaillageError("Un GeoPackage contient toutes les couches : il ne se limite pas à un sujet.")
    else:
        content = export(study, stamp, Format(kind), about)
    return written(content, stamp, output, format=kind, subject=subject, indicator=indicator)


def _map(study: Study, stamp: Stamp, subject: Subject, indicator: Indicator) -> bytes:
    if subject in (Subject.STRUCTURES, Subject.WAVES):
        raise MaillageError("Une carte se fait par commune, EPCI ou arrondissement.")
    level = Level(subject.value)
    layer = describe(study.table, study.structures, study.plan, indicator, level, stamp.km)
    return picture_png(picture(edition(study, stamp), layer))


def written(content: bytes, stamp: Stamp, output: Path, **said: str | None) -> dict[str, Any]:
    """Write a file; what it is, and how to answer for it."""
    try:
        output.write_bytes(content)
    except OSError as error:
        raise DataError(f"Le fichier ne peut pas être écrit : {output}.") from error
    return {
        "written": str(output),
        "bytes": len(content),
        "department": stamp.department,
        **said,
        "threshold_km": stamp.km,
        "as_of": stamp.as_of.isoformat() if stamp.as_of else None,
        "exported_on": stamp.exported_on.isoformat(),
        "sources": [str(origin) for origin in stamp.origins],
    }
