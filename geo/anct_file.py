"""The ANCT's open-data layout, as text: from the bytes of an export to a table of strings.

Nothing is interpreted here: cells are trimmed, columns are named, and each row keeps its line.
"""

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from geo.errors import DataError
from geo.french import enumeration, number

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
DELIMITERS = (";", ",", "\t")
# First bytes of a zip archive, which an Excel or OpenDocument workbook is.
WORKBOOK = b"PK\x03\x04"
HEADER_LENGTH = 20_000
# Bounds: the programme has some thousands of structures in all of France.
MOST_ROWS = 50_000
RECORD_LINES = 20
MOST_LINES = 4 * MOST_ROWS
LONGEST_LINE = 100_000
LONGEST_CELL = 1_000
TOO_LONG = f"Le fichier a plus de {number(MOST_ROWS)} lignes : il n’est pas lu."


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
    """Text of an export, in UTF-8 or UTF-16 (with or without BOM) or else in Windows' western page.

    Raises
    ------
    DataError : the content is that of a workbook.
    """
    if content.startswith(WORKBOOK):
        raise DataError(
            "Ce fichier est un classeur ou une archive : enregistrez-le au format CSV (séparateur "
            "point-virgule) avant de le charger."
        )
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


class _Feeder:
    """Lines for a csv.reader, never more than RECORD_LINES of them for one record."""

    def __init__(self, lines: list[str]) -> None:
        self.lines, self.position, self.limit = lines, 0, 0
        self.starved = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.position >= min(self.limit, len(self.lines)):
            self.starved = True
            raise StopIteration
        self.position += 1
        return self.lines[self.position - 1][:LONGEST_LINE]


def records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Records of a CSV text with the number of their first line; none swallows its neighbours.

    A quotation mark that nothing closes would make one cell of all that follows. So a line whose
    record never ends, or goes over several lines but not by the rules of CSV, is read again by
    itself, its quotation marks taken as they are.
    """
    feeder = _Feeder(list(io.StringIO(text, newline="")))
    reader = csv.reader(feeder, delimiter=delimiter)
    while feeder.position < len(feeder.lines):
        start = feeder.position
        feeder.limit, feeder.starved = start + RECORD_LINES, False
        try:
            cells = next(reader)
        except (StopIteration, csv.Error):
            cells = None
        taken = feeder.lines[start : feeder.position]
        if cells is None or feeder.starved or (len(taken) > 1 and not follows_rules(taken, delimiter)):
            feeder.position = start + 1
            cells = feeder.lines[start][:LONGEST_LINE].rstrip("\r\n").split(delimiter)
            reader = csv.reader(feeder, delimiter=delimiter)
        yield start + 1, [cell.strip()[:LONGEST_CELL] for cell in cells]


def follows_rules(lines: list[str], delimiter: str) -> bool:
    """Whether lines are whole CSV records: no text after a closing quotation mark, none left open."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def fits(cells: list[str], names: list[str | None]) -> bool:
    """Whether a row's cells go with the header's: as many, but for empty ones at its end (the ANCT
    ends its rows with a semicolon that the header lacks) or optional ones that a spreadsheet left out."""
    missing = names[len(cells) :]
    return not any(cell.strip() for cell in cells[len(names) :]) and not set(missing) & set(REQUIRED)


def header_of(text: str) -> tuple[str, list[str]]:
    """The delimiter under which the first line names most columns of the layout, and its cells."""
    best: tuple[int, str, list[str]] = (-1, ";", [])
    for delimiter in DELIMITERS:
        for _, cells in records(text[:HEADER_LENGTH], delimiter):
            if any(cells):
                known = sum(fold(cell) in FOLDED_HEADERS for cell in cells)
                best = max(best, (known, delimiter, cells), key=lambda found: found[0])
                break
    return best[1], best[2]


def parse(content: bytes) -> TextTable:
    """Read the bytes of an export in the ANCT's layout.

    Raises
    ------
    DataError : the file is empty, too long, is not a table of this layout, or lacks a column.
    """
    text = decode(content)
    if text.count("\n") + text.count("\r") > 2 * MOST_LINES:
        raise DataError(TOO_LONG)
    delimiter, header = header_of(text)
    while header and not header[-1]:
        header = header[:-1]
    if not header:
        raise DataError("Le fichier est vide.")
    names = [FOLDED_HEADERS.get(fold(cell)) for cell in header]
    check_header(names)

    lines: list[int] = []
    kept: list[list[str]] = []
    malformed: dict[int, int] = {}
    places = [place for place, name in enumerate(names) if name is not None]
    width = len(header)
    read = (record for record in records(text, delimiter) if any(record[1]))
    next(read)
    for line, row in read:
        if len(lines) == MOST_ROWS:
            raise DataError(TOO_LONG)
        if not fits(row, names):
            malformed[line] = len(row)
        cells = (row + [""] * width)[:width]
        lines.append(line)
        kept.append([cells[place] for place in places])
    frame = pd.DataFrame(
        kept, index=pd.Index(lines, name="line", dtype="int64"), columns=[names[p] for p in places], dtype=str
    )
    extra = [cell for cell, name in zip(header, names, strict=True) if name is None and fold(cell) != "id"]
    return TextTable(frame.reindex(columns=list(HEADERS), fill_value=""), malformed, extra)


def check_header(names: list[str | None]) -> None:
    """Refuse a header that lacks a column, or names one twice (DataError)."""
    missing = [f"« {HEADERS[name]} »" for name in REQUIRED if name not in names]
    if missing:
        columns = "la colonne" if len(missing) == 1 else "les colonnes"
        raise DataError(
            f"Le fichier n’a pas {columns} {enumeration(missing)} : est-ce bien la liste des structures "
            "publiée par l’ANCT, au format CSV ?"
        )
    known = [name for name in names if name is not None]
    twice = [f"« {HEADERS[name]} »" for name in dict.fromkeys(known) if known.count(name) > 1]
    if twice:
        raise DataError(f"Le fichier a plusieurs colonnes {enumeration(twice)}.")


def template() -> bytes:
    """An empty file of the layout, with its header, as French Excel opens it (UTF-8 with BOM)."""
    return (";".join(HEADERS.values()) + "\r\n").encode("utf-8-sig")
