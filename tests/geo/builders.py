"""Small hand-made territories and exports, with distances known by hand."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.anct_file import HEADERS
from geo.communes import COLUMNS

LAMBERT_93 = 2154
WGS84 = 4326
# South-west corner of the six squares, in the projection: inland, in the east of France.
WEST, SOUTH = 900_000.0, 6_900_000.0
SIDE = 10_000.0

# Columns and rows of a sheet of paper: 3 squares from west to east, 2 from south to north.
#   57104 57105 57106
#   57101 57102 57103
SQUARES = [
    # code, name, population, arrondissement, EPCI, column, row
    ("57101", "Alpha", 1000, ("571", "Ouest"), ("200000001", "CC du Sud"), 0, 0),
    ("57102", "Bravo", 2000, ("572", "Est"), ("200000001", "CC du Sud"), 1, 0),
    ("57103", "Charlie", 3000, ("572", "Est"), ("200000001", "CC du Sud"), 2, 0),
    ("57104", "Delta", 4000, ("571", "Ouest"), ("200000002", "CC du Nord"), 0, 1),
    ("57105", "Écho", 500, ("572", "Est"), ("200000002", "CC du Nord"), 1, 1),
    ("57106", "Foxtrot", 0, ("572", "Est"), (None, None), 2, 1),
]
CODES = [square[0] for square in SQUARES]

DEPARTMENT_NAMES = {
    "57": "Moselle", "01": "Ain", "2A": "Corse-du-Sud", "69": "Rhône", "75": "Paris",
    "13": "Bouches-du-Rhône", "49": "Maine-et-Loire",
}  # fmt: skip
# Codes that a file may carry: the current commune, its name, department, latitude and longitude.
KNOWN_CODES = {
    "57463": ("57463", "Metz", "57", 49.1197, 6.1763),
    "57672": ("57672", "Thionville", "57", 49.3576, 6.1678),
    "01053": ("01053", "Bourg-en-Bresse", "01", 46.2052, 5.2255),
    "2A004": ("2A004", "Ajaccio", "2A", 41.9192, 8.7386),
    "69123": ("69123", "Lyon", "69", 45.7677, 4.8354),
    "69381": ("69123", "Lyon", "69", 45.7677, 4.8354),
    "75056": ("75056", "Paris", "75", 48.8573, 2.3200),
    "75112": ("75056", "Paris", "75", 48.8573, 2.3200),
    "13055": ("13055", "Marseille", "13", 43.2976, 5.3694),
    "13201": ("13055", "Marseille", "13", 43.2976, 5.3694),
    "69149": ("69149", "Oullins-Pierre-Bénite", "69", 45.7143, 4.8067),
    "69152": ("69149", "Oullins-Pierre-Bénite", "69", 45.7143, 4.8067),
    "49126": ("49126", "Orée d'Anjou", "49", np.nan, np.nan),
}

# The ANCT's own columns, in its order; later versions begin with an id.
ANCT_COLUMNS = [name for name in HEADERS if name not in ("latitude", "longitude", "remark")]
METZ = {
    "name": "Commune de Metz",
    "commune_label": "Metz",
    "department_label": "MOSELLE",
    "region": "Grand Est",
    "posts": "7",
    "validated_on": "14/04/2021",
    "type": "publique",
    "siret": "21570463600012",
    "department_code": "57",
    "address": "1 place d'Armes 57000 Metz",
    "commune_code": "57463",
    "postcode": "57000",
    "investment": "383635",
    "zrr": "non",
    "qpv": "oui",
    "france_services": "non renseigné",
}


def points(x: Sequence[float], y: Sequence[float]) -> gpd.GeoSeries:
    """Points given in metres of the legal projection, in degrees."""
    return gpd.GeoSeries.from_xy(x, y, crs=LAMBERT_93).to_crs(WGS84)


def square_communes(without_contour: Sequence[str] = ()) -> gpd.GeoDataFrame:
    """Six square communes of 10 km, each with its service point at its centre.

    Contours are clockwise, as those of the shipped data are.
    """
    column = np.array([square[5] for square in SQUARES])
    row = np.array([square[6] for square in SQUARES])
    west, south = WEST + SIDE * column, SOUTH + SIDE * row
    contours = gpd.GeoSeries(
        [shapely.box(w, s, w + SIDE, s + SIDE, ccw=False) for w, s in zip(west, south, strict=True)],
        crs=LAMBERT_93,
    ).to_crs(WGS84)
    centres = points(west + SIDE / 2, south + SIDE / 2)
    drawn = np.array([code not in without_contour for code in CODES])
    frame = pd.DataFrame(
        {
            "code": CODES,
            "name": [square[1] for square in SQUARES],
            "population": [square[2] for square in SQUARES],
            "arrondissement_code": [square[3][0] for square in SQUARES],
            "arrondissement_name": [square[3][1] for square in SQUARES],
            "epci_code": [square[4][0] for square in SQUARES],
            "epci_name": [square[4][1] for square in SQUARES],
            "postcodes": "57000",
            "service_point_source": np.where(drawn, "mairie", None),
        }
    )
    frame["service_point"] = centres.where(drawn, None)
    frame["geometry"] = contours.where(drawn, None)
    return gpd.GeoDataFrame(frame[COLUMNS], geometry="geometry", crs=WGS84)


def scattered_communes(x: Sequence[float], y: Sequence[float], population: Sequence[int]) -> gpd.GeoDataFrame:
    """Communes reduced to a service point and a population, for properties on distances."""
    frame = pd.DataFrame(
        {
            "code": [f"57{place:03d}" for place in range(len(x))],
            "name": [f"Commune {place}" for place in range(len(x))],
            "population": np.asarray(population, dtype="int64"),
            "arrondissement_code": "571",
            "arrondissement_name": "Ouest",
            "epci_code": "200000001",
            "epci_name": "CC du Sud",
        }
    )
    frame["service_point"] = points(x, y)
    return gpd.GeoDataFrame(frame, geometry="service_point", crs=WGS84)


def seats(
    x: Sequence[float],
    y: Sequence[float],
    commune_code: Sequence[str | None] | None = None,
    posts: Sequence[int] | None = None,
) -> pd.DataFrame:
    """Structures of department 57 at places given in metres; NaN for an unlocated one."""
    count = len(x)
    place = points(x, y)
    located = np.isfinite(np.asarray(x, dtype=float))
    return pd.DataFrame(
        {
            "line": range(2, count + 2),
            "name": [f"Structure {number}" for number in range(count)],
            "commune_code": [None] * count if commune_code is None else list(commune_code),
            "commune_name": None,
            "department": "57",
            "posts": [1] * count if posts is None else list(posts),
            "validated_on": pd.Series([pd.Timestamp(2021, 4, 14)] * count, dtype="datetime64[s]"),
            "type": "publique",
            "siret": "",
            "category": "commune",
            "address": "",
            "investment": np.nan,
            "zrr": "non",
            "qpv": "non",
            "france_services": "non",
            "latitude": np.where(located, place.y, np.nan),
            "longitude": np.where(located, place.x, np.nan),
            "position": np.where(located, "commune", ""),
            "located": located,
        }
    )


def seats_in(*codes: str | None, posts: Sequence[int] | None = None) -> pd.DataFrame:
    """Structures at the centres of square communes; None for an unlocated one."""
    place = {square[0]: (square[5], square[6]) for square in SQUARES}
    x = [np.nan if c is None else WEST + SIDE * (place[c][0] + 0.5) for c in codes]
    y = [np.nan if c is None else SOUTH + SIDE * (place[c][1] + 0.5) for c in codes]
    return seats(x, y, codes, posts)


def known_codes() -> pd.DataFrame:
    """A table of codes as load_codes gives it, with the cases that exports meet."""
    columns = ["current_code", "name", "department", "latitude", "longitude"]
    codes = pd.DataFrame.from_dict(KNOWN_CODES, orient="index", columns=columns).rename_axis("code")
    return codes.assign(
        department_name=codes["department"].map(DEPARTMENT_NAMES),
        population=1000,
        epci_code=None,
        epci_name=None,
    )


def export(
    rows: Sequence[Mapping[str, str]],
    columns: Sequence[str] = ANCT_COLUMNS,
    headers: Mapping[str, str] = HEADERS,
    stray: bool = True,
    encoding: str = "utf-8",
) -> bytes:
    """Bytes of an export in the ANCT's layout.

    Parameters
    ----------
    rows : cells by our column names; a column that is neither given nor known is empty.
    stray : data rows end with the semicolon that the header lacks.
    """
    lines = [[headers.get(name, name) for name in columns]]
    for row in rows:
        cells = [row.get(name, "") for name in columns]
        lines.append([*cells, ""] if stray else cells)
    text = "".join(";".join(map(quoted, cells)) + "\n" for cells in lines)
    return text.encode(encoding)


def quoted(cell: str) -> str:
    """A cell as a CSV file holds it (RFC 4180)."""
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(';"\r\n') else cell
