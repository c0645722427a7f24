"""Optima against enumeration, on small cases; against every swap, on the shipped department."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array

from geo import optimum
from geo.optimum import cover, cover_everyone, greedy, median, reach
from geo.selection import Selection
from geo.siting import SitingError, Wishes, covered_weight, instance, smallest_number
from geo.study import study
from geo.territories import Level
from tests.geo.instances import allowed, away, covered_by, honours, made, metres_by, problems

RADII = st.sampled_from([0, 3_000, 5_000, 7_071, 12_000, 50_000])
NEVER_MS = 1e-6
POSTS = 31


def as_asked(problem, more):
    """A number of posts that the problem can meet, neither nought nor beyond its candidates."""
    return min(max(smallest_number(problem) + more, 1), int(problem.candidate.sum()))


# --- Enumeration -----------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(problem=problems(), more=st.integers(0, 3), radius=RADII)
def test_cover_is_the_best_of_all(problem, more, radius):
    posts = smallest_number(problem) + more
    answer = cover(problem, posts, radius)
    assert (answer.proven, answer.gap) == (True, 0.0)
    assert honours(problem, answer.chosen, posts)
    best = max(covered_by(problem, chosen, radius) for chosen in allowed(problem, posts))
    assert covered_by(problem, answer.chosen, radius) == best
    assert covered_weight(problem, answer.chosen, radius) == pytest.approx(best)


@settings(max_examples=80, deadline=None)
@given(problem=problems(), more=st.integers(0, 3))
def test_median_is_the_best_of_all(problem, more):
    posts = as_asked(problem, more)
    answer = median(problem, posts)
    assert answer.proven
    assert answer.gap == pytest.approx(0, abs=1e-6)
    assert honours(problem, answer.chosen, posts)
    best = min(metres_by(problem, chosen) for chosen in allowed(problem, posts))
    # A tenth of a millimetre, for every inhabitant.
    assert metres_by(problem, answer.chosen) == pytest.approx(best, abs=1e-4 * problem.total)


@settings(max_examples=40, deadline=None)
@given(problem=problems(), more=st.integers(0, 2), scale=st.sampled_from([1e-9, 1e-5, 1e-3, 1e3]))
def test_the_unit_of_weights_does_not_matter(problem, more, scale):
    """A need may be a share, an index or a count: solvers' absolute tolerances must not show."""
    posts = as_asked(problem, more)
    scaled = replace(problem, weight=problem.weight * scale)
    radius = 5_000
    best = max(covered_by(problem, chosen, radius) for chosen in allowed(problem, posts))
    assert covered_by(problem, cover(scaled, posts, radius).chosen, radius) == best
    least = min(metres_by(problem, chosen) for chosen in allowed(problem, posts))
    found = metres_by(problem, median(scaled, posts).chosen)
    assert found == pytest.approx(least, abs=1e-4 * problem.total)


@settings(max_examples=80, deadline=None)
@given(problem=problems(), radius=RADII)
def test_cover_everyone_takes_the_fewest(problem, radius):
    answer = cover_everyone(problem, radius)
    every = np.flatnonzero(problem.candidate)
    if not len(every):
        assert len(answer.chosen) == 0
        return
    assert (answer.proven, answer.gap) == (True, 0.0)
    assert honours(problem, answer.chosen, len(every))
    most = covered_by(problem, every.tolist(), radius)
    assert covered_by(problem, answer.chosen, radius) == most
    fewest = next(
        len(chosen) for chosen in allowed(problem, len(every)) if covered_by(problem, chosen, radius) == most
    )
    assert len(answer.chosen) == fewest


@settings(max_examples=80, deadline=None)
@given(
    problem=problems(),
    more=st.integers(0, 3),
    radius=RADII,
    objective=st.sampled_from(["cover", "distance"]),
)
def test_greedy_is_allowed_and_never_better(problem, more, radius, objective):
    posts = as_asked(problem, more) if objective == "distance" else smallest_number(problem) + more
    chosen = greedy(problem, posts, radius, objective)
    assert honours(problem, chosen, posts)
    if objective == "cover":
        best = max(covered_by(problem, one, radius) for one in allowed(problem, posts))
        assert covered_by(problem, chosen, radius) <= best
    else:
        best = min(metres_by(problem, one) for one in allowed(problem, posts))
        assert metres_by(problem, chosen) >= best * (1 - 1e-9)
        # Someone far from everything is never left so while a post remains.
        assert np.isfinite(metres_by(problem, chosen)) == np.isfinite(best)


@settings(max_examples=40, deadline=None)
@given(problem=problems(), radius=RADII)
def test_reach_is_who_is_left_and_who_could_serve_them(problem, radius):
    near, demand = reach(problem, radius)
    left = [
        place
        for place in range(len(problem.codes))
        if problem.located[place] and problem.weight[place] > 0 and problem.base_m[place] > radius
    ]
    assert demand.tolist() == left
    sites = np.flatnonzero(problem.candidate)
    expected = [[float(problem.distance_m[one, site] <= radius) for site in sites] for one in left]
    assert near.toarray().tolist() == expected


# --- Edges -----------------------------------------------------------------------------------


def line(*weight, **more):
    """Communes 1 km apart on a line."""
    return made([1_000 * place for place in range(len(weight))], [0] * len(weight), weight, **more)


def test_a_department_of_one_commune():
    paris = line(1_000)
    for answer in (cover(paris, 1, 5_000), cover_everyone(paris, 5_000), median(paris, 1)):
        assert (answer.chosen.tolist(), answer.proven) == ([0], True)
    assert greedy(paris, 1, 5_000, "distance").tolist() == [0]


def test_a_post_at_the_far_end_is_better_than_none():
    problem = line(10, 0, candidate=[False, True])
    assert greedy(problem, 1, 5_000, "distance").tolist() == [1]
    assert median(problem, 1).chosen.tolist() == [1]


@pytest.mark.parametrize("base", [None, [500.0, 500.0, 500.0]])
def test_a_post_in_every_commune(base):
    answer = median(line(3, 2, 1, base=base), 3)
    assert (answer.chosen.tolist(), answer.proven) == ([0, 1, 2], True)


def test_nobody_to_serve():
    for problem in (line(0, 0, 0), line(1, 2, 3, base=[0.0, 0.0, 0.0])):
        for answer in (cover(problem, 2, 500), median(problem, 2)):
            assert answer.proven
            assert honours(problem, answer.chosen, 2)
        assert len(cover_everyone(problem, 500).chosen) == 0


def test_no_post_at_all():
    problem = line(1, 2, 3, base=[0.0, 100.0, 200.0])
    for answer in (cover(problem, 0, 50), median(problem, 0)):
        assert (answer.chosen.tolist(), answer.proven) == ([], True)


def test_no_candidate():
    problem = line(1, 2, 3, base=[0.0, 100.0, 200.0], candidate=[False] * 3)
    # The second radius leaves nobody to serve either.
    for radius in (50, 500):
        assert cover(problem, 2, radius).chosen.tolist() == []
        assert cover_everyone(problem, radius).chosen.tolist() == []
    with pytest.raises(SitingError):
        median(problem, 2)


def test_more_posts_than_candidates():
    problem = line(1, 2, 3, candidate=[True, True, False])
    with pytest.raises(SitingError, match="2 communes"):
        median(problem, 3)
    assert honours(problem, cover(problem, 3, 0).chosen, 3)


@pytest.mark.parametrize("solve", [lambda p, n: cover(p, n, 0), median])
def test_too_few_posts_are_refused_with_the_smallest_number(solve):
    problem = line(1, 2, 3, 4, imposed=[0, 1], territory=[0, 0, 1, 2], lacking=[0, 1, 2])
    with pytest.raises(SitingError, match="au moins 4") as refused:
        solve(problem, 3)
    assert refused.value.smallest == 4
    assert honours(problem, solve(problem, 4).chosen, 4)


def test_a_useless_imposed_commune_stays():
    """However much it costs the mean distance, whatever the bounds say of it."""
    x = [0, 100, 10_000, 10_100, 20_000, 20_100, 15_000]
    problem = made(x, [0] * 7, [500, 400, 500, 400, 500, 400, 0], imposed=[6])
    answer = median(problem, 4)
    assert answer.proven
    assert sorted(answer.chosen.tolist()) == [0, 2, 4, 6]


# --- Interrupted -----------------------------------------------------------------------------


def test_an_interrupted_cover_is_never_worse_than_greedy(monkeypatch, moselle_problem):
    """HiGHS' first answers are poor: the greedy one is known, and better."""

    def first_answer(cost, **_):
        return SimpleNamespace(x=np.zeros(len(cost)), status=1, mip_gap=np.inf, fun=0.0)

    monkeypatch.setattr(optimum, "milp", first_answer)
    answer = cover(moselle_problem, POSTS, 5_000)
    assert not answer.proven
    assert answer.gap > 0
    at_once = greedy(moselle_problem, POSTS, 5_000, "cover")
    assert covered_weight(moselle_problem, answer.chosen, 5_000) >= covered_weight(
        moselle_problem, at_once, 5_000
    )


@pytest.mark.parametrize("fair", [None, Level.EPCI])
def test_without_time_answers_stand_unproven(moselle_study, fair):
    wishes = Wishes(fair=fair, imposed=frozenset({"57001"}))
    problem = instance(moselle_study.communes, moselle_study.table, "57", wishes)
    answers = [cover(problem, POSTS, 5_000, NEVER_MS), median(problem, POSTS, NEVER_MS)]
    fewest = cover_everyone(problem, 10_000, NEVER_MS)
    if fewest is not None:
        assert covered_weight(problem, fewest.chosen, 10_000) == problem.total
        answers.append(fewest)
    for answer in answers:
        assert not answer.proven
        assert answer.gap > 0
        assert honours(problem, answer.chosen, POSTS)


# --- The shipped department ------------------------------------------------------------------


@pytest.fixture(scope="module")
def moselle_problem(moselle_study):
    return instance(moselle_study.communes, moselle_study.table, "57", Wishes())


@pytest.fixture(scope="module")
def fair_problem(moselle_study):
    return instance(moselle_study.communes, moselle_study.table, "57", Wishes(fair=Level.EPCI))


def swaps(problem, chosen):
    """For each chosen commune put out: distances left, and those with each other candidate."""
    others = np.setdiff1d(np.flatnonzero(problem.candidate), chosen)
    for gone in chosen:
        left = away(problem, [place for place in chosen if place != gone])
        yield others, np.minimum(left[:, None], problem.distance_m[:, others])


def test_no_swap_improves_the_cover(moselle_problem):
    radius = 5_000
    answer = cover(moselle_problem, POSTS, radius)
    assert answer.proven
    best = covered_by(moselle_problem, answer.chosen, radius)
    assert best == 927_368
    for others, metres in swaps(moselle_problem, answer.chosen):
        assert len(others) == 725 - POSTS
        assert ((metres <= radius).T @ moselle_problem.weight <= best).all()


def test_shares_of_the_population_give_the_same_cover(moselle_problem):
    shares = replace(moselle_problem, weight=moselle_problem.weight / moselle_problem.total / 1_000)
    answer = cover(shares, POSTS, 5_000)
    assert (covered_by(moselle_problem, answer.chosen, 5_000), answer.proven) == (927_368, True)


@pytest.mark.parametrize("name", ["moselle_problem", "fair_problem"])
def test_no_swap_improves_the_median(request, name):
    problem = request.getfixturevalue(name)
    answer = median(problem, POSTS)
    assert answer.proven
    assert honours(problem, answer.chosen, POSTS)
    assert len(answer.chosen) == POSTS
    best = metres_by(problem, answer.chosen)
    assert best <= metres_by(problem, greedy(problem, POSTS, 0, "distance"))
    seen = 0
    for gone, (others, metres) in zip(answer.chosen, swaps(problem, answer.chosen), strict=True):
        totals = metres.T @ problem.weight
        for place in others[totals < best - 1e-4 * problem.total]:
            # Better means, in a fair answer, unfair.
            swapped = [*answer.chosen[answer.chosen != gone], place]
            assert not honours(problem, swapped, POSTS)
        seen += len(others)
    assert seen == POSTS * (725 - POSTS)


def test_an_imposed_commune_stays_in_a_proven_optimum(moselle_study):
    """The smallest commune: no answer would take it by itself."""
    smallest = moselle_study.communes.sort_values("population")["code"].iloc[0]
    wishes = Wishes(imposed=frozenset({smallest}))
    problem = instance(moselle_study.communes, moselle_study.table, "57", wishes)
    answer = median(problem, 10)
    assert answer.proven
    assert honours(problem, answer.chosen, 10)
    assert smallest in problem.codes[answer.chosen]


def classic_median(problem, posts):
    """Least weighted distance by Hakimi's own formulation: who goes where, without cuts."""
    demand = np.flatnonzero(problem.located & (problem.weight > 0))
    sites = np.flatnonzero(problem.candidate)
    clients, count = len(demand), len(sites)
    cost = problem.distance_m[np.ix_(demand, sites)] * problem.weight[demand][:, None]
    pairs = clients * count
    pair = np.arange(pairs)
    served = coo_array((np.ones(pairs), (pair // count, pair)), shape=(clients, pairs + count))
    rows, columns = np.r_[pair, pair], np.r_[pair, pairs + pair % count]
    opened = coo_array((np.r_[np.ones(pairs), -np.ones(pairs)], (rows, columns)))
    number = np.r_[np.zeros(pairs), np.ones(count)][None, :]
    found = milp(
        np.r_[cost.ravel(), np.zeros(count)],
        integrality=np.r_[np.zeros(pairs), np.ones(count)],
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(csr_array(served), 1, 1),
            LinearConstraint(csr_array(opened), -np.inf, 0),
            LinearConstraint(number, posts, posts),
        ],
    )
    assert found.status == 0
    return found.fun


@pytest.fixture(scope="module")
def belfort(shipped_reading):
    """A department without any structure, of 101 communes."""
    found = study("90", shipped_reading, Selection())
    return instance(found.communes, found.table, "90", Wishes())


def test_a_department_without_structure(belfort):
    assert np.isinf(belfort.base_m).all()
    assert belfort.candidate.all()
    assert covered_weight(belfort, np.array([], dtype=int), 5_000) == 0
    one = median(belfort, 1)
    totals = belfort.distance_m.T @ belfort.weight
    assert (one.chosen.tolist(), one.proven) == ([int(totals.argmin())], True)
    best = cover(belfort, 1, 5_000)
    within = (belfort.distance_m <= 5_000).T @ belfort.weight
    assert (covered_by(belfort, best.chosen, 5_000), best.proven) == (within.max(), True)


def test_the_classic_formulation_agrees(belfort):
    for posts in (3, 8):
        answer = median(belfort, posts)
        assert answer.proven
        assert metres_by(belfort, answer.chosen) == pytest.approx(classic_median(belfort, posts), rel=1e-6)
