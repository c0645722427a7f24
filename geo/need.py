"""An optional weight of need by commune (code;weight), in place of the population."""

import csv
import io

import pandas as pd

from geo.anct_file import decode, fold
from geo.errors import DataError

MOST_ROWS = 50_000


def read_need(content: bytes, codes: pd.DataFrame) -> pd.Series:
    """Weights of need by present commune code.

    Parameters
    ----------
    content : CSV with a header, of columns code and weight (or poids, besoin), separated by ; or ,
    codes : table of load_codes. Weights of merged communes add up.

    Raises
    ------
    DataError : the file is no such table; a code is unknown, or a weight is no number of 0 or more.
    """
    text = decode(content)
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row)]
    if not rows or len(rows) > MOST_ROWS:
        raise DataError("Le fichier de besoin est vide ou trop long.")
    header = [fold(cell) for cell in rows[0]]
    weights = [name for name in ("weight", "poids", "besoin") if name in header]
    if "code" not in header or not weights:
        raise DataError("Le fichier de besoin doit avoir deux colonnes : code et poids.")
    place, worth = header.index("code"), header.index(weights[0])
    found: dict[str, float] = {}
    for line, row in enumerate(rows[1:], 2):
        try:
            code = row[place].strip().upper()
            code = code.zfill(5) if code.isdigit() else code
            weight = float(row[worth].replace(",", ".").replace("\u202f", "").replace(" ", ""))
            present = str(codes.loc[code, "current_code"])
        except (IndexError, ValueError, KeyError) as error:
            raise DataError(f"Le fichier de besoin est illisible à la ligne {line}.") from error
        if not 0 <= weight < 1e12:
            raise DataError(f"Le poids de la ligne {line} du fichier de besoin n’est pas valable.")
        found[present] = found.get(present, 0.0) + weight
    return pd.Series(found, dtype=float)
