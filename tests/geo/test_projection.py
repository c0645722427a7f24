"""Legal projections: the right one for each department, and metres in it."""

import geopandas as gpd
import numpy as np
import pyproj
import pytest
from shapely.geometry import Point

from geo.communes import load_departments
from geo.projection import legal_crs, project


@pytest.mark.parametrize(
    ("department", "crs"),
    [
        ("57", 2154), ("01", 2154), ("2A", 2154), ("2B", 2154), ("75", 2154),
        ("971", 5490), ("972", 5490), ("973", 2972), ("974", 2975), ("976", 4471),
    ],
)  # fmt: skip
def test_legal_crs_of_each_kind_of_department(department, crs):
    assert legal_crs(department) == crs


def test_every_department_stands_in_the_area_of_use_of_its_projection():
    # Its middle only: French Guiana goes past the UTM zone that the decree gives it.
    departments = load_departments()
    assert len(departments) == 101
    for code, outline in departments.geometry.items():
        area = pyproj.CRS.from_epsg(legal_crs(code)).area_of_use
        middle = outline.representative_point()
        assert area.west <= middle.x <= area.east, code
        assert area.south <= middle.y <= area.north, code


def test_origin_of_lambert_93():
    # By definition, 3° E and 46° 30' N stand at (700,000; 6,600,000).
    origin = gpd.GeoSeries([Point(3, 46.5)], crs=4326)
    assert project(origin, "57") == pytest.approx(np.array([[700_000, 6_600_000]]), abs=1e-3)


def test_missing_and_empty_points_give_nan_rows():
    points = gpd.GeoSeries([None, Point(3, 46.5), Point()], crs=4326)
    projected = project(points, "57")
    assert projected.shape == (3, 2)
    assert np.isnan(projected[[0, 2]]).all()
    assert np.isfinite(projected[1]).all()


def test_all_points_missing():
    assert np.isnan(project(gpd.GeoSeries([None, None], crs=4326), "57")).all()


def test_projection_of_an_overseas_department_is_in_metres():
    # One minute of latitude is about 1,843 m at 21° S, on any ellipsoid.
    points = gpd.GeoSeries([Point(55.5, -21.0), Point(55.5, -21.0 - 1 / 60)], crs=4326)
    first, second = project(points, "974")
    assert np.hypot(*(first - second)) == pytest.approx(1845, abs=3)
