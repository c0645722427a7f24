"""What a map's colours and circles mean, for the screen and for print."""

from dataclasses import dataclass

from geo.french import NBSP, count, number, typographic
from geo.layers import Layer
from geo.maps import circle_radius
from geo.wording import counted

CIRCLE_SIZES = (1, 5, 10)


@dataclass(frozen=True)
class ClassLine:
    """A line of the legend: a colour, its bounds, what falls in it."""

    color: str
    label: str
    content: str


def class_lines(layer: Layer, people: str = "hab.") -> tuple[ClassLine, ...]:
    """The classes that some territory is in; ``people``: what the layer's people are."""
    return tuple(
        ClassLine(
            entry.color,
            typographic(entry.label),
            f"{counted(entry.territories, layer.level)}, {number(entry.population)}{NBSP}{people}",
        )
        for entry in layer.legend
        if entry.territories
    )


def circle_sizes() -> tuple[tuple[str, float], ...]:
    """Circles to compare with: posts in words, radius in CSS pixels."""
    return tuple((count(posts, "poste"), circle_radius(posts)) for posts in CIRCLE_SIZES)
