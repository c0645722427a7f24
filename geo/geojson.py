"""A subject's table and shapes as GeoJSON (RFC 7946): one file is one layer, as QGIS expects."""

import dataclasses
import datetime as dt
import json
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.french import typographic
from geo.stamp import Stamp, summary
from geo.tables import Table

# Six decimals of a degree are ten centimetres.
DECIMALS = 6


def geojson(table: Table, shapes: gpd.GeoSeries, stamp: Stamp) -> bytes:
    """UTF-8 JSON, in degrees (WGS84); ``shapes``: by the index of the table, missing where not known.

    Foreign members of the collection: name and description (GDAL reads them as the layer's), stamp,
    and fields: the title and definition of each property.
    """
    names = [column.name for column in table.columns]
    features = [
        {
            "type": "Feature",
            "geometry": geometry(shape),
            "properties": dict(zip(names, record, strict=True)),
        }
        for record, shape in zip(table.records(), shapes.reindex(table.rows.index), strict=True)
    ]
    document = {
        "type": "FeatureCollection",
        "name": table.name,
        "description": f"{table.title}. {summary(stamp)}",
        "stamp": dataclasses.asdict(stamp),
        "fields": {
            column.name: {"title": column.title, "definition": typographic(column.definition)}
            for column in table.columns
        },
        "features": features,
    }
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=iso)
    return text.encode()


def iso(day: object) -> str:
    """A date as JSON has it."""
    if isinstance(day, dt.date):
        return day.isoformat()
    raise TypeError(f"not a date: {day!r}")


def geometry(shape: shapely.Geometry | None) -> dict[str, Any] | None:
    """A GeoJSON geometry, its outer rings counterclockwise; None where the shape is not known."""
    if shape is None or shape.is_empty:
        return None
    # Rounding alone could make a contour cross itself.
    snapped = shapely.orient_polygons(shapely.set_precision(shape, 10.0**-DECIMALS))
    rounded = shapely.transform(snapped, lambda xy: np.round(xy, DECIMALS))
    return dict(shapely.geometry.mapping(rounded))
