"""Answers of the command line as plain dictionaries: the same figures as on screen."""

import math
from typing import Any

import pandas as pd

from geo.concentration import gini
from geo.coverage import THRESHOLDS_KM, beyond, covered, distance_statistics
from geo.proposals import propose
from geo.siting import Wishes, instance
from geo.structures import Reading
from geo.study import Study
from geo.territories import Level, by_territory, rate
from geo.waves import progress


def rounded(value: float, decimals: int) -> float | None:
    """A float for JSON, which has no NaN or infinity."""
    return round(float(value), decimals) if math.isfinite(value) else None


def coverage_report(study: Study) -> dict[str, Any]:
    """Coverage of a department: counts, thresholds, distances, rates and concentration."""
    table, structures = study.table, study.structures
    hosts = table[table["structures"] > 0]
    unlocated = structures[~structures["located"]]
    distances = distance_statistics(table)
    posts = int(structures["posts"].sum())
    population = int(table["population"].sum())
    epci = by_territory(table, Level.EPCI, THRESHOLDS_KM[0])
    without = epci[epci["posts"] == 0]
    by_type = structures.groupby("type")["posts"].agg(["size", "sum"])
    return {
        "department": study.department,
        "communes": len(table),
        "population": population,
        "structures": len(structures),
        "posts": posts,
        "unlocated_structures": len(unlocated),
        "unlocated_posts": int(unlocated["posts"].sum()),
        "types": {
            str(kind): {"structures": int(row["size"]), "posts": int(row["sum"])}
            for kind, row in by_type.iterrows()
        },
        "communes_with_structure": len(hosts),
        "population_in_communes_with_structure": int(hosts["population"].sum()),
        "communes_without_distance": int(table["distance_m"].isna().sum()),
        "covered": {
            str(km): {
                "communes": c.communes,
                "population": c.population,
                "share": rounded(c.share, 5),
            }
            for km in THRESHOLDS_KM
            for c in [covered(table, km)]
        },
        "distance_m": {name: rounded(value, 1) for name, value in vars(distances).items()},
        "posts_per_100000": {
            "department": rounded(rate(posts, population), 5),
            "arrondissements": _rates(by_territory(table, Level.ARRONDISSEMENT, THRESHOLDS_KM[0])),
            "epci": _rates(epci),
        },
        "epci": {
            "total": len(epci),
            "without_post": len(without),
            "population_without_post": int(without["population"].sum()),
        },
        "gini": {
            "distance": rounded(gini(table["distance_m"], table["population"]), 5),
            "posts_by_epci": rounded(gini(epci["posts_per_100000"], epci["population"]), 5),
        },
    }


def _rates(territories: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "code": code,
            "name": row["name"],
            "posts": int(row["posts"]),
            "rate": rounded(row["posts_per_100000"], 5),
        }
        for code, row in territories.iterrows()
    ]


def underserved_report(study: Study, beyond_km: float, top: int) -> dict[str, Any]:
    """Communes beyond a distance, the most populated first."""
    far = beyond(study.table, beyond_km)
    return {
        "department": study.department,
        "beyond_km": beyond_km,
        "communes": len(far),
        "population": int(far["population"].sum()),
        "largest": [
            {
                "code": code,
                "name": row["name"],
                "population": int(row["population"]),
                "distance_km": rounded(row["distance_m"] / 1000, 3),
            }
            for code, row in far.head(top).iterrows()
        ],
    }


def waves_report(study: Study) -> dict[str, Any]:
    """Posts validated in each wave against what was announced, and against the objective."""
    posts = int(study.structures["posts"].sum())
    objective = study.plan.objective

    def whole(value: float) -> int | None:
        return None if pd.isna(value) else int(value)

    return {
        "department": study.department,
        "waves": [
            {
                "label": row["label"],
                "announced_posts": whole(row["announced_posts"]),
                "validated_posts": int(row["validated_posts"]),
                "announced_structures": whole(row["announced_structures"]),
                "validated_structures": int(row["validated_structures"]),
            }
            for row in progress(study.structures, study.plan).to_dict("records")
        ],
        "objective": objective,
        "posts": posts,
        "share_of_objective": rounded(posts / objective, 5) if objective else None,
    }


def check_report(reading: Reading) -> dict[str, Any]:
    """Quality of a file: its rows, and every flag."""
    return {
        "rows": reading.rows,
        "located": reading.located,
        "unlocated": reading.unlocated,
        "rejected": reading.rejected,
        "posts": reading.posts,
        "issues": reading.issues.to_dict("records"),
    }


def siting_report(
    study: Study, posts: int, radius_km: float, objective: str, wishes: Wishes
) -> dict[str, Any]:
    """Where the next posts gain most."""
    problem = instance(study.communes, study.table, study.department, wishes)
    proposal = propose(problem, posts, radius_km * 1000, objective)
    names = study.communes.set_index("code")["name"]
    return {
        "department": study.department,
        "posts": posts,
        "radius_km": radius_km,
        "objective": objective,
        "fair": wishes.fair.value if wishes.fair else None,
        "detour": wishes.detour,
        "population": round(proposal.total),
        "base_population": round(proposal.base),
        "covered_population": round(proposal.covered),
        "mean_distance_m": {
            "base": rounded(proposal.base_mean_m, 1),
            "proposed": rounded(proposal.mean_m, 1),
        },
        "proven_optimal": proposal.proven,
        "gap": rounded(proposal.gap, 6),
        "sufficient_posts": proposal.sufficient,
        "communes": [
            {"code": row["code"], "name": names[row["code"]], "gain": round(row["gain"])}
            for row in proposal.communes.to_dict("records")
        ],
    }
