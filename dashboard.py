"""The ASGI application: Streamlit, the files that the map fetches, and response headers.

``streamlit run dashboard.py`` finds ``app`` by itself.
"""

from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from geo.communes import available_departments
from pages import serving, trouble
from pages.lifespan import lifespan

FOR_GOOD = "public, max-age=31536000, immutable"
CHECK_AGAIN = "no-cache"


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


def send(file: serving.ServedFile, request: Request) -> Response:
    """A file, compressed where the browser takes it, kept for good under its own hash only."""
    headers = {
        "Cache-Control": FOR_GOOD if request.path_params["hash"] == file.hash else CHECK_AGAIN,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.compressed, headers=headers, media_type=file.media_type)
    return Response(file.content, headers=headers, media_type=file.media_type)


app = st.App(
    Path(__file__).parent / "pages" / "router.py",
    routes=[
        Route("/maillage/{hash}/contours/{department}.json", contours),
        Route("/maillage/{hash}/{name}", asset),
    ],
    lifespan=lifespan,
    on_script_error=trouble.show,
)
