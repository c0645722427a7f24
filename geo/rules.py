"""Rules that the rows of an export must keep, and the French sentence for each one broken."""

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd
import pandera.pandas as pa


class Severity(StrEnum):
    """What a flag means for its row: refused, to be checked, or good to know."""

    ERROR = "erreur"
    WARNING = "avertissement"
    NOTE = "information"


@dataclass(frozen=True)
class Flag:
    """A rule's severity and sentence; ``{value}`` is the cell as the file has it."""

    severity: Severity
    message: str


FLAGS = {
    "postes-invalides": Flag(
        Severity.ERROR, "Nombre de postes illisible, nul ou négatif (« {value} ») : ligne rejetée."
    ),
    "departement-inconnu": Flag(
        Severity.ERROR, "Ni commune ni département exploitables (« {value} ») : ligne rejetée."
    ),
    "cellules": Flag(
        Severity.ERROR, "La ligne a {value} cellules, ce que l’en-tête n’a pas : ligne rejetée."
    ),
    "commune-absente": Flag(
        Severity.WARNING,
        "Code de commune absent : postes comptés dans le département déclaré, hors de la carte.",
    ),
    "commune-inconnue": Flag(
        Severity.WARNING,
        "Code de commune inconnu (« {value} ») : postes comptés dans le département déclaré, "
        "hors de la carte.",
    ),
    "commune-fusionnee": Flag(
        Severity.NOTE,
        "Code {value} d’une commune fusionnée ou d’un arrondissement municipal : rattaché à la "
        "commune actuelle.",
    ),
    "commune-sans-contour": Flag(
        Severity.WARNING, "Commune {value} sans contour connu : postes comptés, hors de la carte."
    ),
    "departement-different": Flag(
        Severity.WARNING,
        "Département déclaré ({value}) différent de celui de la commune, qui est retenu.",
    ),
    "date-invalide": Flag(Severity.WARNING, "Date de validation absente ou impossible (« {value} »)."),
    "type-inconnu": Flag(Severity.WARNING, "Type « {value} » : ni publique ni privée."),
    "siret-absent": Flag(Severity.WARNING, "SIRET absent : catégorie juridique indéterminée."),
    "siret-invalide": Flag(Severity.WARNING, "SIRET dont les clés de contrôle sont fausses ({value})."),
    "siret-repete": Flag(
        Severity.NOTE, "SIRET {value} déjà présent : plusieurs attributions à la même structure."
    ),
    "type-et-siren": Flag(
        Severity.WARNING,
        "Type « {value} » en désaccord avec la catégorie que donne le SIREN ; type conservé.",
    ),
    "position-ignoree": Flag(
        Severity.WARNING,
        "Coordonnées illisibles ou loin de la commune ({value}) : placée au point de la commune.",
    ),
    "personne-physique": Flag(
        Severity.WARNING, "Nom d’une personne physique dans la source : il n’est pas affiché."
    ),
    "nom-absent": Flag(Severity.WARNING, "Raison sociale absente."),
    "remarque": Flag(Severity.WARNING, "{value}"),
}  # fmt: skip


def rule(code: str, *accepted: str) -> pa.Check:
    """A check named after its flag: the column holds one of the accepted values."""
    return pa.Check.isin(list(accepted), error=code)


# Each ``*_status`` column says what was made of a cell; a failing check becomes the flag it names.
RULES = pa.DataFrameSchema(
    {
        "posts_status": pa.Column(str, rule("postes-invalides", "ok")),
        "department": pa.Column(str, pa.Check.str_length(2, 3, error="departement-inconnu")),
        "cells_status": pa.Column(str, rule("cellules", "ok")),
        "commune_status": pa.Column(
            str,
            [
                rule("commune-absente", "ok", "merged", "shapeless", "unknown"),
                rule("commune-inconnue", "ok", "merged", "shapeless", "absent"),
                rule("commune-sans-contour", "ok", "merged", "absent", "unknown"),
                rule("commune-fusionnee", "ok", "shapeless", "absent", "unknown"),
            ],
        ),
        "department_status": pa.Column(str, rule("departement-different", "ok")),
        "date_status": pa.Column(str, rule("date-invalide", "ok")),
        "type_status": pa.Column(
            str,
            [rule("type-inconnu", "ok", "disagrees"), rule("type-et-siren", "ok", "unknown")],
        ),
        "siret_status": pa.Column(
            str,
            [
                rule("siret-absent", "ok", "invalid", "repeated"),
                rule("siret-invalide", "ok", "absent", "repeated"),
                rule("siret-repete", "ok", "absent", "invalid"),
            ],
        ),
        "position_status": pa.Column(str, rule("position-ignoree", "ok")),
        "name_status": pa.Column(
            str, [rule("personne-physique", "ok", "absent"), rule("nom-absent", "ok", "person")]
        ),
        "remark_status": pa.Column(str, rule("remarque", "ok")),
    }
)
# The cell that a failing rule quotes.
QUOTED = {
    "posts_status": "posts", "department": "department_code", "cells_status": "cells",
    "commune_status": "commune_code", "department_status": "department_code",
    "date_status": "validated_on", "type_status": "type", "siret_status": "siret",
    "position_status": "coordinates", "name_status": None, "remark_status": "remark",
}  # fmt: skip
QUOTE_LENGTH = 40
REMARK_LENGTH = 300


def judge(facts: pd.DataFrame, text: pd.DataFrame) -> pd.DataFrame:
    """Flags of the rows that break a rule: line, code, severity, message."""
    try:
        RULES.validate(facts, lazy=True)
    except pa.errors.SchemaErrors as errors:
        failures = errors.failure_cases
    else:
        return pd.DataFrame(columns=["line", "code", "severity", "message"])
    quoted = text.assign(coordinates=text["latitude"] + " " + text["longitude"], cells=facts["cells_status"])
    flags = []
    for failure in failures.to_dict("records"):
        flag = FLAGS[str(failure["check"])]
        column = QUOTED[str(failure["column"])]
        value = "" if column is None else str(quoted.at[failure["index"], column])
        longest = REMARK_LENGTH if column == "remark" else QUOTE_LENGTH
        if len(value) > longest:
            value = value[:longest] + "…"
        message = flag.message.replace("{value}", value)
        flags.append((failure["index"], failure["check"], flag.severity.value, message))
    frame = pd.DataFrame(flags, columns=["line", "code", "severity", "message"])
    return frame.sort_values(["line", "code"], ignore_index=True)
