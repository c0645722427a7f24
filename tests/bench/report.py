"""What the benchmark says, as tables for a terminal or as JSON."""

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
WIDTH = 110


@dataclass(frozen=True)
class Part:
    """A part of the benchmark: its name, what its rows tell, and the rows, which have the same columns.

    Units are in the names of columns: ``_ms``, ``_s``, ``_kb`` (1,000 bytes), ``_mb`` (1,000,000
    bytes); ``x_`` begins a ratio.
    """

    name: str
    told: str
    rows: Sequence[Row]


def lines(part: Part) -> list[str]:
    """A title, what the columns mean, and a table."""
    told = textwrap.wrap(part.told, WIDTH)
    if not part.rows:
        return [part.name.upper(), *told]
    columns = list(part.rows[0])
    cells = [[column.replace("_", " ") for column in columns]]
    cells += [[cell(row[column], column) for column in columns] for row in part.rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    words = [isinstance(part.rows[0][column], str) for column in columns]
    table = [
        "  ".join(
            text.ljust(width) if left else text.rjust(width)
            for text, width, left in zip(row, widths, words, strict=True)
        ).rstrip()
        for row in cells
    ]
    rule = "-" * max(map(len, table))
    return [part.name.upper(), *told, rule, table[0], rule, *table[1:], rule]


def cell(value: Any, column: str) -> str:
    """A value as a table shows it: ratios to two decimals, other numbers to three digits."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "-"
    if not isinstance(value, float):
        return str(value)
    if column.startswith("x_"):
        return f"{value:,.2f}" if value < 100 else f"{value:,.0f}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def plain(part: Part) -> dict[str, Any]:
    """A part for JSON, which has no NaN."""
    return {"told": part.told, "rows": [{name: rounded(v) for name, v in row.items()} for row in part.rows]}


def rounded(value: Any) -> Any:
    """A number with the digits that mean something; None where it is unknown."""
    if not isinstance(value, float):
        return value
    return float(f"{value:.5g}") if math.isfinite(value) else None
