"""Scenarios of new posts: save, name, compare two, reload from a file or from the address."""

import streamlit as st

from geo.errors import DataError
from geo.french import kilometres, number
from geo.proposals import Proposal
from geo.scenario import LONGEST_NAME, Scenario, from_json, to_json
from geo.study import Study
from pages import address, markup
from pages.siting_choices import Demand
from pages.words import slug

SAVED = "scenarios"
SHOWN = "scenario_shown"
LAST_SHOWN = "Dernière proposition affichée"
MOST_SAVED = 12


def show(study: Study, demand: Demand, proposal: Proposal) -> None:
    """The block of the page."""
    st.header("Scénarios", anchor=False)
    saved: dict[str, Scenario] = st.session_state.setdefault(SAVED, {})
    now = described(study, demand, proposal, "")
    st.session_state[SHOWN] = now
    left, right = st.columns(2, gap="medium")
    with left:
        name = st.text_input(
            "Nom du scénario affiché",
            max_chars=LONGEST_NAME,
            key="nom_scenario",
            placeholder="Par exemple : variante A",
        )
        st.button(
            "Enregistrer dans cette visite",
            disabled=not name.strip() or (name not in saved and len(saved) >= MOST_SAVED),
            on_click=save,
            args=(name.strip(), now),
        )
        st.download_button(
            "Télécharger le fichier du scénario",
            to_json(described(study, demand, proposal, name.strip() or "Scénario")),
            f"scenario-{slug(name) or 'maillage'}.json",
            "application/json",
            on_click="ignore",
        )
    with right:
        loaded = st.file_uploader(
            "Recharger un scénario depuis son fichier", type=["json"], key="scenario_charge"
        )
        if loaded is not None:
            try:
                scenario = from_json(loaded.getvalue())
            except DataError as error:
                st.error(str(error))
            else:
                st.button(f"Ouvrir « {scenario.name} »", on_click=reopen, args=(scenario,))
        markup.write(
            markup.small(
                "L’adresse de cette page contient aussi le scénario affiché : copiez-la pour le transmettre."
            )
        )
    if saved:
        compare(study, saved)


def known(department: str) -> dict[str, Scenario]:
    """Scenarios of this visit for a department, by name: the last that was shown, then the saved ones."""
    saved: dict[str, Scenario] = st.session_state.get(SAVED, {})
    last: Scenario | None = st.session_state.get(SHOWN)
    found = ({} if last is None else {LAST_SHOWN: last}) | saved
    return {name: scenario for name, scenario in found.items() if scenario.department == department}


def described(study: Study, demand: Demand, proposal: Proposal, name: str) -> Scenario:
    """The scenario shown."""
    figures = {
        "posts": float(len(proposal.communes)),
        "km": demand.km,
        "covered": proposal.covered,
        "gained": proposal.covered - proposal.base,
        "mean_m": proposal.mean_m if proposal.mean_m < 1e12 else 0.0,
        "proven": float(proposal.proven),
    }
    return Scenario(name, study.department, address.query(), tuple(proposal.communes["code"]), figures)


def save(name: str, scenario: Scenario) -> None:
    """Keep a scenario in this visit."""
    named = Scenario(name, scenario.department, scenario.choices, scenario.communes, scenario.figures)
    st.session_state[SAVED][name] = named


def reopen(scenario: Scenario) -> None:
    """Take a scenario's choices for this page's."""
    st.session_state.setdefault(SAVED, {})[scenario.name] = scenario
    for parameter, default in address.DEFAULTS.items():
        text = scenario.choices.get(parameter, default)
        fits = text == default or address.fits(parameter, text)
        address.choose(parameter, text if fits else default)


def compare(study: Study, saved: dict[str, Scenario]) -> None:
    """Two scenarios side by side."""
    names = list(saved)
    columns = st.columns(2, gap="medium")
    picked = []
    for place, column in enumerate(columns):
        with column:
            start = min(place, len(names) - 1)
            picked.append(
                st.selectbox(
                    f"Scénario {'AB'[place]}",
                    names,
                    index=start,
                    key=f"compare_{place}",
                    placeholder="Choisir",
                )
            )
    first, second = (saved[name] for name in picked)
    communes = study.communes.set_index("code")["name"].to_dict()

    def own(one: Scenario, other: Scenario) -> str:
        codes = [code for code in one.communes if code not in other.communes]
        return ", ".join(str(communes.get(code, code)) for code in codes) or "aucune"

    rows = [
        ["Postes", *(number(s.figures.get("posts", 0)) for s in (first, second))],
        ["Seuil", *(f"{number(s.figures.get('km', 0))}\u00a0km" for s in (first, second))],
        ["Couverts", *(number(s.figures.get("covered", 0)) for s in (first, second))],
        ["Gagnés", *(f"+\u00a0{number(s.figures.get('gained', 0))}" for s in (first, second))],
        ["Distance moyenne", *(kilometres(s.figures.get("mean_m", 0)) for s in (first, second))],
        ["Optimum", *("prouvé" if s.figures.get("proven") else "non prouvé" for s in (first, second))],
        ["Communes de celui-ci seul", own(first, second), own(second, first)],
    ]
    markup.write(
        markup.table(
            "Comparaison de deux scénarios",
            [markup.Column("Mesure"), markup.Column(first.name), markup.Column(second.name)],
            rows,
        )
    )
    st.button(f"Rouvrir « {first.name} »", on_click=reopen, args=(first,), key="reopen_a")
