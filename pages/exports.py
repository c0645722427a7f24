"""What a visitor takes away: tables, maps and the note, as files stamped with date, sources and choices."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from geo.export import MIME_TYPES, Format, dated_name, export, file_name
from geo.note import note, note_pdf
from geo.picture import edition, picture, picture_png
from geo.scenario import Scenario
from geo.stamp import Stamp, choices, stamp_of
from geo.study import Study
from geo.subjects import NAMES, Subject
from pages import address, map_panel, markup, scenarios, serving, source, store

ASKED = "export_asked"
NO_SCENARIO = "Sans poste proposé"


@dataclass(frozen=True)
class Taken:
    """What files are made of: plain values, for they are made outside the run of the page."""

    study: Study
    stamp: Stamp
    contours: bytes
    drawing: map_panel.Drawing | None
    codes: pd.DataFrame


def button() -> None:
    """The button that opens the dialog, once the page is drawn."""
    st.button("Exporter des fichiers", on_click=_ask, width="stretch")


def _ask() -> None:
    st.session_state[ASKED] = True


def show_if_asked(visit: store.Visit) -> None:
    """The dialog, in the run that follows its button."""
    if st.session_state.pop(ASKED, False):
        dialog(taken(visit))


def taken(visit: store.Visit) -> Taken:
    """What this visitor sees."""
    view, shown = visit.view, visit.source
    study = store.studied(visit)
    stamp = stamp_of(
        study,
        shown.reading,
        view.selection,
        dt.date.today(),
        float(address.chosen("seuil")),
        neighbours=view.neighbours,
        file="" if shown.kind is source.Kind.SHIPPED else shown.name,
        address=f"?{urlencode(address.query())}",
    )
    contours = serving.contours(view.department).content
    return Taken(study, stamp, contours, map_panel.shown(), source.codes())


@st.dialog("Exporter des fichiers", width="medium")
def dialog(taken: Taken) -> None:
    """Every format, made when its button is pressed."""
    st.caption(f"Chaque fichier porte sa date et ses sources. {choices(taken.stamp)}.")
    st.subheader("Note de synthèse", anchor=False)
    scenario = chosen_scenario(taken.study.department)
    download(
        "Note de deux pages (PDF)", "note", "pdf", "application/pdf", taken, partial(pdf, taken, scenario)
    )
    st.subheader("Tableaux", anchor=False)
    every = partial(export, taken.study, taken.stamp, Format.XLSX)
    offer("Tous les tableaux (Excel)", Format.XLSX, taken, every)
    subject = Subject(
        st.selectbox(
            "Un seul tableau",
            [one.value for one in Subject],
            format_func=lambda value: NAMES[Subject(value)][1],
            key="tableau_exporte",
        )
    )
    with st.container(horizontal=True):
        for label, kind in (("CSV", Format.CSV), ("GeoJSON", Format.GEOJSON)):
            if kind is Format.CSV or subject is not Subject.WAVES:
                offer(label, kind, taken, partial(export, taken.study, taken.stamp, kind, subject), subject)
    st.subheader("Cartes", anchor=False)
    with st.container(horizontal=True):
        if taken.drawing is not None:
            image = partial(png, taken, taken.drawing)
            download("Image de la carte affichée (PNG)", "carte", "png", "image/png", taken, image)
        offer(
            "Couches pour QGIS (GeoPackage)",
            Format.GPKG,
            taken,
            partial(export, taken.study, taken.stamp, Format.GPKG),
        )


def offer(
    label: str, kind: Format, taken: Taken, make: Callable[[], bytes], subject: Subject | None = None
) -> None:
    """The button of an export."""
    name = file_name(taken.study.department, kind, taken.stamp.exported_on, subject)
    st.download_button(label, make, name, MIME_TYPES[kind], on_click="ignore", key=f"export_{kind}")


def download(
    label: str, about: str, extension: str, mime: str, taken: Taken, make: Callable[[], bytes]
) -> None:
    """The button of a printed file."""
    name = dated_name(taken.study.department, about, extension, taken.stamp.exported_on)
    st.download_button(label, make, name, mime, on_click="ignore", key=f"export_{about}")


def chosen_scenario(department: str) -> Scenario | None:
    """The scenario whose proposed posts the note tells, where this visit has one."""
    known = scenarios.known(department)
    if not known:
        markup.write(markup.small("Un scénario de « Prochains postes » y ajouterait ses propositions."))
        return None
    name = st.selectbox("Postes proposés dans la note", [NO_SCENARIO, *known], index=1, key="note_scenario")
    return known.get(name)


def pdf(taken: Taken, scenario: Scenario | None) -> bytes:
    """The note."""
    return note_pdf(note(edition(taken.study, taken.stamp, taken.contours), taken.codes, scenario))


def png(taken: Taken, drawing: map_panel.Drawing) -> bytes:
    """The map on screen."""
    marks = [mark[:2] for mark in drawing.marks]
    printed = edition(taken.study, taken.stamp, taken.contours)
    return picture_png(picture(printed, drawing.layer, marks, drawing.unit))
