"""Where the shipped data lie. Functions take a folder, so that tests can bring their own."""

from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
STRUCTURES = DATA / "structures.csv"
WAVES = DATA / "waves.toml"
SOURCES = DATA / "sources.toml"
CODES = DATA / "communes" / "codes.parquet"
DEPARTMENTS = DATA / "departments.parquet"


def communes_path(department: str, data: Path = DATA) -> Path:
    """Path of a department's GeoParquet file of communes."""
    return data / "communes" / f"{department}.parquet"
