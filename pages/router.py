"""Entry point of every visit: navigation, shared filters, then the page asked for."""

from functools import partial

import streamlit as st

from geo.errors import MaillageError
from geo.french import enumeration
from pages import address, exports, footer, head_start, map_panel, markup, sidebar, trouble
from pages.menu import MAP_FIRST, PAGES, Show
from pages.source import Kind, Source


def run(show: Show) -> None:
    """The page asked for, beside the sidebar and above the footer."""
    map_panel.forget()
    try:
        visit = sidebar.visit()
        with head_start.beside(show in MAP_FIRST, partial(sidebar.show, visit)):
            banner(visit.source)
            show(visit)
        refused = address.refused()
        if refused:
            names = enumeration(refused)
            st.warning(f"Valeur ignorée dans l’adresse : {names}. La page montre la valeur habituelle.")
        footer.show(visit)
        exports.show_if_asked(visit)
    except MaillageError as error:
        trouble.show(error)
    address.finish()


def banner(source: Source) -> None:
    """What the visitor must know of the file shown."""
    if source.kind is Kind.OWN:
        st.info(
            f"Fichier affiché : « {source.name} », que vous avez chargé ; vous seul le voyez. "
            "« Revenir au fichier de l’application », à gauche, le retire."
        )
    elif address.chosen("fichier"):
        st.warning(
            "Cette adresse montrait un fichier chargé par un visiteur : il n’est plus là, et il n’est vu que "
            "de lui. Le fichier de l’application est affiché ; rechargez le vôtre dans « Données et méthode »."
        )
    if source.notice:
        st.warning(source.notice)


A_DAY_S = 86_400


@st.fragment(run_every=A_DAY_S)
def known_again() -> None:
    """Nothing, once a day. But a page with something to run again asks for a whole run as soon as it is
    connected again. Where its process is gone, the new one then learns from widgets and address what the
    visitor sees, mostly before their next click."""


markup.write(markup.style())
pages = [
    st.Page(partial(run, show), title=title, url_path=path, default=not path) for show, title, path in PAGES
]
asked = st.navigation(pages, position="hidden")
address.read(asked.url_path)
st.set_page_config(page_title=f"{asked.title} – Maillage", layout="wide")
sidebar.navigation(pages)
asked.run()
known_again()
