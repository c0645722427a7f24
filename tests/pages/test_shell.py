"""Streamlit's front end as it is served: the same files, in French, with what the page needs announced."""

import gzip
import re
from importlib.metadata import distribution

import pytest

from pages import shell
from pages.address import DEFAULTS

USUAL = DEFAULTS["departement"]


def text(file):
    return gzip.decompress(file.compressed).decode()


def announced_in(html):
    return re.findall(r'<link rel="(?:modulepreload|prefetch)" href="([^"]+)"', html)


def test_the_page_is_in_french_from_the_first_byte():
    html = text(shell.find("/", ""))
    assert '<html lang="fr">' in html
    assert "<title>Maillage</title>" in html
    assert "<p>Cette page a besoin de JavaScript.</p>" in html
    assert "You need to enable" not in html


def test_the_frame_of_the_map_is_in_french_too():
    html = text(shell.find(f"{shell.COMPONENT_PATH}index.html", "streamlitUrl=x"))
    assert '<html lang="fr"' in html
    assert "You need to enable" not in html
    scripts = re.findall(r'src="[^"]*/([\w.-]+)"', html)
    assert scripts == ["leaflet.js", "choropleth.js", scripts[2]]
    assert scripts[2].startswith("main.")


@pytest.mark.parametrize("name", shell.MODULES)
def test_streamlit_has_each_module_under_this_name(name):
    assert len([file for file in shell.modules_of(shell.MODULES) if file.startswith(f"{name}.")]) == 1


def test_modules_come_with_what_they_import():
    found = set(shell.modules_of(shell.MODULES))
    html = (shell.STATIC / "index.html").read_text(encoding="utf-8")
    for name in found:
        content = (shell.STATIC / "static" / "js" / name).read_text(encoding="utf-8")
        for imported in shell.IMPORT.findall(content):
            assert imported in found or imported in html


def test_all_that_is_announced_is_served():
    urls = announced_in(text(shell.find("/", "")))
    assert len(urls) > len(shell.MODULES)
    ours = [url for url in urls if not url.startswith("./maillage/")]
    for url in ours:
        file = shell.find(url.removeprefix("."), "")
        assert file is not None
        assert shell.lasts(file)


@pytest.mark.parametrize(
    ("query", "department"),
    [
        ("departement=54", "54"),
        ("type=publique&departement=2A", "2A"),
        ("", USUAL),
        ("departement=99", USUAL),
        ("departement=../../etc", USUAL),
        ("departement=" + "5" * 10_000, USUAL),
        ("a=b&" * 900, USUAL),
    ],
)
def test_the_contours_announced_are_of_the_department_asked(query, department):
    (url,) = [url for url in announced_in(text(shell.find("/", query))) if "/contours/" in url]
    assert url.endswith(f"/contours/{department}.json")


@pytest.mark.parametrize("path", ["/", "/vagues", "/zones-sous-couvertes", "/nulle-part"])
def test_paths_of_pages(path):
    assert shell.is_page(path)


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/health",
        "/vagues/_stcore/health",
        "/vagues/",
        "//evil.example",
        "/favicon.png",
        "/media/x",
        "/component/autre/index.html",
        "/maillage/x",
        "/static/js/absent.js",
        "/static/../index.html",
        "/auth/login",
    ],
)
def test_all_else_is_left_to_streamlit(path):
    assert shell.find(path, "") is None


def test_files_are_the_installed_ones():
    path, file = next((p, f) for p, f in shell.static_files().items() if "/js/react-dom" in p)
    sent = shell.find(path, "")
    assert sent.content == file.read_bytes() == gzip.decompress(sent.compressed)
    assert len(sent.compressed) < len(sent.content) / 2


def test_fonts_are_not_compressed_twice():
    path = next(path for path in shell.static_files() if path.endswith(".woff2"))
    assert shell.find(path, "").compressed is None


def test_the_component_is_found_where_it_is_installed():
    installed = distribution("streamlit-folium").locate_file("streamlit_folium")
    assert shell.component() == installed / "frontend" / "build"
