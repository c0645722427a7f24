"""Tables as an XLSX workbook: one typed sheet each, then "Lisez-moi" with the stamp and definitions."""

import datetime as dt
import io
import textwrap
import zipfile
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import MergedCell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from geo.french import date, typographic
from geo.stamp import Stamp, notes, summary
from geo.tables import Cell, Column, Kind, Table, is_formula
from geo.wording import dated

README = "Lisez-moi"
HEADER = Font(bold=True, color="FFFFFF")
HEADER_FILL = PatternFill("solid", fgColor="000091")  # the State's blue
WRAPPED = Alignment(wrap_text=True, vertical="top")
DATE_FORMAT = "dd/mm/yyyy"
# Widths are in characters, heights in points; a header also holds the button of its filter.
BUTTON, MARGIN, WIDEST = 3, 2, 45
README_WIDTHS = (28, 36, 100)
LINE_HEIGHT = 15.5
A4 = 9
FOOTER_LENGTH = 200
PROPERTIES = "docProps/core.xml"


def workbook(tables: Sequence[Table], stamp: Stamp) -> bytes:
    """Bytes of the workbook; the same for the same tables and stamp.

    Numbers, dates and shares are typed; texts are texts whatever they begin with; a value that is
    not known is an empty cell.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        _fill(book.create_sheet(table.title), table, stamp)
    _explain(book.create_sheet(README), tables, stamp)
    book.properties = _properties(stamp)
    content = io.BytesIO()
    book.save(content)
    return _repacked(content.getvalue(), stamp)


def number_format(column: Column) -> str:
    """The display format of a column, in the code that every language of Excel reads."""
    decimals = "." + "0" * column.decimals if column.decimals else ""
    return {
        Kind.TEXT: "@",
        Kind.WHOLE: "#,##0",
        Kind.DECIMAL: f"#,##0{decimals}",
        Kind.SHARE: f"0{decimals}%",
        Kind.DATE: DATE_FORMAT,
    }[column.kind]


def _fill(sheet: Worksheet, table: Table, stamp: Stamp) -> None:
    widths = [_width(table, column) for column in table.columns]
    _line(sheet, 1, [column.title for column in table.columns], [width - BUTTON for width in widths], HEADER)
    for row, record in enumerate(table.records(), 2):
        for place, (value, column) in enumerate(zip(record, table.columns, strict=True), 1):
            if value is not None:
                _write(sheet.cell(row, place), value)
                sheet.cell(row, place).number_format = number_format(column)
    _set_widths(sheet, widths)
    # The names stay in sight beside the figures.
    named = next(place for place, column in enumerate(table.columns, 1) if column.name in ("name", "label"))
    sheet.freeze_panes = sheet.cell(2, named + 1).coordinate
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    sheet.print_title_rows = "1:1"
    _print_setup(sheet, stamp)


def _line(
    sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[float], font: Font | None = None
) -> None:
    """A row of texts, each over as many lines as its width asks for."""
    for place, text in enumerate(texts, 1):
        cell = sheet.cell(row, place)
        _write(cell, text)
        cell.alignment = WRAPPED
        if font is not None:
            cell.font, cell.fill = font, HEADER_FILL
    lines = (len(textwrap.wrap(text, int(width))) for text, width in zip(texts, widths, strict=True))
    sheet.row_dimensions[row].height = LINE_HEIGHT * max(lines)


def _set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def _write(cell: SheetCell | MergedCell, value: Cell) -> None:
    """Give a cell its value; a text is a text, even once somebody has edited its cell."""
    cell.value = value
    if isinstance(value, str):
        # openpyxl takes some texts for formulas or errors.
        cell.data_type = "s"
        cell.quotePrefix = is_formula(value)


def _width(table: Table, column: Column) -> float:
    """Width that shows the cells and the longest word of the title."""
    words = [len(word) + BUTTON for word in column.title.split()]
    shown = [_length(value, column) for value in table.rows[column.name] if value is not None]
    return min(max([*words, *shown]) + MARGIN, WIDEST)


def _length(value: Cell, column: Column) -> int:
    if isinstance(value, int | float):
        return len(f"{value:,.{column.decimals}f}")
    return len(value) if isinstance(value, str) else len(DATE_FORMAT)


def _print_setup(sheet: Worksheet, stamp: Stamp) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    said = typographic(
        f"{stamp.title} ({stamp.department}) : COSELEC au {dated(stamp.as_of)}, exporté le {date(stamp.exported_on)}"
    )
    # An ampersand starts a code there.
    footer = HeaderFooterItem()
    footer.left.text, footer.right.text = said.replace("&", "&&")[:FOOTER_LENGTH], "&P / &N"
    sheet.oddFooter = footer


def _explain(sheet: Worksheet, tables: Sequence[Table], stamp: Stamp) -> None:
    """The stamp, then the definition of every column."""
    for row, (label, text) in enumerate(notes(stamp), 1):
        _line(sheet, row, (label, text), (README_WIDTHS[0], sum(README_WIDTHS[1:])))
        sheet.cell(row, 1).font = Font(bold=True)
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
    start = len(notes(stamp)) + 2
    _line(sheet, start, ["Feuille", "Colonne", "Définition"], README_WIDTHS, HEADER)
    described = [(table.title, column) for table in tables for column in table.columns]
    for row, (title, column) in enumerate(described, start + 1):
        _line(sheet, row, (title, column.title, typographic(column.definition)), README_WIDTHS)
    _set_widths(sheet, README_WIDTHS)
    _print_setup(sheet, stamp)


def _properties(stamp: Stamp) -> DocumentProperties:
    day = dt.datetime.combine(stamp.exported_on, dt.time())
    return DocumentProperties(
        creator="Maillage",
        title=f"{stamp.title} ({stamp.department})",
        description=summary(stamp),
        language="fr-FR",
        created=day,
        modified=day,
    )


def _repacked(content: bytes, stamp: Stamp) -> bytes:
    """The same workbook without the time at which it was written, which openpyxl takes from the clock."""
    packed = io.BytesIO()
    day = stamp.exported_on
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            kept = tostring(_properties(stamp).to_tree()) if name == PROPERTIES else old.read(name)
            member = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            new.writestr(member, kept, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
