"""A table as a CSV file that French Excel opens: semicolons, decimal comma, UTF-8 with BOM, CRLF.

The first line is the header and every other one a row, as open data portals and pandas want it;
so the stamp stands in columns of its own, the same on every row.
"""

import csv
import datetime as dt
import io
from decimal import ROUND_HALF_UP, Decimal

from geo.french import date
from geo.stamp import Stamp, choices
from geo.tables import Cell, Column, Kind, Table, is_formula
from geo.wording import dated

STAMP_HEADER = ("Dernier COSELEC", "Source", "Choix", "Exporté le")


def csv_file(table: Table, stamp: Stamp) -> bytes:
    """Bytes of the file. Shares are percentages; a value that is not known is an empty cell.

    A text that a spreadsheet would take for a formula begins with an apostrophe: whoever reads the
    file with a program takes that one character away.
    """
    stamped = [
        dated(stamp.as_of),
        neutral(" ; ".join(origin.cited for origin in stamp.origins)),
        neutral(choices(stamp)),
        date(stamp.exported_on),
    ]
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow([*map(header, table.columns), *STAMP_HEADER])
    for record in table.records():
        cells = [written(cell, column) for cell, column in zip(record, table.columns, strict=True)]
        writer.writerow([*cells, *stamped])
    return sheet.getvalue().encode("utf-8-sig")


def header(column: Column) -> str:
    """The title of a column, which says of a share that it is a percentage."""
    return f"{column.title} (%)" if column.kind is Kind.SHARE else column.title


def written(cell: Cell, column: Column) -> str:
    """A cell as the file has it."""
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return date(cell)
    if isinstance(cell, str):
        return neutral(cell)
    value = Decimal(str(cell)) * (100 if column.kind is Kind.SHARE else 1)
    return str(value.quantize(Decimal(1).scaleb(-column.decimals), ROUND_HALF_UP)).replace(".", ",")


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if is_formula(text) else text
