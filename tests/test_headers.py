"""Security headers of whatever the server answers, and what a browser makes of them."""

import re
import urllib.error
import urllib.request

import pytest

from pages import headers, serving
from tests.test_dashboard import absolute, get

PATHS = [
    "",
    "vagues?departement=54",
    "does-not-exist",
    "does/not/exist",
    "_stcore/health",
    "_stcore/host-config",
    "_stcore/unknown",
    "static/js/unknown.js",
    "media/unknown.csv",
    "maillage/health",
    "maillage/x/unknown.js",
    "component/streamlit_folium.st_folium/index.html",
    "component/unknown/index.html",
    absolute("", serving.contours_url("57")),
    absolute("", serving.asset_url("leaflet.js")),
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_them(dashboard: str, path: str) -> None:
    _, sent, _ = get(dashboard + path)
    for name, value in headers.FIXED.items():
        assert sent.get_all(name) == [value]
    (policy,) = sent.get_all("Content-Security-Policy")
    assert policy == headers.policy(f"/{path}")
    assert sent["Strict-Transport-Security"] is None


@pytest.mark.parametrize("path", ["/", "/component/streamlit_folium.st_folium/index.html"])
def test_no_other_host_is_allowed(path: str) -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in headers.policy(path).split(";"))
    assert rules["default-src"] == "'none'"
    allowed = {source for sources in rules.values() for source in sources.split()}
    keywords = {"'self'", "'none'", "'unsafe-inline'", "'unsafe-eval'", "data:", "blob:"}
    assert all(re.fullmatch(r"'sha256-[\w+/=]+'", source) for source in allowed - keywords)
    assert "data:" not in rules["script-src"]


def test_scripts_are_loose_in_the_frame_of_the_map_only() -> None:
    assert "unsafe" not in headers.policy("/").split("script-src")[1].split(";")[0]
    assert "'unsafe-eval'" in headers.policy("/component/streamlit_folium.st_folium/index.html")


def test_scripts_inside_the_page_are_those_named(dashboard: str) -> None:
    _, _, page = get(dashboard)
    inside = headers.INLINE.findall(page.decode())
    assert len(inside) == len(headers.inline_scripts()) > 0
    other_inline = re.findall(rb"<script(?![^>]*\bsrc=)[^>]*>", page)
    assert len(other_inline) == len(inside)
    assert not re.search(rb"\son\w+=", page)


def test_encryption_is_kept_to_once_it_is_there(dashboard: str) -> None:
    request = urllib.request.Request(dashboard, headers={"X-Forwarded-Proto": "https"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - loopback
        assert answer.headers["Strict-Transport-Security"] == headers.TLS_ONLY


def test_a_post_from_elsewhere_is_refused(dashboard: str) -> None:
    """Streamlit's protection against cross-site requests stays on: an upload needs its token."""
    request = urllib.request.Request(  # noqa: S310 - loopback
        f"{dashboard}_stcore/upload_file/session/file", data=b"x", method="PUT"
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=20)  # noqa: S310 - loopback
    refused.value.close()
    assert refused.value.code in (400, 403)
