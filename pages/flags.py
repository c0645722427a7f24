"""Flagged rows of a file: with their line and the reason, paged and downloadable."""

import streamlit as st

from geo.french import count, number, sentence_case
from geo.rules import issues_csv
from geo.structures import Reading
from pages import controls, markup

ROWS = 20


@st.fragment
def show(reading: Reading, key: str) -> None:
    """Flags as a table of pages and as a file; ``key`` tells two of these tables apart."""
    issues = reading.issues
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    first = controls.first_row(len(issues), ROWS, f"page_{key}", left)
    rows = issues.iloc[first : first + ROWS]
    with right:
        st.download_button(
            "Télécharger les signalements",
            issues_csv(issues),
            "signalements.csv",
            "text/csv",
            key=f"download_{key}",
            disabled=issues.empty,
            on_click="ignore",
        )
    names = reading.structures.set_index("line")["name"]
    markup.write(
        markup.table(
            f"{count(len(issues), 'signalement')} (la ligne 1 du fichier est son en-tête) : "
            f"{number(min(first + 1, len(issues)))} à {number(first + len(rows))}",
            [
                markup.Column("Ligne"),
                markup.Column("Structure"),
                markup.Column("Gravité"),
                markup.Column("Ce qui est signalé"),
            ],
            [
                [str(row["line"]), names.get(row["line"], ""), sentence_case(row["severity"]), row["message"]]
                for row in rows.to_dict("records")
            ],
            "Rien à signaler dans ce fichier.",
        )
    )
