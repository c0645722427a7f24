"""What the visitor sees when something goes wrong: one sentence, never a traceback."""

import streamlit as st

from geo.errors import MaillageError
from pages import journal

UNEXPECTED = (
    "Une erreur inattendue empêche d’afficher cette page. Elle est consignée dans le journal de "
    "l’application ; rechargez la page ou revenez à l’accueil."
)


def show(error: Exception) -> bool:
    """Say what went wrong, and keep the details for the log. True: nothing more is to be shown."""
    if isinstance(error, MaillageError):
        journal.refused(error)
        st.error(str(error))
    else:
        journal.fault("unexpected error", error)
        st.error(UNEXPECTED)
    return True
