"""Coverage: distances by hand, by brute force, and the properties that hold whatever the map."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.communes import load_communes
from geo.coverage import (
    beyond,
    covered,
    distance_statistics,
    join,
    nearest_structures,
    reachable,
    weighted_quantile,
)
from tests.geo.builders import SIDE, scattered_communes, seats, seats_in, square_communes

DIAGONAL = SIDE * 2**0.5
X = st.integers(800_000, 1_000_000)
Y = st.integers(6_700_000, 6_950_000)
PLACES = st.lists(st.tuples(X, Y), min_size=1, max_size=12)
SEATS = st.lists(st.tuples(X, Y), min_size=1, max_size=6)


def communes_at(places, population=None):
    x, y = zip(*places, strict=True)
    return scattered_communes(x, y, population or [100] * len(places))


def seats_at(places):
    return seats(*zip(*places, strict=True))


def test_distances_of_the_squares_by_hand(squares):
    table = join(squares, seats_in("57101"), "57")
    expected = [0, SIDE, 2 * SIDE, SIDE, DIAGONAL, (5 * SIDE**2) ** 0.5]
    assert table["distance_m"].to_numpy() == pytest.approx(expected, abs=0.01)
    assert (table["nearest"] == 0).all()


def test_structures_and_posts_of_each_commune(squares):
    table = join(squares, seats_in("57101", "57103", "57101", None, posts=[2, 5, 1, 9]), "57")
    assert table["structures"].tolist() == [2, 0, 1, 0, 0, 0]
    assert table["posts"].tolist() == [3, 0, 5, 0, 0, 0]


def test_unlocated_structures_are_at_no_distance(squares):
    table = join(squares, seats_in(None, None), "57")
    assert np.isinf(table["distance_m"]).all()
    assert (table["nearest"] == -1).all()


def test_no_structure_at_all(squares):
    table = join(squares, seats_in("57101").iloc[:0], "57")
    assert np.isinf(table["distance_m"]).all()
    assert covered(table, 20).population == 0
    assert len(beyond(table, 20)) == 6


def test_commune_without_contour_has_no_distance_but_counts():
    table = join(square_communes(without_contour=["57104"]), seats_in("57101"), "57")
    assert np.isnan(table.at["57104", "distance_m"])
    assert table["distance_m"].notna().sum() == 5
    # 57101 and 57102 are within 10 km and a hair; 57104 would be, but nobody knows it.
    assert covered(table, 10.001).population == 3000
    assert covered(table, 10.001).share == pytest.approx(3000 / 10_500)
    assert "57104" not in beyond(table, 0).index


def test_several_nearest_of_each_commune(squares):
    structures = seats_in("57101", "57103")
    distances, labels = nearest_structures(squares, structures, "57", count=3)
    assert distances[0] == pytest.approx([0, 2 * SIDE, np.inf], abs=0.01)
    assert labels[0].tolist() == [0, 1, -1]
    assert labels[2].tolist() == [1, 0, -1]


def test_labels_are_those_of_the_index(squares):
    structures = seats_in("57101", "57103").set_axis([7, 42])
    _, labels = nearest_structures(squares, structures, "57")
    assert labels[[0, 2], 0].tolist() == [7, 42]


def test_threshold_holds_its_bound():
    table = pd.DataFrame({"distance_m": [5000.0, 5000.01, 0.0], "population": [10, 20, 30]})
    assert covered(table, 5).communes == 2
    assert covered(table, 5).population == 40
    assert beyond(table, 5)["population"].tolist() == [20]


def test_beyond_is_by_population():
    table = pd.DataFrame({"distance_m": [9e3, 8e3, 1e3, np.nan], "population": [10, 20, 99, 50]})
    assert beyond(table, 5)["population"].tolist() == [20, 10]


def test_statistics_by_hand():
    table = pd.DataFrame({"distance_m": [0.0, 1000.0, 4000.0, np.nan], "population": [10, 60, 30, 1000]})
    statistics = distance_statistics(table)
    assert statistics.mean == pytest.approx((60 * 1000 + 30 * 4000) / 100)
    assert (statistics.median, statistics.p95, statistics.max) == (1000, 4000, 4000)


def test_reachable_structures_share_the_projection():
    structures = pd.DataFrame({"department": ["57", "54", "974", "972", "971"]})
    assert reachable(structures, "57", neighbours=False).index.tolist() == [0]
    assert reachable(structures, "57", neighbours=True).index.tolist() == [0, 1]
    assert reachable(structures, "971", neighbours=True).index.tolist() == [3, 4]


def test_moselle_by_brute_force(moselle, moselle_study):
    """Every distance again, one pair at a time, from the degrees of the files."""
    to_metres = pyproj.Transformer.from_crs(4326, 2154, always_xy=True)
    structures = moselle_study.structures
    places = [to_metres.transform(*p) for p in zip(structures.longitude, structures.latitude, strict=True)]
    shown = moselle_study.table["distance_m"].to_numpy()
    for point, distance in zip(moselle["service_point"], shown, strict=True):
        x, y = to_metres.transform(point.x, point.y)
        nearest = min(((x - a) ** 2 + (y - b) ** 2) ** 0.5 for a, b in places)
        assert distance == pytest.approx(nearest, abs=0.001)


@settings(max_examples=60, deadline=None)
@given(places=PLACES, structures=SEATS)
def test_nearest_is_brute_force(places, structures):
    distances, labels = nearest_structures(communes_at(places), seats_at(structures), "57")
    for (x, y), distance, label in zip(places, distances[:, 0], labels[:, 0], strict=True):
        every = [((x - a) ** 2 + (y - b) ** 2) ** 0.5 for a, b in structures]
        assert distance == pytest.approx(min(every), abs=0.01)
        assert every[label] == pytest.approx(min(every), abs=0.01)


@settings(max_examples=60, deadline=None)
@given(places=PLACES, structures=SEATS, added=st.tuples(X, Y))
def test_distance_never_grows_when_a_structure_is_added(places, structures, added):
    communes = communes_at(places)
    before = join(communes, seats_at(structures), "57")["distance_m"]
    after = join(communes, seats_at([*structures, added]), "57")["distance_m"]
    assert (after <= before).all()


@settings(max_examples=60, deadline=None)
@given(places=PLACES, structures=SEATS, radii=st.lists(st.floats(0, 400), min_size=2, max_size=6))
def test_covered_population_never_falls_with_the_radius(places, structures, radii):
    table = join(communes_at(places, [7 * n for n in range(len(places))]), seats_at(structures), "57")
    results = [covered(table, km) for km in sorted(radii)]
    for narrow, wide in pairwise(results):
        assert narrow.population <= wide.population
        assert narrow.communes <= wide.communes
    # Distances are all known here: what is not covered is beyond.
    for km, result in zip(sorted(radii), results, strict=True):
        far = beyond(table, km)
        assert result.communes + len(far) == len(table)
        assert result.population + far["population"].sum() == table["population"].sum()


WEIGHTED = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), min_size=1, max_size=20).filter(
    lambda pairs: sum(weight for _, weight in pairs) > 0
)


@settings(max_examples=150, deadline=None)
@given(pairs=WEIGHTED, percent=st.sampled_from([5, 25, 50, 75, 95, 100]))
def test_weighted_quantile_is_the_smallest_value_that_reaches_the_share(pairs, percent):
    values, weights = (pd.Series(column, dtype=float) for column in zip(*pairs, strict=True))
    found = weighted_quantile(values, weights, percent / 100)
    people = sorted(value for value, weight in pairs for _ in range(int(weight)))
    # In whole numbers: the first inhabitant whose rank reaches the share of all.
    rank = -(-percent * len(people) // 100)
    assert found == people[rank - 1]


@settings(max_examples=100, deadline=None)
@given(pairs=WEIGHTED, shares=st.lists(st.floats(0, 1), min_size=2, max_size=5))
def test_weighted_quantile_grows_with_the_share(pairs, shares):
    values, weights = (pd.Series(column, dtype=float) for column in zip(*pairs, strict=True))
    found = [weighted_quantile(values, weights, share) for share in sorted(shares)]
    assert found == sorted(found)
    assert set(found) <= set(values)


def test_weighted_quantile_leaves_unknown_values_out():
    values, weights = pd.Series([np.nan, 1.0, 2.0]), pd.Series([1000, 1, 1])
    assert weighted_quantile(values, weights, 0.5) == 1
    assert np.isnan(weighted_quantile(values.iloc[:1], weights.iloc[:1], 0.5))
    assert np.isnan(weighted_quantile(values, pd.Series([1, 0, 0]), 0.5))


def test_an_overseas_department_has_its_own_projection():
    """In Guadeloupe, far from the projection of the mainland, distances are those of the geodesic."""
    communes = load_communes("971")
    first = communes["service_point"].iloc[[0, 5]]
    seats = seats_in(None, None).assign(
        longitude=first.x.to_numpy(), latitude=first.y.to_numpy(), located=True, department="971"
    )
    table = join(communes, seats, "971")
    geod = pyproj.Geod(ellps="GRS80")
    place = communes["service_point"]
    away = np.min([geod.inv(*np.broadcast_arrays(place.x, place.y, x, y))[2]
                   for x, y in zip(first.x, first.y, strict=True)], axis=0)  # fmt: skip
    assert table["distance_m"].to_numpy() == pytest.approx(away, rel=2e-3, abs=1)


def test_distances_may_count_more_structures_than_posts_do(squares):
    own, others = seats_in("57101"), seats_in("57101", "57103")
    table = join(squares, own, "57", others)
    assert table.loc["57103", "distance_m"] == pytest.approx(0, abs=1e-3)
    assert table["structures"].sum() == 1
    assert table["posts"].dtype == table["structures"].dtype == "int64"


def test_without_inhabitants_nothing_is_covered():
    none = pd.DataFrame({"distance_m": [1.0], "population": [0]})
    assert covered(none, 5).share == 0
    nobody = distance_statistics(none)
    assert np.isnan(nobody.mean)
    assert nobody.max == 1
    assert np.isnan(distance_statistics(none.iloc[:0]).max)
    assert nearest_structures(square_communes(), seats_in("57101"), "57")[1].shape[1] == 1
