"""Security headers on every response, Streamlit's own included: what a page may load, and who may frame it."""

import base64
import hashlib
import re
from functools import lru_cache

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages import shell

# Nothing comes from another host. Styles are written into elements by Streamlit and by Leaflet.
EVERYWHERE = {
    "default-src": "'none'",
    "base-uri": "'self'",
    "connect-src": "'self'",
    "font-src": "'self' data:",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
    "img-src": "'self' data: blob:",
    "manifest-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}
TLS_ONLY = "max-age=31536000"
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class Security:
    """ASGI middleware: adds the headers; one that a response has already is replaced."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(FIXED)
                headers["Content-Security-Policy"] = policy(scope["path"])
                if is_encrypted(scope):
                    headers["Strict-Transport-Security"] = TLS_ONLY
            await send(message)

        await self.app(scope, receive, secured)


def is_encrypted(scope: Scope) -> bool:
    """Whether the visitor came by TLS, to us or to the proxy in front of us."""
    return scope["scheme"] == "https" or Headers(scope=scope).get("x-forwarded-proto") == "https"


@lru_cache(maxsize=2)
def _policy(of_frame: bool) -> str:
    if of_frame:
        # streamlit-folium runs the scripts that it is sent (eval): in its frame alone. What they are
        # given is data, parsed as such (geo.maps.script_literal), and leads to no other host.
        rules = EVERYWHERE | {"script-src": "'self' 'unsafe-inline' 'unsafe-eval'"}
    else:
        rules = EVERYWHERE | {"script-src": " ".join(["'self'", *inline_scripts()]), "frame-src": "'self'"}
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def policy(path: str) -> str:
    """Content security policy of the response for a path."""
    return _policy(path.startswith(shell.COMPONENT_PATH))


def inline_scripts() -> list[str]:
    """Sources that allow the scripts inside Streamlit's page, and no other: their hashes."""
    page = (shell.STATIC / "index.html").read_text(encoding="utf-8")
    digests = (hashlib.sha256(script.encode()).digest() for script in INLINE.findall(page))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
