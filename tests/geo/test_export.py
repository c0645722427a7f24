"""Every format of every subject, and the names of files."""

import datetime as dt
import io
import json
import zipfile

import pytest

from geo.errors import MaillageError
from geo.export import MIME_TYPES, Format, export, file_name
from geo.subjects import Subject
from tests.geo.exported import hostile_study, squares_study, stamp

DAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize("made", [squares_study("57101", None), squares_study(), hostile_study()])
@pytest.mark.parametrize("subject", [None, *Subject])
@pytest.mark.parametrize("kind", list(Format))
def test_every_format_of_every_subject(made, kind, subject):
    study, reading = made
    mark = stamp(study, reading)
    if kind is Format.GEOJSON and subject is Subject.WAVES:
        with pytest.raises(MaillageError, match="vagues"):
            export(study, mark, kind, subject)
        return
    content = export(study, mark, kind, subject)
    if kind is Format.CSV:
        assert content.decode("utf-8-sig").count("\r\n") >= 1
    elif kind is Format.GEOJSON:
        assert json.loads(content)["type"] == "FeatureCollection"
    elif kind is Format.XLSX:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            sheets = [name for name in parts.namelist() if "worksheets/sheet" in name]
        assert len(sheets) == (2 if subject else 6)
    else:
        assert content.startswith(b"SQLite format 3\x00")
        assert content[68:72] == b"GPKG"
    assert export(study, mark, kind, subject) == content


def test_without_a_subject_a_table_is_of_communes():
    study, reading = squares_study("57101")
    mark = stamp(study, reading)
    for kind in (Format.CSV, Format.GEOJSON):
        assert export(study, mark, kind) == export(study, mark, kind, Subject.COMMUNES)


@pytest.mark.parametrize(
    ("kind", "subject", "name"),
    [
        (Format.CSV, None, "maillage-57-communes-2026-11-23.csv"),
        (Format.CSV, Subject.WAVES, "maillage-57-vagues-2026-11-23.csv"),
        (Format.GEOJSON, Subject.EPCI, "maillage-57-epci-2026-11-23.geojson"),
        (Format.XLSX, None, "maillage-57-2026-11-23.xlsx"),
        (Format.XLSX, Subject.STRUCTURES, "maillage-57-structures-2026-11-23.xlsx"),
        (Format.GPKG, Subject.EPCI, "maillage-57-2026-11-23.gpkg"),
    ],
)
def test_file_names(kind, subject, name):
    assert file_name("57", kind, DAY, subject) == name


def test_every_format_has_its_type():
    assert set(MIME_TYPES) == set(Format)
