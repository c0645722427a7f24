"""Command line: ``python -m geo COMMAND``. Exit codes: 0 done, 1 data refused, 2 wrong usage."""

import argparse
import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

from geo.anct_file import fold
from geo.build import build
from geo.cells import TYPES
from geo.communes import available_departments, load_codes
from geo.errors import MaillageError
from geo.outputs import FORMATS, INDICATORS, write_export, write_note
from geo.paths import STRUCTURES
from geo.proposals import OBJECTIVES
from geo.reports import check_report, coverage_report, siting_report, underserved_report, waves_report
from geo.selection import ALL, Selection
from geo.siting import Wishes
from geo.stamp import Stamp, stamp_of
from geo.structures import Reading, read_structures
from geo.study import Study, study
from geo.subjects import Subject
from geo.territories import Level


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = parser().parse_args(arguments)
    try:
        answer = options.run(options)
    except MaillageError as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("\n".join(lines(answer)))
    return 0


def parser() -> argparse.ArgumentParser:
    """Commands and options."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="one JSON object on standard output")
    territory = argparse.ArgumentParser(add_help=False)
    territory.add_argument("--department", default="57", type=department, metavar="CODE")
    territory.add_argument("--structures", default=STRUCTURES, type=Path, metavar="PATH")
    territory.add_argument("--type", default=ALL, type=structure_type, metavar="all|publique|privée")
    territory.add_argument(
        "--neighbours", action="store_true", help="distances also count other departments' structures"
    )
    output = argparse.ArgumentParser(add_help=False)
    output.add_argument("--threshold-km", type=distance, default=10.0, metavar="KM")
    output.add_argument("--date", type=dt.date.fromisoformat, metavar="YYYY-MM-DD", help="default: today")
    output.add_argument("--output", type=Path, required=True, metavar="FILE")
    root = argparse.ArgumentParser(prog="python -m geo", description=__doc__)
    commands = root.add_subparsers(dest="command", required=True)

    coverage = commands.add_parser("coverage", parents=[common, territory])
    coverage.set_defaults(run=lambda o: coverage_report(studied(o)))

    underserved = commands.add_parser("underserved", parents=[common, territory])
    underserved.add_argument("--beyond-km", type=distance, default=15.0, metavar="KM")
    underserved.add_argument("--top", type=positive, default=10, metavar="N")
    underserved.set_defaults(run=lambda o: underserved_report(studied(o), o.beyond_km, o.top))

    waves = commands.add_parser("waves", parents=[common, territory])
    waves.set_defaults(run=lambda o: waves_report(studied(o)))

    siting = commands.add_parser("siting", parents=[common, territory])
    siting.add_argument("--posts", type=positive, required=True, metavar="N")
    siting.add_argument("--radius-km", type=distance, default=5.0, metavar="KM")
    siting.add_argument("--objective", choices=OBJECTIVES, default="cover")
    siting.add_argument("--fair", choices=[Level.EPCI.value, Level.ARRONDISSEMENT.value])
    siting.add_argument("--detour", type=detour, default=1.0, help="road distance over straight line")
    siting.set_defaults(run=lambda o: siting_report(studied(o), o.posts, o.radius_km, o.objective, wishes(o)))

    noted = commands.add_parser("note", parents=[common, territory, output])
    noted.add_argument("--scenario", type=Path, metavar="FILE", help="as the dashboard saves it")
    noted.set_defaults(run=lambda o: write_note(*printed(o), o.scenario, o.output))

    exported = commands.add_parser("export", parents=[common, territory, output])
    exported.add_argument("--format", choices=FORMATS, required=True)
    exported.add_argument("--subject", choices=[subject.value for subject in Subject])
    exported.add_argument("--indicator", choices=INDICATORS, help="of a map (png)")
    exported.set_defaults(run=lambda o: write_export(*printed(o), o.format, o.subject, o.indicator, o.output))

    check = commands.add_parser("check", parents=[common])
    check.add_argument("file", type=Path, metavar="FILE")
    check.set_defaults(run=lambda o: check_report(reading_of(o.file)))

    builder = commands.add_parser("build", parents=[common])
    builder.add_argument("--department", default="all", type=department, metavar="CODE|all")
    builder.add_argument("--packages", type=Path, help="folder that holds the two packages")
    builder.set_defaults(run=lambda o: built(o.department, o.packages))
    return root


def department(text: str) -> str:
    """A department's code as INSEE writes it."""
    code = text.strip().upper().zfill(2)
    return "all" if code == "ALL" else code


def structure_type(text: str) -> str:
    """``all``, or a type of structure, with or without its accent."""
    if fold(text) in ("all", fold(ALL)):
        return ALL
    if fold(text) not in TYPES:
        raise argparse.ArgumentTypeError("all, publique or privée")
    return TYPES[fold(text)]


def distance(text: str) -> float:
    """A distance in kilometres, zero or more."""
    value = float(text)
    if not 0 <= value < 10_000:
        raise argparse.ArgumentTypeError("a distance in kilometres, zero or more")
    return value


def detour(text: str) -> float:
    """A factor by which roads are longer than the straight line."""
    value = float(text)
    if not 1 <= value <= 5:
        raise argparse.ArgumentTypeError("a factor from 1 to 5")
    return value


def wishes(options: argparse.Namespace) -> Wishes:
    """What the options ask of a proposal."""
    return Wishes(detour=options.detour, fair=Level(options.fair) if options.fair else None)


def positive(text: str) -> int:
    """A whole number, one or more."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("a whole number, one or more")
    return value


def reading_of(path: Path) -> Reading:
    """Structures of a file."""
    return read_structures(path, load_codes())


def studied(options: argparse.Namespace) -> Study:
    """The territory that the common options describe."""
    return read(options)[0]


def printed(options: argparse.Namespace) -> tuple[Study, Stamp]:
    """What a file is made of: the territory, and its date, sources and choices."""
    made, reading, selection = read(options)
    mark = stamp_of(
        made,
        reading,
        selection,
        options.date or dt.date.today(),
        options.threshold_km,
        neighbours=options.neighbours,
        file="" if options.structures == STRUCTURES else options.structures.name,
    )
    return made, mark


def read(options: argparse.Namespace) -> tuple[Study, Reading, Selection]:
    """The territory, the structures and the choices of the common options."""
    reading, selection = reading_of(options.structures), Selection(type=options.type)
    return study(options.department, reading, selection, options.neighbours), reading, selection


def built(code: str, packages: Path | None) -> dict[str, Any]:
    """Build the data; what was written."""
    written = build(code, packages=packages)
    return {"written": [str(path) for path in written], "departments": available_departments()}


def lines(answer: Any, prefix: str = "") -> list[str]:
    """An answer as ``name: value`` lines, for reading in a terminal."""
    if isinstance(answer, dict):
        return [line for name, value in answer.items() for line in lines(value, f"{prefix}{name}.")]
    if isinstance(answer, list) and any(isinstance(item, dict) for item in answer):
        rows = (" | ".join(str(value) for value in item.values()) for item in answer)
        return [f"{prefix.rstrip('.')}:", *(f"  {row}" for row in rows)]
    return [f"{prefix.rstrip('.')}: {answer}"]


if __name__ == "__main__":
    sys.exit(main())
