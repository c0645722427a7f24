"""What the tests of exports share: stamps, and studies of ordinary and hostile files."""

import datetime as dt

import pandas as pd

from geo.selection import Selection
from geo.stamp import Stamp, stamp_of
from geo.structures import Reading, read_bytes
from geo.study import Study, study
from tests.geo.builders import METZ, export, seats_in, square_communes

DAY = dt.date(2026, 11, 23)
HOSTILE = [
    '=HYPERLINK("http://example.org";"Cliquez")',
    "+33 1 23 45 67 89",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "  =1+1",
    "＝1+1",
    "#REF!",
    "=",
    '<script>alert("1")</script> & <b>',
    'Guillemets " ; point-virgule',
    "Deux\nlignes \x0b\x00\ufffe fin",
    "'; DROP TABLE communes; --",
    "</Option></qgis>]]>",
]


def stamp(of: Study, reading: Reading, km: float = 10, **more: object) -> Stamp:
    """The stamp of a study with nothing chosen."""
    return stamp_of(of, reading, Selection(), DAY, km, **more)


def reading_of(structures: pd.DataFrame) -> Reading:
    """A reading of hand-made structures."""
    return Reading(structures, pd.DataFrame(), len(structures), 0, [])


def squares_study(*codes: str | None, names: list[str] | None = None) -> tuple[Study, Reading]:
    """The six squares with a structure of one post in each of some."""
    structures = seats_in(*codes)
    if names is not None:
        structures["name"] = names
    reading = reading_of(structures)
    return study("57", reading, Selection(), communes=square_communes()), reading


def hostile_study() -> tuple[Study, Reading]:
    """The six squares, every name of which a spreadsheet or a browser would run."""
    structures = seats_in(*["57101"] * len(HOSTILE)).assign(name=HOSTILE, siret=HOSTILE, commune_name=HOSTILE)
    communes = square_communes()
    for column in ("name", "epci_name", "arrondissement_name"):
        communes[column] = HOSTILE[: len(communes)]
    reading = reading_of(structures)
    return study("57", reading, Selection(), communes=communes), reading


def file_study(codes: pd.DataFrame, *rows: dict[str, str], department: str = "57") -> tuple[Study, Reading]:
    """A study of a file in the ANCT's layout; each row is what it changes of Metz's."""
    reading = read_bytes(export([METZ | row for row in rows]), codes)
    return study(department, reading, Selection()), reading
