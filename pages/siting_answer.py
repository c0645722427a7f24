"""Solve what is asked, without making the visitor wait in the dark."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from geo.optimum import cover, median
from geo.proposals import NOTHING, Proposal, measure, propose, quick
from geo.siting import Instance, covered_weight, instance
from geo.study import Study
from pages import searches, store
from pages.siting_choices import Demand

CURVE_POINTS = 8
CURVE_LIMIT_S = 2.0


@dataclass(frozen=True)
class Question:
    """The key of an answer: everything it depends on, as plain values."""

    view: store.View
    posts: int
    km: float
    objective: str
    wishes: str
    need: str


def question(visit: store.Visit, demand: Demand) -> Question:
    """What is asked, as a key."""
    wishes = demand.wishes
    told = (
        wishes.detour, wishes.fair, sorted(wishes.excluded), sorted(wishes.imposed),
        wishes.minimum_population,
    )  # fmt: skip
    return Question(visit.view, demand.posts, demand.km, demand.objective, repr(told), demand.need_version)


@st.cache_resource(show_spinner=False, max_entries=64, ttl=store.SHARED_FOR_S)
def _box(asked: Question) -> dict[str, Any]:  # noqa: ARG001 - the key of what is put in
    return {}


def problem(study: Study, demand: Demand) -> Instance:
    """The siting problem of a demand (SitingError where it cannot be stated)."""
    return instance(study.communes, study.table, study.department, demand.wishes, demand.need)


def answer(
    visit: store.Visit, study: Study, demand: Demand, show: Callable[[Proposal, bool], None]
) -> Proposal:
    """Show the exact answer; where it takes longer than a second, a greedy one until it is there.

    ``show`` draws a proposal; its second argument says that the exact one is still awaited.
    """
    asked = question(visit, demand)
    box, late = _box(asked), False
    if "exact" not in box:
        stated = problem(study, demand)

        def meanwhile() -> None:
            nonlocal late
            late = True
            show(quick(stated, demand.posts, demand.km * 1000, demand.objective), True)

        work = partial(propose, stated, demand.posts, demand.km * 1000, demand.objective)
        box["exact"] = searches.result(asked, work, meanwhile)
    if late:
        # Drawn anew from the start, so that the map is updated in place, not doubled.
        st.rerun()
    exact: Proposal = box["exact"]
    show(exact, False)
    return exact


def fairness_cost(visit: store.Visit, study: Study, demand: Demand) -> tuple[float, float]:
    """Weight covered (or mean distance, metres) without fairness, and with it."""
    asked = question(visit, demand)
    box = _box(asked)
    if "fairness" not in box:
        free = replace(demand, wishes=replace(demand.wishes, fair=None))

        def work() -> tuple[float, float]:
            return best_value(problem(study, free), free), best_value(problem(study, demand), demand)

        box["fairness"] = searches.result((asked, "fairness"), work)
    costs: tuple[float, float] = box["fairness"]
    return costs


def best_value(stated: Instance, demand: Demand) -> float:
    """What the best answer reaches: weight covered, or mean distance (metres)."""
    if demand.objective == "distance":
        found = median(stated, demand.posts)
        return measure(stated, found, demand.km * 1000, "distance").mean_m
    return covered_weight(stated, cover(stated, demand.posts, demand.km * 1000).chosen, demand.km * 1000)


def curve(visit: store.Visit, study: Study, demand: Demand) -> pd.DataFrame:
    """The most that a number of posts can cover, without fairness: posts, covered, proven."""
    asked = question(visit, demand)
    box = _box(asked)
    if "curve" not in box:
        box["curve"] = searches.result((asked, "curve"), partial(points_of_curve, study, demand))
    points: pd.DataFrame = box["curve"]
    return points


def points_of_curve(study: Study, demand: Demand) -> pd.DataFrame:
    """Points of that curve, computed."""
    stated = problem(study, replace(demand, wishes=replace(demand.wishes, fair=None)))
    smallest = max(1, len(demand.wishes.imposed))
    step = max(1, -(-demand.posts // CURVE_POINTS))
    numbers = [n for n in range(step, demand.posts, step) if n >= smallest]
    radius = demand.km * 1000
    rows = [(0, covered_weight(stated, NOTHING, radius), True)]
    for posts in [*numbers, max(smallest, demand.posts)]:
        found = cover(stated, posts, radius, CURVE_LIMIT_S)
        rows.append((posts, covered_weight(stated, found.chosen, radius), found.proven))
    return pd.DataFrame(rows, columns=["posts", "covered", "proven"])
