"""Visits that a click or the end of a process cuts short: they go on with what the visitor chose."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import streamlit as st
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.testing.v1 import AppTest

from pages import address
from tests.pages.conftest import ROUTER, Opener, text_of
from tests.pages.test_links import drawn, go, view, written

CLICKS = [
    ("", "type", "privee"), ("", "niveau", "arrondissement"), ("", "seuil", "20"), ("", "commune", "57463"),
    ("", "vague", "toutes"), ("vagues", "type", "toutes"), ("zones-sous-couvertes", "seuil", "10"),
    ("prochains-postes", "but", "couvrir"), ("prochains-postes", "equite", "aucune"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "name", "value"), CLICKS)
def test_a_new_process_takes_the_click_that_it_begins_with(
    open_page: Opener, path: str, name: str, value: str
) -> None:
    """It knows nothing but the address and what the widgets hold, which is the later of the two."""
    link = {"type": "publique", "seuil": "5", "vague": "vague-1", "commune": "57672"}
    link |= {"mode": "main", "but": "distance", "equite": "epci"}
    left = open_page(path, **link)
    drawn(left)[name].set_value(value)
    moved = AppTest.from_file(str(ROUTER), default_timeout=60)
    moved.query_params.update(written(left))
    moved._page_hash = left._page_hash
    moved._run(left._tree.get_widget_states())
    assert view(moved) == view(left.run())
    assert written(moved) == written(left)
    assert written(moved).get(name, address.DEFAULTS[name]) == value


LINK = {"type": "publique", "niveau": "epci", "seuil": "5", "commune": "57672", "departement": "57"}

# All of the some 300 accesses were tried; these are enough to find each of the faults that were found.
STEP = 7


@contextmanager
def cut_short(at: int) -> Iterator[list[str]]:
    """Cut the first run short at its ``at``-th access to the session, as Streamlit does for a click that
    comes then; what is yielded gets the keys of all accesses."""
    keys: list[str] = []

    def counted(method: Callable[..., Any]) -> Callable[..., Any]:
        def called(state: SafeSessionState, key: str, *value: Any) -> Any:
            keys.append(key)
            if len(keys) == at:
                st.rerun()
            return method(state, key, *value)

        return called

    with pytest.MonkeyPatch.context() as patch:
        for name in ("__getitem__", "__setitem__", "__contains__"):
            patch.setattr(SafeSessionState, name, counted(getattr(SafeSessionState, name)))
        yield keys


def test_a_first_run_may_end_anywhere(open_page: Opener) -> None:
    with cut_short(0) as keys:
        whole = view(open_page("", **LINK))
    assert len(keys) > 100
    for at in range(1, len(keys) + 1, STEP):
        with cut_short(at):
            test = open_page("", **LINK)
        assert not test.exception
        assert view(test) == whole
        assert written(test) == LINK


def test_the_first_run_of_another_page_may_end_anywhere(open_page: Opener) -> None:
    left = open_page("", **LINK)
    with cut_short(0) as keys:
        whole = view(go(left, "zones-sous-couvertes"))
    assert whole[2]["niveau"] == "epci"
    for at in range(1, len(keys) + 1, STEP):
        test = open_page("", **LINK)
        with cut_short(at):
            go(test, "zones-sous-couvertes")
        assert view(test) == whole
        assert written(test) == LINK


def test_a_wrong_value_is_said_by_the_run_that_is_not_cut_short(open_page: Opener) -> None:
    with cut_short(0) as keys:
        open_page("", seuil="12", type="publique")
    for at in range(1, len(keys) + 1, STEP):
        with cut_short(at):
            test = open_page("", seuil="12", type="publique")
        assert "« seuil »" in text_of(test)
        assert "ignorée" not in text_of(test.run())


def test_a_click_may_be_made_before_the_browser_knows_the_address(open_page: Opener) -> None:
    test = open_page("", type="publique")
    test.selectbox(key="seuil").set_value("5").run()
    late = {"type": "publique"}
    test.query_params.clear()
    test.query_params.update(late)
    test.button_group(key="niveau").set_value("epci")
    test.run()
    assert written(test) == {"type": "publique", "seuil": "5", "niveau": "epci"}
    assert test.selectbox(key="seuil").value == "5"
    assert not test.warning

    # Without a click, it is the browser's "back".
    test.query_params.clear()
    test.query_params.update({"type": "publique", "seuil": "5"})
    test.run()
    assert test.button_group(key="niveau").value == "commune"
    assert test.selectbox(key="seuil").value == "5"
    test.query_params.clear()
    test.query_params.update(late)
    test.run()
    assert test.selectbox(key="seuil").value == address.DEFAULTS["seuil"]
    assert written(test) == late
