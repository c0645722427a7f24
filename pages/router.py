"""Entry point of every visit: navigation, shared filters, then the page asked for."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from geo.errors import MaillageError
from geo.french import enumeration
from pages import address, coverage, data, footer, markup, sidebar, store, trouble, underserved, waves

PAGES: list[tuple[Callable[[store.View], None], str, str]] = [
    (coverage.show, "Couverture", ""),
    (waves.show, "Avancement des vagues", "vagues"),
    (underserved.show, "Zones sous-couvertes", "zones-sous-couvertes"),
    (data.show, "Données et méthode", "donnees"),
]


def run(show: Callable[[store.View], None]) -> None:
    """The page asked for, between the sidebar and the footer."""
    try:
        view = sidebar.view()
        show(view)
        refused = address.refused()
        if refused:
            names = enumeration([f"« {name} »" for name in refused])
            st.warning(f"Valeur ignorée dans l’adresse : {names}. La page montre la valeur habituelle.")
        footer.show(store.reading(view.path, view.version), view.department)
    except MaillageError as error:
        trouble.show(error)
    address.write()


markup.style()
pages = [
    st.Page(partial(run, show), title=title, url_path=path, default=not path) for show, title, path in PAGES
]
asked = st.navigation(pages, position="hidden")
address.read(asked.url_path)
st.set_page_config(page_title=f"{asked.title} – Maillage", layout="wide")
sidebar.navigation(pages)
asked.run()
