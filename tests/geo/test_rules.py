"""Rules: every flag has a row that raises it, and says what is true of that row."""

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.anct_file import HEADERS
from geo.rules import FLAGS, RULES, Severity, issues_csv
from geo.structures import read_bytes
from tests.geo.builders import METZ, export, known_codes

CODES = known_codes()
# Each flag, a row that raises it (the rest is Metz), and what its message must quote.
EXAMPLES = {
    "postes-invalides": ({"posts": "deux"}, "deux"),
    "postes-trop-nombreux": ({"posts": "1001"}, "1001"),
    "departement-inconnu": ({"commune_code": "0", "department_code": "99", "department_label": ""}, "99"),
    "commune-absente": ({"commune_code": "0"}, ""),
    "commune-inconnue": ({"commune_code": "57999"}, "57999"),
    "commune-fusionnee": ({"commune_code": "69152", "department_code": "69"}, "69152"),
    "commune-sans-contour": ({"commune_code": "49126", "department_code": "49"}, "49126"),
    "departement-different": ({"department_code": "75"}, "75"),
    "date-invalide": ({"validated_on": "31/02/2021"}, "31/02/2021"),
    "type-inconnu": ({"type": "mixte"}, "mixte"),
    "type-et-siren": ({"type": "privée"}, "privée"),
    "siret-absent": ({"siret": "null"}, ""),
    "siret-invalide": ({"siret": "21570463600011"}, "21570463600011"),
    "position-ignoree": ({"latitude": "48.85", "longitude": "2.35"}, "48.85 2.35"),
    "personne-physique": ({"name": "DUPONT*CAMILLE  /"}, ""),
    "nom-absent": ({"name": ""}, ""),
    "remarque": ({"remark": "Adresse à confirmer."}, "Adresse à confirmer."),
}
# These two take more than one row made of cells.
APART = {"cellules", "siret-repete"}


def read(*rows):
    return read_bytes(export([METZ | row for row in rows], list(HEADERS)), CODES)


def test_metz_breaks_no_rule():
    assert read({}).issues.empty


def test_every_flag_has_its_example():
    assert set(EXAMPLES) | APART == set(FLAGS)


def test_every_check_names_a_flag():
    checks = {check.error for column in RULES.columns.values() for check in column.checks}
    assert checks == set(FLAGS)


@pytest.mark.parametrize("code", EXAMPLES)
def test_a_flag_is_raised_alone_with_its_message(code):
    cells, quoted = EXAMPLES[code]
    issues = read({}, cells, {"siret": "32902340200020", "type": "privée"}).issues
    of_row = issues[issues["line"] == 3].set_index("code")
    # A row that nothing places is told of its commune as well.
    placeless = {"commune-absente"} if code == "departement-inconnu" else set()
    assert code in of_row.index
    assert set(of_row.index) <= {code, "siret-repete"} | placeless
    assert set(issues["line"]) == {3}
    assert of_row.at[code, "severity"] == FLAGS[code].severity
    assert quoted in of_row.at[code, "message"]


@pytest.mark.parametrize("flag", FLAGS.values(), ids=FLAGS)
def test_messages_are_french_sentences(flag):
    if flag.message != "{value}":
        assert flag.message[0].isupper()
        assert flag.message.endswith(".")
    assert "'" not in flag.message
    assert (flag.severity is Severity.ERROR) == ("rejetée" in flag.message)


def test_department_declared_by_its_name_is_quoted():
    issues = read({"department_code": "", "department_label": "PARIS"}).issues
    assert issues["code"].tolist() == ["departement-different"]
    assert "PARIS" in issues.at[0, "message"]


def test_repeated_siret_is_told_at_its_second_line():
    issues = read({}, {}).issues
    assert issues[["line", "code"]].to_numpy().tolist() == [[3, "siret-repete"]]
    assert METZ["siret"] in issues.at[0, "message"]


@pytest.mark.parametrize(("row", "count"), [(b"a;b;c\n", 3), (b";".join([b"x"] * 25) + b"\n", 25)])
def test_a_row_of_the_wrong_length_is_told_its_number_of_cells(row, count):
    issues = read_bytes(export([METZ], list(HEADERS)) + row, CODES).issues
    message = issues.loc[issues["code"] == "cellules", "message"].item()
    assert re.findall(r"\d+", message)[:1] == [str(count)]


def test_too_many_posts_are_not_said_unreadable():
    issues = read({"posts": "1001"}).issues
    assert issues["severity"].tolist() == ["erreur"]
    assert "1001" in issues.at[0, "message"]
    assert "illisible, nul ou négatif" not in issues.at[0, "message"]


@pytest.mark.parametrize(
    "cells", [{"commune_code": "", "posts": ""}, {"commune_code": "57999", "posts": "0"}]
)
def test_no_message_says_that_a_rejected_row_counts(cells):
    reading = read(cells)
    assert reading.rejected == 1
    assert not reading.issues["message"].str.contains("postes comptés").any()


def test_long_cells_are_cut_in_messages():
    message = read({"type": "x" * 500}).issues.at[0, "message"]
    assert "x" * 40 + "…" in message
    assert "x" * 41 not in message


def test_braces_in_a_cell_are_only_text():
    assert "« {value} {0} »" in read({"type": "{value} {0}"}).issues.at[0, "message"]


def test_issues_are_in_the_order_of_lines():
    issues = read({"posts": "0", "type": ""}, {}, {"validated_on": "", "siret": ""}).issues
    assert issues["line"].is_monotonic_increasing
    assert issues.columns.tolist() == ["line", "code", "severity", "message"]
    for _, codes in issues.groupby("line")["code"]:
        assert codes.is_monotonic_increasing


def sheet(content):
    """Rows of a CSV file as French Excel opens it."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_flags_as_a_sheet():
    issues = read({"posts": "0"}, {"type": 'a;b "c"', "siret": "32902340200020"}).issues
    header, *rows = sheet(issues_csv(issues))
    assert header == ["Ligne", "Code", "Gravité", "Message"]
    assert rows == [[str(cell) for cell in row] for row in issues.to_numpy()]
    assert sheet(issues_csv(read({}).issues)) == [header]


@settings(max_examples=50, deadline=None)
@given(start=st.sampled_from("=+-@"), rest=st.text(max_size=10))
def test_no_cell_of_the_sheet_is_a_formula(start, rest):
    issues = read({"remark": start + rest, "type": start + rest}).issues
    cells = [cell for row in sheet(issues_csv(issues)) for cell in row]
    assert any(start in cell for cell in cells)
    assert not any(cell.startswith(tuple("=+-@\t\r")) for cell in cells)
