"""Contours and points of the rows of an export."""

import pytest

from geo.errors import MaillageError
from geo.selection import Selection
from geo.shapes import shapes
from geo.study import study
from geo.subjects import Subject, subject_table
from tests.geo.builders import seats_in, square_communes
from tests.geo.exported import reading_of, squares_study

PLACED = [subject for subject in Subject if subject is not Subject.WAVES]


@pytest.mark.parametrize("subject", PLACED)
def test_every_row_has_its_shape(moselle_study, subject):
    found = shapes(moselle_study, subject)
    rows = subject_table(moselle_study, subject, 10).rows
    assert set(found.index) == set(rows.index)
    assert found.crs.to_epsg() == 4326
    assert found.notna().all()
    assert found.is_valid.all()


def test_territories_cover_their_communes(moselle_study):
    area = shapes(moselle_study, Subject.COMMUNES).to_crs(2154).area
    for subject, column in ((Subject.EPCI, "epci_code"), (Subject.ARRONDISSEMENTS, "arrondissement_code")):
        dissolved = shapes(moselle_study, subject).to_crs(2154).area
        sums = area.groupby(moselle_study.table[column]).sum()
        assert dissolved.to_dict() == pytest.approx(sums.to_dict(), rel=1e-3)


def test_dissolved_squares():
    made, _ = squares_study("57101")
    epci = shapes(made, Subject.EPCI)
    assert sorted(epci.index) == ["", "200000001", "200000002"]
    assert (epci.to_crs(2154).area / 1e8).round(3).to_dict() == {"": 1, "200000001": 3, "200000002": 2}
    assert set(epci.geom_type) == {"Polygon"}


def test_what_has_no_place():
    communes = square_communes(without_contour=["57104", "57105"])
    made = study("57", reading_of(seats_in("57101", None)), Selection(), communes=communes)
    assert shapes(made, Subject.COMMUNES).isna().sum() == 2
    assert shapes(made, Subject.EPCI).isna().to_dict() == {"": False, "200000001": False, "200000002": True}
    assert shapes(made, Subject.STRUCTURES).isna().tolist() == [False, True]
    with pytest.raises(MaillageError, match="vagues"):
        shapes(made, Subject.WAVES)
