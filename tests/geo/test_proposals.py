"""Proposals: the figures that the page and the command give."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import proposals
from geo.errors import MaillageError
from geo.optimum import Answer
from geo.proposals import OBJECTIVES, propose, quick
from geo.selection import Selection
from geo.siting import SitingError, Wishes, instance, smallest_number
from geo.study import study
from geo.territories import Level
from tests.geo.instances import covered_by, honours, made, metres_by, problems

NEVER_MS = 1e-6
POSTS = 31
POPULATION = 1_051_309


def of_moselle(found, need=None, **wishes):
    return instance(found.communes, found.table, "57", Wishes(**wishes), need)


@pytest.fixture(scope="module")
def problem(moselle_study):
    return of_moselle(moselle_study)


@pytest.fixture(scope="module")
def fair(moselle_study):
    return of_moselle(moselle_study, fair=Level.EPCI)


@pytest.fixture(scope="module")
def best(problem):
    """31 posts at 5 km."""
    return propose(problem, POSTS, 5_000, "cover")


@pytest.fixture(scope="module")
def nearest(problem):
    """31 posts at the least mean distance."""
    return propose(problem, POSTS, 5_000, "distance")


# --- What issue 4 asks of the shipped data -----------------------------------------------------


def test_31_posts_at_5_km(problem, best):
    assert (best.base, best.covered, best.total) == (453_673, 927_368, POPULATION)
    assert (best.proven, best.gap, best.sufficient) == (True, 0, None)
    chosen = best.communes["place"].to_numpy()
    assert honours(problem, chosen, POSTS)
    assert covered_by(problem, chosen, 5_000) == 927_368
    assert problem.weight[best.newly].sum() == best.covered - best.base
    assert (problem.base_m[best.newly] > 5_000).all()


def test_at_10_km_24_posts_suffice(problem):
    found = propose(problem, POSTS, 10_000, "cover")
    assert (found.covered, found.total) == (POPULATION, POPULATION)
    assert (found.sufficient, len(found.communes), found.proven) == (24, 24, True)
    assert covered_by(problem, found.communes["place"].tolist(), 10_000) == POPULATION


def test_fairness_serves_each_epci_and_costs(fair, best):
    found = propose(fair, POSTS, 5_000, "cover")
    assert found.proven
    chosen = found.communes["place"].to_numpy()
    assert honours(fair, chosen, POSTS)
    assert len(fair.lacking) == 15
    assert set(fair.lacking) <= set(fair.territory[chosen])
    assert best.base < found.covered <= best.covered


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_14_posts_cannot_be_fair(fair, objective):
    for solve in (propose, quick):
        with pytest.raises(SitingError, match=r"14 postes .* 15\.") as refused:
            solve(fair, 14, 5_000, objective)
        assert refused.value.smallest == 15


def test_15_posts_can_be_fair(fair):
    found = propose(fair, 15, 5_000, "cover")
    assert found.proven
    assert sorted(fair.territory[found.communes["place"]]) == sorted(fair.lacking)


def test_the_least_mean_distance(problem, best, nearest):
    found = nearest
    at_once = quick(problem, POSTS, 5_000, "distance")
    assert found.proven
    assert found.base_mean_m == at_once.base_mean_m == best.base_mean_m
    assert found.mean_m <= at_once.mean_m < found.base_mean_m
    assert found.mean_m < best.mean_m
    assert found.covered <= best.covered
    saved = found.communes["saved_m"]
    assert saved.sum() == pytest.approx(found.base_mean_m - found.mean_m)
    assert saved.iloc[0] == saved.max()


# --- Order and figures -----------------------------------------------------------------------


def test_the_table_is_in_the_order_of_gains(problem, best):
    table = best.communes
    assert table["gain"].sum() == best.covered - best.base
    assert table["covered"].tolist() == (best.base + table["gain"].cumsum()).tolist()
    assert table["covered"].iloc[-1] == best.covered
    alone = [covered_by(problem, [place], 5_000) - best.base for place in table["place"]]
    assert table["gain"].iloc[0] == alone[0] == max(alone)
    # What is gained within a circle is only ever taken away by those before.
    assert table["gain"].is_monotonic_decreasing
    assert table["code"].tolist() == problem.codes[table["place"]].tolist()


@settings(max_examples=60, deadline=None)
@given(
    case=problems(),
    more=st.integers(0, 3),
    radius=st.sampled_from([0, 3_000, 7_071, 50_000]),
    objective=st.sampled_from(OBJECTIVES),
    solve=st.sampled_from([propose, quick]),
)
def test_figures_follow_from_the_communes(case, more, radius, objective, solve):
    posts = min(max(smallest_number(case) + more, 1), int(case.candidate.sum()))
    found = solve(case, posts, radius, objective)
    chosen = found.communes["place"].tolist()
    assert honours(case, chosen, posts)
    assert found.base == covered_by(case, [], radius)
    assert found.covered == covered_by(case, chosen, radius)
    assert found.total == case.total
    assert found.base + case.weight[found.newly].sum() == found.covered
    heavy = case.weight[case.located].sum()
    if heavy:
        assert found.base_mean_m == pytest.approx(metres_by(case, []) / heavy)
        assert found.mean_m == pytest.approx(metres_by(case, chosen) / heavy)
    assert found.proven == (solve is propose)
    if found.sufficient is not None:
        assert found.sufficient == len(chosen) < posts
        assert found.covered == covered_by(case, np.flatnonzero(case.candidate).tolist(), radius)
    elif objective == "cover" and solve is propose and found.covered == heavy:
        assert len(propose(case, posts + 8, radius, "cover").communes) == posts


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_quick_answer_is_never_said_to_be_proven(problem, best, nearest, objective):
    found = best if objective == "cover" else nearest
    at_once = quick(problem, POSTS, 5_000, objective)
    assert not at_once.proven
    assert at_once.gap > 0
    assert at_once.sufficient is None
    assert honours(problem, at_once.communes["place"].to_numpy(), POSTS)
    if objective == "cover":
        assert at_once.covered <= found.covered
    else:
        assert at_once.mean_m >= found.mean_m


def test_greedy_misses_the_optimum_and_says_so():
    """The two best places are beside those that gain most at first."""
    x = [1_000 * place for place in range(6)]
    able = [False, True, True, True, True, False]
    # Within 1 km of each candidate: 75, 80, 80, 75.
    case = made(x, [0] * 6, [20, 30, 25, 25, 30, 20], candidate=able)
    at_once, exact = (solve(case, 2, 1_000, "cover") for solve in (quick, propose))
    assert sorted(exact.communes["place"]) == [1, 4]
    assert (exact.covered, exact.proven) == (150, True)
    assert (at_once.covered, at_once.proven) == (130, False)


# --- Weights, unknown objectives, interruptions ------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_sufficient_does_not_hang_on_rounding(seed):
    """Weights with decimals, some nil and out of reach: their sums in two orders differ by a hair."""
    draw = np.random.default_rng(seed)
    weight = draw.random(40)
    weight[::3] = 0
    case = made(np.where(weight > 0, 0, 50_000), np.zeros(40), weight)
    found = propose(case, 2, 5_000, "cover")
    assert found.covered == pytest.approx(found.total)
    assert (found.sufficient, len(found.communes)) == (1, 1)


def test_posts_that_serve_nobody_more_are_not_scattered(moselle_study):
    """Few candidates cannot serve everyone; past all whom they can, no post is placed for nothing."""
    small = of_moselle(moselle_study, minimum_population=3_000)
    found = propose(small, 50, 10_000, "cover")
    assert found.proven
    assert (found.communes["gain"] > 0).all()


@pytest.mark.parametrize("objective", ["", "COVER", "median", None])
def test_unknown_objective(problem, objective):
    with pytest.raises(MaillageError, match="objectif"):
        propose(problem, 1, 5_000, objective)


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("radius", [5_000, 10_000])
def test_without_time_a_proposal_stands_unproven(problem, objective, radius):
    found = propose(problem, POSTS, radius, objective, NEVER_MS)
    assert not found.proven
    assert found.gap > 0
    assert honours(problem, found.communes["place"].to_numpy(), POSTS)
    at_once = quick(problem, POSTS, radius, objective)
    assert (found.covered >= at_once.covered) if objective == "cover" else (found.mean_m <= at_once.mean_m)


def test_fewest_unknown_in_time_leaves_the_cover(monkeypatch, problem):
    monkeypatch.setattr(proposals, "cover_everyone", lambda *_: None)
    found = propose(problem, POSTS, 10_000, "cover")
    assert (found.covered, found.sufficient, found.proven) == (POPULATION, None, True)


def test_fewest_unproven_is_said(monkeypatch, problem):
    every = Answer(np.arange(30), False, 0.2)
    monkeypatch.setattr(proposals, "cover_everyone", lambda *_: every)
    found = propose(problem, POSTS, 10_000, "cover")
    assert (len(found.communes), found.proven, found.gap) == (30, False, 0.2)


# --- Another department ------------------------------------------------------------------------


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_department_without_structure(shipped_reading, objective):
    corsica = study("2A", shipped_reading, Selection())
    case = instance(corsica.communes, corsica.table, "2A", Wishes())
    found = propose(case, 1, 10_000, objective)
    assert (found.base, found.base_mean_m) == (0, np.inf)
    assert found.proven
    metres = case.distance_m[:, case.candidate]
    if objective == "cover":
        assert found.covered == ((metres <= 10_000).T @ case.weight).max()
    else:
        assert found.mean_m == pytest.approx((metres.T @ case.weight).min() / case.total)
    assert len(found.communes) == 1
    more = propose(case, 8, 10_000, objective)
    assert more.proven
    assert more.covered > found.covered
    assert more.mean_m < found.mean_m
