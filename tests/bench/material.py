"""What the pipeline is run on: shipped communes, and a shipped or generated export."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
from stdnum import luhn

from geo.communes import available_departments, load_codes, load_communes, load_departments
from geo.paths import STRUCTURES
from geo.selection import Selection
from geo.siting import Instance, Wishes, instance
from geo.structures import Reading, read_bytes
from geo.study import Study, study
from tests.geo.builders import export

STRUCTURES_OF_FRANCE = 1_500
SEED = 57
DAYS = ("14/04/2021", "21/05/2021", "04/06/2021")
MOSELLE, LARGE, FRANCE = "Moselle", "Pas-de-Calais", "France"


@dataclass(frozen=True)
class Material:
    """Departments and the bytes of an export; what steps start from is computed when first asked."""

    departments: tuple[str, ...]
    content: bytes

    @cached_property
    def codes(self) -> pd.DataFrame:
        return load_codes()

    @cached_property
    def outlines(self) -> gpd.GeoDataFrame:
        return load_departments()

    @cached_property
    def communes(self) -> dict[str, gpd.GeoDataFrame]:
        return {department: load_communes(department) for department in self.departments}

    @cached_property
    def reading(self) -> Reading:
        return read_bytes(self.content, self.codes)

    @cached_property
    def studies(self) -> list[Study]:
        """Each department with its own structures."""
        return [
            study(department, self.reading, Selection(), communes=self.communes[department])
            for department in self.departments
        ]

    @cached_property
    def problems(self) -> list[Instance]:
        """The siting problem of each department, nothing imposed."""
        return [instance(s.communes, s.table, s.department, Wishes()) for s in self.studies]


def generated_export(structures: int = STRUCTURES_OF_FRANCE, seed: int = SEED) -> bytes:
    """An export in the ANCT's layout: structures drawn over the present communes of France, in
    proportion to their population, with valid SIRET; the same bytes for the same seed."""
    codes = load_codes()
    present = codes[codes.index == codes["current_code"]]
    draw = np.random.default_rng(seed)
    share = present["population"] / present["population"].sum()
    chosen = present.iloc[draw.choice(len(present), structures, p=share.to_numpy())]
    public = draw.random(structures) < 0.7
    posts, days = draw.integers(1, 8, structures), draw.choice(DAYS, structures)
    return export(
        [
            {
                "name": f"Structure {place}",
                "commune_label": row["name"],
                "department_label": row["department_name"],
                "posts": str(posts[place]),
                "validated_on": str(days[place]),
                "type": "publique" if public[place] else "privée",
                "siret": siret("21" if public[place] else "90", place),
                "department_code": row["department"],
                "commune_code": str(code),
                "investment": str(50_000 * posts[place]),
                "zrr": "non",
                "qpv": "oui",
                "france_services": "non renseigné",
            }
            for place, (code, row) in enumerate(chosen.iterrows())
        ]
    )


def siret(prefix: str, place: int) -> str:
    """A SIRET whose two keys hold."""
    siren = f"{prefix}{place:06d}"
    number = f"{siren}{luhn.calc_check_digit(siren)}0001"
    return f"{number}{luhn.calc_check_digit(number)}"


SIZES: dict[str, Callable[[], Material]] = {
    MOSELLE: lambda: Material(("57",), STRUCTURES.read_bytes()),
    # 890 communes, the most of any department.
    LARGE: lambda: Material(("62",), generated_export()),
    FRANCE: lambda: Material(tuple(available_departments()), generated_export()),
}
