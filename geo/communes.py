"""Communes of a department: contours, population, EPCI, arrondissement and service point."""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.errors import DataError, UnknownTerritoryError
from geo.paths import CODES, DATA, DEPARTMENTS, communes_path

COLUMNS = [
    "code",
    "name",
    "population",
    "arrondissement_code",
    "arrondissement_name",
    "epci_code",
    "epci_name",
    "postcodes",
    "service_point_source",
    "service_point",
    "geometry",
]


def load_communes(department: str, data: Path = DATA) -> gpd.GeoDataFrame:
    """Communes of one department, in the order of their codes.

    Returns
    -------
    GeoDataFrame, EPSG:4326, one row a commune: code, name, population (inhabitants, municipal
    population), arrondissement_code, arrondissement_name, epci_code, epci_name (None where the
    commune has none), postcodes (space-separated), service_point_source ("mairie", "contour" or
    None), service_point (Point, EPSG:4326, None where the contour is unknown) and geometry (the
    contour, None in eight communes of France).

    Raises
    ------
    UnknownTerritoryError : no data are shipped for this department.
    DataError : the file is damaged or of another version.
    """
    path = communes_path(department, data)
    if not path.is_file():
        raise UnknownTerritoryError(f"Les communes du département {department} ne sont pas disponibles.")
    try:
        communes = gpd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise DataError(f"Le fichier des communes du département {department} est illisible.") from error
    if list(communes.columns) != COLUMNS or communes.empty:
        raise DataError(f"Le fichier des communes du département {department} est d’une autre version.")
    return communes


def available_departments(data: Path = DATA) -> list[str]:
    """Codes of the departments whose communes are shipped, in order."""
    folder = data / "communes"
    return sorted(p.stem for p in folder.glob("*.parquet") if p.stem != "codes")


def load_departments(path: Path = DEPARTMENTS) -> gpd.GeoDataFrame:
    """Departments of France, indexed by code: name, of_name ("de la Moselle"), region, neighbours
    (space-separated codes), geometry.

    The outline (EPSG:4326) is simplified, for display only; no measure uses it.

    Raises
    ------
    DataError : the file is missing or damaged.
    """
    try:
        return gpd.read_parquet(path).set_index("code")
    except (OSError, ValueError, KeyError) as error:
        raise DataError("Le fichier des départements est illisible.") from error


def load_codes(path: Path = CODES) -> pd.DataFrame:
    """Every commune code that a file may carry, and the commune it stands for today.

    Returns
    -------
    DataFrame indexed by ``code`` (current communes, merged communes, former codes, arrondissements
    of Paris, Lyon and Marseille): current_code, and of that commune: name, department,
    department_name, population, epci_code, epci_name, latitude and longitude of its service point
    (degrees, EPSG:4326; NaN where unknown).

    Raises
    ------
    DataError : the file is missing or damaged.
    """
    try:
        return pd.read_parquet(path).set_index("code")
    except (OSError, ValueError, KeyError) as error:
        raise DataError("La table des codes de communes est illisible.") from error
