"""Legal projection of each department, in which every distance is computed."""

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

WGS84 = 4326
LAMBERT_93 = 2154
# Decree no. 2000-1276 of 26 December 2000, as amended in 2019 (RGF93, RGAF09, RGFG95, RGR92, RGM04).
OVERSEAS = {"971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471}


def legal_crs(department: str) -> int:
    """EPSG code of the legal projection of a department (metres)."""
    return OVERSEAS.get(department, LAMBERT_93)


def project(points: gpd.GeoSeries, department: str) -> NDArray[np.float64]:
    """Coordinates of points in a department's legal projection.

    Parameters
    ----------
    points : GeoSeries of Point, with a CRS; missing or empty points are allowed.
    department : code, such as "57".

    Returns
    -------
    Array (n, 2) of metres; a row of NaN for each missing point.
    """
    projected = points.to_crs(legal_crs(department))
    return np.column_stack([projected.x.to_numpy(), projected.y.to_numpy()])
