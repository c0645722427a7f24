"""Legal category of a structure, read from its SIREN, and the checks of its SIRET."""

from enum import StrEnum

from stdnum.exceptions import ValidationError
from stdnum.fr import siret as siret_number


class Category(StrEnum):
    """Categories by SIREN prefix (INSEE numbers public bodies by kind); values go in addresses."""

    COMMUNE = "commune"
    INTERCOMMUNAL = "intercommunalite"
    DEPARTMENT = "departement"
    REGION = "region"
    SYNDICATE = "syndicat"
    LOCAL_BODY = "organisme-local"
    LOCAL_COMPANY = "entreprise-locale"
    STATE = "etat"
    PRIVATE = "prive"
    UNKNOWN = "indeterminee"


LABELS = {
    Category.COMMUNE: "Commune",
    Category.INTERCOMMUNAL: "EPCI ou autre intercommunalité",
    Category.DEPARTMENT: "Conseil départemental",
    Category.REGION: "Conseil régional",
    Category.SYNDICATE: "Syndicat",
    Category.LOCAL_BODY: "Organisme public local (CCAS…)",
    Category.LOCAL_COMPANY: "Entreprise ou office public local",
    Category.STATE: "État ou organisme national",
    Category.PRIVATE: "Droit privé (association, entreprise…)",
    Category.UNKNOWN: "Indéterminée (SIRET absent)",
}

PREFIXES = {
    "20": Category.INTERCOMMUNAL,
    "21": Category.COMMUNE,
    "22": Category.DEPARTMENT,
    "23": Category.REGION,
    "24": Category.INTERCOMMUNAL,
    "25": Category.SYNDICATE,
    "26": Category.LOCAL_BODY,
    "27": Category.LOCAL_COMPANY,
    "28": Category.LOCAL_COMPANY,
}


def is_valid_siret(siret: str) -> bool:
    """Whether the 14 digits and both Luhn keys of a SIRET hold."""
    try:
        siret_number.validate(siret)
    except ValidationError:
        return False
    return True


def category(siret: str) -> Category:
    """Category of a structure from a SIRET or SIREN (the first nine digits); "" gives UNKNOWN."""
    if len(siret) < 9 or not siret[:9].isdigit():
        return Category.UNKNOWN
    if siret[0] == "1":
        return Category.STATE
    return PREFIXES.get(siret[:2], Category.PRIVATE)


def is_public(value: Category) -> bool:
    """Whether a category is one of public law; UNKNOWN is not."""
    return value not in (Category.PRIVATE, Category.UNKNOWN)
