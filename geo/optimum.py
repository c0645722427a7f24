"""Exact answers to siting problems, with HiGHS (scipy.optimize), and a greedy one at once.

Maximal covering (Church and ReVelle, 1974), set covering (Toregas and others, 1971), and p-median
(Hakimi, 1964) by Benders cuts on the distance of each commune (Duran-Mateluna, Ales and Elloumi,
2023), which keep the problem at two variables a commune.
"""

import time
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp

from geo.siting import (
    Flags,
    Floats,
    Instance,
    Places,
    SitingError,
    check_posts,
    covered_weight,
    distances_with,
)

TIME_LIMIT_S = 30.0
# A cut is added when it moves a commune's distance by more than this (metres).
CUT_TOLERANCE_M = 1e-4
# Two weighted totals closer than this, relatively, are the same optimum (HiGHS' own tolerances).
SAME = 1e-9


@dataclass(frozen=True)
class Answer:
    """Chosen communes (places in the instance); ``proven``: no choice does better; ``gap``: by how
    much a better one could, at most, relatively."""

    chosen: Places
    proven: bool
    gap: float


def cover(problem: Instance, posts: int, radius_m: float, limit_s: float = TIME_LIMIT_S) -> Answer:
    """Maximal covering: at most ``posts`` communes that bring most weight within the radius.

    Raises
    ------
    SitingError : what is imposed or fair takes more posts.
    """
    check_posts(problem, posts)
    at_once = greedy(problem, posts, radius_m, "cover")
    near, demand = reach(problem, radius_m)
    if not len(demand) or not near.shape[1]:
        return Answer(at_once, True, 0.0)
    sites, uncovered = near.shape[1], near.shape[0]
    places = np.flatnonzero(problem.candidate)
    # One variable a site, then one a commune still beyond the radius.
    rows = [
        LinearConstraint(sparse.hstack([near, -sparse.eye_array(uncovered)], format="csr"), lb=0, ub=np.inf),
        LinearConstraint(np.r_[np.ones(sites), np.zeros(uncovered)][None, :], lb=0, ub=posts),
        *_fairness(problem, places, extra=uncovered),
    ]
    lower = np.r_[problem.imposed[places].astype(float), np.zeros(uncovered)]
    result = milp(
        np.r_[np.zeros(sites), -scaled(problem.weight[demand])],
        integrality=np.r_[np.ones(sites), np.zeros(uncovered)],
        bounds=Bounds(lower, 1),
        constraints=rows,
        options={"time_limit": limit_s, "mip_rel_gap": 0.0},
    )
    if result.x is None:
        return Answer(at_once, False, np.inf)
    found = places[result.x[:sites] > 0.5]
    if result.status == 0:
        return Answer(found, True, 0.0)
    # HiGHS' first answers are poor: the greedy one may be better.
    better = max((found, at_once), key=lambda chosen: covered_weight(problem, chosen, radius_m))
    return Answer(better, False, _gap(result))


def cover_everyone(problem: Instance, radius_m: float, limit_s: float = TIME_LIMIT_S) -> Answer | None:
    """Set covering: the fewest communes that bring everyone who can be within the radius; None where
    HiGHS finds no answer in time. Imposed communes and fairness count."""
    near, _ = reach(problem, radius_m)
    places = np.flatnonzero(problem.candidate)
    if not len(places):
        return Answer(places, True, 0.0)
    coverable = near[np.flatnonzero(np.diff(near.indptr)), :]
    constraints = [LinearConstraint(coverable, lb=1, ub=np.inf)] if coverable.shape[0] else []
    result = milp(
        np.ones(len(places)),
        integrality=np.ones(len(places)),
        bounds=Bounds(problem.imposed[places].astype(float), 1),
        constraints=[*constraints, *_fairness(problem, places, extra=0)],
        options={"time_limit": limit_s, "mip_rel_gap": 0.0},
    )
    if result.x is None:
        return None
    return Answer(places[result.x > 0.5], result.status == 0, _gap(result))


def scaled(weight: Floats) -> Floats:
    """Weights brought to a sum of a million: HiGHS' tolerances are absolute, and a need may be a
    share as well as a count."""
    total = weight.sum()
    return weight * (1e6 / total) if total > 0 else weight


def median(problem: Instance, posts: int, limit_s: float = TIME_LIMIT_S) -> Answer:
    """p-median: ``posts`` communes that make the weighted mean distance least.

    Raises
    ------
    SitingError : what is imposed or fair takes more posts, or there are fewer candidates.
    """
    check_posts(problem, posts)
    places = np.flatnonzero(problem.candidate)
    if posts > len(places):
        raise SitingError(
            f"Il n’y a que {len(places)} commune{'s' if len(places) > 1 else ''} où placer un poste : "
            "demandez-en moins."
        )
    if not posts or not (problem.located & (problem.weight > 0)).any():
        return Answer(greedy(problem, posts, 0.0, "distance"), True, 0.0)
    return _Benders(problem, posts, places, limit_s).solve()


def greedy(problem: Instance, posts: int, radius_m: float, objective: str) -> Places:
    """Imposed communes, one for each territory that lacks a post, then whatever gains most, one at a
    time: a good answer, not an optimum."""
    chosen = [int(place) for place in np.flatnonzero(problem.imposed)]
    free = problem.candidate & ~problem.imposed
    known = problem.located
    weight = problem.weight[known]
    before = distances_with(problem, np.array(chosen, dtype=np.int64))[known]
    # Where nothing exists yet, any post is better than none: all start from beyond the furthest.
    before = np.where(np.isfinite(before), before, _beyond(problem))
    while len(chosen) < posts and free.any():
        sites = np.flatnonzero(free & _still_needed(problem, chosen, posts - len(chosen)))
        if not len(sites):
            break
        after = np.minimum(before[:, None], problem.distance_m[np.ix_(known, sites)])
        if objective == "cover":
            newly = (after <= radius_m) & (before > radius_m)[:, None]
            gains = newly.T.astype(float) @ weight
        else:
            gains = (before[:, None] - after).T @ weight
        best = int(sites[np.argmax(gains)])
        if gains.max() <= 0 and not _forced(problem, chosen, posts - len(chosen)):
            break
        chosen.append(best)
        free[best] = False
        before = np.minimum(before, problem.distance_m[known, best])
    return np.array(sorted(chosen), dtype=np.int64)


def _beyond(problem: Instance) -> float:
    """A distance beyond any between two communes (metres)."""
    known = problem.located
    return 2 * float(problem.distance_m[np.ix_(known, known)].max(initial=0.0)) + 1


def reach(problem: Instance, radius_m: float) -> tuple[sparse.csr_array, Places]:
    """Which candidates bring which communes, still beyond the radius, within it: a (demand, sites)
    matrix of ones, and the places of that demand."""
    demand = np.flatnonzero(problem.located & (problem.base_m > radius_m) & (problem.weight > 0))
    sites = np.flatnonzero(problem.candidate)
    return sparse.csr_array((problem.distance_m[np.ix_(demand, sites)] <= radius_m).astype(float)), demand


def _fairness(problem: Instance, places: Places, extra: int) -> list[LinearConstraint]:
    """At least one post in each territory that lacks one."""
    if problem.territory is None or problem.lacking is None or not len(problem.lacking):
        return []
    own = (problem.territory[places][None, :] == problem.lacking[:, None]).astype(float)
    matrix = sparse.csr_array(np.hstack([own, np.zeros((len(own), extra))]))
    return [LinearConstraint(matrix, lb=1, ub=np.inf)]


def _gap(result: OptimizeResult) -> float:
    return 0.0 if result.status == 0 else float(getattr(result, "mip_gap", np.inf) or np.inf)


def _unmet(problem: Instance, chosen: list[int]) -> Places:
    if problem.territory is None or problem.lacking is None:
        return np.array([], dtype=np.int64)
    met = set(problem.territory[chosen]) if chosen else set()
    return np.array([place for place in problem.lacking if place not in met], dtype=np.int64)


def _forced(problem: Instance, chosen: list[int], left: int) -> bool:
    return len(_unmet(problem, chosen)) > 0 and left >= 1


def _still_needed(problem: Instance, chosen: list[int], left: int) -> Flags:
    """Sites that may be taken: only territories that lack a post, when no post is left to spare."""
    unmet = _unmet(problem, chosen)
    if problem.territory is None or len(unmet) < left:
        return np.ones(len(problem.codes), dtype=bool)
    return np.isin(problem.territory, unmet)


class _Benders:
    """p-median by cuts: variables are the sites and each commune's distance.

    For any D not above a commune's present distance, its distance is at least
    D - sum over the sites j nearer than D of (D - d_j) x_j; the D that a fractional answer calls for
    is the distance at which its sites, taken from the nearest, sum to one.
    """

    def __init__(self, problem: Instance, posts: int, places: Places, limit_s: float) -> None:
        self.problem, self.posts, self.places = problem, posts, places
        self.end = time.monotonic() + limit_s
        self.demand = np.flatnonzero(problem.located & (problem.weight > 0))
        distance = problem.distance_m[np.ix_(self.demand, places)]
        base = problem.base_m[self.demand]
        self.base = np.where(np.isfinite(base), base, _beyond(problem))
        self.order = np.argsort(distance, axis=1, kind="stable")
        self.sorted = np.take_along_axis(distance, self.order, axis=1)
        self.weight = scaled(problem.weight[self.demand])
        self.sites, self.clients = len(places), len(self.demand)
        self.rows = [sparse.csr_array((0, self.sites + self.clients))]
        self.bounds: list[Floats] = [np.zeros(0)]

    def cuts(self, sites: Floats, distances: Floats) -> int:
        """Add the violated cut of each commune; how many were."""
        opened = np.cumsum(sites[self.order], axis=1)
        filled = (opened >= 1 - 1e-9) & (self.sorted < self.base[:, None])
        critical = np.where(filled.any(axis=1), filled.argmax(axis=1), -1)
        rows = np.arange(self.clients)
        level = np.where(critical >= 0, self.sorted[rows, critical], self.base)
        slope = np.maximum(level[:, None] - self.sorted, 0.0)
        value = level - (slope * sites[self.order]).sum(axis=1)
        broken = np.flatnonzero(value > distances + CUT_TOLERANCE_M)
        if not len(broken):
            return 0
        matrix = np.zeros((len(broken), self.sites))
        np.put_along_axis(matrix, self.order[broken], slope[broken], axis=1)
        own = sparse.csr_array(
            (np.ones(len(broken)), (np.arange(len(broken)), broken)), shape=(len(broken), self.clients)
        )
        self.rows.append(sparse.hstack([sparse.csr_array(matrix), own], format="csr"))
        self.bounds.append(level[broken])
        return len(broken)

    def solve(self) -> Answer:
        problem, sites = self.problem, self.sites
        start = greedy(problem, self.posts, 0.0, "distance")
        best, best_cost = start, self.cost(start)
        cost = np.r_[np.zeros(sites), self.weight]
        lower = np.r_[problem.imposed[self.places].astype(float), np.zeros(self.clients)]
        upper = np.r_[np.ones(sites), self.base]
        self.cuts(np.isin(self.places, start).astype(float), np.zeros(self.clients))
        bound = -np.inf
        while time.monotonic() < self.end:
            relaxed = linprog(cost, bounds=np.c_[lower, upper], method="highs", **self._linear())
            if relaxed.status != 0:
                break
            bound = relaxed.fun
            if not self.cuts(relaxed.x[:sites], relaxed.x[sites:]):
                # A site whose reduced cost passes the gap is in no better answer (or in all of them).
                slack = best_cost - bound
                margin = slack + SAME * abs(best_cost) + 1e-6
                free = lower[:sites] == 0
                upper[:sites][free & (relaxed.lower.marginals[:sites] > margin)] = 0.0
                lower[:sites][free & (-relaxed.upper.marginals[:sites] > margin)] = 1.0
                break
        while time.monotonic() < self.end:
            whole = milp(
                cost,
                integrality=np.r_[np.ones(sites), np.zeros(self.clients)],
                bounds=Bounds(lower, upper),
                constraints=self._constraints(),
                options={"time_limit": max(0.1, self.end - time.monotonic()), "mip_rel_gap": 0.0},
            )
            if whole.x is None:
                # Nothing is left once the sites that cannot improve are out: the best known is optimal.
                proven = whole.status == 2
                return Answer(best, proven, 0.0 if proven else self._relative(best_cost, bound))
            bound = max(bound, whole.mip_dual_bound)
            found = self.places[whole.x[:sites] > 0.5]
            if self.cost(found) < best_cost:
                best, best_cost = found, self.cost(found)
            if best_cost <= bound * (1 + SAME) + 1e-6:
                return Answer(np.sort(best), True, 0.0)
            if not self.cuts(np.round(whole.x[:sites]), whole.x[sites:]):
                return Answer(np.sort(best), whole.status == 0, self._relative(best_cost, bound))
        return Answer(np.sort(best), False, self._relative(best_cost, bound))

    def cost(self, chosen: Places) -> float:
        """Weighted distance of an answer, over the demand."""
        nearest = self.problem.distance_m[np.ix_(self.demand, chosen)].min(axis=1, initial=np.inf)
        return float(np.minimum(nearest, self.base) @ self.weight)

    def _count(self) -> sparse.csr_array:
        """The number of posts, as a row."""
        return sparse.csr_array(np.r_[np.ones(self.sites), np.zeros(self.clients)].reshape(1, -1))

    def _linear(self) -> dict[str, object]:
        below = sparse.vstack(self.rows, format="csr")
        fair = _fairness(self.problem, self.places, self.clients)
        matrices = [-below, self._count(), *(-constraint.A for constraint in fair)]
        limits = [-np.concatenate(self.bounds), np.array([float(self.posts)])]
        limits += [-np.ones(constraint.A.shape[0]) for constraint in fair]
        return {"A_ub": sparse.vstack(matrices, format="csr"), "b_ub": np.concatenate(limits)}

    def _constraints(self) -> list[LinearConstraint]:
        return [
            LinearConstraint(sparse.vstack(self.rows, format="csr"), np.concatenate(self.bounds), np.inf),
            LinearConstraint(self._count(), 0, self.posts),
            *_fairness(self.problem, self.places, self.clients),
        ]

    @staticmethod
    def _relative(cost: float, bound: float) -> float:
        return abs(cost - bound) / cost if np.isfinite(bound) and cost else np.inf
