"""GeoJSON: as any JSON reader, and as GDAL reads it."""

import io
import json

import geopandas as gpd
import pytest
import shapely

from geo.geojson import geojson
from geo.selection import Selection
from geo.shapes import shapes
from geo.study import study
from geo.subjects import Subject, subject_table
from geo.tables import clean
from tests.geo.builders import seats_in, square_communes
from tests.geo.exported import HOSTILE, hostile_study, reading_of, stamp

PLACED = [subject for subject in Subject if subject is not Subject.WAVES]


def document_of(made, reading, subject):
    return geojson(subject_table(made, subject, 10), shapes(made, subject), stamp(made, reading))


@pytest.fixture(scope="module")
def moselle_files(moselle_study, shipped_reading):
    return {subject: document_of(moselle_study, shipped_reading, subject) for subject in PLACED}


def test_reference_figures_as_gdal_reads_them(moselle_files):
    communes = gpd.read_file(io.BytesIO(moselle_files[Subject.COMMUNES]), engine="pyogrio")
    assert communes.crs.to_epsg() == 4326
    assert (len(communes), communes["population"].sum()) == (725, 1_051_309)
    near = communes[communes["near"] == "oui"]
    assert (len(near), near["population"].sum()) == (242, 762_502)
    # Moselle has 6,216 square kilometres.
    assert communes.to_crs(2154).area.sum() / 1e6 == pytest.approx(6216, rel=0.01)
    epci = gpd.read_file(io.BytesIO(moselle_files[Subject.EPCI]), engine="pyogrio")
    without = epci[epci["posts"] == 0]
    assert (len(epci), len(without), without["population"].sum()) == (23, 15, 462_924)
    structures = gpd.read_file(io.BytesIO(moselle_files[Subject.STRUCTURES]), engine="pyogrio")
    assert (len(structures), structures["posts"].sum()) == (12, 19)
    assert set(structures.geom_type) == {"Point"}


@pytest.mark.parametrize("subject", PLACED)
def test_form(moselle_files, subject):
    document = json.loads(moselle_files[subject], parse_constant=pytest.fail)
    assert document["stamp"]["as_of"] == "2021-04-14"
    assert document["stamp"]["exported_on"] == "2026-11-23"
    assert "ANCT" in document["description"]
    for feature in document["features"]:
        assert set(feature["properties"]) == set(document["fields"])
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.is_valid
        parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
        # RFC 7946: outer rings are counterclockwise.
        assert all(part.exterior.is_ccw for part in parts)


def test_what_is_not_known_is_null():
    communes = square_communes(without_contour=["57104"])
    reading = reading_of(seats_in("57101", None))
    made = study("57", reading, Selection(), communes=communes)
    features = json.loads(document_of(made, reading, Subject.COMMUNES))["features"]
    unknown = next(f for f in features if f["properties"]["code"] == "57104")
    assert unknown["geometry"] is None
    assert unknown["properties"]["distance_km"] is None
    places = [f["geometry"] for f in json.loads(document_of(made, reading, Subject.STRUCTURES))["features"]]
    assert places[0]["type"] == "Point"
    assert places[1] is None


def test_hostile_texts_come_back():
    made, reading = hostile_study()
    features = json.loads(document_of(made, reading, Subject.STRUCTURES))["features"]
    assert [f["properties"]["name"] for f in features] == [clean(name) for name in HOSTILE]


def test_same_bytes_for_the_same_arguments(moselle_study, shipped_reading, moselle_files):
    for subject in PLACED:
        assert document_of(moselle_study, shipped_reading, subject) == moselle_files[subject]
