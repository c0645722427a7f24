"""Shipped territories: what is read, refused, and true of the files."""

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.communes import (
    COLUMNS,
    available_departments,
    load_codes,
    load_communes,
    load_departments,
)
from geo.errors import DataError, UnknownTerritoryError
from geo.paths import communes_path
from geo.projection import legal_crs


@pytest.fixture
def data(tmp_path, squares):
    """A data folder that ships one department of six squares."""
    (tmp_path / "communes").mkdir()
    squares.to_parquet(communes_path("57", tmp_path))
    return tmp_path


def test_what_is_written_is_read(data, squares):
    communes = load_communes("57", data)
    assert communes.columns.tolist() == COLUMNS
    assert communes["code"].tolist() == squares["code"].tolist()
    assert communes.crs == communes["service_point"].crs == "EPSG:4326"
    assert communes["epci_code"].isna().tolist() == [False] * 5 + [True]


def test_departments_that_are_there(data):
    (data / "communes" / "codes.parquet").write_bytes(b"")
    communes_path("01", data).write_bytes(b"")
    assert available_departments(data) == ["01", "57"]


@pytest.mark.parametrize("department", ["99", "", "../communes/58", "all"])
def test_unknown_department(data, department):
    with pytest.raises(UnknownTerritoryError, match="ne sont pas disponibles"):
        load_communes(department, data)


def test_damaged_file(data):
    communes_path("57", data).write_bytes(b"PAR1 and then nothing")
    with pytest.raises(DataError, match="illisible"):
        load_communes("57", data)


@pytest.mark.parametrize("change", [lambda g: g.drop(columns="postcodes"), lambda g: g.iloc[:0]])
def test_file_of_another_version(data, squares, change):
    change(squares).to_parquet(communes_path("57", data))
    with pytest.raises(DataError, match="autre version"):
        load_communes("57", data)


@pytest.mark.parametrize("load", [load_codes, load_departments])
def test_damaged_national_tables(tmp_path, load):
    path = tmp_path / "table.parquet"
    with pytest.raises(DataError, match="illisible"):
        load(path)
    path.write_bytes(b"nothing")
    with pytest.raises(DataError, match="illisible"):
        load(path)
    pd.DataFrame({"other": [1]}).to_parquet(path)
    with pytest.raises(DataError, match="illisible"):
        load(path)


def test_moselle(moselle):
    assert len(moselle) == 725
    assert moselle["population"].sum() == 1_051_309
    assert moselle["code"].is_unique
    assert moselle["code"].is_monotonic_increasing
    assert moselle["code"].str.startswith("57").all()
    assert moselle["epci_code"].nunique() == 23
    assert moselle["arrondissement_code"].nunique() == 5
    # 44 mairies of Moselle are missing or out of their commune.
    assert moselle["service_point_source"].value_counts().to_dict() == {"mairie": 681, "contour": 44}


def test_service_points_of_moselle_lie_in_their_commune(moselle):
    crs = legal_crs("57")
    inside = moselle.geometry.to_crs(crs).contains(moselle["service_point"].to_crs(crs))
    assert inside.all(), moselle.loc[~inside, "name"].tolist()


def test_codes_stand_for_present_communes(shipped_codes):
    assert shipped_codes.index.is_unique
    present = shipped_codes.loc[shipped_codes["current_code"].unique()]
    assert (present["current_code"] == present.index).all()
    assert shipped_codes["department"].nunique() == 101
    columns = shipped_codes.columns.drop("current_code").tolist()
    again = present.loc[shipped_codes["current_code"], columns].set_index(shipped_codes.index)
    pd.testing.assert_frame_equal(shipped_codes[columns], again)


@pytest.mark.parametrize(
    ("code", "current", "department"),
    [("69152", "69149", "69"), ("75112", "75056", "75"), ("69381", "69123", "69"),
     ("13201", "13055", "13"), ("57463", "57463", "57"), ("2A004", "2A004", "2A")],
)  # fmt: skip
def test_codes_that_files_carry(shipped_codes, code, current, department):
    assert shipped_codes.at[code, "current_code"] == current
    assert shipped_codes.at[code, "department"] == department


def test_eight_communes_of_france_have_no_place(shipped_codes):
    unknown = shipped_codes[shipped_codes["latitude"].isna()]
    assert unknown["current_code"].nunique() == 8
    assert "49126" in unknown.index
    assert (unknown["longitude"].isna()).all()


@pytest.mark.parametrize("department", available_departments())
def test_codes_agree_with_the_communes_of_each_department(shipped_codes, department):
    columns = ["code", "name", "population", "epci_code", "epci_name"]
    communes = pd.read_parquet(communes_path(department), columns=columns).set_index("code")
    here = shipped_codes[shipped_codes["department"] == department]
    here = here[here.index == here["current_code"]]
    pd.testing.assert_frame_equal(here[columns[1:]], communes, check_names=False)


def test_codes_of_moselle_have_its_service_points(shipped_codes, moselle):
    here = shipped_codes.loc[moselle["code"]]
    points = gpd.GeoSeries.from_xy(here["longitude"], here["latitude"], crs=4326)
    assert (points.to_numpy() == moselle["service_point"].to_numpy()).all()


def test_departments_and_their_neighbours():
    departments = load_departments()
    assert len(departments) == 101
    assert departments.at["57", "name"] == "Moselle"
    assert departments.at["57", "of_name"] == "de la Moselle"
    assert departments.at["57", "region"] == "Grand Est"
    assert {"54", "67"} <= set(departments.at["57", "neighbours"].split())
    pairs = {(a, b) for a, near in departments["neighbours"].items() for b in near.split()}
    assert all((b, a) in pairs and a != b for a, b in pairs)
    # An island has no neighbour in France.
    assert departments.at["974", "neighbours"] == ""
    assert departments["of_name"].str.match("d’|de |du |des ").all()


@settings(max_examples=50, deadline=None)
@given(department=st.text(max_size=8).filter(lambda text: text not in [*available_departments(), "codes"]))
def test_any_other_text_is_an_unknown_department(department):
    with pytest.raises(UnknownTerritoryError):
        load_communes(department)
