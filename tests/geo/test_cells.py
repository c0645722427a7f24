"""Cells of an export: what each text is taken to say."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.anct_file import HEADERS, parse
from geo.categories import Category
from geo.cells import interpret
from tests.geo.builders import METZ, export, known_codes

CODES = known_codes()


def said(**cells):
    """What a row says whose other cells are those of Metz."""
    return interpret(parse(export([METZ | cells], list(HEADERS))), CODES).iloc[0]


def both(first, second):
    return interpret(parse(export([METZ | first, METZ | second], list(HEADERS))), CODES)


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        ("1", 1), ("12", 12), ("2,0", 2), ("2.00", 2), ("007", 7), ("0", 0), ("-3", -3),
        ("", None), ("deux", None), ("1,5", None), ("1e3", None), ("2 postes", None), ("null", None),
        ("٣", None), ("99999999999999999999", None),
    ],
)  # fmt: skip
def test_posts(text, posts):
    found = said(posts=text)["posts"]
    assert pd.isna(found) if posts is None else found == posts


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14/04/2021", "2021-04-14"), ("1/5/2021", "2021-05-01"), ("2021-04-14", "2021-04-14"),
        ("29/02/2020", "2020-02-29"), ("31/02/2021", None), ("29/02/2021", None), ("04/14/2021", None),
        ("14/04/21", None), ("14-04-2021", None), ("avril 2021", None), ("", None), ("00/00/0000", None),
    ],
)  # fmt: skip
def test_date(text, day):
    row = said(validated_on=text)
    assert row["date_status"] == ("ok" if day else "invalid")
    assert pd.isna(row["validated_on"]) if day is None else row["validated_on"] == pd.Timestamp(day)


@pytest.mark.parametrize(
    ("text", "commune", "department", "status"),
    [
        ("57463", "57463", "57", "ok"),
        ("1053", "01053", "01", "ok"),  # lost its leading zero
        ("2a004", "2A004", "2A", "ok"),
        ("75112", "75056", "75", "merged"),
        ("69381", "69123", "69", "merged"),
        ("13201", "13055", "13", "merged"),
        ("69152", "69149", "69", "merged"),
        ("49126", "49126", "49", "shapeless"),
        ("57999", None, "57", "unknown"),
        ("Metz", None, "57", "unknown"),
        ("", None, "57", "absent"),
        ("0", None, "57", "absent"),
        ("null", None, "57", "absent"),
    ],
)
def test_commune(text, commune, department, status):
    row = said(commune_code=text)
    assert row["commune_code"] == commune if commune else pd.isna(row["commune_code"])
    assert (row["department"], row["commune_status"]) == (department, status)
    assert row["located"] == (commune is not None and status != "shapeless")


@pytest.mark.parametrize(
    ("code", "label", "department"),
    [
        ("57", "", "57"), ("1", "", "01"), ("2a", "", "2A"), ("99", "", ""), ("", "", ""),
        # The code comes first; the name stands for a code that is missing or is none.
        ("57", "AIN", "57"), ("", "MOSELLE", "57"), ("99", "Moselle", "57"), ("", "Nulle part", ""),
        ("", "corse du sud", "2A"), ("", "RHONE", "69"), ("", "La Moselle", "57"),
    ],
)  # fmt: skip
def test_declared_department_without_a_commune(code, label, department):
    row = said(commune_code="", department_code=code, department_label=label)
    assert row["department"] == department


@pytest.mark.parametrize(
    ("text", "status"), [("57", "ok"), ("", "ok"), ("54", "ok"), ("75", "different"), ("1", "different")]
)
def test_declared_department_beside_a_commune(text, status):
    # 54 is not in this table of codes: it is no department at all, and says nothing.
    row = said(department_code=text, department_label="")
    assert (row["department"], row["department_status"]) == ("57", status)


@pytest.mark.parametrize(
    ("text", "siret", "category", "status"),
    [
        ("21570463600012", "21570463600012", Category.COMMUNE, "ok"),
        ("215 704 636 00012", "21570463600012", Category.COMMUNE, "ok"),
        ("21570463600011", "21570463600011", Category.COMMUNE, "invalid"),
        ("null", "", Category.UNKNOWN, "absent"),
        ("NULL", "", Category.UNKNOWN, "absent"),
        ("", "", Category.UNKNOWN, "absent"),
        ("0", "", Category.UNKNOWN, "absent"),
        ("2,15705E+13", "2,15705E+13", Category.UNKNOWN, "invalid"),
    ],
)
def test_siret(text, siret, category, status):
    row = said(siret=text)
    assert (row["siret"], row["category"], row["siret_status"]) == (siret, category, status)


def test_siret_that_lost_its_zeros():
    # 005 520 135 00038, both keys hold: a spreadsheet shows it as 552013500038.
    row = said(siret="552013500038", type="privée")
    assert (row["siret"], row["siret_status"]) == ("00552013500038", "ok")


def test_second_award_of_a_structure():
    rows = both({}, {"validated_on": "19/05/2021"})
    assert rows["siret_status"].tolist() == ["ok", "repeated"]
    assert both({"siret": "null"}, {"siret": ""})["siret_status"].tolist() == ["absent", "absent"]


@pytest.mark.parametrize(
    ("text", "siret", "type_", "status"),
    [
        ("publique", "21570463600012", "publique", "ok"),
        ("PUBLIQUE", "21570463600012", "publique", "ok"),
        ("Privee", "32902340200020", "privée", "ok"),
        ("Public", "21570463600012", "publique", "ok"),
        ("privé", "32902340200020", "privée", "ok"),
        ("privée", "21570463600012", "privée", "disagrees"),
        ("publique", "32902340200020", "publique", "disagrees"),
        ("publique", "null", "publique", "ok"),
        ("mixte", "21570463600012", "non renseigné", "unknown"),
        ("", "21570463600012", "non renseigné", "unknown"),
    ],
)
def test_type(text, siret, type_, status):
    row = said(type=text, siret=siret)
    assert (row["type"], row["type_status"]) == (type_, status)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("oui", "oui"), ("NON", "non"), ("Sans objet", "sans objet"), ("Non défini", "non renseigné"),
        ("non renseigné", "non renseigné"), ("", "non renseigné"), ("peut-être", "non renseigné"),
    ],
)  # fmt: skip
def test_labels(text, value):
    row = said(zrr=text, qpv=text, france_services=text)
    assert (row["zrr"], row["qpv"], row["france_services"]) == (value,) * 3


@pytest.mark.parametrize(
    ("text", "amount"),
    [("383635", 383_635), ("50 000,50 €", 50_000.5), ("50\u202f000", 50_000), ("", None), ("NC", None)],
)
def test_investment(text, amount):
    found = said(investment=text)["investment"]
    assert pd.isna(found) if amount is None else found == amount


@pytest.mark.parametrize(
    ("latitude", "longitude", "position", "status"),
    [
        ("", "", "commune", "ok"),
        ("49.12", "6.18", "adresse", "ok"),
        ("49,12", "6,18", "adresse", "ok"),
        ("6.18", "49.12", "commune", "ignored"),  # swapped
        ("48.85", "2.35", "commune", "ignored"),  # Paris
        ("49.12", "", "commune", "ignored"),
        ("nord", "est", "commune", "ignored"),
        ("0", "0", "commune", "ignored"),
    ],
)
def test_position(latitude, longitude, position, status):
    row = said(latitude=latitude, longitude=longitude)
    assert (row["position"], row["position_status"]) == (position, status)
    expected = (49.12, 6.18) if position == "adresse" else (49.1197, 6.1763)
    assert (row["latitude"], row["longitude"]) == expected
    assert row["located"]


def test_coordinates_place_a_structure_of_a_commune_without_contour():
    row = said(commune_code="49126", department_code="49", latitude="47.33", longitude="-1.2")
    assert (row["commune_status"], row["position"]) == ("ok", "adresse")
    assert (row["latitude"], row["longitude"]) == (47.33, -1.2)
    far = said(commune_code="49126", department_code="49", latitude="147.33", longitude="-1.2")
    assert (far["position"], far["position_status"], far["located"]) == ("", "ignored", False)


def test_coordinates_do_not_stand_for_a_commune():
    row = said(commune_code="", latitude="49.12", longitude="6.18")
    assert not row["located"]
    assert pd.isna(row["latitude"])


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("Commune de Metz", "ok"), ("M*A*S*H", "ok"), ("A/B", "ok"), ("DUPONT*CAMILLE  /", "person"),
        ("DUPONT*CAMILLE/", "person"), ("DUPONT*/CAMILLE  /", "person"), ("dupont*camille /  ", "person"),
        ("DUPONT*JEAN\nCAMILLE  /", "person"), ("", "absent"), ("0", "absent"), ("null", "absent"),
    ],
)  # fmt: skip
def test_name(name, status):
    row = said(name=name)
    assert row["name_status"] == status
    if status == "ok":
        assert row["name"] == name
    else:
        assert "DUPONT" not in row["name"].upper()
        assert row["name"].startswith("Structure ")


@settings(max_examples=60, deadline=None)
@given(day=st.dates(dt.date(2020, 1, 1), dt.date(2026, 1, 1)))
def test_every_day_of_the_programme_is_read(day):
    french = f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
    assert said(validated_on=french)["validated_on"].date() == day
    assert said(validated_on=day.isoformat())["validated_on"].date() == day


@settings(max_examples=60, deadline=None)
@given(offset=st.tuples(st.floats(-1, 1), st.floats(-1, 1)))
def test_credible_coordinates_are_within_thirty_kilometres(offset):
    latitude, longitude = 49.1197 + offset[0], 6.1763 + offset[1]
    row = said(latitude=f"{latitude:.6f}", longitude=f"{longitude:.6f}")
    # Equirectangular approximation: good to 1 % at such distances.
    km = ((offset[0] * 111.19) ** 2 + (offset[1] * 111.19 * 0.6545) ** 2) ** 0.5
    if km < 29.5:
        assert row["position"] == "adresse"
    if km > 30.5:
        assert row["position"] == "commune"


@pytest.mark.parametrize("text", ["31/12/9999", "01/01/0001", "14/04/0021", "31/12/2019", "14/04/1921"])
def test_days_out_of_the_programme_are_typing_errors(text):
    row = said(validated_on=text)
    assert row["date_status"] == "invalid"
