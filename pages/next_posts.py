"""Where the next posts gain most: the optimum, what fairness costs, what-if by hand, scenarios."""

import numpy as np
import pandas as pd
import streamlit as st

from geo.french import count, kilometres, number, percent
from geo.layers import effect
from geo.maps import proposed
from geo.optimum import Answer
from geo.proposals import Proposal, measure
from geo.siting import SitingError
from geo.study import Study, within_reach
from geo.territories import Level, by_territory
from pages import (
    address,
    charts,
    controls,
    map_panel,
    markup,
    scenarios,
    siting_answer,
    siting_choices,
    siting_method,
    store,
)
from pages.siting_choices import Demand
from pages.words import preface

SMALL_TOTAL = 1_000
NEED_SAID = "Le besoin par commune que vous avez chargé remplace la population sur cette page. "
MODES = {"optimum": "Proposition calculée", "main": "À la main"}


def show(visit: store.Visit) -> None:
    """Lay out the page."""
    study = store.studied(visit)
    title = st.container()
    mode = controls.segments("mode", "Manière de placer les postes", MODES)
    demand = siting_choices.ask(study)
    # A container that lasts: Streamlit would rebuild a map inside one that is emptied at each run.
    answer = st.container()

    def draw(proposal: Proposal, awaited: bool) -> None:
        with answer:
            lay_out(study, demand, proposal, awaited, mode)

    with title:
        name = store.department_names()[visit.view.department][1]
        lead = preface(visit.view.selection, visit.view.neighbours)
        markup.write(markup.heading(f"Prochains postes {name}", lead + asked(demand, mode)))
    try:
        if mode == "main":
            proposal = by_hand(study, demand)
            draw(proposal, False)
        else:
            proposal = siting_answer.answer(visit, study, demand, draw)
            complements(visit, study, demand, proposal.total)
    except SitingError as error:
        st.error(str(error))
        return
    scenarios.show(study, demand, proposal)
    siting_method.show()


def asked(demand: Demand, mode: str) -> str:
    """What the page answers, in one sentence."""
    unit = "du besoin déclaré" if demand.need is not None else "des habitants"
    said = "" if demand.need is None else NEED_SAID
    if mode == "main":
        return said + (
            "Ajoutez ou retirez des postes d’un clic sur la carte ou par leur nom : la part "
            f"{unit} à {number(demand.km)}\u00a0km ou moins est recalculée aussitôt."
        )
    whom = "le plus grand nombre vive" if demand.need is None else "le plus de besoin soit"
    aim = (
        f"pour que {whom} à {number(demand.km)}\u00a0km ou moins d’une structure"
        if demand.objective == "cover"
        else "pour que la distance moyenne soit la plus courte"
    )
    return said + f"Où placer {count(demand.posts, 'poste')} de plus {aim}."


def lay_out(study: Study, demand: Demand, proposal: Proposal, awaited: bool, mode: str) -> None:
    """Figures, certainty, map and table of a proposal."""
    markup.write(*figures(study, demand, proposal))
    if mode == "optimum":
        certainty(demand, proposal, awaited)
    codes = study.table.index[proposal.newly]
    layer = effect(weighed(study, demand), codes, demand.km)
    drawing = map_panel.drawing(
        study,
        layer,
        within_reach(study),
        marks=proposed(places(study, demand, proposal)),
        unit="hab." if demand.need is None else "de besoin",
    )
    map_panel.show(drawing, clicked=toggle if mode == "main" else None)
    markup.write(ranks(study, demand, proposal))


def weighed(study: Study, demand: Demand) -> pd.DataFrame:
    """The coverage table as this page counts: distances lengthened by the detour factor, and the need,
    where there is one, in place of the population."""
    table = study.table.assign(distance_m=study.table["distance_m"] * demand.wishes.detour)
    if demand.need is None:
        return table
    return table.assign(population=demand.need.reindex(table.index).fillna(0.0))


def amount(value: float, total: float) -> str:
    """Inhabitants, or a need: with decimals where the whole of it is small, as shares are."""
    return number(value, 0 if total >= SMALL_TOTAL else 3)


def unit_of(demand: Demand) -> str:
    """What weights are, in words."""
    return "points de besoin" if demand.need is not None else "habitants"


def figures(study: Study, demand: Demand, proposal: Proposal) -> markup.Blocks:
    """What the proposal brings."""
    unit = unit_of(demand)
    epci = by_territory(weighed(study, demand), Level.EPCI, demand.km)
    chosen = set(study.table.loc[proposal.communes["code"], "epci_code"].fillna(""))
    left = epci[(epci["posts"] == 0) & ~epci.index.isin(chosen)]
    after = proposal.covered / proposal.total if proposal.total else 0.0
    before = proposal.base / proposal.total if proposal.total else 0.0
    used = len(proposal.communes)
    return markup.figures(
        [
            markup.Figure(
                "Postes placés",
                f"{number(used)} sur {number(demand.posts)}" if used != demand.posts else number(used),
                f"dans {count(used, 'commune')}",
                "Un nouveau poste par commune au plus.",
            ),
            markup.Figure(
                f"{unit.capitalize()} à {number(demand.km)}\u00a0km ou moins",
                amount(proposal.covered, proposal.total),
                f"{percent(after)}, contre {percent(before)} aujourd’hui",
                "Structures existantes et postes proposés ensemble ; chaque commune est comptée à son point "
                "de service, et un poste proposé est placé au point de service de sa commune.",
            ),
            markup.Figure(
                "Gagnés",
                f"+\u00a0{amount(proposal.covered - proposal.base, proposal.total)}",
                unit,
                "Différence avec la situation actuelle, au même seuil.",
            ),
            markup.Figure(
                "Distance moyenne",
                kilometres(proposal.mean_m),
                f"contre {kilometres(proposal.base_mean_m)} aujourd’hui",
                "Distance à la structure ou au poste proposé le plus proche, pondérée, facteur de détour "
                "compris.",
            ),
            markup.Figure(
                "EPCI encore sans poste",
                f"{number(len(left))} sur {number(len(epci))}",
                f"{amount(left['population'].sum(), proposal.total)} {unit}",
                "Intercommunalités (partie dans le département) sans structure existante ni poste proposé.",
            ),
        ]
    )


def certainty(demand: Demand, proposal: Proposal, awaited: bool) -> None:
    """Whether the proposal is the optimum, and how many posts would do."""
    if proposal.sufficient is not None:
        st.success(
            f"{count(proposal.sufficient, 'poste suffit', 'postes suffisent')} pour que tous les habitants "
            f"qui peuvent l’être soient à {number(demand.km)}\u00a0km ou moins : la proposition s’en "
            f"tient là, {count(demand.posts - proposal.sufficient, 'poste reste', 'postes restent')} libres."
        )
    if awaited:
        st.info("Première réponse, obtenue de proche en proche ; l’optimum est en cours de calcul.")
    elif proposal.proven:
        proof = "Optimum prouvé : aucun autre choix de communes ne fait mieux, avec ces exigences."
        markup.write(markup.small(proof))
    else:
        margin = percent(proposal.gap) if np.isfinite(proposal.gap) else "non connue"
        st.warning(
            f"Meilleure réponse trouvée dans le temps imparti ; l’optimum n’est pas prouvé (marge : {margin})."
        )


def places(study: Study, demand: Demand, proposal: Proposal) -> pd.DataFrame:
    """Name, position and gain of the proposed posts, in the order of ranks."""
    communes = study.communes.set_index("code").loc[proposal.communes["code"]]
    gains = (amount(gain, proposal.total) for gain in proposal.communes["gain"])
    said = [f"+\u00a0{gain} {unit_of(demand)}" for gain in gains]
    return pd.DataFrame(
        {
            "code": communes.index,
            "name": communes["name"].to_numpy(),
            "latitude": communes["service_point"].y.to_numpy(),
            "longitude": communes["service_point"].x.to_numpy(),
            "said": said,
        }
    )


def ranks(study: Study, demand: Demand, proposal: Proposal) -> str:
    """The proposed communes, in the order in which posts gain most."""
    table = weighed(study, demand).fillna({"epci_name": "hors EPCI"})
    rows = []
    for rank, row in enumerate(proposal.communes.to_dict("records"), 1):
        commune = table.loc[row["code"]]
        rows.append(
            [
                str(rank),
                f"{commune['name']} ({row['code']})",
                commune["epci_name"],
                amount(commune["population"], proposal.total),
                f"+\u00a0{amount(row['gain'], proposal.total)}",
                percent(row["covered"] / proposal.total if proposal.total else 0.0),
                f"−\u00a0{number(row['saved_m'])}\u00a0m",
            ]
        )
    return markup.table(
        "Postes proposés, dans l’ordre où ils gagnent le plus",
        [
            markup.Column("Rang"),
            markup.Column("Commune"),
            markup.Column("EPCI"),
            markup.Column("Habitants" if demand.need is None else "Besoin", True),
            markup.Column(f"{unit_of(demand).capitalize()} gagnés", True),
            markup.Column("Part cumulée", True),
            markup.Column("Distance moyenne", True),
        ],
        rows,
        "Aucun poste n’est encore placé.",
    )


def complements(visit: store.Visit, study: Study, demand: Demand, total: float) -> None:
    """The cost of fairness, and what each number of posts could cover."""
    if demand.wishes.fair is not None:
        free, fair = siting_answer.fairness_cost(visit, study, demand)
        if demand.objective == "cover":
            cost = f"{amount(max(0.0, free - fair), total)} {unit_of(demand)} de moins à {number(demand.km)}\u00a0km ou moins"
        else:
            cost = f"{kilometres(max(0.0, fair - free), 2)} de plus en moyenne"
        st.info(f"Coût de l’équité : {cost} que sans cette exigence.")
    st.header("Couverture selon le nombre de postes", anchor=False)
    points = siting_answer.curve(visit, study, demand)
    left, right = st.columns([1.6, 1], gap="medium")
    with left:
        charts.draw(charts.posts_curve(points, total, demand.posts))
    with right:
        table = markup.table(
            f"Le plus qu’un nombre de postes puisse couvrir à {number(demand.km)}\u00a0km, sans exigence d’équité",
            [markup.Column("Postes"), markup.Column("Couverts", True), markup.Column("Part", True)],
            [
                [
                    f"+\u00a0{number(row['posts'])}" + ("" if row["proven"] else " (non prouvé)"),
                    amount(row["covered"], total),
                    percent(row["covered"] / total if total else 0.0),
                ]
                for row in points.to_dict("records")
            ],
        )
        markup.write(table)


def by_hand(study: Study, demand: Demand) -> Proposal:
    """Hypothetical posts that the visitor adds and removes, and what they bring."""
    names = store.commune_names(study.department)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        chosen = controls.several("ajouts", "Communes où placer un poste", names)
    with right:
        past = st.session_state.setdefault(PAST, [])
        st.button("Annuler le dernier ajout", on_click=undo, disabled=not (past or chosen))
    stated = siting_answer.problem(study, demand)
    found = stated.codes.get_indexer(pd.Index(chosen))
    known = found[stated.located[found]] if len(found) else found
    if len(known) < len(chosen):
        st.warning("Une commune sans position connue n’est pas comptée.")
    answer = Answer(np.array(sorted(known), dtype=np.int64), False, np.inf)
    return measure(stated, answer, demand.km * 1000, demand.objective)


PAST = "hand_past"


def toggle(code: str) -> None:
    """Add a post where there is none, remove it where there is one; remember what was."""
    chosen = address.held("ajouts", address.chosen("ajouts"))
    now = list(chosen) if isinstance(chosen, list) else []
    st.session_state.setdefault(PAST, []).append(now)
    changed = [c for c in now if c != code] if code in now else [*now, code]
    address.choose("ajouts", address.written(changed))


def undo() -> None:
    """Back to what was before the last click, or before the last commune of the list."""
    past = st.session_state.get(PAST) or []
    chosen = address.held("ajouts", address.chosen("ajouts"))
    now = list(chosen) if isinstance(chosen, list) else []
    address.choose("ajouts", address.written(past.pop() if past else now[:-1]))
