"""Every department of France: shipped, complete, and drawable."""

import json

import pytest

from geo.communes import available_departments, load_codes, load_communes, load_departments
from geo.contours import bounds, contours_document
from geo.coverage import join
from geo.paths import DATA, STRUCTURES
from geo.projection import legal_crs
from geo.selection import Selection
from geo.structures import COLUMNS, read_structures
from geo.study import study

DEPARTMENTS = available_departments()
# Communes of the present division that the contours' package leaves without a contour.
WITHOUT_CONTOUR = 8


def test_all_departments_are_shipped() -> None:
    assert len(DEPARTMENTS) == 101
    assert set(DEPARTMENTS) == set(load_departments().index)
    assert {"01", "2A", "2B", "57", "75", "971", "972", "973", "974", "976"} <= set(DEPARTMENTS)
    assert not {"20", "975"} & set(DEPARTMENTS)


def test_every_commune_of_france_is_in_one_department() -> None:
    codes = load_codes()
    present = codes[codes.index == codes["current_code"]]
    seen = 0
    shapeless = 0
    for department in DEPARTMENTS:
        communes = load_communes(department)
        assert communes["code"].is_unique
        assert communes["code"].is_monotonic_increasing
        assert set(communes["code"]) == set(present.index[present["department"] == department])
        assert (communes["population"] >= 0).all()
        assert communes["service_point"].isna().equals(communes.geometry.isna())
        seen += len(communes)
        shapeless += int(communes.geometry.isna().sum())
    assert seen == len(present) == 34_875
    assert shapeless == WITHOUT_CONTOUR


def test_data_stay_light() -> None:
    """Under 15 MB in all."""
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < 15_000_000


@pytest.mark.parametrize("department", ["2A", "13", "49", "69", "75", "971", "973", "974", "976"])
def test_contours_and_study_of_unlike_departments(department: str) -> None:
    communes = load_communes(department)
    document = json.loads(contours_document(communes, load_departments(), department))
    assert len(document["features"]) == len(communes)
    drawn = [f for f in document["features"] if f["geometry"]]
    assert len(drawn) == len(communes) - int(communes.geometry.isna().sum())
    assert document["borders"]["department"]
    (south, west), (north, east) = bounds(communes)
    assert -22 < south < north < 52
    assert -62 < west < east < 56
    found = study(department, read_structures(STRUCTURES, load_codes()), Selection())
    assert found.structures.empty
    assert found.table["posts"].sum() == 0


@pytest.mark.parametrize(
    ("department", "epsg"),
    [("57", 2154), ("971", 5490), ("972", 5490), ("973", 2972), ("974", 2975), ("976", 4471)],
)
def test_legal_projection_measures_true(department: str, epsg: int) -> None:
    """A seat on a commune's service point is at no distance; one degree of latitude is 111 km."""
    assert legal_crs(department) == epsg
    communes = load_communes(department)
    known = communes[communes["service_point"].notna()]
    first = known.iloc[0]
    reading = read_structures(STRUCTURES, load_codes()).structures.head(1)
    seat = reading.assign(
        commune_code=first["code"], department=department, located=True,
        latitude=first["service_point"].y, longitude=first["service_point"].x,
    )[list(COLUMNS)]  # fmt: skip
    near = join(communes, seat, department)
    assert near.loc[first["code"], "distance_m"] == pytest.approx(0, abs=0.01)
    far = join(communes, seat.assign(latitude=seat["latitude"] + 1), department)
    assert far.loc[first["code"], "distance_m"] == pytest.approx(111_000, rel=0.01)
