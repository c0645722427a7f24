"""What every page ends with: the date and source of its figures."""

import streamlit as st

from geo.sources import load_sources
from geo.structures import Reading
from pages import markup
from pages.words import SEAT, as_of


def show(reading: Reading, department: str) -> None:
    """Sources and vintages, and what a distance is."""
    files = ("structures.csv", f"communes/{department}.parquet")
    sources = [f"{s.content} : {s.producer}, {s.vintage}" for s in load_sources() if s.file in files]
    dated = (
        f"Structures : dernier comité de sélection (COSELEC) pris en compte : {as_of(reading.structures)}."
    )
    st.html(markup.template("footer.html").render(sources=sources, note=f"{dated} {SEAT}"))
