"""What is done before the first visitor."""

import gc

import pytest

from geo.errors import DataError
from pages import lifespan, source, store
from tests.pages.conftest import text_of


@pytest.fixture
def unfrozen():
    gc.unfreeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("unfrozen")
def test_what_is_loaded_at_start_is_out_of_the_collectors_sight():
    before = gc.get_freeze_count()
    lifespan.warm_up()
    assert gc.get_freeze_count() > before + 10_000


@pytest.mark.usefixtures("unfrozen")
@pytest.mark.parametrize("query", [{}, {"type": "publique"}, {"type": "privee"}])
def test_the_first_visitor_waits_for_no_figures(query, open_page, monkeypatch):
    """Neither on arrival nor after the choice of a type: the study and the layer are there."""
    lifespan.warm_up()

    def computed(*_):
        raise AssertionError("computed for a visitor")

    monkeypatch.setattr(store, "study", computed)
    monkeypatch.setattr(store, "describe", computed)
    monkeypatch.setattr(store, "by_territory", computed)
    test = open_page("", **query)
    assert not test.exception
    assert "Structures" in text_of(test)


@pytest.mark.usefixtures("unfrozen")
def test_a_damaged_file_does_not_keep_the_application_from_starting(monkeypatch, caplog):
    def damaged():
        raise DataError("Le fichier est illisible.")

    monkeypatch.setattr(source, "current", damaged)
    lifespan.warm_up()
    assert "Le fichier est illisible." in caplog.text
