"""A study: what is counted, and what is within reach."""

import numpy as np
import pandas as pd
import pyproj
import pytest

from geo.communes import load_codes
from geo.errors import UnknownTerritoryError
from geo.selection import Selection
from geo.structures import read_bytes
from geo.study import study
from tests.geo.builders import METZ, export

SARREBOURG = METZ | {
    "name": "Sarrebourg",
    "commune_code": "57630",
    "type": "privée",
    "siret": "32902340200020",
}
# Sarre-Union, in Bas-Rhin, is at Moselle's border; Saint-Denis is in another ocean.
SARRE_UNION = METZ | {"name": "Sarre-Union", "commune_code": "67434", "department_code": "67", "posts": "3"}
SAINT_DENIS = METZ | {"name": "Saint-Denis", "commune_code": "97411", "department_code": "974", "posts": "5"}
TYPES = [("publique", "1"), ("publique", "2"), ("privée", "4"), ("autre", "8")]
CODES = load_codes()


def studied(*rows, neighbours=False, **choices):
    return study("57", read_bytes(export(rows), CODES), Selection(**choices), neighbours)


def away_from(code, communes):
    """Distances to the service point of a code, without geo.coverage."""
    to_metres = pyproj.Transformer.from_crs(4326, 2154, always_xy=True)
    x, y = to_metres.transform(CODES.at[code, "longitude"], CODES.at[code, "latitude"])
    points = [to_metres.transform(point.x, point.y) for point in communes["service_point"]]
    return np.array([((x - a) ** 2 + (y - b) ** 2) ** 0.5 for a, b in points])


def test_neighbours_are_seen_only_when_asked():
    alone = studied(METZ, SARRE_UNION)
    together = studied(METZ, SARRE_UNION, neighbours=True)
    metz, union = away_from("57463", alone.communes), away_from("67434", alone.communes)
    assert alone.table["distance_m"].to_numpy() == pytest.approx(metz, abs=0.01)
    assert together.table["distance_m"].to_numpy() == pytest.approx(np.minimum(metz, union), abs=0.01)
    assert (union < metz).any()
    for one in (alone, together):
        # Counts are the department's own, whatever is reachable.
        assert one.structures["name"].tolist() == ["Commune de Metz"]
        assert one.table["posts"].sum() == 7


def test_another_ocean_is_never_within_reach():
    together = studied(METZ, SAINT_DENIS, neighbours=True)
    assert together.reach["name"].tolist() == ["Commune de Metz"]


def test_nearest_names_a_structure_within_reach():
    together = studied(METZ, SARRE_UNION, neighbours=True)
    names = together.reach["name"].reindex(together.table["nearest"])
    union = away_from("67434", together.communes) < away_from("57463", together.communes)
    assert (names.to_numpy() == np.where(union, "Sarre-Union", "Commune de Metz")).all()


def test_a_selection_filters_structures_and_distances():
    private = studied(METZ, SARREBOURG, type="privée")
    assert private.structures["name"].tolist() == ["Sarrebourg"]
    assert private.all_structures["name"].tolist() == ["Commune de Metz", "Sarrebourg"]
    expected = away_from("57630", private.communes)
    assert private.table["distance_m"].to_numpy() == pytest.approx(expected, abs=0.01)


def test_a_selection_filters_neighbours_too():
    private = studied(SARREBOURG, SARRE_UNION, neighbours=True, type="privée")
    assert private.reach["name"].tolist() == ["Sarrebourg"]


def test_waves_are_those_of_the_department():
    days = ["14/04/2021", "01/06/2021", "01/01/2022", ""]
    rows = [METZ | {"validated_on": day} for day in days]
    waves = ["Vague 1", "Vague 2", "Après les vagues annoncées", "Date inconnue"]
    assert studied(*rows).structures["wave"].tolist() == waves
    assert studied(*rows, wave="Vague 2").structures["validated_on"].tolist() == [pd.Timestamp(2021, 6, 1)]


def test_unlocated_structures_are_of_their_declared_department():
    one = studied(
        METZ, METZ | {"commune_code": "0", "posts": "4"}, METZ | {"commune_code": "", "department_code": "67"}
    )
    assert one.structures["posts"].tolist() == [7, 4]
    assert one.table["posts"].sum() == 7


def test_unknown_department():
    with pytest.raises(UnknownTerritoryError):
        study("99", read_bytes(export([METZ]), CODES), Selection())


@pytest.mark.parametrize("neighbours", [False, True])
def test_the_types_share_the_posts_out(neighbours):
    rows = [METZ | {"type": kind, "posts": posts} for kind, posts in TYPES]
    posts = {
        kind: studied(*rows, SARRE_UNION, neighbours=neighbours, type=kind).table["posts"].sum()
        for kind in ("publique", "privée", "non renseigné", "toutes")
    }
    assert posts == {"publique": 3, "privée": 4, "non renseigné": 8, "toutes": 15}
