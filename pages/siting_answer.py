"""Solve what is asked, without making the visitor wait in the dark."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from geo.optimum import TIME_LIMIT_S, cover, median
from geo.proposals import NOTHING, Proposal, measure, propose, quick
from geo.siting import Instance, covered_weight, instance
from geo.study import Study
from pages import store
from pages.siting_choices import Demand

# A greedy answer is shown where the exact one takes longer.
PATIENCE_S = 1.0
STEP_S = 0.5
# Covering, then the fewest posts that cover everyone: two searches, each within its limit.
LONGEST_WAIT_S = 2 * TIME_LIMIT_S + 10
SEARCHING = "Recherche de l’optimum…"
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
def _box(asked: Question) -> dict[str, Proposal]:  # noqa: ARG001 - the key of what is put in
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
    box = _box(question(visit, demand))
    if "exact" not in box:
        stated = problem(study, demand)
        with ThreadPoolExecutor(1) as worker:
            work = worker.submit(propose, stated, demand.posts, demand.km * 1000, demand.objective)
            try:
                box["exact"] = work.result(PATIENCE_S)
            except NotYet:
                show(quick(stated, demand.posts, demand.km * 1000, demand.objective), True)
                box["exact"] = wait(work.result)
                # Drawn anew from the start, so that the map is updated in place, not doubled.
                st.rerun()
    show(box["exact"], False)
    return box["exact"]


def wait(result: Callable[[float], Proposal]) -> Proposal:
    """Wait for the exact answer, with progress against the time limit."""
    bar = st.progress(0.0, SEARCHING)
    elapsed = 0.0
    while elapsed < LONGEST_WAIT_S:
        try:
            found = result(STEP_S)
        except NotYet:
            elapsed += STEP_S
            bar.progress(min(1.0, elapsed / TIME_LIMIT_S), SEARCHING)
        else:
            bar.empty()
            return found
    return result(STEP_S)


@st.cache_resource(show_spinner=False, max_entries=64, ttl=store.SHARED_FOR_S)
def _fairness_cost(asked: Question, _study: Study, _demand: Demand) -> tuple[float, float]:  # noqa: ARG001
    free = replace(_demand, wishes=replace(_demand.wishes, fair=None))
    return best_value(problem(_study, free), free), best_value(problem(_study, _demand), _demand)


def fairness_cost(visit: store.Visit, study: Study, demand: Demand) -> tuple[float, float]:
    """Weight covered (or mean distance, metres) without fairness, and with it."""
    return _fairness_cost(question(visit, demand), study, demand)


def best_value(stated: Instance, demand: Demand) -> float:
    """What the best answer reaches: weight covered, or mean distance (metres)."""
    if demand.objective == "distance":
        found = median(stated, demand.posts)
        return measure(stated, found, demand.km * 1000, "distance").mean_m
    return covered_weight(stated, cover(stated, demand.posts, demand.km * 1000).chosen, demand.km * 1000)


@st.cache_resource(show_spinner=False, max_entries=64, ttl=store.SHARED_FOR_S)
def _curve(asked: Question, _study: Study, _demand: Demand) -> pd.DataFrame:  # noqa: ARG001
    stated = problem(_study, replace(_demand, wishes=replace(_demand.wishes, fair=None)))
    smallest = max(1, len(_demand.wishes.imposed))
    step = max(1, -(-_demand.posts // CURVE_POINTS))
    numbers = [n for n in range(step, _demand.posts, step) if n >= smallest]
    radius = _demand.km * 1000
    rows = [(0, covered_weight(stated, NOTHING, radius), True)]
    for posts in [*numbers, max(smallest, _demand.posts)]:
        found = cover(stated, posts, radius, CURVE_LIMIT_S)
        rows.append((posts, covered_weight(stated, found.chosen, radius), found.proven))
    return pd.DataFrame(rows, columns=["posts", "covered", "proven"])


def curve(visit: store.Visit, study: Study, demand: Demand) -> pd.DataFrame:
    """The most that a number of posts can cover, without fairness: posts, covered, proven."""
    return _curve(question(visit, demand), study, demand)
