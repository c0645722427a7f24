"""GeoPackages: as GDAL and SQLite read them; the styles class each territory as the map on screen."""

import sqlite3
from collections import Counter
from contextlib import closing
from xml.etree import ElementTree

import pyogrio
import pytest

from geo.geopackage import geopackage
from geo.indicators import Indicator
from geo.layers import describe
from geo.selection import Selection
from geo.study import study
from geo.tables import clean
from geo.territories import Level
from tests.geo.builders import seats_in, square_communes
from tests.geo.exported import HOSTILE, hostile_study, reading_of, squares_study, stamp


@pytest.fixture(scope="module")
def moselle_file(moselle_study, shipped_reading, tmp_path_factory):
    return saved(tmp_path_factory.mktemp("moselle"), moselle_study, shipped_reading)


def saved(folder, made, reading):
    path = folder / "maillage.gpkg"
    path.write_bytes(geopackage(made, stamp(made, reading)))
    return path


def styles(path):
    """The style of each layer, as QGIS finds it."""
    rows = pyogrio.read_dataframe(path, layer="layer_styles")
    assert set(rows["f_geometry_column"]) == {"geom"}
    assert rows["useAsDefault"].all()
    return {
        row["f_table_name"]: ElementTree.fromstring(row["styleQML"])  # noqa: S314 - made by us
        for row in rows.to_dict("records")
    }


def classed(values, style):
    """How many values QGIS puts in each class: the first whose bounds, both included, hold it."""
    ranges = [(float(r.get("lower")), float(r.get("upper"))) for r in style.iter("range")]
    found = Counter(
        next(place for place, (low, high) in enumerate(ranges) if low <= value <= high) for value in values
    )
    return [found[place] for place in range(len(ranges))]


def test_reference_figures_as_gdal_reads_them(moselle_file):
    layers = {name for name, _ in pyogrio.list_layers(moselle_file)}
    assert layers == {"communes", "epci", "structures", "layer_styles"}
    communes = pyogrio.read_dataframe(moselle_file, layer="communes")
    assert communes.crs.to_epsg() == 2154
    assert (len(communes), communes["population"].sum()) == (725, 1_051_309)
    near = communes[communes["near"] == "oui"]
    assert (len(near), near["population"].sum()) == (242, 762_502)
    assert communes.area.sum() / 1e6 == pytest.approx(6216, rel=0.01)
    epci = pyogrio.read_dataframe(moselle_file, layer="epci")
    without = epci[epci["posts"] == 0]
    assert (len(epci), len(without), without["population"].sum()) == (23, 15, 462_924)
    structures = pyogrio.read_dataframe(moselle_file, layer="structures")
    assert (len(structures), structures["posts"].sum()) == (12, 19)
    assert str(structures["validated_on"].max())[:10] == "2021-04-14"


def test_layers_are_stamped_and_explained(moselle_file):
    told = pyogrio.read_info(moselle_file, layer="communes")["layer_metadata"]
    assert told["DESCRIPTION"].startswith("Contenu\u00a0: Conseillers numériques de la Moselle (57)")
    assert "Licence Ouverte" in told["DESCRIPTION"]
    assert "23/11/2026" in told["DESCRIPTION"]
    with closing(sqlite3.connect(moselle_file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        described = database.execute(
            "SELECT table_name, column_name, title, description FROM gpkg_data_columns"
        )
        rows = described.fetchall()
        for layer in ("communes", "epci", "structures"):
            columns = {row[1] for row in database.execute(f"PRAGMA table_info({layer})")} - {"fid", "geom"}
            assert columns == {name for table, name, _, _ in rows if table == layer}
    assert all(title and definition.endswith(".") for _, _, title, definition in rows)


@pytest.mark.parametrize(("name", "level"), [("communes", Level.COMMUNE), ("epci", Level.EPCI)])
def test_classes_are_those_on_screen(moselle_file, moselle_study, name, level):
    style = styles(moselle_file)[name]
    legend = describe(
        moselle_study.table, moselle_study.structures, moselle_study.plan, Indicator.DISTANCE, level
    ).legend
    values = pyogrio.read_dataframe(moselle_file, layer=name)["distance_km"]
    assert classed(values, style) == [entry.territories for entry in legend]
    fills = [option.get("value") for option in style.iter("Option") if option.get("name") == "color"]
    assert fills == [
        ",".join(str(int(entry.color[place : place + 2], 16)) for place in (1, 3, 5)) + ",255"
        for entry in legend
    ]
    assert [r.get("label").replace("\u00a0", " ") for r in style.iter("range")] == [e.label for e in legend]
    aliases = {alias.get("field"): alias.get("name") for alias in style.iter("alias")}
    assert aliases["distance_km"].startswith("Distance")


def test_circles_have_an_area_proportional_to_posts(moselle_file):
    style = styles(moselle_file)["structures"]
    expressions = [o.get("value") for o in style.iter("Option") if o.get("name") == "expression"]
    assert len(expressions) == 1
    assert expressions[0].endswith('* sqrt("posts")')


def test_what_is_not_known_is_null_and_has_a_class(tmp_path):
    communes = square_communes(without_contour=["57104"])
    reading = reading_of(seats_in("57101", None))
    made = study("57", reading, Selection(), communes=communes)
    path = saved(tmp_path, made, reading)
    rows = pyogrio.read_dataframe(path, layer="communes").set_index("code")
    assert rows.geometry["57104"] is None
    assert rows["distance_km"].isna().sum() == 1
    style = styles(path)["communes"]
    assert style.find("renderer-v2").get("attr") == 'coalesce("distance_km", -1)'
    assert classed(rows["distance_km"].fillna(-1), style)[-1] == 1
    assert pyogrio.read_dataframe(path, layer="structures").geometry.isna().tolist() == [False, True]


def test_without_structure(tmp_path):
    path = saved(tmp_path, *squares_study())
    assert len(pyogrio.read_dataframe(path, layer="structures")) == 0
    assert pyogrio.read_dataframe(path, layer="communes")["distance_km"].isna().all()


def test_another_projection(shipped_reading, tmp_path):
    path = saved(tmp_path, study("971", shipped_reading, Selection()), shipped_reading)
    assert pyogrio.read_dataframe(path, layer="communes").crs.to_epsg() == 5490


def test_hostile_texts_come_back(tmp_path):
    path = saved(tmp_path, *hostile_study())
    assert sorted(pyogrio.read_dataframe(path, layer="structures")["name"]) == sorted(map(clean, HOSTILE))
    assert len(styles(path)) == 3


def test_same_bytes_for_the_same_arguments(moselle_study, shipped_reading, moselle_file):
    assert geopackage(moselle_study, stamp(moselle_study, shipped_reading)) == moselle_file.read_bytes()
