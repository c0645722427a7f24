"""Streamlit's front end as a visitor's browser gets it.

The same files, but compressed once instead of never, in French from the first byte, and with what the
page will ask for announced in its first lines: the browser fetches all of it at once, instead of
finding out step by step (page, widgets, frame of the map, its script, the contours).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qs

import streamlit as st
from markupsafe import escape
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from geo.communes import available_departments
from pages import address, declarations, serving

STATIC = Path(st.__file__).parent / "static"
COMPONENT_PATH = "/component/streamlit_folium.st_folium/"
# Paths that Streamlit or we answer with something else than its page.
NOT_PAGES = (
    "/_stcore", "/static", "/component", "/media", "/maillage", "/auth", "/oauth2callback", "/app",
    *(f"/{path}" for path in declarations.PAGES),
)  # fmt: skip
# Modules of Streamlit's front end that draw what every page has, by the start of their names.
MODULES = (
    "Html",
    "PageLink",
    "Selectbox",
    "Radio",
    "Checkbox",
    "ButtonGroup",
    "ComponentInstance",
    "Pagination",
)
IMPORT = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")
LONGEST_QUERY = 4_000
NO_SCRIPT = "<noscript><p>Cette page a besoin de JavaScript.</p></noscript>"


@dataclass(frozen=True)
class Announced:
    """A file that the page will need: its URL from the page, and how the browser is to fetch it."""

    url: str
    relation: str
    kind: str = ""

    @property
    def link(self) -> str:
        """The link element."""
        kind = f' as="{self.kind}"' if self.kind else ""
        return f'<link rel="{self.relation}"{kind} href="{escape(self.url)}" crossorigin>'


class FrontEnd:
    """ASGI middleware: answers for Streamlit's and streamlit-folium's files, and lets all else through."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            file = find(scope["path"], scope["query_string"].decode("latin-1"))
            if file is not None:
                request = Request(scope, receive)
                await serving.response(
                    file, request, serving.FOR_GOOD if lasts(file) else serving.CHECK_AGAIN
                )(scope, receive, send)
                return
        await self.app(scope, receive, send)


def warm_up(department: str) -> None:
    """Compress what the first visitor's browser will ask for."""
    page(department), frame()
    in_page = re.findall(
        r'(?:src|href)="\./(static/[^"]+)"', (STATIC / "index.html").read_text(encoding="utf-8")
    )
    asked = [f"/{path}" for path in in_page] + [file.url.removeprefix(".") for file in announced(department)]
    for path in asked:
        find(path, "")


def lasts(file: serving.ServedFile) -> bool:
    """Whether a file's content never changes under its URL: all but HTML carry a hash in their name."""
    return not file.name.endswith(".html")


def find(path: str, query: str) -> serving.ServedFile | None:
    """The file for a path, where it is one of ours to serve."""
    if path in static_files():
        return compressed(static_files()[path])
    if path == f"{COMPONENT_PATH}index.html":
        return frame()
    if path == ahead_path():
        return ahead()
    if is_page(path):
        return page(asked_department(query))
    return None


def is_page(path: str) -> bool:
    """Whether a path is a page's (Streamlit answers all unknown paths with its page)."""
    if path == "/":
        return True
    plain = path.count("/") == 1 and "." not in path and "//" not in path
    return plain and not path.startswith(NOT_PAGES)


def asked_department(query: str) -> str:
    """Department of an address's query; the usual one where it names none."""
    asked = parse_qs(query[:LONGEST_QUERY]).get("departement", [""])[0]
    return asked if asked in available_departments() else address.DEFAULTS["departement"]


@lru_cache
def static_files() -> dict[str, Path]:
    """Files whose name carries a hash, by their path on this server: nothing else can be asked for."""
    found = {
        f"/{file.relative_to(STATIC)}": file for file in (STATIC / "static").rglob("*") if file.is_file()
    }
    frame_files = (component() / "static").rglob("*")
    found |= {
        f"{COMPONENT_PATH}{file.relative_to(component())}": file for file in frame_files if file.is_file()
    }
    return {path: file for path, file in found.items() if file.suffix in serving.MEDIA_TYPES}


@lru_cache
def component() -> Path:
    """Front end of streamlit-folium; found without importing it, which only a visitor's run may do."""
    found = find_spec("streamlit_folium")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("streamlit_folium")
    return Path(found.origin).parent / "frontend" / "build"


@lru_cache(maxsize=512)
def compressed(file: Path) -> serving.ServedFile:
    """A file of the front end, ready to be sent."""
    return serving.served(file.name, file.read_bytes())


@lru_cache(maxsize=128)
def page(department: str) -> serving.ServedFile:
    """Streamlit's page, in French, with what a department's map needs announced."""
    html = (STATIC / "index.html").read_text(encoding="utf-8")
    html = html.replace('<html lang="en">', '<html lang="fr">', 1)
    html = html.replace("<title>Streamlit</title>", "<title>Maillage</title>", 1)
    html = re.sub(r"<noscript>.*?</noscript>", NO_SCRIPT, html, count=1, flags=re.DOTALL)
    links = "".join(file.link for file in announced(department))
    links += f'<script type="module" src=".{ahead_path()}"></script>'
    for name in serving.PAGE_SCRIPTS:
        links += f'<script defer src="{within_page(serving.asset_url(name))}"></script>'
    return serving.served("index.html", html.replace("</head>", f"{links}</head>", 1).encode())


@lru_cache
def ahead() -> serving.ServedFile:
    """A script that has the modules of the widgets evaluated while the page connects.

    Where React finds a module not yet evaluated, it draws a placeholder, and by design leaves it there
    for 300 ms (FALLBACK_THROTTLE_MS).
    """
    entries = [name for name in modules_of(MODULES) if name.startswith(tuple(f"{m}." for m in MODULES))]
    lines = "".join(f'import "../../static/js/{name}";\n' for name in entries)
    return serving.served("ahead.js", lines.encode())


def ahead_path() -> str:
    """Path of that script."""
    return f"/maillage/{ahead().hash}/ahead.js"


@lru_cache
def frame() -> serving.ServedFile:
    """Page of the map's frame, in French, with Leaflet and the map's script."""
    html = (component() / "index.html").read_text(encoding="utf-8")
    html = html.replace('<html lang="en"', '<html lang="fr"', 1)
    html = re.sub(r"<noscript>.*?</noscript>", NO_SCRIPT, html, count=1, flags=re.DOTALL)
    ours = [f'<link rel="stylesheet" href="{serving.asset_url(name)}">' for name in serving.STYLES]
    ours += [f'<script defer src="{serving.asset_url(name)}"></script>' for name in serving.SCRIPTS]
    # Before the component's own script: what it draws needs them.
    return serving.served("index.html", html.replace("<script ", "".join(ours) + "<script ", 1).encode())


def announced(department: str) -> list[Announced]:
    """What the page of a department will ask for."""
    modules = [Announced(f"./static/js/{name}", "modulepreload") for name in modules_of(MODULES)]
    main = next((component() / "static" / "js").glob("main.*.js"))
    from_page = [f".{COMPONENT_PATH}static/js/{main.name}"]
    from_page += [within_page(serving.asset_url(name)) for name in (*serving.SCRIPTS, *serving.STYLES)]
    from_page.append(within_page(serving.contours_url(department)))
    return modules + [Announced(url, "prefetch") for url in from_page]


def within_page(url: str) -> str:
    """A URL relative to the map's frame, made relative to the page."""
    return url.replace(serving.FROM_FRAME, ".", 1)


@lru_cache
def modules_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """Files of Streamlit's modules and of all that they import, save what its page announces itself."""
    folder = STATIC / "static" / "js"
    known = set(
        re.findall(r"\./static/js/([\w.-]+\.js)", (STATIC / "index.html").read_text(encoding="utf-8"))
    )
    found: list[str] = []
    left = [file.name for name in names for file in folder.glob(f"{name}.*.js")]
    while left:
        name = left.pop(0)
        if name not in known:
            known.add(name)
            found.append(name)
            left += IMPORT.findall((folder / name).read_text(encoding="utf-8"))
    return tuple(found)
