"""Files that the browser fetches by URL: Leaflet, the map's script and the contours.

URLs carry the hash of what they name, so that browsers keep it for good; they are relative to the
frame of streamlit-folium, so that they hold whatever path the dashboard is served under.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from geo.communes import load_communes, load_departments
from geo.contours import contours_document
from geo.paths import communes_path
from pages.versions import version

FROM_FRAME = "../.."
ASSETS = Path(__file__).parent / "assets"
LEAFLET = files("js_lib_leaflet") / "static" / "js_lib_leaflet"
SCRIPTS = ("leaflet.js", "choropleth.js")
STYLES = ("leaflet.css", "choropleth.css")
# Of the page itself, not of the map's frame.
PAGE_SCRIPTS = ("french.js", "tools.js")
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/geo+json; charset=utf-8",
    ".woff2": "font/woff2",
}
COMPRESSED = {".woff2"}
FOR_GOOD = "public, max-age=31536000, immutable"
CHECK_AGAIN = "no-cache"
HASH_LENGTH = 16


@dataclass(frozen=True)
class ServedFile:
    """A file ready to be sent: its name and hash (parts of its URL), its content as it is and
    compressed (None where its format is compressed already)."""

    name: str
    hash: str
    content: bytes
    compressed: bytes | None

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[Path(self.name).suffix]


def served(name: str, content: bytes) -> ServedFile:
    """Compress and hash a content once; what is compressed by its own format is kept as it is."""
    digest = hashlib.sha256(content).hexdigest()[:HASH_LENGTH]
    smaller = None if Path(name).suffix in COMPRESSED else gzip.compress(content, 9, mtime=0)
    return ServedFile(name, digest, content, smaller)


def response(file: ServedFile, request: Request, kept: str) -> Response:
    """A file, compressed where the browser takes it; ``kept``: how long it may keep it."""
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
    if file.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.compressed, headers=headers, media_type=file.media_type)
    return Response(file.content, headers=headers, media_type=file.media_type)


@lru_cache
def asset(name: str) -> ServedFile:
    """Leaflet's file or ours, of SCRIPTS, STYLES and PAGE_SCRIPTS."""
    if name not in SCRIPTS + STYLES + PAGE_SCRIPTS:
        raise KeyError(name)
    root = LEAFLET if name.startswith("leaflet") else ASSETS
    return served(name, (root / name).read_bytes())


@lru_cache(maxsize=128)
def _contours(department: str, of_version: str) -> ServedFile:  # noqa: ARG001 - part of the key
    document = contours_document(load_communes(department), load_departments(), department)
    return served(f"{department}.json", document)


def contours(department: str) -> ServedFile:
    """The contours of a department, computed once for each version of its data."""
    return _contours(department, version(communes_path(department)))


def asset_url(name: str) -> str:
    """URL of an asset, from the map's frame."""
    return f"{FROM_FRAME}/maillage/{asset(name).hash}/{name}"


def contours_url(department: str) -> str:
    """URL of a department's contours, from the map's frame."""
    file = contours(department)
    return f"{FROM_FRAME}/maillage/{file.hash}/contours/{file.name}"
