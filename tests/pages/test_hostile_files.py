"""Malformed exports: never a traceback, never a lost row, memory bounded."""

import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.anct_file import HEADERS
from geo.errors import DataError
from pages import source
from tests.pages.conftest import Opener

WORDS = st.one_of(
    st.sampled_from(
        ["", "0", "null", "57463", "57", "publique", "privée", "14/04/2021", "31/02/2021", "2", "-1",
         "21570463600012", "75112", "69152", "2A004", "DUPONT*CAMILLE  /", "<script>alert(1)</script>",
         "=1+1", "{{ 7*7 }}", "oui", "Non défini", '"', "49.1", "6,17", "49126", "é" * 50]
    ),
    st.text(max_size=12).filter(lambda text: ";" not in text),
)  # fmt: skip
ROWS = st.lists(st.lists(WORDS, min_size=0, max_size=len(HEADERS) + 3), min_size=0, max_size=8)


def export(rows: list[list[str]]) -> bytes:
    lines = [";".join(HEADERS.values())]
    lines += [";".join(cell.replace("\n", " ").replace("\r", " ") for cell in row) for row in rows]
    return "\n".join(lines).encode("utf-8", errors="ignore")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS, path=st.sampled_from(["", "vagues", "zones-sous-couvertes", "donnees"]))
def test_pages_survive_any_export(open_page: Opener, rows: list[list[str]], path: str) -> None:
    version, reading = source.read_own(export(rows))
    assert reading.rows == reading.located + reading.unlocated + reading.rejected
    test = open_page(path)
    test.session_state[source.OWN] = source.Source(source.Kind.OWN, "essai.csv", version, reading)
    test.run()
    assert not test.exception


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=600))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        _, reading = source.read_own(content)
    except DataError:
        return  # one French sentence, whatever the bytes: tests/geo/test_anct_file.py reads them
    else:
        assert reading.rows == reading.located + reading.unlocated + reading.rejected


HEADER = (";".join(HEADERS.values()) + "\n").encode()
LARGEST = 20 * 1024 * 1024
LARGE = {
    "many short rows": HEADER + b"a;b;c\n" * ((LARGEST - len(HEADER)) // 6),
    "one endless line": HEADER + b"x" * (LARGEST - len(HEADER)),
    "endless cells": HEADER + b";" * (LARGEST - len(HEADER)),
    "quotation marks": HEADER + b'"' * (LARGEST - len(HEADER)),
    "an open quotation mark on each line": HEADER + b'"a;b\n' * ((LARGEST - len(HEADER)) // 5),
    "no line at all": b"\n" * LARGEST,
    "an endless header": b"a;" * (LARGEST // 2),
}


@pytest.mark.parametrize("name", LARGE)
def test_memory_is_bounded_on_the_largest_file(name: str) -> None:
    """20 MB, as much as the page takes: at most ten times that while it is read."""
    tracemalloc.start()
    try:
        source.read_own(LARGE[name])
    except DataError:
        pass
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 10 * LARGEST
