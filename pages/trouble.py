"""What the visitor sees when something goes wrong: one sentence, never a traceback."""

import logging

import streamlit as st

from geo.errors import MaillageError

LOG = logging.getLogger("maillage")
UNEXPECTED = (
    "Une erreur inattendue empêche d’afficher cette page. Elle est consignée dans le journal de "
    "l’application ; rechargez la page ou revenez à l’accueil."
)


def show(error: Exception) -> bool:
    """Say what went wrong, and keep the details for the log. True: nothing more is to be shown."""
    if isinstance(error, MaillageError):
        LOG.warning("%s: %s", type(error).__name__, error)
        st.error(str(error))
    else:
        LOG.error("Unexpected error", exc_info=error)
        st.error(UNEXPECTED)
    return True
