"""Workbooks: as openpyxl and pandas read them; typed, frozen, explained, and no text run as a formula."""

import dataclasses
import datetime as dt
import io
import re
import zipfile

import openpyxl
import pandas as pd
import pytest

from geo.subjects import NAMES, Subject, subject_table
from geo.tables import clean, is_formula
from geo.workbook import README, workbook
from tests.geo.exported import HOSTILE, hostile_study, squares_study, stamp


def book_of(made, reading, *subjects, **changes):
    mark = dataclasses.replace(stamp(made, reading), **changes)
    return workbook([subject_table(made, subject, mark.km) for subject in subjects or Subject], mark)


@pytest.fixture(scope="module")
def moselle_book(moselle_study, shipped_reading):
    return book_of(moselle_study, shipped_reading)


@pytest.fixture(scope="module")
def opened(moselle_book):
    return openpyxl.load_workbook(io.BytesIO(moselle_book))


def test_reference_figures(moselle_book):
    sheets = pd.read_excel(
        io.BytesIO(moselle_book), sheet_name=None, dtype={"Code commune": str, "SIRET": str}
    )
    communes = sheets["Communes"]
    assert (len(communes), communes["Habitants"].sum()) == (725, 1_051_309)
    near = communes[communes["À 10 km ou moins"] == "oui"]
    assert (len(near), near["Habitants"].sum()) == (242, 762_502)
    epci = sheets["EPCI"]
    without = epci[epci["Postes"] == 0]
    assert (len(epci), len(without), without["Habitants"].sum()) == (23, 15, 462_924)
    structures = sheets["Structures"]
    assert (len(structures), structures["Postes"].sum()) == (12, 19)
    assert structures["SIRET"].iloc[0] == "21570463600012"
    assert sheets["Vagues"]["Postes validés"].tolist() == [19, 0]


def test_sheets_are_typed_and_frozen(opened):
    assert opened.sheetnames == [*(title for _, title in NAMES.values()), README]
    communes = opened["Communes"]
    assert communes.freeze_panes == "C2"
    assert communes.auto_filter.ref.startswith("A1:")
    header = [cell.value for cell in communes[1]]
    assert all(cell.font.bold for cell in communes[1])
    kinds = {
        title: {type(c.value) for c in column[1:]}
        for title, column in zip(header, communes.columns, strict=True)
    }
    assert kinds["Code commune"] == kinds["Commune"] == kinds["À 10 km ou moins"] == {str}
    assert kinds["Habitants"] == kinds["Postes"] == {int}
    # A whole distance comes back as an integer.
    assert kinds["Distance (km)"] <= {float, int}
    epci = opened["EPCI"]
    share = next(
        column for column in epci.columns if column[0].value == "Part des habitants à 10 km ou moins"
    )
    assert {cell.number_format for cell in share[1:]} == {"0.00%"}
    assert all(0 <= cell.value <= 1 for cell in share[1:])
    dates = next(column for column in opened["Structures"].columns if column[0].value == "Date du COSELEC")
    assert {cell.value for cell in dates[1:]} == {dt.datetime(2021, 4, 14)}
    assert {cell.number_format for cell in dates[1:]} == {"dd/mm/yyyy"}


def test_readme_has_the_stamp_and_every_definition(opened, moselle_study):
    rows = [[cell for cell in row if cell] for row in opened[README].iter_rows(values_only=True)]
    assert ["Contenu", "Conseillers numériques de la Moselle (57)"] in rows
    assert ["Exporté le", "23/11/2026"] in rows
    assert ["Dernier COSELEC du fichier des structures", "14/04/2021"] in rows
    assert [row[0] for row in rows if row].count("Source") == 3
    explained = {tuple(row[:2]) for row in rows if len(row) == 3}
    columns = {
        (NAMES[subject][1], column.title)
        for subject in Subject
        for column in subject_table(moselle_study, subject, 10).columns
    }
    assert columns <= explained


def test_every_sheet_prints_its_date(opened):
    for sheet in opened:
        assert "COSELEC au 14/04/2021, exporté le 23/11/2026" in sheet.oddFooter.left.text
        assert sheet.page_setup.orientation == "landscape"


def test_unknown_is_an_empty_cell():
    book = openpyxl.load_workbook(io.BytesIO(book_of(*squares_study(), Subject.COMMUNES)))
    rows = pd.DataFrame(book["Communes"].values)
    frame = rows[1:].set_axis(rows.iloc[0], axis=1)
    assert frame["Distance (km)"].isna().all()
    assert frame["Postes"].tolist() == [0] * 6


def test_hostile_texts_are_texts():
    made, reading = hostile_study()
    content = book_of(made, reading, chosen="=1+1 & <b>")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
    assert len(sheets) == 6
    assert not [sheet for sheet in sheets if re.search(r"<f[ >]", sheet)]
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    shown = list(book["Structures"]["A"])[1:]
    assert [cell.value for cell in shown] == [clean(name) for name in HOSTILE]
    assert [bool(cell.quotePrefix) for cell in shown] == [is_formula(cell.value) for cell in shown]


def test_same_bytes_for_the_same_arguments(moselle_study, shipped_reading, moselle_book):
    assert book_of(moselle_study, shipped_reading) == moselle_book
    assert book_of(moselle_study, shipped_reading, exported_on=dt.date(2026, 11, 24)) != moselle_book
