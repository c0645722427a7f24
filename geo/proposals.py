"""A proposal of posts: the optimum asked for, what it brings, and how sure it is."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo.errors import MaillageError
from geo.optimum import SAME, TIME_LIMIT_S, Answer, cover, cover_everyone, greedy, median
from geo.siting import (
    Instance,
    Places,
    check_posts,
    covered_weight,
    distances_with,
    mean_distance,
    ranked,
)

NOTHING: Places = np.array([], dtype=np.int64)
OBJECTIVES = ("cover", "distance")


@dataclass(frozen=True)
class Proposal:
    """What new posts bring. Weights are inhabitants, or the need that replaces them.

    ``communes``: geo.siting.ranked. ``base``, ``covered``, ``total``: weight within the radius
    before and after, and in all. ``base_mean_m``, ``mean_m``: weighted mean distance (metres).
    ``proven``: no choice does better; ``gap``: else, by how much one could, relatively.
    ``sufficient``: fewest posts that bring everyone who can be within the radius, where that is fewer than what
    was asked for; the proposal is then these. ``newly``: places of communes newly within it.
    """

    communes: pd.DataFrame
    base: float
    covered: float
    total: float
    base_mean_m: float
    mean_m: float
    proven: bool
    gap: float
    sufficient: int | None
    newly: Places


def measure(
    problem: Instance, answer: Answer, radius_m: float, objective: str, sufficient: int | None = None
) -> Proposal:
    """What an answer brings."""
    before, after = problem.base_m, distances_with(problem, answer.chosen)
    return Proposal(
        ranked(problem, answer.chosen, radius_m, objective),
        covered_weight(problem, NOTHING, radius_m),
        covered_weight(problem, answer.chosen, radius_m),
        problem.total,
        mean_distance(problem, NOTHING),
        mean_distance(problem, answer.chosen),
        answer.proven,
        answer.gap,
        sufficient,
        np.flatnonzero((after <= radius_m) & (before > radius_m)),
    )


def quick(problem: Instance, posts: int, radius_m: float, objective: str) -> Proposal:
    """A greedy proposal, at once; never said to be optimal.

    Raises
    ------
    SitingError : what is imposed or fair takes more posts.
    """
    check_posts(problem, posts)
    answer = Answer(greedy(problem, posts, radius_m, objective), False, np.inf)
    return measure(problem, answer, radius_m, objective)


def propose(
    problem: Instance, posts: int, radius_m: float, objective: str, limit_s: float = TIME_LIMIT_S
) -> Proposal:
    """The best proposal for ``posts`` new posts, within a time limit.

    Parameters
    ----------
    objective : "cover", most weight within the radius; "distance", least mean distance.

    Raises
    ------
    SitingError : what is imposed or fair takes more posts.
    """
    if objective not in OBJECTIVES:
        raise MaillageError("L’objectif demandé n’existe pas.")
    if objective == "distance":
        return measure(problem, median(problem, posts, limit_s), radius_m, objective)
    answer = cover(problem, posts, radius_m, limit_s)
    proposal = measure(problem, answer, radius_m, objective)
    everywhere = np.flatnonzero(problem.candidate)
    coverable = covered_weight(problem, everywhere, radius_m)
    # Sums taken in two orders differ by a hair.
    if not len(everywhere) or proposal.covered < coverable * (1 - SAME):
        return proposal
    fewest = cover_everyone(problem, radius_m, limit_s)
    if fewest is None or len(fewest.chosen) >= posts:
        return proposal
    complete = replace(fewest, proven=answer.proven and fewest.proven)
    return measure(problem, complete, radius_m, objective, len(fewest.chosen))
