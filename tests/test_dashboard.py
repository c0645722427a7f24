"""Routes of the ASGI application: what the map fetches, compressed and kept for good."""

import gzip
import json
import urllib.error
import urllib.request
from http.client import HTTPMessage

import pytest

from pages import serving


def get(url: str, encoding: str = "identity") -> tuple[int, HTTPMessage, bytes]:
    request = urllib.request.Request(url, headers={"Accept-Encoding": encoding})  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - loopback
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def absolute(dashboard: str, from_frame: str) -> str:
    return dashboard + from_frame.removeprefix(serving.FROM_FRAME + "/")


def test_contours_hold_every_commune_and_are_kept_for_good(dashboard: str) -> None:
    url = absolute(dashboard, serving.contours_url("57"))
    status, headers, body = get(url, "gzip")
    assert status == 200
    assert headers["Content-Encoding"] == "gzip"
    assert "immutable" in headers["Cache-Control"]
    assert headers["Content-Type"].startswith("application/geo+json")
    document = json.loads(gzip.decompress(body))
    assert len(document["features"]) == 725
    assert document["features"][0]["properties"]["code"] == "57001"


def test_contours_for_a_browser_that_takes_no_compression(dashboard: str) -> None:
    status, headers, body = get(absolute(dashboard, serving.contours_url("57")))
    assert status == 200
    assert headers["Content-Encoding"] is None
    assert len(json.loads(body)["features"]) == 725


def test_an_old_hash_is_served_but_not_kept(dashboard: str) -> None:
    status, headers, _ = get(dashboard + "maillage/0123456789abcdef/contours/57.json")
    assert status == 200
    assert headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", [*serving.SCRIPTS, *serving.STYLES])
def test_scripts_and_styles_come_from_here(dashboard: str, name: str) -> None:
    status, headers, body = get(absolute(dashboard, serving.asset_url(name)))
    assert status == 200
    assert "immutable" in headers["Cache-Control"]
    assert len(body) > 500


@pytest.mark.parametrize(
    "path",
    [
        "maillage/x/contours/99.json",
        "maillage/x/contours/..%2Fcodes.json",
        "maillage/x/..%2F..%2Fdashboard.py",
        "maillage/x/pages.css",
    ],
)
def test_nothing_else_is_served(dashboard: str, path: str) -> None:
    status, _, body = get(dashboard + path)
    # Streamlit answers an unknown path with its empty page, never with one of our files.
    assert status in (400, 404) or b"<title>" in body
    assert b"import streamlit" not in body


def test_telemetry_is_off(dashboard: str) -> None:
    _, _, body = get(dashboard + "_stcore/host-config")
    assert json.loads(body).get("metricsUrl", "off") in ("off", "")
