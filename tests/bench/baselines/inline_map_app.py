"""Serves inline_map.py, and Leaflet in place of the public server that folium takes it from."""

from importlib.resources import files
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

LEAFLET = files("js_lib_leaflet") / "static" / "js_lib_leaflet"
MEDIA_TYPES = {"leaflet.js": "text/javascript", "leaflet.css": "text/css"}


def leaflet(request: Request) -> Response:
    """Leaflet's script or style."""
    name = request.path_params["name"]
    if name not in MEDIA_TYPES:
        return PlainTextResponse("Unknown file.", 404)
    return Response((LEAFLET / name).read_bytes(), media_type=MEDIA_TYPES[name])


app = st.App(Path(__file__).parent / "inline_map.py", routes=[Route("/leaflet/{name}", leaflet)])
