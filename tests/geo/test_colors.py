"""Colours of maps and charts, by computation: told apart by every eye, in grey, and on white.

Colour vision deficiencies are simulated by the model of Machado, Oliveira and Fernandes (2009) at its
full severity; distances are Euclidean in CAM02-UCS (Luo, Cui and Li, 2006), where 1 is about what an eye
can tell.
"""

from itertools import combinations, pairwise

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE

from geo.layers import CATEGORIES, EFFECT, NO_DATA, NO_POST, SEQUENTIAL, wave_colors
from geo.maps import CIRCLE_COLOR
from pages import charts

EYES = [None, "deuteranomaly", "protanomaly", "tritanomaly"]
APART = 10
MOST_WAVES = 6
CLASSES = {
    "sequential": [*SEQUENTIAL, NO_DATA],
    "effect": [SEQUENTIAL[0], EFFECT, SEQUENTIAL[3]],
    "charts": [charts.INK, charts.MAIN, charts.SECOND],
    **{f"{waves} waves": [*wave_colors(waves), NO_POST] for waves in range(1, MOST_WAVES + 1)},
}


def rgb(color):
    return np.array([int(color[start : start + 2], 16) for start in (1, 3, 5)]) / 255


def seen(color, eye):
    """A colour as an eye sees it."""
    if eye is None:
        return rgb(color)
    space = {"name": "sRGB1+CVD", "cvd_type": eye, "severity": 100}
    return np.clip(cspace_convert(rgb(color), space, "sRGB1"), 0, 1)


def distance(one, other, eye):
    return float(deltaE(seen(one, eye), seen(other, eye), input_space="sRGB1", uniform_space="CAM02-UCS"))


def contrast(one, other):
    """Contrast ratio of WCAG 2."""
    linear = [np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) for c in map(rgb, (one, other))]
    dark, light = sorted(float(c @ [0.2126, 0.7152, 0.0722]) for c in linear)
    return (light + 0.05) / (dark + 0.05)


def test_the_simulation_knows_what_eyes_confuse():
    """A red and a green of one lightness, for the eyes that lack one of their cones only."""
    red, green = "#D9655A", "#8A9440"
    assert distance(red, green, None) > 3 * APART
    assert distance(red, green, "deuteranomaly") < APART
    assert distance(red, green, "tritanomaly") > 2 * APART
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("name", CLASSES)
def test_classes_are_told_apart(name, eye):
    close = {pair: distance(*pair, eye) for pair in combinations(CLASSES[name], 2)}
    assert {pair: far for pair, far in close.items() if far < APART} == {}


@pytest.mark.parametrize("waves", [None, *range(len(CATEGORIES) + 1, MOST_WAVES + 1)])
def test_ordered_classes_darken_in_grey(waves):
    lightness = [
        float(cspace_convert(rgb(color), "sRGB1", "CAM02-UCS")[0])
        for color in (SEQUENTIAL if waves is None else wave_colors(waves))
    ]
    assert all(light - dark > APART for light, dark in pairwise(lightness))


@pytest.mark.parametrize("eye", EYES)
def test_circles_stand_out_of_every_class(eye):
    under = [*SEQUENTIAL, *CATEGORIES, EFFECT, NO_DATA, NO_POST]
    assert min(distance(CIRCLE_COLOR, color, eye) for color in under) > 2 * APART


@pytest.mark.parametrize("color", [charts.INK, charts.MAIN, charts.SECOND])
def test_texts_of_charts_are_read_on_white(color):
    assert contrast(color, "#FFFFFF") >= 4.5


def test_lines_of_charts_are_seen_on_white():
    assert contrast(charts.EQUALITY, "#FFFFFF") >= 3
