"""Progress of the waves: posts validated against what was announced, and where."""

import pandas as pd
import streamlit as st

from geo.categories import LABELS as CATEGORY_LABELS
from geo.categories import Category
from geo.french import count, date, euros, month, number, percent, sentence_case
from geo.study import Study
from geo.territories import Level, rate
from geo.waves import STATE_SHARE_PER_POST, budget, cumulated_posts, progress
from geo.wording import chosen
from pages import address, charts, crossing, markup, store, wave_map
from pages.words import EMPTY, NO_STRUCTURE

UNANNOUNCED = "non annoncé"


def show(visit: store.Visit) -> None:
    """Lay out the page."""
    study = store.studied(visit)
    title = st.container()
    objective = study.plan.objective or asked_objective()
    with title:
        markup.write(heading(visit, objective))
    markup.write(*figures(visit, objective))
    st.header("Postes validés dans le temps", anchor=False)
    over_time(visit, objective)
    st.header("Où sont les postes de chaque vague", anchor=False)
    wave_map.show(visit)
    st.header("Par vague, type et catégorie", anchor=False)
    markup.write(by_wave(visit))
    left, right = st.columns(2, gap="medium")
    with left:
        markup.write(by_type(visit))
    with right:
        markup.write(by_category(visit))
    markup.write(*by_epci(visit))
    st.header("Budget", anchor=False)
    markup.write(*money(visit))


@store.shared
def heading(visit: store.Visit, objective: int | None) -> str:
    """Title, and the essential in one sentence."""
    name = store.department_names()[visit.view.department][0]
    return markup.heading(f"Avancement des vagues : {name}", lead(store.studied(visit), visit, objective))


def lead(study: Study, visit: store.Visit, objective: int | None) -> str:
    """The essential, in one sentence."""
    structures = study.all_structures
    if structures.empty:
        return NO_STRUCTURE
    posts = int(structures["posts"].sum())
    kept = int(study.structures["posts"].sum())
    narrowed = chosen(visit.view.selection)
    # What was announced is for all structures: a filter never changes what is left to place.
    start = f"Structures retenues : {narrowed}, soit {count(kept, 'poste')}. En tout, " if narrowed else ""
    validated = count(posts, "poste validé", "postes validés")
    if objective is None:
        return f"{start}{validated} ; aucun objectif n’a été annoncé pour ce département."
    rest = max(0, objective - posts)
    return (
        f"{start}{validated} sur un objectif de {number(objective)} "
        f"({percent(posts / objective, 0)}) ; {count(rest, 'poste reste', 'postes restent')} à placer."
    )


def asked_objective() -> int | None:
    """An objective that the visitor sets, where none was announced."""
    address.prepare("objectif")
    value = st.number_input(
        "Objectif de postes (aucun n’a été annoncé pour ce département)",
        min_value=1,
        max_value=address.LARGEST_NUMBER,
        step=1,
        value=None,
        key="objectif",
        placeholder="À saisir pour mesurer l’avancement",
    )
    address.keep("objectif", value)
    return value


@store.shared
def figures(visit: store.Visit, objective: int | None) -> markup.Blocks:
    """The objective, then each wave."""
    study = store.studied(visit)
    plan, structures = study.plan, study.all_structures
    posts = int(structures["posts"].sum())
    items = []
    if objective is not None:
        origin = f"Source : {plan.source}." if plan.objective else "Nombre saisi par vous, sans source."
        items.append(
            markup.Figure(
                "Objectif final" if plan.objective else "Objectif saisi",
                f"{number(posts)} sur {number(objective)}",
                f"{percent(posts / objective, 0)} des postes",
                f"Nombre de postes que le département pourrait compter à terme. {origin}",
            )
        )
    for row in progress(structures, plan).to_dict("records"):
        announced = row["announced_posts"]
        value = number(row["validated_posts"])
        if not pd.isna(announced):
            value += f" sur {number(announced)}"
        if row["validated_posts"] == 0:
            note = f"annoncée pour {month(row['expected_by'])}" if row["expected_by"] else "aucun poste"
        else:
            note = count(row["validated_structures"], "structure")
            if not pd.isna(row["announced_structures"]):
                note = f"{number(row['validated_structures'])} structures sur {number(row['announced_structures'])}"
        items.append(
            markup.Figure(
                f"{row['label']} : postes validés",
                value,
                note,
                "Postes validés par le COSELEC, rattachés à la première vague annoncée qui n’était pas close "
                "à la date du comité.",
            )
        )
    return markup.figures(items)


def over_time(visit: store.Visit, objective: int | None) -> None:
    """Cumulated posts by COSELEC date."""
    study = store.studied(visit)
    if study.all_structures["validated_on"].isna().all():
        st.info("Aucune date de validation n’est connue pour ces structures.")
        return
    left, right = st.columns([1.7, 1], gap="medium")
    with left:
        charts.draw(curve(visit, objective))
    with right:
        markup.write(dates(visit))
        if study.plan.source:
            st.caption(f"Annonces : {study.plan.source}.")


@store.shared
def curve(visit: store.Visit, objective: int | None) -> charts.Specification:
    """Chart of the posts validated in time."""
    study = store.studied(visit)
    announced, total = [], 0
    for wave in study.plan.waves:
        if wave.posts is not None:
            total += wave.posts
            announced.append((pd.Timestamp(wave.announced_on), total, f"{wave.label} annoncée : {total}"))
    frame = pd.DataFrame(announced, columns=["date", "posts", "label"])
    return charts.progress(cumulated_posts(study.all_structures), frame, objective)


@store.shared
def dates(visit: store.Visit) -> str:
    """Table of the posts validated in time."""
    cumulated = cumulated_posts(store.studied(visit).all_structures)
    return markup.table(
        "Postes validés par date de COSELEC",
        [markup.Column("Date"), markup.Column("Postes", True), markup.Column("Cumul", True)],
        [[date(d), number(p), number(c)] for d, p, c in cumulated.itertuples(index=False)],
    )


@store.shared
def by_wave(visit: store.Visit) -> str:
    """Posts and structures of each wave."""
    study = store.studied(visit)
    rows = [
        [
            row["label"],
            UNANNOUNCED if pd.isna(row["announced_posts"]) else number(row["announced_posts"]),
            number(row["validated_posts"]),
            UNANNOUNCED if pd.isna(row["announced_structures"]) else number(row["announced_structures"]),
            number(row["validated_structures"]),
        ]
        for row in progress(study.structures, study.plan).to_dict("records")
    ]
    return markup.table(
        "Par vague",
        [
            markup.Column("Vague"),
            markup.Column("Postes annoncés", True),
            markup.Column("Postes validés", True),
            markup.Column("Structures annoncées", True),
            markup.Column("Structures validées", True),
        ],
        rows,
        EMPTY,
    )


SHARES = (markup.Column("Structures", True), markup.Column("Postes", True), markup.Column("Part", True))


@store.shared
def by_type(visit: store.Visit) -> str:
    """Posts by type of structure."""
    rows = shares(store.studied(visit).structures, "type")
    return markup.table("Par type de structure", [markup.Column("Type"), *SHARES], rows, EMPTY)


@store.shared
def by_category(visit: store.Visit) -> str:
    """Posts by legal category."""
    structures = store.studied(visit).structures
    named = structures.assign(category=[CATEGORY_LABELS[Category(c)] for c in structures["category"]])
    columns = [markup.Column("Catégorie"), *SHARES]
    caption = "Par catégorie juridique (lue dans le SIREN)"
    return markup.table(caption, columns, shares(named, "category"), EMPTY)


@store.shared
def by_epci(visit: store.Visit) -> markup.Blocks:
    """Posts by EPCI, then the EPCI that lie across the border."""
    across = store.crossing(visit)
    epci = store.territories(visit, Level.EPCI, 10).sort_values(["posts", "population"], ascending=False)
    epci = crossing.named(epci, across)
    without = epci[epci["posts"] == 0]
    table = markup.table(
        f"Par EPCI (partie dans le département) : {number(len(without))} sur {number(len(epci))} sans aucun "
        f"poste, {number(without['population'].sum())} habitants",
        [
            markup.Column("EPCI"),
            markup.Column("Habitants", True),
            markup.Column("Structures", True),
            markup.Column("Postes", True),
            markup.Column("Pour 100\u202f000 hab.", True),
        ],
        [
            [
                row["name"],
                number(row["population"]),
                number(row["structures"]),
                number(row["posts"]),
                number(rate(row["posts"], row["population"]), 2),
            ]
            for row in epci.to_dict("records")
        ],
    )
    return (table, *crossing.blocks(epci, across))


def shares(structures: pd.DataFrame, column: str) -> list[list[str]]:
    """Structures, posts and share of the posts for each value of a column."""
    total = structures["posts"].sum()
    groups = structures.groupby(column)["posts"].agg(["size", "sum"]).sort_values("sum", ascending=False)
    return [
        [sentence_case(str(name)), number(row["size"]), number(row["sum"]), percent(row["sum"] / total)]
        for name, row in groups.iterrows()
    ]


@store.shared
def money(visit: store.Visit) -> markup.Blocks:
    """What the State pays for these posts."""
    study = store.studied(visit)
    cost = budget(study.structures)
    posts = int(study.structures["posts"].sum())
    return markup.figures(
        [
            markup.Figure(
                "Selon l’annonce",
                euros(cost.announced),
                f"{count(posts, 'poste')} à {euros(STATE_SHARE_PER_POST)} sur 24 mois",
                "Participation de l’État annoncée pour ce programme (communiqué de la préfecture de la Moselle "
                "du 3 mai 2021) : 50\u202f000\u00a0€ par "
                "poste sur 24 mois ; la formation est prise en charge à 100\u00a0% en plus.",
            ),
            markup.Figure(
                "Selon l’ANCT",
                euros(cost.estimated),
                f"estimation connue pour {count(cost.estimated_posts, 'poste')} sur {number(posts)}",
                "Somme de la colonne « Investissement financier estimatif total de l’État » du fichier de "
                "l’ANCT : 50\u202f000\u00a0€ ou 32\u202f000\u00a0€ par poste selon que la structure est "
                "publique ou privée, plus 4\u202f805\u00a0€ de formation (montants de 2021).",
            ),
        ]
    )
