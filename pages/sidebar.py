"""The sidebar of every page: navigation, department, and which structures are looked at."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo.categories import LABELS as CATEGORY_LABELS
from geo.cells import LABELS as TERRITORY_LABELS
from geo.cells import TYPES, UNSTATED
from geo.communes import available_departments
from geo.french import sentence_case
from geo.selection import ALL, Selection
from geo.waves import wave_order
from pages import address, store
from pages.words import slug

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

TYPE_NAMES = {ALL: "Toutes", "publique": "Publique", "privee": "Privée"}
LABEL_NAMES = {
    "zrr": "ZRR (zone de revitalisation rurale)",
    "qpv": "QPV (quartier prioritaire)",
    "france_services": "France services",
}


def navigation(pages: Sequence["StreamlitPage"]) -> None:
    """The dashboard's name and its pages; each link carries the choices."""
    with st.sidebar:
        st.html(
            '<p class="m-brand">Maillage<small>Conseillers numériques, territoire par territoire</small></p>'
        )
        for page in pages:
            st.page_link(page, query_params=address.query())


def view() -> store.View:
    """Ask for the department and the structures; what was chosen, as a view."""
    with st.sidebar:
        department = _department()
        everything = store.studied(store.shipped_view(department, Selection())).all_structures
        waves = {slug(wave): wave for wave in _waves(everything, department)}
        kind = _radio("type", "Type de structure", TYPE_NAMES)
        present = [c for c in CATEGORY_LABELS if (everything["category"] == c).any()]
        category = _select(
            "categorie", "Catégorie", {ALL: "Toutes", **{c.value: CATEGORY_LABELS[c] for c in present}}
        )
        wave = _select("vague", "Vague", {ALL: "Toutes", **waves})
        with st.expander("Labels du territoire"):
            labels = {name: _label(name, everything) for name in TERRITORY_LABELS}
    selection = Selection(
        type=TYPES.get(kind, ALL),
        category=category,
        wave=waves.get(wave, ALL),
        **labels,
    )
    return store.shipped_view(department, selection)


def _waves(structures: pd.DataFrame, department: str) -> list[str]:
    plan = store.studied(store.shipped_view(department, Selection())).plan
    return wave_order(structures, plan)


def _department() -> str:
    names = store.department_names()
    options = {code: f"{names[code][0]} ({code})" for code in available_departments()}
    return _select("departement", "Département", options)


def _label(name: str, structures: pd.DataFrame) -> str:
    values = ["oui", "non", *sorted(set(structures[name]) - {"oui", "non", UNSTATED}), UNSTATED]
    options = {ALL: "Toutes", **{slug(value): sentence_case(value) for value in values}}
    chosen = _select(name, LABEL_NAMES[name], options)
    return next((value for value in values if slug(value) == chosen), ALL)


def _radio(name: str, label: str, options: Mapping[str, str]) -> str:
    values = list(options)
    start = address.prepare(name, values)
    value = st.radio(label, values, index=start, format_func=lambda v: options[v], key=name, horizontal=True)
    return address.keep(name, value)


def _select(name: str, label: str, options: Mapping[str, str]) -> str:
    values = list(options)
    start = address.prepare(name, values)
    value = st.selectbox(label, values, index=start, format_func=lambda v: options[v], key=name)
    return address.keep(name, value)
