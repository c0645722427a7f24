"""Legal category from the SIREN, and check digits of the SIRET."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.categories import LABELS, Category, category, is_public, is_valid_siret


@pytest.mark.parametrize(
    ("siret", "expected"),
    [
        ("21570463600012", Category.COMMUNE),  # Metz
        ("24570037200072", Category.INTERCOMMUNAL),  # Forbach Porte de France
        ("20004293500011", Category.INTERCOMMUNAL),  # Haut-Bugey agglomération
        ("22570001800010", Category.DEPARTMENT),
        ("23570001600010", Category.REGION),
        ("25010021100011", Category.SYNDICATE),
        ("26570001100010", Category.LOCAL_BODY),
        ("27570001900010", Category.LOCAL_COMPANY),
        ("28570001700010", Category.LOCAL_COMPANY),
        ("13002526500013", Category.STATE),
        ("18973906400015", Category.STATE),
        ("32902340200020", Category.PRIVATE),  # Mission locale du pays messin
        ("77994094900059", Category.PRIVATE),
        ("215704636", Category.COMMUNE),
        ("", Category.UNKNOWN),
        ("21570", Category.UNKNOWN),
        ("null", Category.UNKNOWN),
        ("2157O463600012", Category.UNKNOWN),
    ],
)
def test_category_of_a_siren(siret, expected):
    assert category(siret) is expected


def test_public_law():
    private = {value for value in Category if not is_public(value)}
    assert private == {Category.PRIVATE, Category.UNKNOWN}


def test_every_category_has_its_label():
    assert set(LABELS) == set(Category)
    assert len(set(LABELS.values())) == len(Category)
    assert all(value.isascii() for value in Category), "values go in addresses"


def luhn_sum(digits):
    """ISO/IEC 7812-1: every second digit from the right is doubled."""
    doubled = [int(c) * (1 + place % 2) for place, c in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled)


def keyed(digits):
    return next(digits + str(key) for key in range(10) if luhn_sum(digits + str(key)) % 10 == 0)


@settings(max_examples=100, deadline=None)
@given(
    siren=st.integers(0, 10**8 - 1).map(lambda n: f"{n:08d}").filter(lambda s: s != "35600000"),
    office=st.integers(0, 9999).map(lambda n: f"{n:04d}"),
)
def test_keyed_numbers_are_valid_and_no_other_key_is(siren, office):
    siret = keyed(keyed(siren) + office)
    assert is_valid_siret(siret)
    for key in range(10):
        assert is_valid_siret(siret[:-1] + str(key)) == (str(key) == siret[-1])


@pytest.mark.parametrize(
    "siret", ["", "null", "21570463600011", "2157046360001", "215704636000123", "21570463600O12"]
)
def test_what_is_no_siret(siret):
    assert not is_valid_siret(siret)


def test_post_office():
    # La Poste's offices follow another rule: the sum of their digits is a multiple of five.
    assert sum(map(int, "35600000049837")) % 5 == 0
    assert is_valid_siret("35600000049837")
