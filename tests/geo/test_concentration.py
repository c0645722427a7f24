"""Lorenz curve and Gini index: hand values, the definition by pairs, and their properties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.concentration import gini, lorenz

PAIRS = st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 500)), min_size=1, max_size=15)


def columns(pairs):
    return tuple(pd.Series(column, dtype=float) for column in zip(*pairs, strict=True))


def mean_difference(pairs):
    """Gini as half the relative mean difference between two inhabitants (Gini, 1912)."""
    people = sum(n for _, n in pairs)
    total = sum(v * n for v, n in pairs)
    apart = sum(n * m * abs(v - w) for v, n in pairs for w, m in pairs)
    return apart / (2 * people * total) if total else 0.0


def test_curve_by_hand():
    curve = lorenz(pd.Series([3.0, 0.0, 1.0]), pd.Series([10, 50, 40]))
    assert curve["population_share"].tolist() == pytest.approx([0, 0.5, 0.9, 1])
    assert curve["value_share"].tolist() == pytest.approx([0, 0, 40 / 70, 1])


def test_gini_by_hand():
    # Half of the inhabitants share all: one minus twice a triangle of 1/2 by 1.
    assert gini(pd.Series([0.0, 2.0]), pd.Series([50, 50])) == pytest.approx(0.5)
    assert gini(pd.Series([0.0, 2.0]), pd.Series([90, 10])) == pytest.approx(0.9)


def test_unknown_values_and_empty_territories_are_left_out():
    values = pd.Series([0.0, 2.0, np.nan, np.inf, 50.0])
    population = pd.Series([50, 50, 1000, 1000, 0])
    assert gini(values, population) == pytest.approx(0.5)
    assert len(lorenz(values, population)) == 3


@pytest.mark.parametrize(
    ("values", "population"), [([], []), ([0.0, 0.0], [1, 2]), ([np.nan], [5]), ([1.0], [0])]
)
def test_nothing_to_share_is_the_diagonal(values, population):
    curve = lorenz(pd.Series(values, dtype=float), pd.Series(population, dtype=float))
    assert curve["population_share"].tolist() == [0, 1]
    assert curve["value_share"].tolist() == [0, 1]
    assert gini(pd.Series(values, dtype=float), pd.Series(population, dtype=float)) == 0


@settings(max_examples=100, deadline=None)
@given(pairs=PAIRS)
def test_gini_is_the_relative_mean_difference(pairs):
    index = gini(*columns(pairs))
    assert index == pytest.approx(mean_difference(pairs), abs=1e-9)
    assert -1e-12 <= index < 1


@settings(max_examples=50, deadline=None)
@given(value=st.integers(1, 10**6), population=st.lists(st.integers(1, 500), min_size=1, max_size=10))
def test_gini_of_equal_values_is_zero(value, population):
    values = pd.Series(float(value), index=range(len(population)))
    assert gini(values, pd.Series(population)) == pytest.approx(0, abs=1e-12)


@settings(max_examples=100, deadline=None)
@given(pairs=PAIRS, value_factor=st.floats(0.01, 1000), people_factor=st.integers(1, 50))
def test_gini_depends_on_no_unit(pairs, value_factor, people_factor):
    values, population = columns(pairs)
    scaled = gini(values * value_factor, population * people_factor)
    assert scaled == pytest.approx(gini(values, population), abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(pairs=PAIRS)
def test_curve_grows_convex_under_the_diagonal(pairs):
    curve = lorenz(*columns(pairs))
    assert curve.iloc[0].tolist() == [0, 0]
    assert curve.iloc[-1].tolist() == pytest.approx([1, 1])
    people, shares = np.diff(curve["population_share"]), np.diff(curve["value_share"])
    assert (people > 0).all()
    assert (shares >= 0).all()
    assert (np.diff(shares / people) >= -1e-9).all()
    assert (curve["value_share"] <= curve["population_share"] + 1e-12).all()
