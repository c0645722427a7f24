"""The sidebar of every page: navigation, department, and which structures are looked at."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo.categories import LABELS as CATEGORY_LABELS
from geo.cells import LABELS as TERRITORY_LABELS
from geo.cells import TYPES, UNSTATED
from geo.communes import available_departments
from geo.coverage import reachable
from geo.french import sentence_case
from geo.selection import ALL, Selection
from geo.waves import Plan, wave_order
from pages import address, controls, source, store
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


def visit() -> store.Visit:
    """Ask for the department and the structures; the file and the choices made of it."""
    shown = source.current()
    with st.sidebar:
        if shown.kind is source.Kind.OWN:
            st.button("Revenir au fichier de l’application", on_click=_leave_file)
        department = _department()
        everything = store.studied(store.visit(shown, department, Selection(), False))
        selection = _selection(everything.all_structures, everything.plan)
        neighbours = _neighbours(shown.reading.structures, department)
    return store.visit(shown, department, selection, neighbours)


def _leave_file() -> None:
    source.use(None)
    address.choose("fichier", "")


def _selection(structures: pd.DataFrame, plan: Plan) -> Selection:
    waves = {slug(wave): wave for wave in wave_order(structures, plan)}
    kind = _radio("type", "Type de structure", TYPE_NAMES)
    present = [c for c in CATEGORY_LABELS if (structures["category"] == c).any()]
    category = controls.choice(
        "categorie", "Catégorie", {ALL: "Toutes", **{c.value: CATEGORY_LABELS[c] for c in present}}
    )
    wave = controls.choice("vague", "Vague", {ALL: "Toutes", **waves})
    with st.expander("Labels du territoire"):
        labels = {name: _label(name, structures) for name in TERRITORY_LABELS}
    return Selection(type=TYPES.get(kind, ALL), category=category, wave=waves.get(wave, ALL), **labels)


def _neighbours(structures: pd.DataFrame, department: str) -> bool:
    """The switch that counts other departments' structures in distances."""
    others = len(reachable(structures, department, True)) > (structures["department"] == department).sum()
    address.prepare("voisins")
    chosen = st.checkbox(
        "Compter les structures des départements voisins",
        value=False,
        key="voisins",
        disabled=not others,
        help="Les distances tiennent alors compte de toutes les structures du fichier, quel que soit "
        "leur département ; les nombres de postes et de structures restent ceux du département."
        if others
        else "Le fichier affiché n’a pas de structure d’un autre département.",
    )
    address.keep("voisins", chosen)
    return chosen and others


def _department() -> str:
    names = store.department_names()
    options = {code: f"{names[code][0]} ({code})" for code in available_departments()}
    return controls.choice("departement", "Département", options, address.leave_department)


def _label(name: str, structures: pd.DataFrame) -> str:
    values = ["oui", "non", *sorted(set(structures[name]) - {"oui", "non", UNSTATED}), UNSTATED]
    options = {ALL: "Toutes", **{slug(value): sentence_case(value) for value in values}}
    chosen = controls.choice(name, LABEL_NAMES[name], options)
    return next((value for value in values if slug(value) == chosen), ALL)


def _radio(name: str, label: str, options: Mapping[str, str]) -> str:
    values = list(options)
    start = address.prepare(name, values)
    value = st.radio(label, values, index=start, format_func=lambda v: options[v], key=name, horizontal=True)
    return address.keep(name, value)
