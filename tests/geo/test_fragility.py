"""Fragility: the closing of each structure, against coverage computed again without it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage import covered, join
from geo.fragility import fragility
from tests.geo.builders import SIDE, scattered_communes, seats, seats_in, square_communes


def mean_distance(table):
    known = table[table["distance_m"].notna()]
    return (known["distance_m"] * known["population"]).sum() / known["population"].sum()


def test_two_structures_by_hand(squares):
    # 57101 serves itself, 57102 (a tie, given to one of them) and 57104; 57103 serves the rest.
    effect = fragility(squares, seats_in("57101", "57103", posts=[2, 5]), "57", km=10.001)
    west, east = effect.loc[0], effect.loc[1]
    assert (west["posts"], east["posts"]) == (2, 5)
    assert west["served"] + east["served"] == 10_500
    # Within 10 km of 57101 alone: itself and 57104; 57102 is within reach of both.
    assert west["lost"] == 5000
    assert west["lost_communes"] == 2
    # Within 10 km of 57103 alone: itself and 57106, where nobody lives.
    assert east["lost"] == 3000
    assert east["lost_communes"] == 2
    # 57101 goes from 0 to 20 km, 57104 from 10 km to the root of 500; 57102 and 57105 are ties.
    rise = 1000 * 2 * SIDE + 4000 * (SIDE * 5**0.5 - SIDE)
    assert west["mean_increase_m"] == pytest.approx(rise / 10_500, rel=1e-4)


def test_heaviest_loss_comes_first(squares):
    effect = fragility(squares, seats_in("57103", "57101"), "57", km=5)
    assert effect["lost"].tolist() == [3000, 1000]
    assert effect.index.tolist() == [0, 1]
    effect = fragility(squares, seats_in("57101", "57103"), "57", km=5)
    assert effect.index.tolist() == [1, 0]


def test_the_only_structure_leaves_nobody_served(squares):
    effect = fragility(squares, seats_in("57105"), "57", km=20)
    assert effect["lost"].tolist() == [10_500]
    assert effect["served"].tolist() == [10_500]
    assert np.isposinf(effect["mean_increase_m"]).all()


def test_twins_lose_nothing(squares):
    effect = fragility(squares, seats_in("57102", "57102"), "57", km=20)
    assert effect["lost"].tolist() == [0, 0]
    assert effect["mean_increase_m"].tolist() == pytest.approx([0, 0], abs=1e-6)


def test_unlocated_structures_are_not_in_it(squares):
    effect = fragility(squares, seats_in("57102", None, "57103"), "57", km=5)
    assert sorted(effect.index) == [0, 2]
    assert fragility(squares, seats_in(None), "57", km=5).empty


def test_communes_of_unknown_place_change_nothing():
    effect = fragility(square_communes(["57104"]), seats_in("57101", "57103"), "57", km=10.001)
    assert effect.loc[0, "lost"] == 1000
    assert effect["served"].sum() == 6500


# Corners of a grid of 5 km, so that ties and structures at one place are frequent.
GRID = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(lambda p: (900e3 + 5e3 * p[0], 6.9e6 + 5e3 * p[1]))


@settings(max_examples=50, deadline=None)
@given(
    places=st.lists(st.tuples(GRID, st.integers(0, 500)), min_size=1, max_size=10),
    structures=st.lists(GRID, min_size=2, max_size=5),
    km=st.sampled_from([2.5, 7.3, 12.1, 40.0]),
)
def test_fragility_is_coverage_computed_again_without_it(places, structures, km):
    x, y = zip(*(place for place, _ in places), strict=True)
    communes = scattered_communes(x, y, [people for _, people in places])
    open_ = seats(*zip(*structures, strict=True))
    before = join(communes, open_, "57")
    effect = fragility(communes, open_, "57", km)
    assert set(effect.index) == set(open_.index)
    for label, row in effect.iterrows():
        after = join(communes, open_.drop(label), "57")
        assert row["lost"] == covered(before, km).population - covered(after, km).population
        assert row["lost_communes"] == covered(before, km).communes - covered(after, km).communes
        if before["population"].sum():
            rise = mean_distance(after) - mean_distance(before)
            assert row["mean_increase_m"] == pytest.approx(rise, abs=1e-4)
    # Structures at the same point serve the same people: each point counts once.
    points = effect["served"].groupby([open_["latitude"], open_["longitude"]]).first()
    assert points.sum() == before["population"].sum()
