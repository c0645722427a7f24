"""Layers: in which class a value falls, what the legend says and counts."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage import join
from geo.indicators import Indicator
from geo.layers import CATEGORIES, NO_DATA, SEQUENTIAL, describe, spoken, wave_colors
from geo.territories import Level
from geo.waves import AFTER, Plan, Wave, with_waves
from tests.geo.builders import seats_in, square_communes
from tests.geo.test_waves import PLAN

MEASURED = [indicator for indicator in Indicator if indicator is not Indicator.WAVE]


def table_of(distances_km=None, posts=None, population=None):
    """A coverage table of communes that only one figure tells apart."""
    size = len(distances_km or posts)
    return pd.DataFrame(
        {
            "name": [f"Commune {n}" for n in range(size)],
            "population": population or [1000] * size,
            "structures": [0] * size,
            "posts": posts or [0] * size,
            "distance_m": [1000.0 * km for km in distances_km or [1.0] * size],
        },
        index=[f"57{n:03d}" for n in range(size)],
    )


def classes(table, indicator, **options):
    layer = describe(table, seats_in(), PLAN, indicator, Level.COMMUNE, **options)
    return layer.classes.tolist(), [entry.label for entry in layer.legend]


def test_bounds_of_distance():
    places, labels = classes(
        table_of([0, 5, 5.001, 10, 15, 15.1, 20, 20.001, np.nan, np.inf]), Indicator.DISTANCE
    )
    assert places == [0, 0, 1, 1, 2, 3, 3, 4, 5, 5]
    assert labels == [
        "5 km ou moins", "plus de 5 à 10 km", "plus de 10 à 15 km", "plus de 15 à 20 km",
        "plus de 20 km", "aucune structure",
    ]  # fmt: skip


def test_bounds_of_posts():
    places, labels = classes(table_of(posts=[0, 1, 2, 3, 4, 9, 10, 40]), Indicator.POSTS)
    assert places == [0, 1, 2, 2, 3, 3, 4, 4]
    assert labels == ["aucun poste", "1 poste", "2 à 3 postes", "4 à 9 postes", "10 postes ou plus"]


def test_bounds_of_rate():
    # One post for 50,000 is 2 per 100,000.
    table = table_of(posts=[0, 1, 1, 1, 1, 0], population=[10, 50_000, 49_999, 25_000, 16_666, 0])
    places, labels = classes(table, Indicator.RATE)
    assert places == [0, 1, 2, 2, 4, 5]
    assert labels[-1] == "sans habitant"


def test_bounds_of_inhabitants_left_out():
    people = [400, 500, 501, 2000, 5000, 5001, 9999, 9999]
    table = table_of([11, 11, 11, 11, 11, 11, 10, np.nan], population=people)
    places, labels = classes(table, Indicator.LEFT_OUT, km=10)
    assert places == [1, 1, 2, 2, 3, 4, 0, 5]
    assert labels[1] == "jusqu’à 500 hab."
    assert labels[3] == "plus de 2\u202f000 à 5\u202f000 hab."
    assert labels[-1] == "distance non connue"


def test_no_class_for_unknown_where_all_is_known():
    _, labels = classes(table_of([1, 30]), Indicator.DISTANCE)
    assert len(labels) == len(SEQUENTIAL)


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("indicator", list(Indicator))
def test_legend_counts_every_territory_and_inhabitant(indicator, level):
    structures = with_waves(seats_in("57101", "57103", posts=[2, 5]), PLAN)
    table = join(square_communes(["57104"]), structures, "57")
    layer = describe(table, structures, PLAN, indicator, level)
    territories = {Level.COMMUNE: 6, Level.EPCI: 3, Level.ARRONDISSEMENT: 2}[level]
    assert sum(entry.territories for entry in layer.legend) == territories
    assert sum(entry.population for entry in layer.legend) == 10_500
    assert layer.classes.index.is_monotonic_increasing
    assert len(spoken(layer)) == territories


@settings(max_examples=100, deadline=None)
@given(km=st.lists(st.floats(0, 100), min_size=2, max_size=10))
def test_a_longer_distance_is_never_of_a_lower_class(km):
    places, _ = classes(table_of(sorted(km)), Indicator.DISTANCE)
    assert places == sorted(places)


def test_first_wave_of_each_territory():
    structures = seats_in("57101", "57101", "57103", None)
    days = ["2021-06-01", "2021-04-14", "2022-01-01", "2021-04-14"]
    structures["validated_on"] = pd.Series(days).astype("datetime64[s]")
    structures = with_waves(structures, PLAN)
    table = join(square_communes(), structures, "57")
    communes = describe(table, structures, PLAN, Indicator.WAVE, Level.COMMUNE)
    assert [entry.label for entry in communes.legend] == ["Vague 1", "Vague 2", AFTER, "Aucun poste"]
    assert communes.classes.to_dict() == {
        "57101": 0, "57102": 3, "57103": 2, "57104": 3, "57105": 3, "57106": 3,
    }  # fmt: skip
    assert spoken(communes)["57103"] == AFTER
    districts = describe(table, structures, PLAN, Indicator.WAVE, Level.ARRONDISSEMENT)
    assert districts.classes.to_dict() == {"571": 0, "572": 2}
    assert [entry.population for entry in districts.legend] == [5000, 0, 5500, 0]


def test_spoken_values_are_french():
    layer = describe(table_of([12.345, np.nan]), seats_in(), PLAN, Indicator.DISTANCE, Level.COMMUNE)
    assert spoken(layer).tolist() == ["12,3", "non connu"]


@pytest.mark.parametrize("indicator", MEASURED)
def test_no_data_is_never_the_colour_of_a_figure(indicator):
    layer = describe(table_of([np.nan], population=[0]), seats_in(), PLAN, indicator, Level.COMMUNE)
    shown = [entry.color for entry in layer.legend if entry.color != NO_DATA]
    assert shown == SEQUENTIAL
    assert NO_DATA not in SEQUENTIAL + CATEGORIES


@pytest.mark.parametrize("count", [0, 1, 4, 5, 9, 30])
def test_each_wave_has_its_colour(count):
    colors = wave_colors(count)
    assert len(colors) == len(set(colors)) == count
    assert all(re.fullmatch(r"#[0-9A-F]{6}", color) for color in colors)


def test_many_waves_go_from_light_to_dark():
    plan = Plan(tuple(Wave(f"Vague {n}", *[PLAN.waves[0].announced_on] * 2) for n in range(6)))
    layer = describe(table_of([1]), with_waves(seats_in(), plan), plan, Indicator.WAVE, Level.COMMUNE)
    assert [entry.color for entry in layer.legend][:6:5] == [SEQUENTIAL[0], SEQUENTIAL[-1]]
