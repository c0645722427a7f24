"""Numbers, dates and words in French form."""

import datetime as dt
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.french import (
    NBSP,
    THIN,
    UNKNOWN,
    count,
    date,
    enumeration,
    euros,
    kilometres,
    month,
    number,
    percent,
    sentence_case,
    typographic,
)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"), (999, 0, "999"), (1000, 0, f"1{THIN}000"), (1_051_309, 0, f"1{THIN}051{THIN}309"),
        (1.80727, 2, "1,81"), (3.0, 1, "3,0"), (-4.27, 1, "-4,3"), (12_345.678, 2, f"12{THIN}345,68"),
        (math.nan, 0, UNKNOWN), (math.inf, 1, UNKNOWN), (None, 0, UNKNOWN),
    ],
)  # fmt: skip
def test_number(value, decimals, text):
    assert number(value, decimals) == text


def test_other_figures():
    assert percent(0.7253) == f"72,5{NBSP}%"
    assert percent(1, 0) == f"100{NBSP}%"
    assert percent(math.nan) == UNKNOWN
    assert kilometres(8697.2) == f"8,7{NBSP}km"
    assert kilometres(53_409, 3) == f"53,409{NBSP}km"
    assert kilometres(math.inf) == UNKNOWN
    assert euros(950_000) == f"950{THIN}000{NBSP}€"


def test_dates():
    assert date(dt.date(2021, 4, 14)) == "14/04/2021"
    assert date(dt.date(2021, 5, 3)) == "03/05/2021"
    assert month(dt.date(2021, 6, 30)) == "juin 2021"
    assert month(dt.date(2021, 8, 1)) == "août 2021"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0 poste"), (1, "1 poste"), (2, "2 postes"), (1500, f"1{THIN}500 postes")],
)
def test_plural_begins_at_two(value, text):
    assert count(value, "poste") == text.replace(" ", NBSP)


def test_irregular_plural():
    assert count(0, "cheval", "chevaux") == f"0{NBSP}cheval"
    assert count(2, "cheval", "chevaux") == f"2{NBSP}chevaux"


def test_enumeration():
    assert enumeration(["a"]) == "a"
    assert enumeration(["a", "b"]) == "a et b"
    assert enumeration(("a", "b", "c")) == "a, b et c"
    assert enumeration([]) == ""


def test_typography():
    assert typographic("Commune d'Achen : « oui » ?") == (f"Commune d’Achen{NBSP}: «{NBSP}oui{NBSP}»{THIN}?")
    assert typographic("a ; b !") == f"a{THIN}; b{THIN}!"
    assert typographic("14:30") == "14:30"


def test_sentence_case_keeps_acronyms():
    assert sentence_case("le CCAS de Metz") == "Le CCAS de Metz"
    assert sentence_case("écoles") == "Écoles"
    assert sentence_case("") == ""


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet="aé'’ :;?!«»\u00a0", max_size=20))
def test_typography_is_done_once(text):
    once = typographic(text)
    assert typographic(once) == once
    assert len(once) == len(text)
    assert "'" not in once


@settings(max_examples=100, deadline=None)
@given(value=st.integers(-(10**12), 10**12))
def test_whole_numbers_can_be_read_back(value):
    assert int(number(value).replace(THIN, "")) == value
