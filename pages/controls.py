"""Choices that several pages offer above their map."""

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.coverage import THRESHOLDS_KM
from pages import address


def segments(name: str, label: str, options: dict[str, str]) -> str:
    """One choice among a few, all in sight."""
    values = list(options)
    start = address.prepare(name, values) or 0
    value = st.segmented_control(
        label,
        values,
        default=values[start],
        format_func=lambda v: options[v],
        key=name,
        required=True,
        wrap=True,
    )
    return address.keep(name, value)


def threshold() -> float:
    """Distance up to which an inhabitant is said to be covered, kilometres."""
    values = [str(km) for km in THRESHOLDS_KM]
    start = address.prepare("seuil", values)
    value = st.selectbox(
        "Seuil de distance", values, index=start, format_func=lambda v: f"{v}\u00a0km", key="seuil", width=150
    )
    return float(address.keep("seuil", value))


def choice(name: str, label: str, options: dict[str, str], changed: Callable[[], None] | None = None) -> str:
    """One choice in a list; ``changed`` is called when the visitor makes another."""
    values = list(options)
    start = address.prepare(name, values)
    value = st.selectbox(
        label,
        values,
        index=start,
        format_func=lambda v: options[v],
        key=name,
        placeholder="Choisir",
        on_change=changed,
    )
    return address.keep(name, value)


def several(name: str, label: str, options: dict[str, str]) -> list[str]:
    """Any number of choices in a list."""
    values = list(options)
    address.prepare(name, values)
    chosen = st.multiselect(label, values, format_func=lambda v: options[v], key=name, placeholder="Aucune")
    address.keep(name, chosen)
    return list(chosen)


def first_row(count: int, rows: int, key: str, bar: DeltaGenerator) -> int:
    """Place of the first row of the page that the visitor turns to in ``bar``, in a table of ``count``
    rows paged by ``rows``."""
    pages = max(1, -(-count // rows))
    page = bar.pagination(pages, key=key) if pages > 1 else 1
    return (page - 1) * rows
