"""A visitor loads a file: a summary first, then the whole dashboard on it, for them alone."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.pages.test_own_file import export


def load(visit: Visit, content: bytes, name: str = "essai.csv") -> None:
    visit.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )


def test_a_file_is_summed_up_then_shown_then_left(visit_at: Callable[[int, int], Visit]) -> None:
    visit, other = visit_at(1366, 900), visit_at(1366, 900)
    visit.open("donnees")
    load(visit, export())
    summary = visit.page.locator(".m-figures").last
    expect(summary).to_contain_text("9")
    expect(summary).to_contain_text("1 rejetée")
    expect(visit.page.get_by_text("Meurthe-et-Moselle (54)")).to_be_visible()
    # Not used yet: the page still speaks of the application's file.
    expect(visit.page.locator(".m-heading")).to_contain_text("12\u00a0lignes lues")

    visit.page.get_by_role("button", name="Afficher ce fichier").click()
    # Moselle is not in the file: the dashboard goes where the file has most posts.
    expect(visit.page).to_have_url(re.compile("departement=54"))
    visit.page.get_by_role("link", name="Couverture").click()
    expect(visit.page.locator("h1")).to_contain_text("Meurthe-et-Moselle")
    expect(visit.page.get_by_text("essai.csv").first).to_be_visible()
    visit.wait_for_paint()
    expect(visit.map).to_have_attribute("data-communes", "591")
    expect(visit.map).to_have_attribute("data-structures", "1")

    # Another visitor sees nothing of it, even by the same link.
    other.open("?departement=54")
    expect(other.page.locator(".m-heading")).to_contain_text("aucune structure")
    expect(other.page.get_by_text("essai.csv")).to_have_count(0)

    visit.page.get_by_role("button", name="Revenir au fichier de l’application").click()
    expect(visit.page.get_by_text("essai.csv")).to_have_count(0)
    assert visit.foreign == []
    assert visit.errors == []


def test_a_refused_file_is_one_sentence(visit: Visit) -> None:
    visit.open("donnees")
    load(visit, b"Nom;Ville\nMairie;Metz\n")
    expect(visit.page.get_by_text("n’a pas les colonnes")).to_be_visible()
    expect(visit.page.get_by_role("button", name="Afficher ce fichier")).to_have_count(0)
    expect(visit.page.locator(".stException")).to_have_count(0)


def test_department_is_found_by_typing(visit: Visit) -> None:
    visit.open()
    visit.page.get_by_role("combobox", name="Département").click()
    visit.page.keyboard.type("Réunion")
    visit.page.get_by_role("option", name="La Réunion (974)").wait_for()
    visit.page.keyboard.press("Enter")
    expect(visit.page).to_have_url(re.compile("departement=974"))
    expect(visit.map).to_have_attribute("data-communes", "24")
    assert visit.errors == []
