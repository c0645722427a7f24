"""Choices that several pages offer above their map."""

import streamlit as st

from geo.coverage import THRESHOLDS_KM
from pages import address


def segments(name: str, label: str, options: dict[str, str]) -> str:
    """One choice among a few, all in sight."""
    address.prepare(name, options)
    value = st.segmented_control(
        label, list(options), format_func=lambda v: options[v], key=name, required=True
    )
    return address.keep(name, value)


def threshold() -> float:
    """Distance up to which an inhabitant is said to be covered, kilometres."""
    options = {str(km): f"{km} km" for km in THRESHOLDS_KM}
    address.prepare("seuil", options)
    value = st.selectbox("Seuil de distance", list(options), format_func=lambda v: options[v], key="seuil")
    return float(address.keep("seuil", value))
