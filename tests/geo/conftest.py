"""Fixtures of the tests of geo: hand-made territories, and the shipped department."""

import geopandas as gpd
import pandas as pd
import pytest

from geo.communes import load_codes, load_communes
from geo.paths import STRUCTURES
from geo.selection import Selection
from geo.structures import Reading, read_structures
from geo.study import Study, study
from tests.geo.builders import known_codes, square_communes


@pytest.fixture
def squares() -> gpd.GeoDataFrame:
    """Six square communes of 10 km."""
    return square_communes()


@pytest.fixture
def codes() -> pd.DataFrame:
    """Codes of a few communes, merged ones and arrondissements of large cities included."""
    return known_codes()


@pytest.fixture(scope="session")
def shipped_codes() -> pd.DataFrame:
    """The shipped table of codes."""
    return load_codes()


@pytest.fixture(scope="session")
def moselle() -> gpd.GeoDataFrame:
    """The shipped communes of Moselle. Never changed by a test."""
    return load_communes("57")


@pytest.fixture(scope="session")
def shipped_reading(shipped_codes: pd.DataFrame) -> Reading:
    """The shipped structures."""
    return read_structures(STRUCTURES, shipped_codes)


@pytest.fixture(scope="session")
def moselle_study(shipped_reading: Reading) -> Study:
    """Moselle with the shipped structures, nothing filtered."""
    return study("57", shipped_reading, Selection())
