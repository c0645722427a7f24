"""CSV files: as pandas and French Excel read them."""

import csv
import dataclasses
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.csv_file import STAMP_HEADER, csv_file, neutral
from geo.subjects import Subject, subject_table
from geo.tables import Column, Kind, clean, is_formula, table
from tests.geo.exported import HOSTILE, file_study, hostile_study, squares_study, stamp

CODES = {"Code commune": str, "Code EPCI": str, "Code arrondissement": str, "SIRET": str}


def read(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), sep=";", decimal=",", encoding="utf-8-sig", dtype=CODES)


@pytest.fixture(scope="session")
def moselle_files(moselle_study, shipped_reading):
    mark = stamp(moselle_study, shipped_reading)
    return {subject: csv_file(subject_table(moselle_study, subject, 10), mark) for subject in Subject}


def test_reference_figures(moselle_files):
    communes = read(moselle_files[Subject.COMMUNES])
    assert (len(communes), communes["Habitants"].sum()) == (725, 1_051_309)
    assert (communes["Structures"].sum(), communes["Postes"].sum()) == (12, 19)
    near = communes[communes["À 10 km ou moins"] == "oui"]
    assert (len(near), near["Habitants"].sum()) == (242, 762_502)
    assert communes["Distance (km)"].dtype == float
    assert communes["Distance (km)"].max() == 53.409
    epci = read(moselle_files[Subject.EPCI])
    assert (len(epci), (epci["Postes"] == 0).sum()) == (23, 15)
    assert epci["Part des habitants à 10 km ou moins (%)"].between(0, 100).all()
    structures = read(moselle_files[Subject.STRUCTURES])
    assert (len(structures), structures["Postes"].sum()) == (12, 19)
    assert structures["SIRET"].iloc[0] == "21570463600012"
    assert set(structures["Date du COSELEC"]) == {"14/04/2021"}
    assert read(moselle_files[Subject.WAVES])["Attendue pour le"].iloc[1] == "30/06/2021"


@pytest.mark.parametrize("subject", list(Subject))
def test_form(moselle_files, subject):
    content = moselle_files[subject]
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len({len(row) for row in rows}) == 1
    assert not {"nan", "inf", "None", "NaT", "<NA>"} & {cell for row in rows for cell in row}


@pytest.mark.parametrize("subject", list(Subject))
def test_every_row_is_stamped(moselle_files, subject):
    stamped = read(moselle_files[subject])[list(STAMP_HEADER)].drop_duplicates()
    assert len(stamped) == 1
    as_of, source, choices, exported_on = stamped.iloc[0]
    assert (as_of, exported_on) == ("14/04/2021", "23/11/2026")
    assert "ANCT" in source
    assert "état de juin 2021" in source
    assert "populations de référence 2023" in source
    assert choices.endswith("10 km")


def test_unknown_is_empty():
    none, reading = squares_study()
    content = csv_file(subject_table(none, Subject.COMMUNES, 10), stamp(none, reading))
    frame = pd.read_csv(io.BytesIO(content), sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert set(frame["Distance (km)"]) == {""}
    assert set(frame["Dernier COSELEC"]) == {"date inconnue"}
    assert frame.set_index("Code commune").loc["57106", "Postes pour 100 000 habitants"] == ""
    assert frame.set_index("Code commune").loc["57101", "Postes pour 100 000 habitants"] == "0,00"


def test_department_01_keeps_its_zeros(codes):
    made, reading = file_study(codes, {"commune_code": "01053"}, department="01")
    communes = read(csv_file(subject_table(made, Subject.COMMUNES, 10), stamp(made, reading)))
    assert communes["Code commune"].str.fullmatch("01[0-9]{3}").all()
    assert communes["Code arrondissement"].str.fullmatch("01[0-9]").all()


def test_a_hostile_file_comes_back_as_text():
    made, reading = hostile_study()
    mark = dataclasses.replace(stamp(made, reading, file="=cmd.csv"), chosen="=1+1")
    rows = read(csv_file(subject_table(made, Subject.STRUCTURES, 10), mark))
    for column in ("Structure", "SIRET", "Commune"):
        assert [cell.removeprefix("'") for cell in rows[column]] == [
            clean(name).removeprefix("'") for name in HOSTILE
        ]
    cells = pd.concat([rows, read(csv_file(subject_table(made, Subject.COMMUNES, 10), mark))]).stack()
    assert not [cell for cell in cells if isinstance(cell, str) and is_formula(cell)]


@pytest.fixture(scope="session")
def mark():
    return stamp(*squares_study())


@settings(deadline=None)
@given(texts=st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=5))
def test_any_text_comes_back(mark, texts):
    one = table("x", "X", [Column("a", "A", Kind.TEXT, "A.")], pd.DataFrame({"a": texts}))
    content = csv_file(one, mark).decode("utf-8-sig")
    cells = [row[0] for row in csv.reader(io.StringIO(content, newline=""), delimiter=";")][1:]
    assert cells == [neutral(clean(text)) for text in texts]
    assert not any(map(is_formula, cells))


@pytest.mark.parametrize(
    ("value", "kind", "decimals", "written"),
    [
        (-1.5, Kind.DECIMAL, 2, "-1,50"), (2.345, Kind.DECIMAL, 2, "2,35"), (0.72525, Kind.SHARE, 2, "72,53"),
        (1_051_309, Kind.WHOLE, 0, "1051309"), (1e-6, Kind.DECIMAL, 3, "0,000"), (1e15, Kind.DECIMAL, 1, "1000000000000000,0"),
    ],
)  # fmt: skip
def test_numbers(mark, value, kind, decimals, written):
    one = table("x", "X", [Column("a", "A", kind, "A.", decimals)], pd.DataFrame({"a": [value]}))
    assert csv_file(one, mark).decode("utf-8-sig").splitlines()[1].split(";")[0] == written
