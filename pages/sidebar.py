"""The sidebar of every page: navigation, department, and which structures are looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from geo.categories import LABELS as CATEGORY_LABELS
from geo.cells import LABELS as TERRITORY_LABELS
from geo.cells import TYPES, UNSTATED
from geo.communes import available_departments
from geo.coverage import reachable
from geo.french import sentence_case
from geo.selection import ALL, Selection
from geo.waves import wave_order
from pages import address, controls, exports, markup, source, store
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
        choices = address.query()
        for page in pages:
            st.page_link(page, query_params=choices)


def visit() -> store.Visit:
    """The file, and the choices made of it: known from the address before any widget is drawn."""
    shown = source.current()
    department = address.fitting("departement", available_departments())
    offered = _offer(shown, department)
    labels = {
        name: values.get(address.fitting(name, [ALL, *values]), ALL)
        for name, values in offered.labels.items()
    }
    selection = Selection(
        type=TYPES.get(address.fitting("type", list(TYPE_NAMES)), ALL),
        category=address.fitting("categorie", [ALL, *offered.categories]),
        wave=offered.waves.get(address.fitting("vague", [ALL, *offered.waves]), ALL),
        **labels,
    )
    neighbours = address.chosen("voisins") == "oui" and offered.others
    return store.visit(shown, department, selection, neighbours)


def show(visit: store.Visit) -> None:
    """Let the visitor change the department and the structures looked at."""
    offered = _offer(visit.source, visit.view.department)
    with st.sidebar:
        if visit.source.kind is source.Kind.OWN:
            st.button("Revenir au fichier de l’application", on_click=_leave_file)
        _department()
        _radio("type", "Type de structure", TYPE_NAMES)
        controls.choice("categorie", "Catégorie", {ALL: "Toutes", **offered.categories})
        controls.choice("vague", "Vague", {ALL: "Toutes", **offered.waves})
        _labels(offered.labels)
        _neighbours(offered.others)
        exports.button()
        markup.write(markup.template("tools.html").render())


def _leave_file() -> None:
    source.use(None)
    address.choose("fichier", "")


@dataclass(frozen=True)
class Offer:
    """What there is to choose from, as the address writes it -> as the file has it: the waves, the
    values of each label; the categories present; whether other departments have structures."""

    waves: dict[str, str]
    categories: dict[str, str]
    labels: dict[str, dict[str, str]]
    others: bool


def _offer(shown: source.Source, department: str) -> Offer:
    return _offered(store.visit(shown, department, Selection(), False))


@store.shared
def _offered(visit: store.Visit) -> Offer:
    study, everywhere = store.studied(visit), visit.source.reading.structures
    mine = study.all_structures
    return Offer(
        {slug(wave): wave for wave in wave_order(mine, study.plan)},
        {c.value: label for c, label in CATEGORY_LABELS.items() if (mine["category"] == c).any()},
        {
            name: {
                slug(value): value
                for value in ["oui", "non", *sorted(set(mine[name]) - {"oui", "non", UNSTATED}), UNSTATED]
            }
            for name in TERRITORY_LABELS
        },
        len(reachable(everywhere, study.department, True)) > len(mine),
    )


def _labels(offered: Mapping[str, Mapping[str, str]]) -> None:
    """Lists of the labels; they are drawn once they are unfolded, or where one is in force."""
    in_force = [name for name in offered if address.chosen(name) != address.DEFAULTS[name]]
    drawer = st.expander(
        "Labels du territoire", expanded=bool(in_force), on_change="rerun", key="volet_labels"
    )
    if not drawer.open:
        return
    with drawer:
        for name, values in offered.items():
            named = {written: sentence_case(value) for written, value in values.items()}
            controls.choice(name, LABEL_NAMES[name], {ALL: "Toutes", **named})


def _neighbours(others: bool) -> None:
    """The switch that counts other departments' structures in distances."""
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


def _department() -> None:
    names = store.department_names()
    options = {code: f"{names[code][0]} ({code})" for code in available_departments()}
    controls.choice("departement", "Département", options, address.leave_department)


def _radio(name: str, label: str, options: Mapping[str, str]) -> None:
    values = list(options)
    start = address.prepare(name, values)
    value = st.radio(label, values, index=start, format_func=lambda v: options[v], key=name, horizontal=True)
    address.keep(name, value)
