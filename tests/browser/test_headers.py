"""What the content security policy stops in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

BLOCKED = """async () => {
  const seen = [];
  document.addEventListener("securitypolicyviolation", event => seen.push(event.effectiveDirective));
  const script = document.createElement("script");
  script.textContent = "window.ran = true";
  document.body.append(script);
  const image = new Image();
  image.src = "https://maillage.invalid/x.png";
  await fetch("https://maillage.invalid/").catch(() => {});
  await new Promise(resolve => setTimeout(resolve, 300));
  return { ran: window.ran === true, seen: seen.sort() };
}"""


def test_nothing_foreign_runs_or_is_fetched(visit: Visit) -> None:
    visit.open()
    visit.wait_for_paint()
    assert visit.errors == []
    stopped = visit.page.evaluate(BLOCKED)
    assert stopped == {"ran": False, "seen": ["connect-src", "img-src", "script-src-elem"]}


@pytest.mark.parametrize("path", ["vagues", "zones-sous-couvertes", "prochains-postes?postes=2"])
def test_charts_are_drawn_under_it(visit: Visit, path: str) -> None:
    visit.open(path)
    expect(visit.page.locator(".vega-embed :is(canvas, svg)").first).to_be_visible()
    assert visit.errors == []
    assert visit.foreign == []
