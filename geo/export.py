"""Exports of what is on screen: one function for every format, and the name of the file."""

import datetime as dt
from enum import StrEnum

from geo.csv_file import csv_file
from geo.geojson import geojson
from geo.geopackage import geopackage
from geo.shapes import shapes
from geo.stamp import Stamp
from geo.study import Study
from geo.subjects import NAMES, Subject, subject_table
from geo.workbook import workbook


class Format(StrEnum):
    """Formats, by the extension of their files."""

    CSV = "csv"
    XLSX = "xlsx"
    GEOJSON = "geojson"
    GPKG = "gpkg"


MIME_TYPES = {
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.GEOJSON: "application/geo+json",
    Format.GPKG: "application/geopackage+sqlite3",
}


def export(study: Study, stamp: Stamp, kind: Format, subject: Subject | None = None) -> bytes:
    """Bytes of a file, the same for the same arguments.

    Parameters
    ----------
    subject : the one table of a CSV or GeoJSON file (None: communes); the one sheet of a workbook
        (None: one sheet a subject). A GeoPackage always has all its layers.

    Raises
    ------
    MaillageError : waves are asked of a format of maps.
    """
    if kind is Format.GPKG:
        return geopackage(study, stamp)
    if kind is Format.XLSX:
        asked = [subject] if subject else list(Subject)
        return workbook([subject_table(study, one, stamp.km) for one in asked], stamp)
    one = subject or Subject.COMMUNES
    table = subject_table(study, one, stamp.km)
    return csv_file(table, stamp) if kind is Format.CSV else geojson(table, shapes(study, one), stamp)


def file_name(department: str, kind: Format, day: dt.date, subject: Subject | None = None) -> str:
    """``maillage-57-communes-2026-11-23.csv``; without a subject where the file has all of them."""
    if kind is Format.GPKG:
        subject = None
    elif kind is not Format.XLSX:
        subject = subject or Subject.COMMUNES
    return dated_name(department, NAMES[subject][0] if subject else "", kind, day)


def dated_name(department: str, about: str, extension: str, day: dt.date) -> str:
    """``maillage-57-note-2026-11-23.pdf``: how every file is called that is taken away."""
    return "-".join(filter(None, ["maillage", department, about, day.isoformat()])) + f".{extension}"
