"""The contours document: complete, in the order of codes, borders drawn once."""

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.contours import bounds, contours_document
from tests.geo.builders import LAMBERT_93, SIDE, SOUTH, WEST, WGS84, square_communes

# Two neighbours that the table knows, and one (88) that it does not.
DEPARTMENTS = gpd.GeoDataFrame(
    {"name": ["Moselle", "Bas-Rhin", "Nord"], "neighbours": ["67 88", "57", ""]},
    index=["57", "67", "59"],
    geometry=[shapely.box(6, 48.5, 7, 49.5), shapely.box(7, 48, 8, 49), shapely.box(2, 50, 4, 51)],
    crs=WGS84,
)


@pytest.fixture
def document(squares):
    return json.loads(contours_document(squares, DEPARTMENTS, "57"))


def metres(lines):
    """Total length of lines given in degrees."""
    drawn = gpd.GeoSeries([shapely.LineString(line) for line in lines], crs=WGS84)
    return drawn.to_crs(LAMBERT_93).length.sum()


def test_communes_are_all_there_in_order(document):
    assert document["type"] == "FeatureCollection"
    own = [feature["properties"] for feature in document["features"]]
    assert [o["code"] for o in own] == ["57101", "57102", "57103", "57104", "57105", "57106"]
    assert own[4] == {"code": "57105", "name": "Écho", "population": 500, "epci": 1, "arrondissement": 1}
    assert [o["epci"] for o in own] == [0, 0, 0, 1, 1, -1]
    assert document["epci"] == [["200000001", "CC du Sud"], ["200000002", "CC du Nord"]]
    assert document["arrondissements"] == [["571", "Ouest"], ["572", "Est"]]


def test_contours_are_where_the_communes_are(document, squares):
    for feature, contour in zip(document["features"], squares.geometry, strict=True):
        drawn = shapely.geometry.shape(feature["geometry"])
        # Rounded to a metre: the corners move, but hardly.
        assert drawn.symmetric_difference(contour).area / contour.area < 0.001


def test_polygons_follow_the_right_hand_rule(document):
    """RFC 7946, 3.1.6: exterior rings are counterclockwise, which the data's are not."""
    for feature in document["features"]:
        assert shapely.geometry.shape(feature["geometry"]).exterior.is_ccw


def test_borders_are_drawn_once(document):
    perimeter = 2 * (3 * SIDE + 2 * SIDE)
    between_rows, between_epci = 3 * SIDE, SIDE
    expected = {
        "department": perimeter,
        "epci": perimeter + between_rows + between_epci,
        # West and east: the line between the first and second columns.
        "arrondissement": perimeter + 2 * SIDE,
    }
    for level, length in expected.items():
        assert metres(document["borders"][level]) == pytest.approx(length, rel=1e-3), level


def test_neighbours_are_those_of_the_table(document):
    assert [neighbour["name"] for neighbour in document["neighbours"]] == ["Bas-Rhin"]
    outline = shapely.geometry.shape(document["neighbours"][0]["geometry"])
    assert outline.equals(DEPARTMENTS.geometry["67"])


def test_department_without_known_neighbours(squares):
    assert json.loads(contours_document(squares, DEPARTMENTS, "974"))["neighbours"] == []


def test_towns_are_the_largest_far_enough_apart(document):
    # 10 km is more than the spacing: all of them, by population, at their service point.
    assert [town[2] for town in document["towns"]] == [
        "Delta", "Charlie", "Bravo", "Alpha", "Écho", "Foxtrot",
    ]  # fmt: skip


def test_towns_too_close_to_a_larger_one_are_not_named(squares):
    near = gpd.GeoSeries.from_xy([WEST + 5_000, WEST + 6_000], [SOUTH + 15_000] * 2, crs=LAMBERT_93)
    # Écho comes to 1 km of Delta, the largest.
    squares.loc[squares["name"].isin(["Delta", "Écho"]), "service_point"] = near.to_crs(WGS84).to_numpy()
    towns = json.loads(contours_document(squares, DEPARTMENTS, "57"))["towns"]
    assert [town[2] for town in towns] == ["Delta", "Charlie", "Bravo", "Alpha", "Foxtrot"]


def test_commune_without_contour_is_listed_without_geometry():
    document = json.loads(contours_document(square_communes(["57104"]), DEPARTMENTS, "57"))
    assert [feature["geometry"] is None for feature in document["features"]] == [
        False, False, False, True, False, False,
    ]  # fmt: skip
    assert "Delta" not in [town[2] for town in document["towns"]]


def test_border_of_a_contour_with_a_spike(squares):
    """Once made valid, such a contour is a polygon and a line: its border must still be drawn."""
    ring = squares.geometry.iloc[0].exterior.coords
    squares.loc[0, "geometry"] = shapely.Polygon([(5.5, 49.0), *ring, (5.5, 49.0)])
    document = json.loads(contours_document(squares, DEPARTMENTS, "57"))
    assert metres(document["borders"]["department"]) >= 10 * SIDE * 0.999


def test_bounds_are_the_corners(squares):
    (south, west), (north, east) = bounds(squares)
    corners = gpd.GeoSeries(squares.geometry.union_all().convex_hull, crs=WGS84).bounds.iloc[0]
    assert [west, south, east, north] == pytest.approx(corners.tolist(), abs=1e-4)
    assert south < north
    assert west < east


@settings(max_examples=50, deadline=None)
@given(name=st.text(min_size=1))
def test_any_name_goes_through(name):
    communes = square_communes().assign(name=name)
    document = json.loads(contours_document(communes, DEPARTMENTS, "57").decode("utf-8"))
    assert {feature["properties"]["name"] for feature in document["features"]} == {name}


def test_moselle(moselle):
    document = json.loads(contours_document(moselle, DEPARTMENTS, "57"))
    assert len(document["features"]) == 725
    assert len(document["epci"]) == 23
    assert len(document["arrondissements"]) == 5
    places = np.array([feature["properties"]["epci"] for feature in document["features"]])
    assert [document["epci"][place][0] for place in places] == moselle["epci_code"].tolist()
