"""Stamps: the date, the sources and the choices that go with a file."""

import dataclasses
import datetime as dt

import pytest

from geo.selection import Selection
from geo.sources import load_sources
from geo.stamp import choices, notes, origins, stamp_of, summary
from geo.study import study
from geo.wording import as_of, chosen, last_session, threshold
from tests.geo.builders import seats_in
from tests.geo.exported import DAY, squares_study, stamp


@pytest.fixture
def moselle_stamp(moselle_study, shipped_reading):
    return stamp(moselle_study, shipped_reading)


def test_shipped_file(moselle_stamp):
    assert moselle_stamp.title == "Conseillers numériques de la Moselle"
    assert (moselle_stamp.department, moselle_stamp.department_name) == ("57", "Moselle")
    assert moselle_stamp.as_of == dt.date(2021, 4, 14)
    assert moselle_stamp.exported_on == DAY
    assert (moselle_stamp.chosen, moselle_stamp.neighbours, moselle_stamp.km) == ("", False, 10)
    records = {source.file: source for source in load_sources()}
    for origin, file in zip(
        moselle_stamp.origins, ["structures.csv", "waves.toml", "communes/57.parquet"], strict=True
    ):
        assert origin.content == records[file].content
        assert origin.vintage.replace("’", "'") == records[file].vintage


def test_another_file_is_named_instead(moselle_study):
    named = origins(moselle_study, "mes\x00=structures.csv")
    assert str(named[0]) == "Structures et postes\u00a0: mes =structures.csv"
    assert len(named) == 3


def test_a_department_without_announcement_has_no_source_for_it(shipped_reading):
    ain = study("01", shipped_reading, Selection())
    assert [origin.content for origin in origins(ain)] == ["Structures et postes", "Communes"]


def test_without_any_date():
    none, reading = squares_study()
    assert stamp(none, reading).as_of is None
    assert as_of(reading.structures) == "date inconnue"
    assert last_session(seats_in("57101")) == dt.date(2021, 4, 14)
    assert as_of(seats_in("57101")) == "14/04/2021"


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        (Selection(), ""),
        (Selection(type="publique"), "type publique"),
        (Selection(category="commune", wave="Vague 1"), "catégorie « Commune », Vague 1"),
        (Selection(zrr="oui", qpv="non", france_services="non renseigné"),
         "ZRR : oui, QPV : non, France services : non renseigné"),
    ],
)  # fmt: skip
def test_choices_in_words(selection, words):
    assert chosen(selection) == words


def test_choices_in_force(moselle_stamp):
    assert choices(moselle_stamp) == (
        "Structures retenues\u00a0: toutes\u202f; distances aux structures du département seulement\u202f; "
        "seuil\u00a0: 10 km"
    )
    narrowed = dataclasses.replace(moselle_stamp, chosen="type publique", neighbours=True, km=7.5)
    assert "type publique" in choices(narrowed)
    assert "départements voisins" in choices(narrowed)
    assert choices(narrowed).endswith("7,5 km")


@pytest.mark.parametrize(("km", "words"), [(10, "10 km"), (10.0, "10 km"), (7.5, "7,5 km"), (0, "0 km")])
def test_threshold(km, words):
    assert threshold(km) == words


def test_notes_are_whole(moselle_study, shipped_reading):
    mark = stamp(moselle_study, shipped_reading, address="?departement=57&seuil=10")
    told = notes(mark)
    assert told[0] == ("Contenu", "Conseillers numériques de la Moselle (57)")
    assert [label for label, _ in told].count("Source") == 3
    assert ("Exporté le", "23/11/2026") in told
    assert told[-1] == ("Vue", "?departement=57&seuil=10")
    assert all(text in summary(mark) for _, text in told)
    assert "Vue" not in dict(notes(stamp(moselle_study, shipped_reading)))


def test_selection_and_reading_are_those_given(moselle_study, shipped_reading):
    mark = stamp_of(moselle_study, shipped_reading, Selection(type="privée"), DAY, 5, neighbours=True)
    assert (mark.chosen, mark.neighbours, mark.km) == ("type privée", True, 5)
