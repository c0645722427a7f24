"""Typed tables: plain values, and None for whatever is not known."""

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.tables import Column, Kind, clean, is_formula, plain, table


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(
    "value", [None, float("nan"), float("inf"), -float("inf"), np.nan, pd.NaT, np.float64("nan")]
)
def test_unknown_is_none(value, kind):
    assert plain(value, kind) is None


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("01004", Kind.TEXT, "01004"), ("", Kind.TEXT, None), (" \t", Kind.TEXT, None),
        (0, Kind.WHOLE, 0), (19.0, Kind.WHOLE, 19), (np.int64(7), Kind.WHOLE, 7),
        (0.1 + 0.2, Kind.DECIMAL, 0.3), (np.float64(1.5), Kind.SHARE, 1.5),
        (pd.Timestamp(2021, 4, 14), Kind.DATE, dt.date(2021, 4, 14)),
        (dt.date(2021, 6, 30), Kind.DATE, dt.date(2021, 6, 30)),
    ],
)  # fmt: skip
def test_plain_values(value, kind, expected):
    found = plain(value, kind)
    assert found == expected
    assert type(found) is type(expected)


def test_a_table_keeps_its_columns_and_its_index():
    columns = [
        Column("b", "B", Kind.WHOLE, "Deuxième."),
        Column("a", "A", Kind.TEXT, "Première."),
    ]
    frame = pd.DataFrame({"a": ["x", None], "b": [1.0, np.nan], "c": [0, 0]}, index=["i", "j"])
    made = table("essai", "Essai", columns, frame)
    assert made.records() == [(1, "x"), (None, None)]
    assert list(made.rows.index) == ["i", "j"]
    assert list(made.rows.columns) == ["b", "a"]
    empty = table("essai", "Essai", columns, frame.iloc[:0])
    assert empty.records() == []
    assert list(empty.rows.columns) == ["b", "a"]


@given(st.text())
def test_clean_texts_fit_everywhere(text):
    cleaned = clean(text)
    assert cleaned == cleaned.strip()
    cleaned.encode()
    assert not any(ord(character) < 32 or character in "\x7f\ufffe\uffff" for character in cleaned)
    assert clean(cleaned) == cleaned


def test_clean_keeps_french():
    kept = "L’Haÿ-les-Roses «\u00a0œuvre\u202f; 100\u202f000\u00a0» 😀"
    assert clean(kept) == kept
    assert clean("deux\r\nlignes") == "deux lignes"


@given(
    start=st.sampled_from("=+-@＝＋－＠\t\r\n"), rest=st.text(), spaces=st.sampled_from(["", " ", "\u00a0 "])
)
def test_formulas_are_known_by_their_beginning(start, rest, spaces):
    assert is_formula(spaces + start + rest)


@pytest.mark.parametrize("text", ["Metz", "'=1", "1=1", "57463", "", "(+33)"])
def test_other_texts_are_not_formulas(text):
    assert not is_formula(text)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9))
def test_decimals_lose_nothing_that_matters(value):
    found = plain(value, Kind.DECIMAL)
    assert isinstance(found, float)
    assert math.isclose(found, value, abs_tol=5.1e-7)
