"""Stating a siting problem, refusing impossible ones, and measuring answers."""

import numpy as np
import pandas as pd
import pyproj
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.communes import load_communes
from geo.coverage import distance_statistics, join
from geo.optimum import cover, median
from geo.siting import (
    SitingError,
    Wishes,
    check_posts,
    covered_weight,
    distances_with,
    instance,
    mean_distance,
    ranked,
    smallest_number,
)
from geo.territories import Level, by_territory
from tests.geo.builders import CODES, SIDE, SQUARES, seats_in, square_communes
from tests.geo.instances import allowed, away, covered_by, made, metres_by, problems

POPULATION = [square[2] for square in SQUARES]
NOBODY = np.array([], dtype=np.int64)
RADII = st.sampled_from([0, 3_000, 5_000, 7_071, 12_000, 50_000])


def stated(communes, *seats, need=None, **wishes):
    """The problem of the six squares with structures at the centres of some."""
    return instance(communes, join(communes, seats_in(*seats), "57"), "57", Wishes(**wishes), need)


# --- Stating ---------------------------------------------------------------------------------


def test_an_instance_is_the_communes_and_their_distances(squares):
    problem = stated(squares, "57101")
    assert problem.codes.tolist() == CODES
    assert problem.weight.tolist() == POPULATION
    assert problem.total == sum(POPULATION)
    assert problem.candidate.all()
    assert problem.located.all()
    assert not problem.imposed.any()
    assert (problem.territory, problem.lacking) == (None, None)
    column = np.array([square[5] for square in SQUARES])
    row = np.array([square[6] for square in SQUARES])
    expected = SIDE * np.hypot(column[:, None] - column, row[:, None] - row)
    assert problem.distance_m == pytest.approx(expected, abs=0.01)
    assert problem.base_m == pytest.approx(expected[0], abs=0.01)


def test_a_detour_lengthens_every_distance(squares):
    straight, winding = stated(squares, "57101"), stated(squares, "57101", detour=1.3)
    assert winding.distance_m == pytest.approx(straight.distance_m * 1.3)
    assert winding.base_m == pytest.approx(straight.base_m * 1.3)


def test_without_structure_the_base_is_infinite(squares):
    problem = stated(squares)
    assert np.isinf(problem.base_m).all()
    assert covered_weight(problem, NOBODY, 10**9) == 0
    assert mean_distance(problem, NOBODY) == np.inf
    assert np.isfinite(mean_distance(problem, np.array([3])))


def test_a_commune_without_position_is_counted_but_neither_reached_nor_chosen():
    communes = square_communes(without_contour=["57104"])
    problem = stated(communes, "57101")
    assert problem.located.tolist() == [True, True, True, False, True, True]
    assert problem.candidate.tolist() == problem.located.tolist()
    assert np.isinf(problem.base_m[3])
    assert np.isinf(problem.distance_m[3]).all()
    assert np.isinf(problem.distance_m[:, 3]).all()
    assert problem.total == sum(POPULATION)
    every = np.flatnonzero(problem.candidate)
    assert covered_weight(problem, every, 10**9) == sum(POPULATION) - 4_000
    assert mean_distance(problem, every) == 0


def test_excluded_and_small_communes_are_no_candidates(squares):
    problem = stated(squares, excluded=frozenset({"57104", "99999"}), minimum_population=2_000)
    assert problem.codes[problem.candidate].tolist() == ["57102", "57103"]
    # They are still served.
    assert problem.weight.tolist() == POPULATION


def test_imposed_communes_are_marked(squares):
    problem = stated(squares, imposed=frozenset({"57106", "57102"}))
    assert problem.codes[problem.imposed].tolist() == ["57102", "57106"]


@pytest.mark.parametrize(
    "wishes",
    [
        {"imposed": {"57101"}, "excluded": {"57101"}},
        {"imposed": {"57102", "67482"}},
        {"imposed": {""}},
        {"imposed": {"57105"}, "minimum_population": 501},
        {"imposed": {"57103"}},
    ],
    ids=["excluded", "unknown", "empty", "small", "without position"],
)
def test_an_impossible_commune_is_not_imposed(wishes):
    communes = square_communes(without_contour=["57103"])
    sets = {name: frozenset(value) if isinstance(value, set) else value for name, value in wishes.items()}
    with pytest.raises(SitingError, match="imposée") as refused:
        stated(communes, **sets)
    assert refused.value.smallest is None


def test_a_need_replaces_the_population(squares):
    need = pd.Series({"57106": 7.5, "57101": 2.0, "67482": 100.0, "57102": np.nan})
    problem = stated(squares, "57101", need=need)
    assert problem.weight.tolist() == [2, 0, 0, 0, 0, 7.5]
    assert problem.total == 9.5
    # A minimum population stays one of inhabitants.
    assert stated(squares, need=need, minimum_population=1).candidate.tolist() == [True] * 5 + [False]
    assert cover(problem, 1, 5_000).chosen.tolist() == [5]


def test_a_need_without_any_of_the_communes_weighs_nothing(squares):
    problem = stated(squares, "57101", need=pd.Series({"67482": 3.0}))
    assert problem.total == 0
    assert np.isnan(mean_distance(problem, NOBODY))
    assert cover(problem, 1, 5_000).proven


def test_fairness_finds_the_territories_without_post(squares):
    problem = stated(squares, "57101", fair=Level.ARRONDISSEMENT)
    west, east = problem.territory[0], problem.territory[1]
    assert problem.territory.tolist() == [west, east, east, west, east, east]
    assert problem.lacking.tolist() == [east]
    problem = stated(squares, "57101", "57102", fair=Level.ARRONDISSEMENT)
    assert problem.lacking.tolist() == []
    assert smallest_number(problem) == 0


def test_fairness_does_not_count_structures_without_posts(squares):
    table = join(squares, seats_in("57101", "57104", posts=[0, 1]), "57")
    problem = instance(squares, table, "57", Wishes(fair=Level.EPCI))
    south, north = problem.territory[0], problem.territory[3]
    assert south in problem.lacking
    assert north not in problem.lacking


def test_communes_outside_every_epci_stand_together(squares):
    """As they do in the figures by territory."""
    problem = stated(squares, "57101", "57104", fair=Level.EPCI)
    assert problem.lacking.tolist() == [problem.territory[5]]
    table = by_territory(join(squares, seats_in("57101", "57104"), "57"), Level.EPCI, 5)
    assert table.index[table["posts"] == 0].tolist() == [""]


def test_a_territory_closed_to_posts_is_refused(squares):
    with pytest.raises(SitingError, match="assouplissez"):
        stated(squares, "57101", fair=Level.EPCI, excluded=frozenset({"57104", "57105"}))
    # It is no matter where it has a post already.
    stated(squares, "57104", "57106", fair=Level.EPCI, excluded=frozenset({"57104", "57105"}))


# --- Refusing --------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(problem=problems(), posts=st.integers(0, 8))
def test_the_smallest_number_is_that_of_the_smallest_answer(problem, posts):
    smallest = next(len(chosen) for chosen in allowed(problem, 8))
    assert smallest_number(problem) == smallest
    if posts >= smallest:
        check_posts(problem, posts)
        return
    with pytest.raises(SitingError) as refused:
        check_posts(problem, posts)
    assert refused.value.smallest == smallest
    assert str(refused.value).endswith(f"il en faut au moins {smallest}.")


@pytest.mark.parametrize(
    ("posts", "begins"),
    [(0, "0 poste ne suffit pas"), (1, "1 poste ne suffit pas"), (2, "2 postes ne suffisent pas")],
)
def test_the_refusal_is_a_french_sentence(posts, begins):
    problem = made([0, 1, 2], [0, 0, 0], [1, 1, 1], imposed=[0, 1, 2])
    with pytest.raises(SitingError) as refused:
        check_posts(problem, posts)
    assert str(refused.value) == f"{begins} à ces exigences : il en faut au moins 3."


def test_an_imposed_commune_serves_its_territory():
    problem = made([0, 1, 2], [0, 0, 0], [1, 1, 1], imposed=[0], territory=[0, 1, 2], lacking=[0, 2])
    assert smallest_number(problem) == 2


# --- Measuring -------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(problem=problems(), radius=RADII, data=st.data())
def test_measures_are_those_of_each_commune(problem, radius, data):
    chosen = data.draw(st.sampled_from(list(allowed(problem, 8))))
    places = np.array(chosen, dtype=np.int64)
    metres = away(problem, chosen)
    assert distances_with(problem, places).tolist() == metres.tolist()
    assert covered_weight(problem, places, radius) == covered_by(problem, chosen, radius)
    heavy = problem.weight[problem.located].sum()
    if heavy:
        assert mean_distance(problem, places) == pytest.approx(metres_by(problem, chosen) / heavy)
    else:
        assert np.isnan(mean_distance(problem, places))


@settings(max_examples=60, deadline=None)
@given(problem=problems(), radius=RADII, objective=st.sampled_from(["cover", "distance"]), data=st.data())
def test_each_rank_gains_most_of_what_is_left(problem, radius, objective, data):
    chosen = data.draw(st.sampled_from(list(allowed(problem, 8))))
    frame = ranked(problem, np.array(chosen, dtype=np.int64), radius, objective)
    order = frame["place"].tolist()
    assert sorted(order) == sorted(chosen)
    assert frame["code"].tolist() == problem.codes[order].tolist()
    base = covered_by(problem, [], radius)
    assert base + frame["gain"].sum() == covered_by(problem, chosen, radius)
    assert frame["covered"].tolist() == (base + frame["gain"].cumsum()).tolist()
    for rank, gain in enumerate(frame["gain"]):
        before, left = order[:rank], order[rank:]
        start = covered_by(problem, before, radius)
        gains = [covered_by(problem, [*before, place], radius) - start for place in left]
        assert gain == gains[0]
        if objective == "cover":
            assert gain == max(gains)


@settings(max_examples=60, deadline=None)
@given(problem=problems(), data=st.data())
def test_metres_saved_add_up_to_the_fall_of_the_mean(problem, data):
    chosen = np.array(data.draw(st.sampled_from(list(allowed(problem, 8)))), dtype=np.int64)
    before, after = mean_distance(problem, NOBODY), mean_distance(problem, chosen)
    assume(np.isfinite(before))
    saved = ranked(problem, chosen, 5_000, "distance")["saved_m"]
    assert saved.sum() == pytest.approx(before - after, abs=1e-6)
    assert (saved.diff().dropna() <= 1e-6).all()


def test_metres_saved_count_only_communes_with_a_position():
    """As the mean itself does."""
    problem = made(
        [0, 1_000, 9_000], [0, 0, 0], [10, 10, 80], [0.0, 1_000.0, 9_000.0], located=[True, True, False]
    )
    saved = ranked(problem, np.array([1]), 100, "distance")["saved_m"]
    assert mean_distance(problem, NOBODY) == 500
    assert mean_distance(problem, np.array([1])) == 0
    assert saved.tolist() == [500]


def test_ranking_nothing():
    frame = ranked(made([0, 1], [0, 0], [1, 1]), NOBODY, 5_000, "cover")
    assert frame.empty
    assert frame.columns.tolist() == ["place", "code", "gain", "covered", "saved_m"]


# --- The shipped department ------------------------------------------------------------------


def of_moselle(found, need=None, **wishes):
    return instance(found.communes, found.table, "57", Wishes(**wishes), need)


def test_the_base_is_that_of_the_other_pages(moselle_study):
    problem = of_moselle(moselle_study)
    assert covered_weight(problem, NOBODY, 5_000) == 453_673
    mean = distance_statistics(moselle_study.table).mean
    assert mean_distance(problem, NOBODY) == pytest.approx(mean)


def test_lacking_epci_are_those_of_the_other_pages(moselle_study):
    problem = of_moselle(moselle_study, fair=Level.EPCI)
    table = by_territory(moselle_study.table, Level.EPCI, 5)
    assert len(problem.lacking) == (table["posts"] == 0).sum() == 15
    epci = moselle_study.communes["epci_code"].to_numpy()
    named = {epci[problem.territory == place][0] for place in problem.lacking}
    assert named == set(table.index[table["posts"] == 0])


@pytest.mark.parametrize("solve", [lambda p, r: cover(p, 10, r), lambda p, _: median(p, 10)])
def test_a_detour_is_a_smaller_radius(moselle_study, solve):
    """1.3 times the straight line within R is the straight line within R / 1.3."""
    straight, winding = of_moselle(moselle_study), of_moselle(moselle_study, detour=1.3)
    radius = 6_500
    one, other = solve(winding, radius), solve(straight, radius / 1.3)
    assert one.proven
    assert other.proven
    assert covered_weight(winding, one.chosen, radius) == covered_weight(straight, other.chosen, radius / 1.3)
    for chosen in (one.chosen, other.chosen):
        assert mean_distance(winding, chosen) == pytest.approx(1.3 * mean_distance(straight, chosen))
    assert covered_weight(winding, one.chosen, radius) > covered_weight(straight, NOBODY, radius / 1.3)


def test_excluding_the_best_and_minimum_population_are_honoured(moselle_study):
    free = of_moselle(moselle_study)
    best = cover(free, 5, 5_000)
    names = frozenset(free.codes[best.chosen])
    held = of_moselle(moselle_study, excluded=names, minimum_population=3_000)
    answer = cover(held, 5, 5_000)
    assert answer.proven
    assert not names & set(held.codes[answer.chosen])
    population = moselle_study.communes["population"].to_numpy()
    assert (population[answer.chosen] >= 3_000).all()
    assert covered_weight(held, answer.chosen, 5_000) < covered_weight(free, best.chosen, 5_000)


def test_a_need_moves_the_posts_to_it(moselle_study):
    """Where only one EPCI needs anything, posts go there."""
    communes = moselle_study.communes
    far = by_territory(moselle_study.table, Level.EPCI, 5)["covered_share"].idxmin()
    there = communes[communes["epci_code"] == far]
    problem = of_moselle(moselle_study, need=pd.Series(1.0, index=there["code"]))
    assert problem.total == len(there)
    answer = median(problem, 3)
    assert answer.proven
    within = away(problem, answer.chosen)[communes["epci_code"] == far]
    assert mean_distance(problem, answer.chosen) == pytest.approx(within.mean())


def test_ties_of_one_measure_are_settled_by_the_other():
    """Two posts that cover as many: first the one that saves most metres; and the other way round."""
    # Four communes in a line, 100 km apart: a post serves its own commune only.
    line, flat = [0, 100_000, 200_000, 300_000], [0, 0, 0, 0]
    both = np.array([0, 1])
    same_people = made(line, flat, [1, 1, 4, 4], base=[20_000, 30_000, 8_000, 8_000])
    assert ranked(same_people, both, 5_000, "cover")["place"].tolist() == [1, 0]
    # The second covers more inhabitants, the first saves more metres.
    further = made(line, flat, [1, 2, 1, 1], base=[30_000, 6_000, 8_000, 8_000])
    assert ranked(further, both, 5_000, "cover")["place"].tolist() == [1, 0]
    assert ranked(further, both, 5_000, "distance")["place"].tolist() == [0, 1]


def test_a_siting_problem_is_in_the_projection_of_its_department():
    communes = load_communes("971")
    seats = seats_in()
    problem = instance(communes, join(communes, seats, "971"), "971", Wishes())
    place = communes["service_point"]
    away = pyproj.Geod(ellps="GRS80").inv(place.x.iloc[0], place.y.iloc[0], place.x.iloc[5], place.y.iloc[5])[
        2
    ]
    assert problem.distance_m[0, 5] == pytest.approx(away, rel=2e-3)


def test_the_table_is_read_by_commune_not_by_row(squares):
    table = join(squares, seats_in("57103"), "57")
    same = instance(squares, table, "57", Wishes(fair=Level.EPCI))
    turned = instance(squares, table.iloc[::-1], "57", Wishes(fair=Level.EPCI))
    assert turned.base_m.tolist() == same.base_m.tolist()
    assert turned.lacking.tolist() == same.lacking.tolist()
