"""Tables to export: the figures on screen as typed columns, each with its title and definition."""

import datetime as dt
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

Cell = str | int | float | dt.date | None
# Characters that XML or a spreadsheet cannot hold: controls, lone surrogates, noncharacters.
UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
# A spreadsheet would run a text that begins so; the wide ones count as such in some languages.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\t\r\n]")
# Numbers lose the noise of binary fractions, and nothing else: a millionth of a kilometre is a millimetre.
DECIMALS_KEPT = 6


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "texte"
    WHOLE = "entier"
    DECIMAL = "décimal"
    SHARE = "part"
    DATE = "date"


@dataclass(frozen=True)
class Column:
    """A column: its name for programs, its title and definition in French.

    ``decimals``: how many are shown; of a share, as a percentage.
    """

    name: str
    title: str
    kind: Kind
    definition: str
    decimals: int = 0


@dataclass(frozen=True)
class Table:
    """A table to export. ``name``: for programs and file names; ``title``: for the reader.

    ``rows``: one column a Column, whose cells are str, int, float, datetime.date, or None where the
    value is not known; its index is that of the territories or structures.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: pd.DataFrame

    def records(self) -> list[tuple[Cell, ...]]:
        """Rows as plain values."""
        return list(zip(*(self.rows[column.name] for column in self.columns), strict=True))


def table(name: str, title: str, columns: Iterable[Column], frame: pd.DataFrame) -> Table:
    """A table of some columns of a frame, whatever its own types and ways to say "unknown"."""
    kept = tuple(columns)
    rows = {
        column.name: pd.Series(
            [plain(value, column.kind) for value in frame[column.name]], index=frame.index, dtype=object
        )
        for column in kept
    }
    return Table(name, title, kept, pd.DataFrame(rows, index=frame.index, columns=[c.name for c in kept]))


def plain(value: Any, kind: Kind) -> Cell:
    """A cell as a plain value; None where it is missing, not a number, infinite or an empty text."""
    if (
        value is None
        or value is pd.NaT
        or (isinstance(value, float | np.floating) and not math.isfinite(value))
    ):
        return None
    if kind is Kind.TEXT:
        return clean(str(value)) or None
    if kind is Kind.DATE:
        return value.date() if isinstance(value, dt.datetime) else value
    return int(value) if kind is Kind.WHOLE else round(float(value), DECIMALS_KEPT)


def clean(text: str) -> str:
    """A text that every format can hold, on one line."""
    return UNFIT.sub(" ", text).strip()


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take a text for a formula, spaces before it or not."""
    return FORMULA.match(text) is not None
