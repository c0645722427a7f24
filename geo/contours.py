"""What the browser fetches once for a department: contours, borders, neighbours, main towns."""

import json
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.projection import project

# Five decimals of a degree are one metre.
DECIMALS = 5
TOWNS = 9
TOWN_SPACING_SHARE = 0.11


def contours_document(communes: gpd.GeoDataFrame, departments: gpd.GeoDataFrame, department: str) -> bytes:
    """GeoJSON (RFC 7946) of a department's communes, with what surrounds them as further members.

    Parameters
    ----------
    communes, departments : as load_communes and load_departments give them.

    Returns
    -------
    UTF-8 JSON. ``features``: one a commune, in the order of codes, without geometry where the
    contour is unknown; properties code, name, population, epci and arrondissement (places in the
    lists of the same names, or -1). ``epci``, ``arrondissements``: [code, name]. ``borders``:
    MultiLineString coordinates by level. ``neighbours``: GeoJSON geometries with a name. ``towns``:
    [latitude, longitude, name].
    """
    epci, epci_place = _places(communes, "epci")
    districts, district_place = _places(communes, "arrondissement")
    geometries = [_geometry(g) for g in communes.geometry]
    features = [
        {
            "type": "Feature",
            "properties": {
                "code": code, "name": name, "population": int(population),
                "epci": int(e), "arrondissement": int(a),
            },
            "geometry": geometry,
        }
        for code, name, population, e, a, geometry in zip(
            communes["code"], communes["name"], communes["population"],
            epci_place, district_place, geometries, strict=True,
        )
    ]  # fmt: skip
    document = {
        "type": "FeatureCollection",
        "features": features,
        "epci": epci,
        "arrondissements": districts,
        "borders": {
            "epci": _borders(communes, epci_place),
            "arrondissement": _borders(communes, district_place),
            "department": _borders(communes, np.zeros(len(communes), dtype=np.int64)),
        },
        "neighbours": _neighbours(departments, department),
        "towns": _towns(communes, department),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def bounds(communes: gpd.GeoDataFrame) -> list[list[float]]:
    """South-west and north-east corners of a department: [[lat, lon], [lat, lon]], degrees."""
    west, south, east, north = (round(float(v), 4) for v in communes.total_bounds)
    return [[south, west], [north, east]]


def _geometry(geometry: shapely.Geometry | None, decimals: int = DECIMALS) -> Any:
    if geometry is None:
        return None
    # RFC 7946 wants outer rings counterclockwise.
    rounded = shapely.transform(shapely.orient_polygons(geometry), lambda xy: np.round(xy, decimals))
    if rounded.geom_type == "MultiPolygon" and len(rounded.geoms) == 1:
        rounded = rounded.geoms[0]
    return shapely.geometry.mapping(rounded)


def _places(communes: gpd.GeoDataFrame, kind: str) -> tuple[list[list[str]], NDArray[np.int64]]:
    """Territories of a kind in the order of codes, and each commune's place in that list."""
    codes, names = communes[f"{kind}_code"], communes[f"{kind}_name"]
    listed = pd.DataFrame({"code": codes, "name": names}).dropna().drop_duplicates("code").sort_values("code")
    places = pd.Series(range(len(listed)), index=listed["code"])
    return listed.to_numpy().tolist(), codes.map(places).fillna(-1).to_numpy(dtype=np.int64)


def _borders(communes: gpd.GeoDataFrame, groups: NDArray[np.int64]) -> list[Any]:
    """Borders between groups of communes, each drawn once."""
    valid = communes.geometry.make_valid(method="structure", keep_collapsed=False)
    dissolved = valid.groupby(groups).agg(lambda part: part.union_all())
    lines = shapely.line_merge(shapely.union_all(shapely.boundary(np.array(dissolved))))
    rounded = shapely.transform(lines, lambda xy: np.round(xy, DECIMALS))
    return [np.asarray(part.coords).tolist() for part in getattr(rounded, "geoms", [rounded])]


def _neighbours(departments: gpd.GeoDataFrame, department: str) -> list[dict[str, Any]]:
    codes = str(departments.at[department, "neighbours"]).split() if department in departments.index else []
    near = departments.loc[[code for code in codes if code in departments.index]]
    return [
        {"name": row["name"], "geometry": shapely.geometry.mapping(row["geometry"])}
        for _, row in near.iterrows()
    ]


def _towns(communes: gpd.GeoDataFrame, department: str) -> list[list[Any]]:
    """The most populated communes, far enough from each other for their names to be read."""
    points = project(communes["service_point"], department)
    span = np.nanmax(points, axis=0) - np.nanmin(points, axis=0)
    spacing = TOWN_SPACING_SHARE * float(np.hypot(*span))
    chosen: list[int] = []
    for row in np.argsort(-communes["population"].to_numpy(), kind="stable"):
        away = np.hypot(*(points[chosen] - points[row]).T) if chosen else np.array([])
        if not np.isnan(points[row]).any() and (away >= spacing).all():
            chosen.append(int(row))
        if len(chosen) == TOWNS:
            break
    service = communes["service_point"]
    return [
        [round(service.iloc[row].y, 4), round(service.iloc[row].x, 4), communes["name"].iloc[row]]
        for row in chosen
    ]
