"""Answers of the command line: the reference figures of Moselle, and figures by hand."""

import json
import math

import pandas as pd
import pytest

from geo.reports import check_report, coverage_report, rounded, underserved_report, waves_report
from geo.selection import Selection
from geo.structures import read_bytes
from geo.study import study
from tests.geo.builders import METZ, export

# The project's reference figures, computed twice and independently of this code.
REFERENCE = {
    "department": "57",
    "communes": 725,
    "population": 1_051_309,
    "structures": 12,
    "posts": 19,
    "unlocated_structures": 0,
    "unlocated_posts": 0,
    "types": {"publique": {"structures": 8, "posts": 14}, "privée": {"structures": 4, "posts": 5}},
    "communes_with_structure": 10,
    "population_in_communes_with_structure": 218_671,
    "communes_without_distance": 0,
    "epci": {"total": 23, "without_post": 15, "population_without_post": 462_924},
    "gini": {"distance": 0.54888, "posts_by_epci": 0.60698},
}
WITHIN = {"5": (91, 453_673), "10": (242, 762_502), "15": (355, 861_010), "20": (471, 931_861)}
DISTANCES = {"mean": 8697.2, "median": 5587.0, "p95": 31_900.4, "max": 53_409}
RATES = {
    "Metz": 3.929,
    "Sarreguemines": 2.096,
    "Forbach-Boulay-Moselle": 0.854,
    "Thionville": 0.363,
    "Sarrebourg-Château-Salins": 0,
}
LARGEST_BEYOND_15_KM = [
    ("Sarrebourg", 12_170, 35.659),
    ("Audun-le-Tiche", 7_356, 19.951),
    ("Boulay-Moselle", 5_434, 20.683),
    ("Faulquemont", 5_109, 15.745),
    ("Bitche", 4_966, 17.824),
]


@pytest.fixture(scope="module")
def report(moselle_study):
    return coverage_report(moselle_study)


@pytest.mark.parametrize("figure", REFERENCE)
def test_reference_figure(report, figure):
    assert report[figure] == REFERENCE[figure]


@pytest.mark.parametrize("km", WITHIN)
def test_reference_coverage(report, km):
    communes, population = WITHIN[km]
    assert report["covered"][km] == {
        "communes": communes,
        "population": population,
        "share": pytest.approx(population / 1_051_309, abs=5e-6),
    }


def test_reference_distances(report):
    assert list(report["covered"]) == list(WITHIN)
    # The reference gives the maximum to the metre.
    assert report["distance_m"] == pytest.approx(DISTANCES, abs=0.5)
    for name in ("mean", "median", "p95"):
        assert report["distance_m"][name] == DISTANCES[name]


def test_reference_rates(report):
    rates = report["posts_per_100000"]
    assert rates["department"] == 1.80727
    assert {r["name"]: r["rate"] for r in rates["arrondissements"]} == pytest.approx(RATES, abs=5e-4)
    assert sum(r["posts"] for r in rates["arrondissements"]) == 19
    assert sum(r["posts"] for r in rates["epci"]) == 19
    assert sum(r["posts"] == 0 for r in rates["epci"]) == 15


def test_reference_underserved(moselle_study):
    report = underserved_report(moselle_study, 15.0, 5)
    found = [(c["name"], c["population"], c["distance_km"]) for c in report["largest"]]
    assert found == LARGEST_BEYOND_15_KM
    # What is not covered within 15 km is beyond: every distance is known here.
    assert report["communes"] == 725 - 355
    assert report["population"] == 1_051_309 - 861_010
    assert report["beyond_km"] == 15


def test_the_furthest_commune(moselle_study):
    report = underserved_report(moselle_study, 53.0, 10)
    assert [c["name"] for c in report["largest"]] == ["Turquestein-Blancrupt"]
    assert report["largest"][0]["distance_km"] == pytest.approx(53.409, abs=5e-4)
    assert underserved_report(moselle_study, 54.0, 10)["largest"] == []


def test_reference_waves(moselle_study):
    report = waves_report(moselle_study)
    assert report["waves"][0] == {
        "label": "Vague 1",
        "announced_posts": 19,
        "validated_posts": 19,
        "announced_structures": 12,
        "validated_structures": 12,
    }
    second = report["waves"][1]
    assert (second["announced_posts"], second["validated_posts"]) == (None, 0)
    assert len(report["waves"]) == 2
    assert (report["objective"], report["posts"], report["share_of_objective"]) == (50, 19, 0.38)


def test_unlocated_posts_count_but_cover_nothing(shipped_codes):
    rows = [METZ, METZ | {"commune_code": "0", "posts": "4"}]
    report = coverage_report(study("57", read_bytes(export(rows), shipped_codes), Selection()))
    assert (report["structures"], report["posts"]) == (2, 11)
    assert (report["unlocated_structures"], report["unlocated_posts"]) == (1, 4)
    assert report["communes_with_structure"] == 1
    assert report["posts_per_100000"]["department"] == pytest.approx(11 / 1_051_309 * 1e5, abs=5e-6)
    assert sum(r["posts"] for r in report["posts_per_100000"]["epci"]) == 7


def test_department_without_a_structure(shipped_codes):
    rows = [METZ | {"commune_code": "2A004", "department_code": "2A"}]
    empty = study("57", read_bytes(export(rows), shipped_codes), Selection())
    report = coverage_report(empty)
    assert (report["structures"], report["posts"], report["communes_with_structure"]) == (0, 0, 0)
    assert set(report["distance_m"].values()) == {None}
    assert report["covered"]["20"] == {"communes": 0, "population": 0, "share": 0}
    assert report["epci"]["without_post"] == 23
    far = underserved_report(empty, 15, 1)
    assert far["communes"] == 725
    assert far["largest"][0]["distance_km"] is None
    for answer in (report, far, waves_report(empty)):
        json.dumps(answer, allow_nan=False)


def test_department_without_a_plan_has_no_objective(moselle_study):
    report = waves_report(type(moselle_study)(**(vars(moselle_study) | {"plan": type(moselle_study.plan)()})))
    assert report["objective"] is None
    assert report["share_of_objective"] is None


def test_check(codes):
    rows = [
        METZ,
        METZ | {"posts": "0", "siret": "32902340200020", "type": "privée"},
        METZ | {"commune_code": "0", "siret": "null"},
    ]
    report = check_report(read_bytes(export(rows), codes))
    issues = report.pop("issues")
    assert report == {"rows": 3, "located": 1, "unlocated": 1, "rejected": 1, "posts": 14}
    assert [(i["line"], i["code"]) for i in issues] == [
        (3, "postes-invalides"), (4, "commune-absente"), (4, "siret-absent"),
    ]  # fmt: skip
    assert {frozenset(i) for i in issues} == {frozenset(["line", "code", "severity", "message"])}
    assert json.loads(json.dumps(issues)) == issues


def test_figures_without_a_number_are_null():
    assert rounded(math.nan, 2) is None
    assert rounded(math.inf, 2) is None
    assert rounded(pd.Series([1.23456]).iloc[0], 2) == 1.23
