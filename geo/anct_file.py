"""The ANCT's open-data layout, as text: from the bytes of an export to a table of strings.

Nothing is interpreted here: cells are trimmed, columns are named, and each row keeps its line.
"""

import csv
import io
import unicodedata
from dataclasses import dataclass

import pandas as pd

from geo.errors import DataError
from geo.french import enumeration

# Our name of each column, and its header in the ANCT's file.
HEADERS = {
    "name": "Raison sociale",
    "commune_label": "Commune INSEE",
    "department_label": "Département",
    "region": "Région",
    "posts": "Nombre de conseillers validés par le COSELEC",
    "validated_on": "Date de validation en comité de sélection",
    "type": "Type",
    "siret": "SIRET",
    "department_code": "Code département",
    "address": "Adresse",
    "commune_code": "Code commune INSEE",
    "postcode": "Code postal",
    "investment": "Investissement financier estimatif total de l’Etat",
    "zrr": "ZRR",
    "qpv": "QPV",
    "france_services": "France services",
    "latitude": "latitude",
    "longitude": "longitude",
    "remark": "Remarque",
}
REQUIRED = ["name", "posts", "validated_on", "type", "commune_code", "department_code"]


@dataclass(frozen=True)
class TextTable:
    """Rows of an export as strings.

    ``rows``: index line (1 is the header's), the columns of HEADERS ("" where the file has none).
    ``malformed``: lines whose number of cells does not fit the header, with that number.
    ``extra``: headers that the layout does not know, kept aside.
    """

    rows: pd.DataFrame
    malformed: dict[int, int]
    extra: list[str]


def fold(text: str) -> str:
    """A text for comparison: no case, accents, typographic apostrophes or repeated spaces."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("\ufeff", ""))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


FOLDED_HEADERS = {fold(header): name for name, header in HEADERS.items()}


def decode(content: bytes) -> str:
    """Text of an export, in UTF-8 (with or without BOM) or else in Windows' western code page."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def parse(content: bytes) -> TextTable:
    """Read the bytes of an export in the ANCT's layout.

    Raises
    ------
    DataError : the file is empty, is not a table separated by semicolons, or lacks a column.
    """
    reader = csv.reader(io.StringIO(decode(content), newline=""), delimiter=";")
    records: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((line, [cell.strip() for cell in cells]))
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataError(f"Le fichier n’est pas un tableau CSV lisible (ligne {line}).") from error
    if not records:
        raise DataError("Le fichier est vide.")
    _, header = records[0]
    while header and not header[-1]:
        header = header[:-1]
    names = [FOLDED_HEADERS.get(fold(cell)) for cell in header]
    missing = [HEADERS[name] for name in REQUIRED if name not in names]
    if missing:
        quoted = enumeration([f"« {title} »" for title in missing])
        plural = len(missing) > 1
        raise DataError(
            f"Le fichier n’a pas {'les colonnes' if plural else 'la colonne'} {quoted} : "
            "est-ce bien la liste des structures publiée par l’ANCT, séparée par des points-virgules ?"
        )
    if len({name for name in names if name}) < sum(name is not None for name in names):
        raise DataError("Le fichier a deux colonnes du même nom.")

    rows: dict[int, dict[str, str]] = {}
    malformed: dict[int, int] = {}
    for number, cells in records[1:]:
        # The ANCT ends its rows with a semicolon that the header lacks.
        while len(cells) > len(header) and not cells[-1]:
            cells = cells[:-1]
        if len(cells) != len(header):
            malformed[number] = len(cells)
        rows[number] = {name: cell for name, cell in zip(names, cells, strict=False) if name is not None}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(HEADERS), dtype=str)
    frame = frame.fillna("").rename_axis("line")
    extra = [cell for cell, name in zip(header, names, strict=True) if name is None and fold(cell) != "id"]
    return TextTable(frame, malformed, extra)
