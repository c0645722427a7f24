"""What every page ends with: the date and source of its figures."""

import streamlit as st

from geo.sources import load_sources
from pages import markup
from pages.source import Kind
from pages.store import Visit
from pages.words import SEAT, as_of


def show(visit: Visit) -> None:
    """Sources and vintages, and what a distance is."""
    files = [f"communes/{visit.view.department}.parquet"]
    sources = []
    if visit.source.kind is Kind.SHIPPED:
        files.insert(0, "structures.csv")
    else:
        sources.append(f"Structures et postes : {visit.source.name}")
    sources += [f"{s.content} : {s.producer}, {s.vintage}" for s in load_sources() if s.file in files]
    dated = f"Structures : dernier comité de sélection (COSELEC) pris en compte : {as_of(visit.source.reading.structures)}."
    st.html(markup.template("footer.html").render(sources=sources, note=f"{dated} {SEAT}"))
