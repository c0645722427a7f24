"""Indicators: each is defined, in French, for the screen."""

import pytest

from geo.indicators import DESCRIPTIONS, Indicator


def test_every_indicator_is_described_once():
    assert set(DESCRIPTIONS) == set(Indicator)
    labels = [description.label for description in DESCRIPTIONS.values()]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("indicator", list(Indicator))
def test_definitions_are_whole_french_sentences(indicator):
    definition = DESCRIPTIONS[indicator].definition
    assert definition[0].isupper()
    assert definition.endswith(".")
    assert "'" not in definition, "the typographic apostrophe is ’"
    assert "  " not in definition


def test_distance_says_what_it_is_not():
    assert "à vol d’oiseau" in DESCRIPTIONS[Indicator.DISTANCE].definition
    assert DESCRIPTIONS[Indicator.DISTANCE].unit == "km"


def test_values_are_fit_for_an_address():
    assert all(value.isascii() and value.isalpha() and value.islower() for value in Indicator)
