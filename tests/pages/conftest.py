"""Pages run without a browser, through Streamlit's AppTest."""

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pages import head_start

# AppTest must load the router: on dashboard.py it would see an empty page and pass on nothing.
ROUTER = Path(__file__).resolve().parents[2] / "pages" / "router.py"
Opener = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def no_head_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no browser here for the map to be drawn in."""
    monkeypatch.setattr(head_start, "SECONDS", 0)


@pytest.fixture
def open_page() -> Opener:
    """Open a page by its path, with the parameters of its address."""

    def opened(path: str = "", **query: str) -> AppTest:
        test = AppTest.from_file(str(ROUTER), default_timeout=60)
        for name, value in query.items():
            test.query_params[name] = value
        # AppTest.switch_page only knows pages that are files; ours are functions with a path.
        test._page_hash = calc_hash(path)
        return test.run()

    return opened


def text_of(test: AppTest) -> str:
    """All that the page's HTML blocks, headers and messages say, without tags."""
    blocks = [str(block.proto.body) for block in test.get("html")]
    blocks += [element.value for kind in ("header", "error", "warning", "info") for element in test.get(kind)]
    return html.unescape(re.sub(r"<[^>]+>", " ", " ".join(blocks)))


def title_of(test: AppTest) -> str:
    """The page's first-level title."""
    found = re.findall(r"<h1>(.*?)</h1>", " ".join(str(block.proto.body) for block in test.get("html")))
    assert len(found) == 1
    return html.unescape(found[0])
