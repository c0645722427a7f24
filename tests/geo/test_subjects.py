"""Tables of each subject: the figures on screen, the reference figures of Moselle, figures by hand."""

import datetime as dt

import pytest

from geo.cells import PERSON_NAME
from geo.selection import Selection
from geo.study import study
from geo.subjects import NAMES, Subject, subject_table
from geo.tables import Kind
from geo.territories import Level, by_territory
from tests.geo.builders import seats_in, square_communes
from tests.geo.exported import file_study, reading_of, squares_study


@pytest.mark.parametrize("subject", list(Subject))
def test_every_column_is_described(moselle_study, subject):
    made = subject_table(moselle_study, subject, 10)
    assert (made.name, made.title) == NAMES[subject]
    names = [column.name for column in made.columns]
    titles = [column.title for column in made.columns]
    assert len(set(names)) == len(names)
    assert len(set(titles)) == len(titles)
    assert all(column.definition.endswith(".") for column in made.columns)
    kinds = {Kind.TEXT: str, Kind.WHOLE: int, Kind.DECIMAL: float, Kind.SHARE: float, Kind.DATE: dt.date}
    for column in made.columns:
        for value in made.rows[column.name]:
            assert value is None or type(value) is kinds[column.kind]


def test_reference_figures(moselle_study):
    communes = subject_table(moselle_study, Subject.COMMUNES, 10).rows
    assert (len(communes), communes["population"].sum()) == (725, 1_051_309)
    assert (communes["structures"].sum(), communes["posts"].sum()) == (12, 19)
    near = communes[communes["near"] == "oui"]
    assert (len(near), near["population"].sum()) == (242, 762_502)
    assert set(communes["near"]) == {"oui", "non"}
    epci = subject_table(moselle_study, Subject.EPCI, 10).rows
    assert (len(epci), (epci["posts"] == 0).sum()) == (23, 15)
    assert epci["covered"].sum() == 762_502
    assert (epci["covered"] + epci["left_out"]).sum() == 1_051_309
    districts = subject_table(moselle_study, Subject.ARRONDISSEMENTS, 10).rows
    assert (len(districts), districts["population"].sum(), districts["posts"].sum()) == (5, 1_051_309, 19)
    structures = subject_table(moselle_study, Subject.STRUCTURES, 10).rows
    assert (len(structures), structures["posts"].sum()) == (12, 19)
    assert set(structures["located"]) == {"oui"}


@pytest.mark.parametrize("subject", [Subject.COMMUNES, Subject.EPCI, Subject.ARRONDISSEMENTS])
def test_figures_are_those_on_screen(moselle_study, subject):
    made = subject_table(moselle_study, subject, 15).rows
    shown = by_territory(moselle_study.table, Level(subject.value), 15)
    assert list(made["code"]) == list(shown.index)
    for name in ("name", "population", "structures", "posts"):
        assert list(made[name]) == list(shown[name])
    assert made["distance_km"].to_numpy(dtype=float) == pytest.approx(shown["distance_m"] / 1000, abs=1e-6)
    assert made["posts_per_100000"].to_numpy(dtype=float) == pytest.approx(
        shown["posts_per_100000"], abs=1e-6
    )
    if subject is not Subject.COMMUNES:
        assert made["covered_share"].to_numpy(dtype=float) == pytest.approx(shown["covered_share"], abs=1e-6)


def test_figures_by_hand():
    made, _ = squares_study("57101")
    rows = subject_table(made, Subject.COMMUNES, 10).rows
    assert rows.loc["57101", ["structures", "posts", "posts_per_100000", "near"]].tolist() == [
        1,
        1,
        100.0,
        "oui",
    ]
    assert rows.loc["57103", "distance_km"] == pytest.approx(20, abs=1e-3)
    assert rows.loc["57103", "near"] == "non"
    assert rows.loc["57106", ["posts_per_100000", "epci_code", "epci_name"]].tolist() == [None, None, None]
    south = subject_table(made, Subject.EPCI, 12).rows.loc["200000001"]
    assert south[["communes", "population", "covered", "left_out", "covered_share"]].tolist() == [
        3, 6000, 3000, 3000, 0.5,
    ]  # fmt: skip
    outside = subject_table(made, Subject.EPCI, 12).rows.loc[""]
    assert outside[["code", "name", "population", "covered_share"]].tolist() == [None, "Hors EPCI", 0, None]


def test_the_threshold_is_in_the_titles(moselle_study):
    titles = [column.title for column in subject_table(moselle_study, Subject.EPCI, 7.5).columns]
    assert titles[-3:] == [
        "Habitants à 7,5 km ou moins", "Habitants à plus de 7,5 km", "Part des habitants à 7,5 km ou moins",
    ]  # fmt: skip


def test_without_structure_distances_are_not_known():
    none, _ = squares_study()
    communes = subject_table(none, Subject.COMMUNES, 10).rows
    assert communes["distance_km"].isna().all()
    assert set(communes["near"]) == {"non"}
    assert subject_table(none, Subject.EPCI, 10).rows["distance_km"].isna().all()
    assert subject_table(none, Subject.STRUCTURES, 10).rows.empty
    assert subject_table(none, Subject.WAVES, 10).rows["validated_posts"].tolist() == [0, 0]


def test_without_contour_nothing_is_known_of_coverage():
    communes = square_communes(without_contour=["57104", "57105"])
    made = study("57", reading_of(seats_in("57101")), Selection(), communes=communes)
    rows = subject_table(made, Subject.COMMUNES, 10).rows
    assert rows.loc["57104", ["distance_km", "near"]].tolist() == [None, None]
    north = subject_table(made, Subject.EPCI, 10).rows.loc["200000002"]
    assert north[["distance_km", "covered", "left_out", "covered_share"]].tolist() == [None] * 4
    assert north["population"] == 4500


def test_department_01_keeps_its_zeros(codes):
    made, _ = file_study(
        codes, {"commune_code": "1053", "department_code": "1", "siret": "1234"}, department="01"
    )
    communes = subject_table(made, Subject.COMMUNES, 10).rows
    assert communes["code"].str.fullmatch("01[0-9]{3}").all()
    assert subject_table(made, Subject.STRUCTURES, 10).rows["commune_code"].tolist() == ["01053"]
    assert all(
        code.startswith("01") for code in subject_table(made, Subject.ARRONDISSEMENTS, 10).rows["code"]
    )


def test_a_natural_person_is_not_told(codes):
    made, _ = file_study(codes, {"name": "NOM*PRENOM/"}, {"siret": "NOM*PRENOM/"}, {})
    rows = subject_table(made, Subject.STRUCTURES, 10).rows
    assert rows["name"].tolist() == [PERSON_NAME, "Commune de Metz", "Commune de Metz"]
    assert rows["siret"].tolist() == [None, None, METZ_SIRET]
    assert "NOM" not in rows.to_json()


METZ_SIRET = "21570463600012"


def test_what_is_not_known_of_a_structure(codes):
    made, _ = file_study(
        codes, {"commune_code": "0", "validated_on": "31/02/2021", "siret": "null", "type": ""}
    )
    row = subject_table(made, Subject.STRUCTURES, 10).rows.iloc[0]
    unknown = ["commune_code", "commune_name", "validated_on", "siret", "position", "longitude", "latitude"]
    assert row[unknown].tolist() == [None] * 7
    assert row[["located", "wave", "type", "category"]].tolist() == [
        "non", "Date inconnue", "non renseigné", "Indéterminée (SIRET absent)",
    ]  # fmt: skip


def test_waves(moselle_study):
    rows = subject_table(moselle_study, Subject.WAVES, 10).rows
    assert rows.to_numpy().tolist() == [
        ["Vague 1", 19, 19, 12, 12, None],
        ["Vague 2", None, 0, None, 0, dt.date(2021, 6, 30)],
    ]
