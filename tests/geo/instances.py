"""Small siting problems, their answers by enumeration, and what any answer must honour."""

from itertools import combinations

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from geo.siting import Instance

SIDE_M = 20_000


def made(
    x,
    y,
    weight,
    base=None,
    *,
    located=None,
    candidate=None,
    imposed=(),
    territory=None,
    lacking=(),
):
    """A problem over points given in metres; ``base`` None: no structure anywhere.

    ``imposed``: places; ``lacking``: numbers of territories.
    """
    count = len(x)
    here = np.ones(count, dtype=bool) if located is None else np.asarray(located, dtype=bool)
    place = np.column_stack([x, y]).astype(float)
    distance = np.hypot(*(place[:, None] - place[None, :]).transpose(2, 0, 1))
    distance[~here] = np.inf
    distance[:, ~here] = np.inf
    base = np.full(count, np.inf) if base is None else np.asarray(base, dtype=float)
    able = np.ones(count, dtype=bool) if candidate is None else np.asarray(candidate, dtype=bool)
    return Instance(
        pd.Index([f"57{number:03d}" for number in range(count)]),
        np.asarray(weight, dtype=float),
        np.where(here, base, np.inf),
        distance,
        here & able,
        np.isin(np.arange(count), list(imposed)),
        None if territory is None else np.asarray(territory, dtype=np.int64),
        None if territory is None else np.asarray(sorted(lacking), dtype=np.int64),
    )


def flags(count, *, seldom_false=False):
    """Flags of communes; ``seldom_false``: three in four are true."""
    one = st.sampled_from([True, True, True, False]) if seldom_false else st.booleans()
    return st.lists(one, min_size=count, max_size=count)


@st.composite
def problems(draw):
    """Problems of 4 to 8 communes that some number of posts can meet.

    Points fall on a lattice (ties, communes at the same place) or anywhere; some communes weigh
    nothing, have no position or are no candidates; some or all are without any structure.
    """
    count = draw(st.integers(4, 8))

    def lists(values):
        return draw(st.lists(values, min_size=count, max_size=count))

    lattice = st.integers(0, 4).map(lambda step: step * 5_000)
    coordinate = draw(st.sampled_from([lattice, st.integers(0, SIDE_M)]))
    x, y = lists(coordinate), lists(coordinate)
    weight = lists(st.just(0) | st.integers(0, 1_000))
    base = draw(
        st.sampled_from(
            [
                st.just(np.inf),
                st.integers(0, SIDE_M).map(float),
                st.just(np.inf) | st.integers(0, SIDE_M).map(float),
            ]
        )
    )
    located = draw(flags(count, seldom_false=True))
    candidate = np.array(located) & draw(flags(count, seldom_false=True))
    imposed = np.flatnonzero(candidate & draw(flags(count)) & draw(flags(count)))
    territory, lacking = None, []
    if draw(st.booleans()):
        territory = np.array(lists(st.integers(0, 2)))
        open_to_posts = np.unique(territory[candidate]).tolist()
        lacking = [place for place in open_to_posts if draw(st.booleans())]
    return made(
        x, y, weight, lists(base), located=located, candidate=candidate,
        imposed=imposed, territory=territory, lacking=lacking,
    )  # fmt: skip


def honours(problem, chosen, posts):
    """Whether an answer is one that was allowed."""
    chosen = np.asarray(chosen, dtype=int)
    served = set() if problem.territory is None else set(problem.territory[chosen].tolist())
    lacking = [] if problem.lacking is None else problem.lacking.tolist()
    return (
        len(chosen) <= posts
        and len(set(chosen.tolist())) == len(chosen)
        and bool(problem.candidate[chosen].all())
        and set(np.flatnonzero(problem.imposed)) <= set(chosen.tolist())
        and set(lacking) <= served
    )


def allowed(problem, posts):
    """Every answer of at most so many posts, the smallest first."""
    places = np.flatnonzero(problem.candidate).tolist()
    for size in range(min(posts, len(places)) + 1):
        for chosen in combinations(places, size):
            if honours(problem, chosen, posts):
                yield list(chosen)


def away(problem, chosen):
    """Distance of each commune to the nearest structure."""
    nearest = problem.distance_m[:, chosen].min(axis=1, initial=np.inf)
    return np.minimum(problem.base_m, nearest)


def covered_by(problem, chosen, radius):
    """Weight within the radius."""
    return sum(
        weight
        for weight, metres in zip(problem.weight, away(problem, chosen), strict=True)
        if metres <= radius
    )


def metres_by(problem, chosen):
    """Weight times distance, over the communes that have a position and weigh something."""
    counted = np.isfinite(problem.distance_m.diagonal()) & (problem.weight > 0)
    return float(away(problem, chosen)[counted] @ problem.weight[counted])
