"""Edge effect and border-crossing EPCI, on hand-made and shipped communes."""

import pandas as pd
import pytest

from geo.communes import load_codes, load_communes
from geo.coverage import nearest_structures, reachable
from geo.edge import nearer_elsewhere
from geo.whole_epci import crossing_epci


@pytest.fixture(scope="module")
def codes() -> pd.DataFrame:
    return load_codes()


def seat(commune: str, posts: int, codes: pd.DataFrame) -> dict[str, object]:
    place = codes.loc[commune]
    return {
        "commune_code": commune, "department": place["department"], "posts": posts, "located": True,
        "latitude": place["latitude"], "longitude": place["longitude"],
    }  # fmt: skip


def test_neighbours_serve_the_communes_nearer_to_them(codes: pd.DataFrame) -> None:
    """One seat in Metz (57), one in Pont-à-Mousson (54), one in Saverne (67)."""
    structures = pd.DataFrame([seat("57463", 1, codes), seat("54431", 1, codes), seat("67437", 1, codes)])
    communes = load_communes("57")
    own = structures[structures["department"] == "57"]
    effect = nearer_elsewhere(communes, own, reachable(structures, "57", True), "57")
    # A second way: the nearest of each alone, commune by commune.
    alone = {
        label: nearest_structures(communes, structures.loc[[label]], "57")[0][:, 0]
        for label in structures.index
    }
    expected = {"54": 0, "67": 0}
    for row, population in enumerate(communes["population"]):
        best = min(alone, key=lambda label, row=row: alone[label][row])
        department = structures.at[best, "department"]
        if department != "57":
            expected[department] += population
    assert effect["population"].to_dict() == expected
    assert expected["67"] > 0
    assert effect["population"].is_monotonic_decreasing


def test_no_effect_without_other_structures(codes: pd.DataFrame) -> None:
    structures = pd.DataFrame([seat("57463", 1, codes)])
    reach = reachable(structures, "57", True)
    assert nearer_elsewhere(load_communes("57"), structures, reach, "57").empty


def test_overseas_seats_are_out_of_reach(codes: pd.DataFrame) -> None:
    structures = pd.DataFrame([seat("57463", 1, codes), seat("97105", 1, codes), seat("54395", 1, codes)])
    assert set(reachable(structures, "57", True)["department"]) == {"57", "54"}
    assert set(reachable(structures, "971", True)["department"]) == {"971"}
    assert set(reachable(structures, "57", False)["department"]) == {"57"}


def test_moselle_has_three_epci_across_its_border(codes: pd.DataFrame) -> None:
    structures = pd.DataFrame([seat("57463", 1, codes), seat("54580", 2, codes)])
    crossing = crossing_epci(structures, codes, "57")
    # DGCL: CC Mad et Moselle and CC du Pays Haut Val d'Alzette (54, 57), CA Sarreguemines Confluences.
    assert set(crossing.index) == {"200070738", "245701404", "200070746"}
    assert crossing.at["245701404", "departments"] == ["54", "57"]
    # Villerupt (54580) is in the Pays Haut Val d'Alzette: its two posts count in the whole EPCI.
    assert crossing.at["245701404", "posts"] == 2
    # The file has no structure at all in the Bas-Rhin: the whole figure is not known.
    assert pd.isna(crossing.at["200070746", "posts"])
    assert crossing.at["200070746", "departments"] == ["57", "67"]


def test_whole_population_is_that_of_all_members(codes: pd.DataFrame) -> None:
    structures = pd.DataFrame([seat("57463", 1, codes)])
    crossing = crossing_epci(structures, codes, "57")
    own, other = load_communes("57"), load_communes("54")
    for code in ("200070738", "245701404"):
        parts = sum(c.loc[c["epci_code"] == code, "population"].sum() for c in (own, other))
        assert crossing.at[code, "population"] == parts


def test_a_department_without_such_epci(codes: pd.DataFrame) -> None:
    structures = pd.DataFrame([seat("97105", 1, codes)])
    assert crossing_epci(structures, codes, "971").empty
