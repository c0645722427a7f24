"""The note's part on proposed posts: what a scenario brings, measured again."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.french import count, kilometres, number, percent, typographic
from geo.note_parts import TOLD, Section, Table
from geo.picture import Edition
from geo.printable import named, named_epci
from geo.scenario import Scenario
from geo.siting import Wishes, instance, mean_distance
from geo.territories import Level
from geo.wording import counted, kilometres_of

TOLD_BELOW = 30  # proposed posts, after those of the table


@dataclass(frozen=True)
class Gains:
    """What proposed posts bring, in the scenario's order, each after those before it.

    ``posts``: code, name, epci_name, latitude, longitude, gain (inhabitants newly within the
    threshold); ``covered`` and ``mean_m``: inhabitants within it and mean distance, before and after;
    ``left``: communes of the scenario that are not in the department, or have no position.
    """

    posts: pd.DataFrame
    covered: tuple[int, int]
    mean_m: tuple[float, float]
    left: int


def gains(edition: Edition, scenario: Scenario) -> Gains:
    """A scenario's posts measured again: inhabitants, straight line, this threshold."""
    study, km = edition.study, edition.stamp.km
    problem = instance(study.communes, study.table, study.department, Wishes())
    places = problem.codes.get_indexer(pd.Index(scenario.communes))
    places = np.array([p for p in places if p >= 0 and problem.located[p]], dtype=np.int64)
    steps = np.minimum.accumulate(np.column_stack([problem.base_m, problem.distance_m[:, places]]), axis=1)
    within = problem.weight @ (steps <= km * 1000)
    point = study.communes["service_point"].iloc[places]
    posts = study.communes.iloc[places][["code", "name", "epci_name"]].assign(
        latitude=point.y, longitude=point.x, gain=np.diff(within)
    )
    means = (mean_distance(problem, places[:0]), mean_distance(problem, places))
    return Gains(posts, (round(within[0]), round(within[-1])), means, len(scenario.communes) - len(places))


def proposals(edition: Edition, scenario: Scenario, brought: Gains) -> Section:
    """Where the proposed posts go, and what they bring."""
    name = named(scenario.name)
    title = typographic(f"Postes proposés : {name}" if name else "Postes proposés")
    population, km = int(edition.study.table["population"].sum()), edition.stamp.km
    before, after = brought.covered
    shares = [percent(people / population if population else 0) for people in brought.covered]
    posts = len(brought.posts)
    if not posts:
        return Section(title, "Aucune commune de ce scénario n’a de position connue dans le département.")
    sentence = (
        f"{count(posts, 'poste proposé', 'postes proposés')} : les habitants à {kilometres_of(km)} ou moins passeraient "
        f"de {number(before)} ({shares[0]}) à {number(after)} ({shares[1]})"
    )
    if all(np.isfinite(brought.mean_m)):
        sentence += (
            f", la distance moyenne de {kilometres(brought.mean_m[0])} à {kilometres(brought.mean_m[1])}"
        )
    remark = "Chaque gain est compté après ceux des postes précédents."
    if posts > TOLD:
        remark = f"{_further(brought.posts.iloc[TOLD:])} {remark}"
    if brought.left:
        remark += f" {counted(brought.left, Level.COMMUNE)} du scénario sans position dans le département."
    rows = tuple(
        (
            number(rank),
            named(row["name"]),
            named_epci(row["epci_name"]),
            number(row["gain"]),
        )
        for rank, row in enumerate(brought.posts.head(TOLD).to_dict("records"), 1)
    )
    table = Table(("Rang", "Commune", "EPCI", "Habitants gagnés"), 3, rows)
    return Section(title, typographic(f"{sentence}."), table, typographic(remark))


def _further(posts: pd.DataFrame) -> str:
    """The posts after those of the table, in their order, each with its gain."""
    named_ones = [
        f"{named(row['name'])} ({number(row['gain'])})" for row in posts.head(TOLD_BELOW).to_dict("records")
    ]
    left = len(posts) - len(named_ones)
    rest = f" ; et {count(left, 'autre poste', 'autres postes')}" if left else ""
    return f"Puis, dans l’ordre : {', '.join(named_ones)}{rest}."
