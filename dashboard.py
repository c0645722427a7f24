"""The ASGI application: Streamlit, the files that the map fetches, and the pages that the law wants.

``streamlit run dashboard.py`` finds ``app`` by itself.
"""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.communes import available_departments
from pages import declarations, headers, health, journal, serving, shell, trouble
from pages.lifespan import lifespan


def asset(request: Request) -> Response:
    """A script or style of the map."""
    try:
        file = serving.asset(request.path_params["name"])
    except KeyError:
        return PlainTextResponse("Fichier inconnu.", 404)
    return send(file, request)


def contours(request: Request) -> Response:
    """The contours of a department."""
    department = request.path_params["department"]
    if department not in available_departments():
        return PlainTextResponse("Département inconnu.", 404)
    return send(serving.contours(department), request)


def declaration(request: Request) -> Response:
    """The declaration of accessibility, or the legal notice."""
    file = declarations.page(request.url.path.rpartition("/")[2])
    return serving.response(file, request, serving.CHECK_AGAIN)


def send(file: serving.ServedFile, request: Request) -> Response:
    """A file, kept for good under its own hash only."""
    same = request.path_params["hash"] == file.hash
    return serving.response(file, request, serving.FOR_GOOD if same else serving.CHECK_AGAIN)


journal.set_up()
app = st.App(
    Path(__file__).parent / "pages" / "router.py",
    routes=[
        Route("/maillage/health", health.endpoint),
        Route("/maillage/{hash}/contours/{department}.json", contours),
        Route("/maillage/{hash}/{name}", asset),
        *(Route(f"/{path}", declaration) for path in declarations.PAGES),
    ],
    middleware=[Middleware(headers.Security), Middleware(shell.FrontEnd)],
    lifespan=lifespan,
    on_script_error=trouble.show,
)
