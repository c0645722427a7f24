"""What the cells of an export say: from text to facts, with a status where they say it badly."""

import re

import numpy as np
import pandas as pd

from geo.anct_file import TextTable, fold
from geo.categories import Category, category, is_public, is_valid_siret

TYPES = {"publique": "publique", "privee": "privée"}
TYPE_SPELLINGS = TYPES | {"public": "publique", "prive": "privée"}
UNSTATED = "non renseigné"
LABEL_VALUES = {"oui": "oui", "non": "non", "sans objet": "sans objet"}
LABELS = ["zrr", "qpv", "france_services"]
# A seat further than this from its commune's service point is a typing error in the coordinates.
FURTHEST_SEAT_KM = 30.0
MOST_POSTS = 1000
# The programme was announced in November 2020; a date before that year, or far ahead, is a typing error.
FIRST_DAY = pd.Timestamp(2020, 1, 1)
EARTH_RADIUS_KM = 6371.0
EMPTY = ["", "0", "null"]
# The source lists natural persons as NAME*FIRSTNAME/ ; the last stroke may be missing.
PERSON = re.compile(r"[^*]*\*.*/\s*|[^*]*[^\W\d_]{2}\*[^\W\d_]{2}[^*]*", re.DOTALL)
PERSON_NAME = "Structure à identifier (personne physique)"
UNNAMED = "Structure sans nom"


def interpret(table: TextTable, codes: pd.DataFrame) -> pd.DataFrame:
    """What each cell says: the columns of Reading.structures, and the ``*_status`` of RULES."""
    text = table.rows
    facts = pd.DataFrame(index=text.index)
    cells = pd.Series(table.malformed, dtype="int64").reindex(text.index)
    facts["cells"] = cells.fillna(0).astype("int64")
    facts["cells_status"] = np.where(cells.isna(), "ok", "malformed")
    facts = facts.join(_name(text["name"])).join(_commune(text, codes)).join(_siret(text["siret"]))
    facts["posts"] = _integer(text["posts"])
    countable = (facts["posts"] >= 1).fillna(False)
    facts["posts_status"] = np.select(
        [~countable, (facts["posts"] > MOST_POSTS).fillna(False)], ["invalid", "excessive"], "ok"
    )
    facts["validated_on"] = _date(text["validated_on"])
    facts["date_status"] = np.where(facts["validated_on"].isna(), "invalid", "ok")
    facts["type"] = text["type"].map(fold).map(TYPE_SPELLINGS).fillna(UNSTATED)
    public = facts["category"].map(is_public)
    known = facts["category"] != Category.UNKNOWN
    facts["type_status"] = np.select(
        [facts["type"] == UNSTATED, known & (public != (facts["type"] == "publique"))],
        ["unknown", "disagrees"],
        "ok",
    )
    facts["address"] = text["address"]
    facts["investment"] = _decimal(text["investment"])
    for label in LABELS:
        facts[label] = text[label].map(fold).map(LABEL_VALUES).fillna(UNSTATED)
    facts["remark_status"] = np.where(text["remark"] == "", "ok", "remark")
    facts = facts.join(_position(text, facts, codes))
    placed = (facts["commune_status"] == "shapeless") & facts["located"]
    facts["commune_status"] = facts["commune_status"].mask(placed, "ok")
    return facts


def _name(names: pd.Series) -> pd.DataFrame:
    person = names.str.fullmatch(PERSON)
    absent = names.str.casefold().isin(EMPTY)
    return pd.DataFrame(
        {
            "name": names.mask(person, PERSON_NAME).mask(absent, UNNAMED),
            "name_status": np.select([person, absent], ["person", "absent"], "ok"),
        },
        index=names.index,
    )


def _commune(text: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """The commune of today, or the declared department where the file names no usable commune."""
    written = text["commune_code"].str.upper().str.replace(r"\s|[.,]0+$", "", regex=True)
    absent = written.str.casefold().isin(EMPTY)
    code = written.where(written.str.len() != 4, "0" + written)
    found = codes.reindex(code).set_index(text.index)
    known = found["current_code"].notna() & ~absent
    declared = _department(text, codes)
    department = found["department"].where(known, declared).fillna("")
    merged = known & (found["current_code"] != code)
    shapeless = known & found["latitude"].isna()
    stated = declared.fillna("")
    return pd.DataFrame(
        {
            "commune_code": found["current_code"].where(known, None),
            "commune_name": found["name"].where(known, None),
            "department": department,
            "commune_status": np.select(
                [absent, ~known, shapeless, merged], ["absent", "unknown", "shapeless", "merged"], "ok"
            ),
            "department_status": np.where(known & (stated != "") & (stated != department), "different", "ok"),
        },
        index=text.index,
    )


def _department(text: pd.DataFrame, codes: pd.DataFrame) -> pd.Series:
    """Declared department, as INSEE writes its code ("1" stands for "01"), or else by its name;
    missing where the row declares none."""
    known = codes[["department", "department_name"]].drop_duplicates()
    by_name = dict(zip(known["department_name"].map(fold_name), known["department"], strict=True))
    code = text["department_code"].str.upper()
    code = code.where(code.str.len() != 1, "0" + code)
    code = code.where(code.isin(set(known["department"])))
    return code.fillna(text["department_label"].map(fold_name).map(by_name))


def fold_name(name: str) -> str:
    """A place name for comparison: hyphens are spaces, and a leading article does not count."""
    return fold(name).replace("-", " ").removeprefix("la ").removeprefix("le ").removeprefix("les ")


def _siret(written: pd.Series) -> pd.DataFrame:
    siret = written.str.replace(r"\s", "", regex=True)
    siret = siret.mask(siret.str.casefold().isin(EMPTY), "")
    # A spreadsheet drops the leading zeros of a number.
    padded = {value: value.zfill(14) for value in siret.unique() if re.fullmatch(r"\d{12,13}", value)}
    siret = siret.replace({value: whole for value, whole in padded.items() if is_valid_siret(whole)})
    valid = siret.map({value: is_valid_siret(value) for value in siret.unique()})
    repeated = siret.duplicated() & (siret != "")
    kinds = {value: category(value) for value in siret.unique()}
    return pd.DataFrame(
        {
            "siret": siret,
            "category": siret.map(kinds).astype(object),
            "siret_status": np.select(
                [siret == "", ~valid, repeated], ["absent", "invalid", "repeated"], "ok"
            ),
        },
        index=written.index,
    )


def _integer(written: pd.Series) -> pd.Series:
    """Whole numbers ("2", "2,0"); missing where the text is no such number."""
    digits = written.str.replace(r"[,.]0+$", "", regex=True)
    return pd.to_numeric(digits.where(digits.str.fullmatch(r"-?[0-9]{1,9}"))).astype("Int64")


def _decimal(written: pd.Series) -> pd.Series:
    """Numbers with a comma or a point, spaces and the euro sign allowed; NaN where there is none."""
    plain = written.str.replace(r"[\s€]", "", regex=True).str.replace(",", ".")
    return pd.to_numeric(plain.where(plain.str.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,15})?"))).astype(float)


def _date(written: pd.Series) -> pd.Series:
    """Dates in dd/mm/yyyy, or yyyy-mm-dd; NaT where the text is neither or the day is impossible."""
    french = written.where(written.str.fullmatch(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"))
    iso = written.where(written.str.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"))
    day = pd.to_datetime(french, format="%d/%m/%Y", errors="coerce")
    filled: pd.Series = day.fillna(pd.to_datetime(iso, format="%Y-%m-%d", errors="coerce"))
    latest = pd.Timestamp.now() + pd.Timedelta(days=366)
    return filled.where(filled.between(FIRST_DAY, latest)).astype("datetime64[s]")


def _position(text: pd.DataFrame, facts: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Coordinates of the seat where the file has credible ones, else its commune's service point."""
    latitude, longitude = _decimal(text["latitude"]), _decimal(text["longitude"])
    place = codes.reindex(facts["commune_code"]).set_index(text.index)
    away = _distance_km(latitude, longitude, place["latitude"], place["longitude"])
    known = facts["commune_code"].notna()
    credible = (away <= FURTHEST_SEAT_KM) | (place["latitude"].isna() & _on_earth(latitude, longitude))
    own = known & credible
    located = own | place["latitude"].notna()
    given = (text["latitude"] != "") | (text["longitude"] != "")
    return pd.DataFrame(
        {
            "latitude": latitude.where(own, place["latitude"]),
            "longitude": longitude.where(own, place["longitude"]),
            "position": np.select([own, located], ["adresse", "commune"], ""),
            "position_status": np.where(known & given & ~own, "ignored", "ok"),
            "located": located,
        },
        index=text.index,
    )


def _on_earth(latitude: pd.Series, longitude: pd.Series) -> pd.Series:
    return latitude.between(-90, 90) & longitude.between(-180, 180)


def _distance_km(lat1: pd.Series, lon1: pd.Series, lat2: pd.Series, lon2: pd.Series) -> pd.Series:
    """Great-circle distance (haversine), good enough to tell a typing error; NaN where unknown."""
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    half = np.sin((phi2 - phi1) / 2) ** 2
    half += np.cos(phi1) * np.cos(phi2) * np.sin(np.radians(lon2 - lon1) / 2) ** 2
    away: pd.Series = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half.clip(0, 1)))
    return away
