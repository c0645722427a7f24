"""What the visitor asks of a proposal: posts, radius, objective, requirements, need."""

import hashlib
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from geo.errors import DataError
from geo.french import number
from geo.need import read_need
from geo.siting import Wishes
from geo.study import Study
from geo.territories import Level
from pages import address, controls, markup, source, store

AIMS = {"couvrir": "Couvrir le plus d’habitants", "distance": "Réduire la distance moyenne"}
OBJECTIVES = {"couvrir": "cover", "distance": "distance"}
FAIRNESS = {
    "aucune": "Aucune exigence",
    "epci": "Au moins un poste par EPCI",
    "arrondissement": "Au moins un poste par arrondissement",
}
DETOURS = {
    "1.0": "1,0 (à vol d’oiseau)",
    "1.2": "1,2 (hypothèse)",
    "1.3": "1,3 (hypothèse usuelle pour la route)",
    "1.5": "1,5 (hypothèse)",
}
NEED = "need_weights"
MOST_POSTS = address.NUMBERS["postes"]


@dataclass(frozen=True)
class Demand:
    """What is asked: all of it but the need is in the address."""

    posts: int
    km: float
    objective: str
    wishes: Wishes
    need: pd.Series | None
    need_version: str


def usual_posts(study: Study) -> int:
    """The objective less what is validated, where one was announced or typed; else ten."""
    typed = address.chosen("objectif")
    objective = study.plan.objective or (int(typed) if typed else None)
    if objective is None:
        return 10
    return max(1, objective - int(study.structures["posts"].sum()))


def ask(study: Study) -> Demand:
    """The controls above the map."""
    first, second, third = st.columns([1, 2.2, 1], vertical_alignment="bottom")
    with first:
        address.prepare("postes")
        usual = usual_posts(study)
        posts = st.number_input(
            "Postes à placer",
            min_value=1,
            max_value=MOST_POSTS,
            value=None,
            step=1,
            key="postes",
            placeholder=str(usual),
            help="Sans autre choix : l’objectif moins les postes validés, ou 10 si aucun objectif n’est connu.",
        )
        address.keep("postes", posts)
    with second:
        aim = controls.segments("but", "Ce qui est recherché", AIMS)
    with third:
        km = controls.threshold()
    with st.expander("Exigences et hypothèses", expanded=asked_more()):
        wishes, need, version = requirements(study)
    return Demand(posts or usual, km, OBJECTIVES[aim], wishes, need, version)


def asked_more() -> bool:
    """Whether a requirement is in force: they are then in sight."""
    names = ("equite", "detour", "popmin", "exclues", "imposees")
    return any(address.chosen(name) != address.DEFAULTS[name] for name in names) or NEED in st.session_state


def requirements(study: Study) -> tuple[Wishes, pd.Series | None, str]:
    """Fairness, detour, communes excluded or imposed, smallest population, need."""
    names = store.commune_names(study.department)
    left, right = st.columns(2, gap="medium")
    with left:
        fair = controls.choice("equite", "Équité", FAIRNESS)
        detour = controls.choice("detour", "Facteur de détour", DETOURS)
        address.prepare("popmin")
        smallest = st.number_input(
            "Population minimale d’une commune d’accueil",
            min_value=1,
            max_value=address.LARGEST_NUMBER,
            value=None,
            step=100,
            key="popmin",
            placeholder="Aucune",
        )
        address.keep("popmin", smallest)
    with right:
        excluded = controls.several("exclues", "Communes exclues", names)
        imposed = controls.several("imposees", "Communes imposées", names)
        need, version = need_file()
    wishes = Wishes(
        float(detour),
        Level(fair) if fair != "aucune" else None,
        frozenset(excluded),
        frozenset(imposed),
        smallest or 0,
    )
    return wishes, need, version


def need_file() -> tuple[pd.Series | None, str]:
    """A CSV of need by commune, whose weights replace the population on this page."""
    loaded = st.file_uploader(
        "Besoin par commune (CSV : code;poids), en place de la population", type=["csv"], key="besoin"
    )
    if loaded is None:
        st.session_state.pop(NEED, None)
        return None, ""
    try:
        need = read_need(loaded.getvalue(), source.codes())
    except DataError as error:
        st.error(str(error))
        return None, ""
    st.session_state[NEED] = True
    read = f"Poids lus pour {number(len(need))} communes : ils remplacent la population sur cette page."
    markup.write(markup.small(read))
    return need, hashlib.sha256(loaded.getvalue()).hexdigest()[:16]
