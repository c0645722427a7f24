"""Structures that host the advisers: reading an export of the ANCT, row by row, losing none."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geo.anct_file import parse
from geo.cells import interpret
from geo.errors import DataError
from geo.rules import Severity, judge, no_issues

COLUMNS = {
    "line": "int64", "name": "str", "commune_code": "object", "commune_name": "object",
    "department": "str", "posts": "int64", "validated_on": "datetime64[s]", "type": "str",
    "siret": "str", "category": "object", "address": "str", "investment": "float64", "zrr": "str",
    "qpv": "str", "france_services": "str", "latitude": "float64", "longitude": "float64",
    "position": "str", "located": "bool",
}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """What a file holds: ``rows`` = located + unlocated + rejected.

    ``structures``: COLUMNS, one row a kept award. posts (int), validated_on (datetime64, NaT where
    unknown), type ("publique", "privée", "non renseigné"), category (Category), investment (euros,
    NaN where unknown), latitude and longitude (degrees, EPSG:4326; NaN where unlocated), position
    ("adresse", "commune" or ""), located (bool).
    ``issues``: line, code, severity, message (French), by line.
    """

    structures: pd.DataFrame
    issues: pd.DataFrame
    rows: int
    rejected: int
    extra: list[str]

    @property
    def located(self) -> int:
        return int(self.structures["located"].sum())

    @property
    def unlocated(self) -> int:
        return len(self.structures) - self.located

    @property
    def posts(self) -> int:
        return int(self.structures["posts"].sum())


def read_structures(path: Path, codes: pd.DataFrame) -> Reading:
    """Read a file in the ANCT's layout; ``codes`` is the table of load_codes.

    Raises
    ------
    DataError : the file cannot be read at all, or lacks a column.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"Le fichier des structures « {path.name} » est introuvable.") from error
    return read_bytes(content, codes)


def read_bytes(content: bytes, codes: pd.DataFrame) -> Reading:
    """Same as read_structures, from the bytes of a file."""
    table = parse(content)
    if table.rows.empty:
        nothing = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
        return Reading(nothing, no_issues(), 0, 0, table.extra)
    facts = interpret(table, codes)
    issues = judge(facts, table.rows)
    rejected = set(issues.loc[issues["severity"] == Severity.ERROR, "line"])
    kept = facts[~facts.index.isin(rejected)]
    structures = kept.reset_index()[list(COLUMNS)].astype({"posts": "int64"})
    return Reading(structures, issues, len(facts), len(rejected), table.extra)
