"""The declaration of accessibility and the legal notice: what they say, and what the operator's file adds."""

import gzip
import html
import logging
import re
import tomllib
from dataclasses import fields
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin

import pytest

from geo.sources import load_sources
from pages import declarations, markup, shell
from pages.settings import Operator, read_operator
from tests.servers import ROOT
from tests.test_dashboard import get

TO_FILL = "à compléter"
NB, THIN = "\u00a0", "\u202f"
EXAMPLE = ROOT / "deploy" / "operator.toml"
FILLED = """
[publisher]
name = "Préfecture d’essai"
address = '''1, place d’Essai
57000 Essai'''
telephone = "03 00 00 00 00"
director = "La préfète d’essai"

[host]
name = "Hébergeur d’essai"
address = "2, rue d’Essai"
telephone = "03 00 00 00 01"

[contact]
email = "aide@essai.example"
telephone = "03 00 00 00 02"
form = "https://essai.example/formulaire"
data_protection = "dpd@essai.example"
"""


class Outline(HTMLParser):
    """Tags of a document, in their order, with their attributes."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | bytes) -> Path:
    """An operator's file, in force."""
    path = tmp_path / "operator.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    monkeypatch.setenv("MAILLAGE_OPERATOR", str(path))
    return path


def source(name: str) -> str:
    return declarations.page(name).content.decode()


def said(name: str) -> str:
    """What a page says, without tags."""
    body = source(name).partition("<body>")[2]
    return html.unescape(re.sub(r"<[^>]+>", " ", body))


@pytest.fixture(autouse=True)
def no_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAILLAGE_OPERATOR", raising=False)


@pytest.mark.parametrize("name", declarations.PAGES)
def test_a_page_is_well_made(name: str) -> None:
    outline = Outline(source(name))
    assert outline.all("html") == [{"lang": "fr"}]
    for landmark in ("header", "nav", "main", "footer", "h1", "title"):
        assert len(outline.all(landmark)) == 1
    assert outline.all("script") == []
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    (current,) = [link for link in outline.all("a") if "aria-current" in link]
    assert current["href"] == name
    assert outline.all("a")[0]["href"] == f"#{outline.all('main')[0]['id']}"


@pytest.mark.parametrize("name", declarations.PAGES)
@pytest.mark.parametrize("place", ["https://maillage.example/", "https://maillage.example/sous/chemin/"])
def test_links_hold_wherever_the_dashboard_is_served(name: str, place: str) -> None:
    links = [str(link["href"]) for link in Outline(source(name)).all("a")]
    ours = {urljoin(place + name, link) for link in links if "://" not in link and not link.startswith("#")}
    assert ours == {place, *(place + path for path in declarations.PAGES)}
    footer = Outline(markup.template("footer.html").render(sources=[], note=""))
    assert {urljoin(f"{place}vagues", str(link["href"])) for link in footer.all("a")} == {
        place + path for path in declarations.PAGES
    }
    assert {link["target"] for link in footer.all("a")} == {"_blank"}


@pytest.mark.parametrize("name", declarations.PAGES)
def test_french_typography(name: str) -> None:
    text = said(name)
    assert re.findall(r"[^\s\u00a0]'|[^\u00a0]:[ \n]|[^\u202f];[ \n]| »|« ", text) == []


def test_the_declaration_says_what_the_law_wants() -> None:
    text = said(declarations.ACCESSIBILITY)
    for stated in (
        f"Accessibilité{NB}: non conforme",
        "aucun audit",
        "4.1.2",
        "2005-102",
        "2019-768",
        f"Cette déclaration est du {declarations.DECLARED_ON:%d/%m/%Y}",
        "La carte, prise seule",
        "Chercher une commune",
        "Défenseur des droits",
        "Libre réponse 71120, 75342 Paris CEDEX 07",
    ):
        assert stated in text
    links = [link["href"] for link in Outline(source(declarations.ACCESSIBILITY)).all("a")]
    assert "https://formulaire.defenseurdesdroits.fr/" in links


def test_the_legal_notice_names_every_source_and_cookie() -> None:
    text = said(declarations.LEGAL)
    for record in load_sources():
        assert record.producer in text
        assert record.licence in text
        assert record.content in text
    for kept in ("_streamlit_xsrf", "maillage", "stActiveTheme"):
        assert kept in text
    for title in ("Éditeur", "Hébergeur", "Contact", "Direction de la publication", "Données personnelles"):
        assert title in text


def test_what_is_not_filled_in_is_said() -> None:
    # Publisher: 4, host: 3, contact: 3, data protection: 1; then name, three ways of contact, address.
    assert said(declarations.LEGAL).count(TO_FILL) == 11
    assert said(declarations.ACCESSIBILITY).count(TO_FILL) == 5


def test_the_example_is_empty_and_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, monkeypatch, EXAMPLE.read_bytes())
    assert read_operator(EXAMPLE) == (Operator(), [])
    document = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert {table: set(keys) for table, keys in document.items()} == {
        table.name: {key.name for key in fields(getattr(Operator(), table.name))}
        for table in fields(Operator)
    }
    assert said(declarations.LEGAL).count(TO_FILL) == 11


def test_what_is_filled_in_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, monkeypatch, FILLED)
    legal, accessibility = said(declarations.LEGAL), said(declarations.ACCESSIBILITY)
    for keys in tomllib.loads(FILLED).values():
        for value in keys.values():
            assert value in legal
    for value in ("Préfecture d’essai", "aide@essai.example", "57000 Essai"):
        assert value in accessibility
    assert TO_FILL not in legal + accessibility
    links = [link["href"] for link in Outline(source(declarations.LEGAL)).all("a")]
    assert {"mailto:aide@essai.example", "mailto:dpd@essai.example"} <= set(links)
    assert "https://essai.example/formulaire" in links


def test_a_change_of_the_file_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, monkeypatch, "")
    assert TO_FILL in said(declarations.LEGAL)
    path.write_text(FILLED, encoding="utf-8")
    assert TO_FILL not in said(declarations.LEGAL)
    path.unlink()
    assert TO_FILL in said(declarations.LEGAL)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7 * 7 }}",
        "</dd></dl></main>",
        'a@b"onfocus="alert(1)',
        "https://x/\"onfocus='alert(1)'",
        "javascript:alert(1)",
        "\u202e\x7f\U0001f4a3",
    ],
)
def test_hostile_values_are_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hostile: str) -> None:
    plain = [tag for tag, _ in Outline(source(declarations.LEGAL)).tags if tag not in ("a", "em")]
    quoted = hostile.replace("\\", "\\\\").replace('"', '\\"').replace("\x7f", "\\u007F")
    lines = [
        f'[{table.name}]\n{key.name} = "{quoted}"\n' if not place else f'{key.name} = "{quoted}"\n'
        for table in fields(Operator)
        for place, key in enumerate(fields(getattr(Operator(), table.name)))
    ]
    written(tmp_path, monkeypatch, "".join(lines))
    outline = Outline(source(declarations.LEGAL))
    assert [tag for tag, _ in outline.tags if tag not in ("a", "em")] == plain
    assert not [name for _, attributes in outline.tags for name in attributes if name.startswith("on")]
    links = [str(link["href"]) for link in outline.all("a")]
    assert not [link for link in links if link.startswith(("javascript", "data"))]
    text = said(declarations.LEGAL)
    assert TO_FILL not in text
    # Typography apart.
    assert hostile.replace("'", "’") in text


@pytest.mark.parametrize(
    ("content", "problem", "kept"),
    [
        ('[publisher]\nnom = "x"\nname = "Le Nom"', "unknown key: publisher.nom", "Le Nom"),
        ('[editeur]\nname = "x"\n[host]\nname = "Le Nom"', "unknown table or key: editeur", "Le Nom"),
        ('[publisher]\nname = 3\ndirector = "Le Nom"', "publisher.name must be a text", "Le Nom"),
        ('publisher = "x"\n[host]\nname = "Le Nom"', "publisher must be a table", "Le Nom"),
        ("[publisher\n", "not TOML", TO_FILL),
        (b'[publisher]\nname = "\xe9"', "not TOML in UTF-8", TO_FILL),
    ],
)
def test_a_wrong_file_is_told_once_in_the_log(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    content: str | bytes,
    problem: str,
    kept: str,
) -> None:
    path = written(tmp_path, monkeypatch, content)
    with caplog.at_level(logging.WARNING, "maillage"):
        for name in (declarations.LEGAL, declarations.ACCESSIBILITY, declarations.LEGAL):
            assert TO_FILL in said(name)
    assert kept in said(declarations.LEGAL)
    (message,) = caplog.messages
    assert problem in message
    assert str(path) in message


@pytest.mark.parametrize("missing", ["absent.toml", "."])
def test_a_missing_file_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, missing: str
) -> None:
    monkeypatch.setenv("MAILLAGE_OPERATOR", str(tmp_path / missing))
    with caplog.at_level(logging.WARNING, "maillage"):
        assert said(declarations.LEGAL).count(TO_FILL) == 11
    (message,) = caplog.messages
    assert "cannot be read" in message


@pytest.mark.parametrize("name", declarations.PAGES)
def test_a_page_is_served_compressed_and_checked_again(dashboard: str, name: str) -> None:
    status, headers, body = get(dashboard + name, "gzip")
    assert status == 200
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Cache-Control"] == "no-cache"
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Set-Cookie"] is None
    assert gzip.decompress(body) == get(dashboard + name)[2] == declarations.page(name).content
    # With the choices of a page of the dashboard, as without.
    assert get(f"{dashboard}{name}?departement=54", "gzip")[2] == body


@pytest.mark.parametrize("name", declarations.PAGES)
def test_streamlit_s_page_leaves_them_alone(name: str) -> None:
    assert not shell.is_page(f"/{name}")
