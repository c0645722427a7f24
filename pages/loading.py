"""Load a file of one's own: a summary first, then the whole dashboard on it, for this visitor only."""

import streamlit as st

from geo.anct_file import HEADERS, REQUIRED, template
from geo.errors import DataError
from geo.french import count, number, sentence_case
from geo.structures import Reading
from geo.wording import as_of
from pages import address, flags, markup, source, store

FIRST_ROWS = 5
ACCEPTED = {
    "posts": "nombre entier, 1 ou plus",
    "validated_on": "jj/mm/aaaa",
    "type": "publique ou privée",
    "siret": "14 chiffres",
    "department_code": "code INSEE, par exemple 57",
    "commune_code": "code INSEE, par exemple 57463",
    "zrr": "oui, non, Sans objet",
    "qpv": "oui, non, Sans objet",
    "france_services": "oui, non, Sans objet",
    "latitude": "degrés décimaux (WGS84)",
    "longitude": "degrés décimaux (WGS84)",
    "investment": "euros",
    "remark": "texte, repris dans les signalements",
}


def show(department: str) -> None:
    """The block of the page: what may be loaded, the file, its summary, the button that uses it."""
    markup.write(
        markup.small(
            "Chargez la liste des structures que publie l’ANCT (CSV, 20 Mo au plus). Elle reste dans votre "
            "visite : personne d’autre ne la voit, et elle n’est pas enregistrée."
        )
    )
    left, right = st.columns([2, 1], gap="medium")
    with left:
        loaded = st.file_uploader("Fichier des structures (CSV)", key="depot", label_visibility="collapsed")
    with right:
        st.download_button(
            "Télécharger un modèle vide", template(), "modele-structures.csv", "text/csv", on_click="ignore"
        )
        with st.expander("Colonnes attendues"):
            columns()
    if loaded is None:
        return
    try:
        version, reading = source.read_own(loaded.getvalue())
    except DataError as error:
        st.error(str(error))
        return
    summary(loaded.name, reading)
    if reading.structures.empty:
        st.error("Aucune ligne de ce fichier n’est exploitable : il ne peut pas être affiché.")
        return
    chosen = source.Source(source.Kind.OWN, loaded.name, version, reading)
    st.button("Afficher ce fichier", type="primary", on_click=use, args=(chosen, department))


def use(chosen: source.Source, department: str) -> None:
    """Show the file; where it has nothing in the department looked at, go where it has most."""
    source.use(chosen)
    address.choose("fichier", chosen.version[:8])
    posts = chosen.reading.structures.groupby("department")["posts"].sum()
    if department not in posts.index:
        address.leave_department()
        address.choose("departement", str(posts.idxmax()))


def summary(name: str, reading: Reading) -> None:
    """What is in a file, before it is used."""
    st.header(f"Contenu de « {name} »", anchor=False)
    by_severity = reading.issues["severity"].value_counts()
    flagged = [
        count(by_severity[kind], kind, "avertissements" if kind == "avertissement" else f"{kind}s")
        for kind in ("erreur", "avertissement", "information")
        if kind in by_severity
    ]
    markup.write(
        *markup.figures(
            [
                markup.Figure(
                    "Lignes lues",
                    number(reading.rows),
                    f"{number(reading.located)} sur la carte, {number(reading.unlocated)} hors carte, "
                    f"{number(reading.rejected)} rejetée{'s' if reading.rejected > 1 else ''}",
                    "Toute ligne non vide du fichier, hors en-tête.",
                ),
                markup.Figure(
                    "Postes",
                    number(reading.posts),
                    f"dernier COSELEC : {as_of(reading.structures)}",
                    "Somme des postes des lignes qui ne sont pas rejetées.",
                ),
                markup.Figure(
                    "Signalements",
                    number(len(reading.issues)),
                    ", ".join(flagged) or "aucun",
                    "Lignes à vérifier, avec leur raison : elles sont détaillées plus bas.",
                ),
            ]
        )
    )
    if reading.extra:
        titles = ", ".join(f"« {title[:40]} »" for title in reading.extra[:10])
        markup.write(markup.small(f"Colonnes que l’application ne connaît pas, laissées de côté : {titles}."))
    names = store.department_names()
    posts = reading.structures.groupby("department")["posts"].agg(["size", "sum"])
    left, right = st.columns([1, 2], gap="medium")
    with left:
        markup.write(
            markup.table(
                count(len(posts), "département") + (", les 12 mieux dotés" if len(posts) > 12 else ""),
                [
                    markup.Column("Département"),
                    markup.Column("Structures", True),
                    markup.Column("Postes", True),
                ],
                [
                    [f"{names[str(code)][0]} ({code})", number(row["size"]), number(row["sum"])]
                    for code, row in posts.sort_values("sum", ascending=False).head(12).iterrows()
                ],
            )
        )
    with right:
        first = reading.structures.head(FIRST_ROWS)
        markup.write(
            markup.table(
                "Premières lignes lues",
                [
                    markup.Column("Structure"),
                    markup.Column("Commune"),
                    markup.Column("Postes", True),
                    markup.Column("Date"),
                    markup.Column("Type"),
                ],
                [
                    [
                        row["name"],
                        row["commune_name"] if isinstance(row["commune_name"], str) else "inconnue",
                        number(row["posts"]),
                        as_of(first[first["line"] == row["line"]]),
                        sentence_case(row["type"]),
                    ]
                    for row in first.to_dict("records")
                ],
            )
        )
    with st.expander(f"Signalements de ce fichier ({number(len(reading.issues))})"):
        flags.show(reading, "charges")


def columns() -> None:
    """The layout's columns, and what they may hold."""
    markup.write(
        markup.table(
            "Colonnes du modèle",
            [markup.Column("Colonne"), markup.Column("Obligatoire"), markup.Column("Contenu")],
            [
                [title, "oui" if name in REQUIRED else "non", ACCEPTED.get(name, "texte")]
                for name, title in HEADERS.items()
            ],
        )
    )
