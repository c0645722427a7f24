"""Exports of the ANCT, mutated; what a visitor's file goes through, to the files that they take away."""

import datetime as dt
import random
from functools import lru_cache

import pandas as pd

from geo.anct_file import HEADERS
from geo.communes import load_codes
from geo.errors import DataError
from geo.export import Format, export
from geo.indicators import Indicator
from geo.layers import describe
from geo.maps import instructions, script_literal
from geo.note import note, note_pdf
from geo.paths import STRUCTURES
from geo.picture import edition
from geo.selection import Selection
from geo.stamp import stamp_of
from geo.structures import Reading, read_bytes
from geo.study import Study, study
from geo.subjects import Subject
from geo.territories import Level
from tests.geo.builders import METZ
from tests.geo.builders import export as file_of

DAY = dt.date(2026, 1, 1)
KM = 10.0
TOKENS = [
    b"", b";", b'"', b'""', b"\r\n", b"\n", b"\r", b"\x00", b"\xef\xbb\xbf", b"\xff\xfe", b"\xe9", b"\xc3\xa9", b"null", b"0",
    b"-1", b"1e309", b"nan", b"inf", b"99999999999999999999", b"0x1F", b"57463", b"2A004", b"97411", b"75112",
    b"14/04/2021", b"31/02/2021", b"01/01/0001", b"9999-12-31", b"publique", b"Non d\xc3\xa9fini", b"49,1", b"6.17", b"90.0",
    b"-180", b"=1+1", b"<script>", b"{{ 7 }}", b"#panic()", b"A" * 3000, b"\xe2\x80\xa8", b"\xf0\x9f\x98\x80", b"NOM*PRENOM/",
    *(header.encode() for header in HEADERS.values()),
]  # fmt: skip


@lru_cache
def codes() -> pd.DataFrame:
    return load_codes()


@lru_cache
def seeds() -> tuple[bytes, ...]:
    rows = [METZ, METZ | {"commune_code": "57672", "posts": "2"}, METZ | {"siret": "", "type": ""}]
    return (
        STRUCTURES.read_bytes(),
        file_of(rows),
        file_of(rows, list(HEADERS), stray=False),
        file_of(rows).decode().encode("cp1252"),
        file_of([]),
    )


def case(draw: random.Random) -> bytes:
    """A file, mutated up to twelve times."""
    content = bytearray(draw.choice(seeds()))
    for _ in range(draw.randint(1, 12)):
        place = draw.randrange(len(content) + 1)
        end = min(len(content), place + draw.choice([0, 1, 2, 8, 40, 400]))
        match draw.randrange(6):
            case 0:
                content[place:end] = draw.choice(TOKENS)
            case 1:
                del content[place:end]
            case 2:
                content[place:place] = content[place:end] * draw.choice([1, 2, 50])
            case 3:
                content[place:end] = draw.randbytes(draw.choice([1, 4, 30]))
            case 4:
                swap_cells(content, draw)
            case _:
                other = draw.choice(seeds())
                content[place:] = other[draw.randrange(len(other)) :]
    return bytes(content)


def swap_cells(content: bytearray, draw: random.Random) -> None:
    """Put a token in the place of a cell."""
    cells = content.split(b";")
    cells[draw.randrange(len(cells))] = bytearray(draw.choice(TOKENS))
    content[:] = b";".join(cells)


def check(content: bytes) -> None:
    """Nothing is lost or made up, and all that is shown of the file can be made."""
    try:
        reading = read_bytes(content, codes())
    except DataError:
        return
    assert reading.rows == reading.located + reading.unlocated + reading.rejected
    departments = reading.structures["department"]
    for department in sorted(set(departments) - {""})[:2]:
        made = study(str(department), reading, Selection())
        assert (
            made.structures["posts"].sum() == reading.structures.loc[departments == department, "posts"].sum()
        )
        show(made, reading)


def longest_s(content: bytes) -> float:  # noqa: ARG001 - as for links
    """No file may take longer."""
    return 5.0


def show(made: Study, reading: Reading) -> None:
    """Everything that is drawn or taken away of a study."""
    for indicator in (Indicator.DISTANCE, Indicator.WAVE):
        layer = describe(made.table, made.structures, made.plan, indicator, Level.EPCI)
        script_literal(instructions(layer, made.structures, made.department, "Carte"))
    stamp = stamp_of(made, reading, Selection(), DAY, KM, file="essai.csv")
    assert export(made, stamp, Format.CSV, Subject.STRUCTURES).startswith(b"\xef\xbb\xbf")
    assert export(made, stamp, Format.XLSX, Subject.STRUCTURES).startswith(b"PK")
    assert export(made, stamp, Format.GEOJSON, Subject.STRUCTURES).startswith(b"{")
    assert export(made, stamp, Format.GPKG).startswith(b"SQLite")
    assert note_pdf(note(edition(made, stamp), codes())).startswith(b"%PDF")
