"""Selections: what each choice keeps, alone and together."""

import pandas as pd
import pytest

from geo.categories import Category
from geo.selection import ALL, Selection, of_department, select

STRUCTURES = pd.DataFrame(
    {
        "department": ["57", "57", "54", "57"],
        "type": ["publique", "privée", "publique", "non renseigné"],
        "category": [Category.COMMUNE, Category.PRIVATE, Category.COMMUNE, Category.UNKNOWN],
        "wave": ["Vague 1", "Vague 1", "Vague 2", "Date inconnue"],
        "zrr": ["oui", "non", "non", "non renseigné"],
        "qpv": ["non", "oui", "sans objet", "non renseigné"],
        "france_services": ["non", "non", "oui", "non renseigné"],
    },
    index=[10, 20, 30, 40],
)


@pytest.mark.parametrize(
    ("selection", "kept"),
    [
        (Selection(), [10, 20, 30, 40]),
        (Selection(type="publique"), [10, 30]),
        (Selection(type="non renseigné"), [40]),
        (Selection(category="commune"), [10, 30]),
        (Selection(category="indeterminee"), [40]),
        (Selection(wave="Vague 1"), [10, 20]),
        (Selection(zrr="non"), [20, 30]),
        (Selection(qpv="sans objet"), [30]),
        (Selection(france_services="non renseigné"), [40]),
        (Selection(type="publique", wave="Vague 1"), [10]),
        (Selection(type="privée", zrr="oui"), []),
        (Selection(type="inconnu"), []),
    ],
)
def test_what_a_selection_keeps(selection, kept):
    assert select(STRUCTURES, selection).index.tolist() == kept


def test_the_structures_are_left_as_they_were():
    before = STRUCTURES.copy()
    select(STRUCTURES, Selection(type="publique"))
    pd.testing.assert_frame_equal(STRUCTURES, before)


def test_department():
    assert of_department(STRUCTURES, "57").index.tolist() == [10, 20, 40]
    assert of_department(STRUCTURES, "75").empty


@pytest.mark.parametrize("column", ["type", "category", "wave", "zrr", "qpv", "france_services"])
def test_the_choices_of_a_filter_share_the_structures_out(column):
    kept = [
        label
        for value in STRUCTURES[column].unique()
        for label in select(STRUCTURES, Selection(**{column: str(value)})).index
    ]
    assert sorted(kept) == STRUCTURES.index.tolist()


def test_selection_keys_a_cache():
    assert {Selection(type=ALL): 1}[Selection()] == 1
