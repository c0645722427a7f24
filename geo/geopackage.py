"""A GeoPackage of communes, EPCI and structures, each with the style that QGIS opens it in."""

import datetime as dt
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from geo.french import typographic
from geo.indicators import Indicator
from geo.layers import describe
from geo.projection import legal_crs
from geo.qgis_style import distance_style, posts_style
from geo.shapes import shapes
from geo.stamp import Stamp, notes, summary
from geo.study import Study
from geo.subjects import Subject, subject_table
from geo.tables import Kind, Table
from geo.territories import Level

GEOMETRY = "geom"
STYLES = "layer_styles"
# Contours may be in several parts; one type for each layer.
GEOMETRY_TYPES = {
    Subject.COMMUNES: "MultiPolygon",
    Subject.EPCI: "MultiPolygon",
    Subject.STRUCTURES: "Point",
}
BORDERS_MM = {Subject.COMMUNES: 0.16, Subject.EPCI: 0.3}
DTYPES = {Kind.WHOLE: "Int64", Kind.DECIMAL: "float64", Kind.SHARE: "float64"}
# The schema extension: titles and definitions of columns.
DATA_COLUMNS = """
CREATE TABLE gpkg_data_columns (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
    mime_type TEXT, constraint_name TEXT,
    CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name)
)
"""
SCHEMA = "http://www.geopackage.org/spec/#extension_schema"


def geopackage(study: Study, stamp: Stamp) -> bytes:
    """Bytes of the file, in the legal projection of the department; the same for the same arguments.

    The stamp is the description of each layer and the metadata of the file. A value that is not
    known is NULL, and so is a geometry.
    """
    tables = {subject: subject_table(study, subject, stamp.km) for subject in GEOMETRY_TYPES}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "maillage.gpkg"
        for subject, table in tables.items():
            _write(path, subject, table, shapes(study, subject), stamp)
        pyogrio.write_dataframe(
            styles(study, tables, stamp), path, layer=STYLES, append=True, layer_options={"FID": "id"}
        )
        with closing(sqlite3.connect(path)) as database:
            with database:
                _describe(database, list(tables.values()))
                _date(database, stamp.exported_on)
            database.execute("VACUUM")
        return path.read_bytes()


def typed(table: Table) -> pd.DataFrame:
    """Rows of a table in columns of one type each."""
    kinds = {column.name: DTYPES[column.kind] for column in table.columns if column.kind in DTYPES}
    return table.rows.astype(kinds)


def styles(study: Study, tables: dict[Subject, Table], stamp: Stamp) -> pd.DataFrame:
    """Rows of the table that QGIS looks for: the style of each layer."""
    rows = []
    for subject, table in tables.items():
        if subject is Subject.STRUCTURES:
            name, qml = "Postes", posts_style(table)
        else:
            level = Level(subject.value)
            layer = describe(study.table, study.structures, study.plan, Indicator.DISTANCE, level)
            name, qml = "Distance", distance_style(table, layer, BORDERS_MM[subject])
        rows.append(
            {
                "f_table_catalog": "",
                "f_table_schema": "",
                "f_table_name": table.name,
                "f_geometry_column": GEOMETRY,
                "styleName": name,
                "styleQML": qml,
                "styleSLD": "",
                "useAsDefault": True,
                "description": f"{table.title} : {name.lower()}",
                "owner": "",
                "ui": "",
                "update_time": pd.Timestamp(stamp.exported_on, tz="UTC"),
            }
        )
    return pd.DataFrame(rows)


def _write(path: Path, subject: Subject, table: Table, places: gpd.GeoSeries, stamp: Stamp) -> None:
    here = places.reindex(table.rows.index).to_crs(legal_crs(stamp.department))
    frame = gpd.GeoDataFrame(typed(table), geometry=here)
    told = dict(enumerate(notes(stamp), 1))
    pyogrio.write_dataframe(
        frame,
        path,
        layer=table.name,
        driver="GPKG",
        append=path.exists(),
        geometry_type=GEOMETRY_TYPES[subject],
        promote_to_multi=subject is not Subject.STRUCTURES,
        use_arrow=True,
        layer_options={
            "GEOMETRY_NAME": GEOMETRY,
            "IDENTIFIER": table.title,
            "DESCRIPTION": summary(stamp),
        },
        layer_metadata={f"{place:02d} {label}": text for place, (label, text) in told.items()},
    )


def _describe(database: sqlite3.Connection, tables: list[Table]) -> None:
    """Titles and definitions of the columns."""
    database.execute(DATA_COLUMNS)
    database.executemany(
        "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description) VALUES (?, ?, ?, ?, ?)",
        [
            (table.name, column.name, column.title, column.title, typographic(column.definition))
            for table in tables
            for column in table.columns
        ],
    )
    database.execute(
        "INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope) "
        "VALUES ('gpkg_data_columns', NULL, 'gpkg_schema', ?, 'read-write')",
        (SCHEMA,),
    )


def _date(database: sqlite3.Connection, day: dt.date) -> None:
    """Put the day of the export where GDAL put the time of the clock."""
    moment = f"{day.isoformat()}T00:00:00.000Z"
    database.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))
    database.execute("UPDATE gpkg_metadata_reference SET timestamp = ?", (moment,))
