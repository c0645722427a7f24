"""Indicators: what a figure on the map means, in words."""

from dataclasses import dataclass
from enum import StrEnum

from geo.territories import Level


class Indicator(StrEnum):
    """What the map shows; values go in addresses."""

    DISTANCE = "distance"
    POSTS = "postes"
    RATE = "taux"
    WAVE = "vague"
    LEFT_OUT = "eloignes"
    SITING = "effet"


@dataclass(frozen=True)
class Description:
    """Words of an indicator: its name, its definition, its unit and decimals (French)."""

    label: str
    definition: str
    unit: str
    decimals: int
    mean: bool = False

    def label_of(self, level: Level) -> str:
        """The name at a level: above the commune, a distance is a mean."""
        return f"{self.label} moyenne" if self.mean and level is not Level.COMMUNE else self.label


DESCRIPTIONS = {
    Indicator.DISTANCE: Description(
        "Distance",
        "Distance à vol d’oiseau, et non par la route, entre le point de service de la commune "
        "(sa mairie) et la structure la plus proche ; pour un EPCI ou un arrondissement, moyenne "
        "pondérée par la population.",
        "km",
        1,
        mean=True,
    ),
    Indicator.POSTS: Description(
        "Postes",
        "Nombre de postes de conseillers validés par le COSELEC dans les structures dont le siège "
        "est dans le territoire.",
        "poste(s)",
        0,
    ),
    Indicator.RATE: Description(
        "Postes pour 100 000 hab.",
        "Postes validés dans le territoire, rapportés à sa population, pour 100 000 habitants. "
        "Dans une petite commune, un seul poste donne un taux très élevé.",
        "pour 100 000 hab.",
        2,
    ),
    Indicator.LEFT_OUT: Description(
        "Habitants éloignés",
        "Habitants des communes dont le point de service est au-delà du seuil de toute structure.",
        "hab.",
        0,
    ),
    Indicator.SITING: Description(
        "Effet des nouveaux postes",
        "Communes que les postes proposés font passer sous le seuil de distance.",
        "",
        0,
    ),
    Indicator.WAVE: Description(
        "Vague",
        "Vague dans laquelle le premier poste du territoire a été validé.",
        "",
        0,
    ),
}
