"""A commune chosen by its name or by a click on the map, and its card."""

import pandas as pd
import streamlit as st

from geo.coverage import nearest_structures
from geo.french import count, kilometres, number
from pages import address, markup, store
from pages.words import EMPTY

HINT = (
    "Choisissez une commune ici ou d’un clic sur la carte : sa fiche donne sa population, son EPCI "
    "et les trois structures les plus proches."
)


def show(visit: store.Visit) -> None:
    """Choose a commune by its name, and its card."""
    names = store.commune_names(visit.view.department)
    ordered = list(names)
    start = address.prepare("commune", ordered)
    code = st.selectbox(
        "Chercher une commune",
        ordered,
        index=start,
        format_func=names.__getitem__,
        key="commune",
        placeholder="Nom ou code, ou clic sur la carte",
    )
    address.keep("commune", code)
    markup.write(card(visit, code) if code else markup.small(HINT))


@store.shared
def card(visit: store.Visit, code: str) -> str:
    """A commune's card: its figures and its nearest structures."""
    study = store.studied(visit)
    place = study.communes[study.communes["code"] == code]
    row = study.table.loc[code].to_dict()
    distances, labels = nearest_structures(place, study.reach, study.department, count=3)
    nearest = [
        {
            "name": found["name"],
            "commune": found["commune_name"],
            "posts": count(found["posts"], "poste"),
            "distance": kilometres(away),
        }
        for away, label in zip(distances[0], labels[0], strict=True)
        if label >= 0
        for found in [study.reach.loc[label]]
    ]
    facts = [
        ("Code", code),
        ("Population", f"{number(row['population'])}\u00a0hab."),
        ("EPCI", "hors EPCI" if pd.isna(row["epci_name"]) else row["epci_name"]),
        (
            "Arrondissement",
            "sans objet" if pd.isna(row["arrondissement_name"]) else row["arrondissement_name"],
        ),
        ("Postes dans la commune", number(row["posts"])),
    ]
    none = (
        EMPTY if not study.reach["located"].any() else "Sa position n’est pas connue : distance non calculée."
    )
    return markup.template("card.html").render(name=row["name"], facts=facts, nearest=nearest, none=none)
