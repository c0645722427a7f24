"""axe-core in every frame of a page, with all the rules that it runs by default, best practice included."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

# What is told of each finding: the rule, the element, and why.
RUN = """() => axe.run(document, {resultTypes: ['violations', 'passes']}).then(found => ({
    frames: found.passes.flatMap(rule => rule.nodes).some(node => node.target.length > 1),
    violations: found.violations.flatMap(rule => rule.nodes.map(node =>
        `${rule.id}: ${node.target} ${node.html.slice(0, 150)} ${node.failureSummary}`)),
}))"""


@lru_cache
def script() -> str:
    """axe-core, as axe-playwright-python brings it."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def examine(page: Page) -> dict[str, Any]:
    """``violations``: one text a finding; ``frames``: whether it looked inside a frame too."""
    for frame in page.frames:
        frame.evaluate(script())
    found: dict[str, Any] = page.evaluate(RUN)
    return found


def violations(page: Page) -> list[str]:
    """What axe finds wrong in a page and all its frames."""
    return list(examine(page)["violations"])
