"""Home page: who is near a structure, on the map, in figures and in a table."""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.coverage import covered, distance_statistics
from geo.french import count, enumeration, kilometres, number, percent
from geo.indicators import DESCRIPTIONS, Indicator
from geo.study import Study
from geo.territories import LABELS, Level, rate
from pages import address, commune_card, controls, head_start, map_panel, markup, ranking, store
from pages.words import nothing, preface

NOT_TOLD = "sans objet"
INDICATORS = (Indicator.DISTANCE, Indicator.POSTS, Indicator.RATE, Indicator.WAVE)


def show(visit: store.Visit) -> None:
    """Lay out the page."""
    indicator, level, km = asked()
    values, meanings = figures(visit, km)
    # In one block: they change together, and each costs an envelope at each change.
    markup.write(heading(visit, km) + values, meanings, *edge(visit))
    row = st.container(horizontal=True, vertical_alignment="bottom")
    with head_start.beside(True, partial(choices, row)):
        map_and_card(visit, indicator, level, km)
    ranking.show(visit, indicator, level, km)


def asked() -> tuple[Indicator, Level, float]:
    """Indicator and level of the map, and the threshold in kilometres."""
    indicator, level = Indicator(address.chosen("indicateur")), Level(address.chosen("niveau"))
    return indicator, level, float(address.chosen("seuil"))


@st.fragment
def map_and_card(visit: store.Visit, indicator: Indicator, level: Level, km: float) -> None:
    """The map and the card of the commune chosen on it: they alone change with the commune."""
    address.follow()
    left, right = st.columns([2.2, 1], gap="medium")
    with left:
        map_panel.territories(visit, indicator, level, km)
    head_start.give()
    with right:
        commune_card.show(visit)
    address.write()


@store.shared
def heading(visit: store.Visit, km: float) -> str:
    """Title, and the essential in one sentence."""
    name = store.department_names()[visit.view.department][1]
    said = lead(store.studied(visit), visit, km)
    return markup.heading(f"Couverture {name} par les conseillers numériques", said)


def lead(study: Study, visit: store.Visit, km: float) -> str:
    """The essential, in one sentence."""
    reason = nothing(study, visit.view.neighbours)
    if reason:
        return reason
    inside = covered(study.table, km)
    return (
        preface(visit.view.selection, visit.view.neighbours)
        + f"{count(study.structures['posts'].sum(), 'poste validé', 'postes validés')} dans "
        f"{count(len(study.structures), 'structure')} ; {percent(inside.share)} des habitants "
        f"({number(inside.population)} sur {number(study.table['population'].sum())}) vivent à "
        f"{number(km)}\u00a0km ou moins de l’une d’elles, à vol d’oiseau."
    )


@store.shared
def edge(visit: store.Visit) -> markup.Blocks:
    """Whom the structures of other departments would serve better, where the file has some."""
    study, beyond = store.studied(visit), store.across(visit)
    if beyond is None or not study.structures["located"].any():
        return ()
    names = store.department_names()
    total, population = int(beyond["population"].sum()), int(study.table["population"].sum())
    where = enumeration(
        [f"{names[str(code)][0]}\u00a0: {number(row['population'])}" for code, row in beyond.iterrows()]
    )
    counted = "comptées" if visit.view.neighbours else "non comptées ici"
    sentence = f"Structures des départements voisins ({counted}) : {count(total, 'habitant')} "
    sentence += f"({percent(total / population if population else 0)}) plus près de l’une d’elles que de toute structure "
    sentence += f"du département ({where})." if total else "du département."
    return (markup.small(sentence),)


@store.shared
def figures(visit: store.Visit, km: float) -> markup.Blocks:
    """Key figures of the department."""
    study = store.studied(visit)
    table, structures = study.table, study.structures
    inside = covered(table, km)
    population, posts = int(table["population"].sum()), int(structures["posts"].sum())
    distances = distance_statistics(table)
    hosts = table[table["structures"] > 0]
    unlocated = structures[~structures["located"]]
    off_map = f", dont {number(len(unlocated))} hors carte" if len(unlocated) else ""
    left_out = int(table.loc[table["distance_m"] > km * 1000, "population"].sum())
    unknown = int(table.loc[table["distance_m"].isna(), "population"].sum())
    told = study.reach["located"].any()
    apart = f" · {number(unknown)} hab. de position inconnue" if unknown else ""
    return markup.figures(
        [
            markup.Figure(
                "Postes validés",
                number(posts),
                f"{number(rate(posts, population), 2)} pour 100\u202f000 hab.",
                "Postes de conseiller numérique validés par le comité de sélection (COSELEC) de l’ANCT, "
                "rapportés à la population du département.",
            ),
            markup.Figure(
                "Structures",
                number(len(structures)),
                f"dans {count(len(hosts), 'commune')}{off_map}",
                "Structures d’accueil des postes : chaque attribution du fichier de l’ANCT compte pour "
                "une. Sans commune exploitable, une structure compte dans les totaux, mais pas sur la carte.",
            ),
            markup.Figure(
                f"Habitants à {number(km)}\u00a0km ou moins",
                number(inside.population) if told else NOT_TOLD,
                f"{percent(inside.share)} · {count(inside.communes, 'commune')}" if told else "",
                "Population des communes dont le point de service (la mairie) est à cette distance, ou "
                "moins, d’une structure ; toute la population d’une commune est comptée à ce point.",
            ),
            markup.Figure(
                f"Habitants à plus de {number(km)}\u00a0km",
                number(left_out) if told else NOT_TOLD,
                percent(left_out / population if population else 0) + apart if told else "",
                "Population des communes dont le point de service est au-delà de cette distance de toute "
                "structure.",
            ),
            markup.Figure(
                "Distance moyenne",
                kilometres(distances.mean) if told else NOT_TOLD,
                f"médiane {kilometres(distances.median)}" if told else "",
                "Distance à vol d’oiseau à la structure la plus proche, pondérée par la population. La "
                "médiane partage les habitants en deux moitiés.",
            ),
        ]
    )


def choices(row: DeltaGenerator) -> None:
    """Let the visitor change them."""
    with row:
        names = {i.value: DESCRIPTIONS[i].label for i in INDICATORS}
        controls.segments("indicateur", "Indicateur de la carte", names)
        controls.segments("niveau", "Niveau", {v.value: label for v, label in LABELS.items()})
        controls.threshold()
