"""A scenario of new posts: its name, the choices that made it, the communes; a file that holds it."""

import json
import re
from dataclasses import asdict, dataclass, field

from geo.errors import DataError

FORMAT = "maillage-scenario-1"
LONGEST_NAME = 60
LARGEST_FILE = 100_000
MOST_COMMUNES = 1_000


@dataclass(frozen=True)
class Scenario:
    """``choices``: the address's parameters; ``communes``: codes, in the order of ranks; ``figures``:
    what it brought when it was saved (inhabitants or need, metres), for the comparison."""

    name: str
    department: str
    choices: dict[str, str]
    communes: tuple[str, ...]
    figures: dict[str, float] = field(default_factory=dict)


def to_json(scenario: Scenario) -> bytes:
    """The file of a scenario."""
    return json.dumps({"format": FORMAT, **asdict(scenario)}, ensure_ascii=False, indent=1).encode()


def from_json(content: bytes) -> Scenario:
    """Read the file of a scenario.

    Raises
    ------
    DataError : it is no such file, or what it holds is out of bounds.
    """
    try:
        if len(content) > LARGEST_FILE:
            raise ValueError("too large")
        record = json.loads(content)
        if record.pop("format") != FORMAT:
            raise ValueError("another format")
        scenario = Scenario(
            str(record["name"])[:LONGEST_NAME],
            str(record["department"]),
            {str(name): str(value) for name, value in record["choices"].items()},
            tuple(str(code) for code in record["communes"]),
            {str(name): float(value) for name, value in record["figures"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DataError("Ce fichier n’est pas un scénario enregistré par l’application.") from error
    codes_fit = all(re.fullmatch(r"[0-9AB]{5}", code) for code in scenario.communes)
    if not codes_fit or len(scenario.communes) > MOST_COMMUNES:
        raise DataError("Ce fichier n’est pas un scénario enregistré par l’application.")
    return scenario
