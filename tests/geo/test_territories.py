"""Figures by territory: sums by hand, and sums that give the department back."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage import covered, join
from geo.territories import Level, by_territory, rate
from tests.geo.builders import SIDE, seats_in, square_communes

ADDITIVE = ["communes", "population", "structures", "posts", "covered", "left_out"]


@pytest.fixture
def table(squares):
    return join(squares, seats_in("57101", "57103", posts=[2, 5]), "57")


def test_epci_by_hand(table):
    epci = by_territory(table, Level.EPCI, km=5)
    assert epci["name"].to_dict() == {
        "200000001": "CC du Sud", "200000002": "CC du Nord", "": "Hors EPCI",
    }  # fmt: skip
    assert epci.loc["200000001", ADDITIVE].tolist() == [3, 6000, 2, 7, 4000, 2000]
    assert epci.loc["200000002", ADDITIVE].tolist() == [2, 4500, 0, 0, 0, 4500]
    assert epci.at["200000001", "posts_per_100000"] == pytest.approx(7 / 6000 * 1e5)
    assert epci.at["200000001", "covered_share"] == pytest.approx(4 / 6)
    # 57102 alone is not at a seat: 2,000 of 6,000 inhabitants, 10 km away.
    assert epci.at["200000001", "distance_m"] == pytest.approx(SIDE / 3, abs=0.01)
    # Delta is at 10 km of 57101, Écho at the diagonal of both seats.
    north = (4000 * SIDE + 500 * SIDE * 2**0.5) / 4500
    assert epci.at["200000002", "distance_m"] == pytest.approx(north, abs=0.01)


def test_territory_where_nobody_lives(table):
    outside = by_territory(table, Level.EPCI, km=5).loc[""]
    assert outside["population"] == 0
    assert np.isnan(outside["posts_per_100000"])
    assert np.isnan(outside["covered_share"])
    # As a commune, Foxtrot still has its distance.
    assert by_territory(table, Level.COMMUNE, km=5).at["57106", "distance_m"] == pytest.approx(SIDE, abs=0.01)


def test_arrondissements_by_hand(table):
    districts = by_territory(table, Level.ARRONDISSEMENT, km=10.001)
    assert districts.index.tolist() == ["572", "571"]  # by name: Est, Ouest
    assert districts.loc["571", ADDITIVE].tolist() == [2, 5000, 1, 2, 5000, 0]
    # Écho, at 14 km, is the only one of the east beyond 10.
    assert districts.loc["572", ADDITIVE].tolist() == [4, 5500, 1, 5, 5000, 500]


def test_commune_level_is_the_table(table):
    communes = by_territory(table, Level.COMMUNE, km=5).sort_index()
    assert communes.index.tolist() == table.index.tolist()
    assert communes["posts"].tolist() == table["posts"].tolist()
    assert communes["distance_m"].tolist() == table["distance_m"].tolist()


def test_unknown_distance_is_neither_covered_nor_left_out():
    table = join(square_communes(["57104"]), seats_in("57103"), "57")
    epci = by_territory(table, Level.EPCI, km=1000).loc["200000002"]
    assert epci["population"] == 4500
    assert (epci["covered"], epci["left_out"]) == (500, 0)
    # The mean is that of the only commune whose place is known.
    assert epci["distance_m"] == pytest.approx(SIDE * 2**0.5, abs=0.01)


def test_no_structure_is_infinitely_far(squares):
    table = join(squares, seats_in("57101").iloc[:0], "57")
    districts = by_territory(table, Level.ARRONDISSEMENT, km=5)
    assert np.isposinf(districts["distance_m"]).all()
    assert districts["left_out"].sum() == 10_500


def test_rate():
    assert rate(19, 1_051_309) == pytest.approx(1.80727, abs=5e-6)
    assert np.isnan(rate(1, 0))


TERRITORY = st.sampled_from(["A", "B", "C", None])
DISTANCE = st.one_of(st.integers(0, 60_000).map(float), st.just(np.nan), st.just(np.inf))
COMMUNE = st.tuples(TERRITORY, st.integers(0, 9999), st.integers(0, 3), st.integers(0, 9), DISTANCE)


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(COMMUNE, min_size=1, max_size=15), km=st.sampled_from([5, 10, 20]))
def test_sums_over_territories_are_the_department(rows, km):
    table = pd.DataFrame(
        rows, columns=["epci_code", "population", "structures", "posts", "distance_m"],
        index=[f"57{n:03d}" for n in range(len(rows))],
    )  # fmt: skip
    table["epci_code"] = table["epci_code"].astype(object).where(table["epci_code"].notna(), None)
    table["epci_name"] = table["epci_code"].map({"A": "CA A", "B": "CC B", "C": "CU C"})
    table["name"] = table.index
    for level in (Level.EPCI, Level.COMMUNE):
        sums = by_territory(table, level, km)[ADDITIVE].sum()
        assert sums["communes"] == len(table)
        assert sums["population"] == table["population"].sum()
        assert sums["structures"] == table["structures"].sum()
        assert sums["posts"] == table["posts"].sum()
        assert sums["covered"] == covered(table, km).population
        unknown = table.loc[table["distance_m"].isna(), "population"].sum()
        assert sums["covered"] + sums["left_out"] + unknown == table["population"].sum()
