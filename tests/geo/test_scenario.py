"""A scenario's file: it comes back as it was, and a wrong one is one sentence."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import DataError
from geo.scenario import LARGEST_FILE, Scenario, from_json, to_json

GOOD = Scenario("Variante A", "57", {"seuil": "5", "postes": "31"}, ("57630", "2A004"), {"covered": 927368.0})


def test_round_trip() -> None:
    assert from_json(to_json(GOOD)) == GOOD


@settings(max_examples=100, deadline=None)
@given(name=st.text(max_size=60), value=st.text(max_size=20))
def test_any_text_comes_back(name: str, value: str) -> None:
    scenario = Scenario(name, "57", {"type": value}, (), {})
    assert from_json(to_json(scenario)) == scenario


def altered(**changes: object) -> bytes:
    return json.dumps(json.loads(to_json(GOOD)) | changes).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        altered(format="another"),
        altered(communes=["<script>"]),
        altered(communes=["57630"] * 1_001),
        altered(communes=7),
        altered(choices=["seuil"]),
        altered(figures={"covered": "beaucoup"}),
        to_json(GOOD) + b" " * LARGEST_FILE,
    ],
)
def test_a_wrong_file_is_refused(content: bytes) -> None:
    with pytest.raises(DataError, match="n’est pas un scénario"):
        from_json(content)
