"""Where the rows of a subject's table are: contours of territories, points of structures."""

import geopandas as gpd

from geo.errors import MaillageError
from geo.projection import WGS84
from geo.study import Study
from geo.subjects import Subject


def shapes(study: Study, subject: Subject) -> gpd.GeoSeries:
    """Contours or points (EPSG:4326) by the index of the subject's table; missing where not known.

    Raises
    ------
    MaillageError : waves have no place.
    """
    if subject is Subject.WAVES:
        raise MaillageError("Les vagues n’ont pas de contour : exportez-les au format CSV ou XLSX.")
    if subject is Subject.STRUCTURES:
        own = study.structures
        points = gpd.GeoSeries.from_xy(own["longitude"], own["latitude"], index=own.index, crs=WGS84)
        return points.where(own["located"], None)
    # A contour may cross itself, which GIS refuse to compute with.
    drawn = study.communes.set_index("code").geometry
    contours = drawn.make_valid(method="structure", keep_collapsed=False)
    if subject is Subject.COMMUNES:
        return contours
    keys = study.communes[f"{subject.value}_code"].fillna("").to_numpy()
    whole = gpd.GeoSeries(contours.groupby(keys).agg(lambda part: part.union_all()), crs=WGS84)
    return whole.where(~whole.is_empty, None)
