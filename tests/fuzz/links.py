"""Links to the pages, mutated: names, values, scenarios; what a visitor is sent by somebody else."""

import random
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pages import address, head_start
from pages.menu import PAGES

ROUTER = Path(__file__).resolve().parents[2] / "pages" / "router.py"
PATHS = [path for _, _, path in PAGES]
VALUES = [
    "", "0", "1", "-1", "9999", "10000", "1e9", "١٢", "½", "oui", "non", "OUI", "toutes", "publique", "privee", "57", "54",
    "2A", "971", "75", "99", "57463", "57463-57672", "57463-" * 40, "fin", "2021-04-14", "2021-02-31", "vague-1", "epci",
    "commune", "arrondissement", "distance", "taux", "main", "optimum", "couvrir", "5", "20", "1.3", "<script>", "{{7*7}}",
    "![](https://maillage.invalid/)", "../../etc/passwd", "\u0000", "\u202e", "é" * 300, "a" * 5000, "%", "&", "=", "'", '"', "\\",
]  # fmt: skip


def case(draw: random.Random) -> bytes:
    """``path?query`` with up to eight parameters, some of them no name of ours."""
    names = [*address.DEFAULTS, *address.DEFAULTS, "x", "date ", "DEPARTEMENT", "__proto__", "embed", "é"]
    pairs = [(draw.choice(names), draw.choice(VALUES)) for _ in range(draw.randint(0, 8))]
    query = urlencode(pairs, quote_via=quote)
    if query and draw.random() < 0.3:
        place = draw.randrange(len(query))
        query = query[:place] + draw.choice(["%", "%00", "&&", "=", "+", "%C3", "#", ";"]) + query[place:]
    return f"{draw.choice(PATHS)}?{query}".encode()


def check(content: bytes) -> None:
    """The page is shown, with no error and one title; once the visitor has touched nothing, it stays so."""
    head_start.SECONDS = 0
    path, _, query = content.decode().partition("?")
    test = AppTest.from_file(str(ROUTER), default_timeout=150)
    for name, value in parse_qsl(query, keep_blank_values=True):
        test.query_params[name] = value
    test._page_hash = calc_hash(path)
    test.run()
    assert not test.exception
    # What cannot be computed (more posts than communes...) is one sentence.
    assert all(error.value for error in test.error)
    titles = [block for block in test.get("html") if "<h1>" in str(block.proto.body)]
    assert len(titles) == 1
    test.run()
    assert not test.exception


def longest_s(content: bytes) -> float:
    """No page may take longer, but for the one that searches an optimum, whose search has its own limit
    and shows its progress."""
    return 90.0 if content.startswith(b"prochains-postes") else 5.0
