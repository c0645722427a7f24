"""What is shared between visitors is computed once, and never mixes two files or two views."""

from dataclasses import replace

import pytest

from geo.selection import Selection
from pages import coverage, source, store


@pytest.fixture
def visit():
    return store.visit(source.shipped(), "57", Selection(), False)


@pytest.fixture
def counted(monkeypatch):
    """Studies made from now on."""
    made = []
    whole = store.study
    monkeypatch.setattr(store, "study", lambda *args: made.append(args[0]) or whole(*args))
    store.studied.clear()
    yield made
    store.studied.clear()


def test_one_study_for_everyone_who_asks_the_same(visit, counted):
    again = store.visit(source.shipped(), "57", Selection(), False)
    assert store.studied(visit) is store.studied(again)
    assert counted == ["57"]


@pytest.mark.parametrize(
    "change",
    [
        {"version": "another file"},
        {"department": "54"},
        {"selection": Selection(type="publique")},
        {"neighbours": True},
    ],
)
def test_whatever_differs_is_another_study(visit, counted, change):
    other = replace(visit, view=replace(visit.view, **change))
    assert store.studied(visit) is not store.studied(other)
    assert len(counted) == 2


def test_a_department_is_read_once_for_all_its_views(visit):
    public = store.visit(source.shipped(), "57", Selection(type="publique"), False)
    assert store.studied(visit).communes is store.studied(public).communes


def test_blocks_follow_the_view(visit):
    public = store.visit(source.shipped(), "57", Selection(type="publique"), False)
    assert "19 postes" in coverage.heading(visit, 10.0).replace("\u00a0", " ")
    assert "14 postes" in coverage.heading(public, 10.0).replace("\u00a0", " ")
