"""Rules that the rows of an export must keep, and the French sentence for each one broken."""

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd
import pandera.pandas as pa

from geo.cells import PERSON


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
    "postes-trop-nombreux": Flag(
        Severity.ERROR, "Nombre de postes hors de toute vraisemblance (« {value} ») : ligne rejetée."
    ),
    "postes-invalides": Flag(
        Severity.ERROR, "Nombre de postes illisible, nul ou négatif (« {value} ») : ligne rejetée."
    ),
    "departement-inconnu": Flag(
        Severity.ERROR, "Ni commune ni département exploitables (« {value} ») : ligne rejetée."
    ),
    "cellules": Flag(
        Severity.ERROR, "La ligne a {value} cellules, et non autant que l’en-tête : ligne rejetée."
    ),
    "commune-absente": Flag(
        Severity.WARNING,
        "Code de commune absent : structure hors de la carte, dans le département déclaré.",
    ),
    "commune-inconnue": Flag(
        Severity.WARNING,
        "Code de commune inconnu (« {value} ») : structure hors de la carte, dans le "
        "département déclaré.",
    ),
    "commune-fusionnee": Flag(
        Severity.NOTE,
        "Code {value} d’une commune fusionnée ou d’un arrondissement municipal : rattaché à la "
        "commune actuelle.",
    ),
    "commune-sans-contour": Flag(
        Severity.WARNING, "Commune {value} sans contour connu : structure hors de la carte."
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
        "posts_status": pa.Column(
            str,
            [
                rule("postes-invalides", "ok", "excessive"),
                rule("postes-trop-nombreux", "ok", "invalid"),
            ],
        ),
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
    "posts_status": "posts", "department": "declared", "cells_status": "cells",
    "commune_status": "commune_code", "department_status": "declared",
    "date_status": "validated_on", "type_status": "type", "siret_status": "siret",
    "position_status": "coordinates", "name_status": None, "remark_status": "remark",
}  # fmt: skip
QUOTE_LENGTH = 40
REMARK_LENGTH = 300
HIDDEN = "nom non affiché"
# A spreadsheet would run a cell that begins so.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def quotable(cell: object) -> str:
    """A cell as a message may quote it: never a natural person's name, wherever it strayed."""
    return HIDDEN if PERSON.fullmatch(str(cell)) else str(cell)


def no_issues() -> pd.DataFrame:
    """An empty table of flags."""
    return pd.DataFrame(columns=["line", "code", "severity", "message"])


def judge(facts: pd.DataFrame, text: pd.DataFrame) -> pd.DataFrame:
    """Flags of the rows that break a rule: line, code, severity, message."""
    try:
        RULES.validate(facts, lazy=True)
    except pa.errors.SchemaErrors as errors:
        failures = errors.failure_cases
    else:
        return no_issues()
    stated = text["department_code"]
    quoted = text.assign(
        coordinates=text["latitude"] + " " + text["longitude"],
        cells=facts["cells"],
        declared=stated.where(stated != "", text["department_label"]),
    )
    flags = []
    # In a row of the wrong length, cells may stand under another's header: nothing else is said of it.
    misshapen = set(failures.loc[failures["check"] == "cellules", "index"])
    for failure in failures.to_dict("records"):
        if failure["index"] in misshapen and failure["check"] != "cellules":
            continue
        flag = FLAGS[str(failure["check"])]
        column = QUOTED[str(failure["column"])]
        value = "" if column is None else quotable(quoted.at[failure["index"], column])
        longest = REMARK_LENGTH if column == "remark" else QUOTE_LENGTH
        if len(value) > longest:
            value = value[:longest] + "…"
        message = flag.message.replace("{value}", value)
        flags.append((failure["index"], failure["check"], flag.severity.value, message))
    frame = pd.DataFrame(flags, columns=["line", "code", "severity", "message"])
    return frame.sort_values(["line", "code"], ignore_index=True)


def issues_csv(issues: pd.DataFrame) -> bytes:
    """Flags as French Excel opens them: semicolons, UTF-8 with BOM, no cell taken for a formula."""
    named = issues.rename(
        columns={"line": "Ligne", "code": "Code", "severity": "Gravité", "message": "Message"}
    )
    safe = named.map(lambda cell: f"'{cell}" if str(cell).startswith(FORMULA_STARTS) else cell)
    return str(safe.to_csv(sep=";", index=False, lineterminator="\r\n")).encode("utf-8-sig")
