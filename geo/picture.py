"""The map of a layer on a page of its own: a PNG to put in a document or a slide."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from geo.communes import load_departments
from geo.contours import contours_document
from geo.french import count, date, enumeration, number, typographic
from geo.indicators import DESCRIPTIONS, Indicator
from geo.layers import Layer
from geo.legend import ClassLine, circle_sizes, class_lines
from geo.maps import CIRCLE_COLOR
from geo.printable import named, printable
from geo.stamp import Stamp, choices
from geo.study import Study, within_reach
from geo.svg_map import Frame, map_svg
from geo.typeset import png
from geo.wording import AWAY, NOUNS, STRAIGHT, VALIDATED, WHY, inside, kilometres_of, lack

# Hosts that the alternative text names, the most posts first.
TOLD_HOSTS = 5
# Characters of a line of choices or sources, which may hold a file's name.
LONGEST_LINE = 300
# What a title adds to the name of an indicator.
FURTHER = {
    Indicator.DISTANCE: " à la structure la plus proche",
    Indicator.WAVE: " du premier poste",
}
# Room of the map on a page 297 mm by 210 mm.
FRAME = Frame(782.0, 646.0)
PPI = 150.0


@dataclass(frozen=True)
class Edition:
    """What is printed: a study, its stamp, the department as a place (``de la Moselle``), and its
    contours document (geo.contours)."""

    study: Study
    stamp: Stamp
    of_name: str
    contours: bytes


@dataclass(frozen=True)
class Plate:
    """A drawn map with the meaning of its colours and circles, and the same in words.

    ``circles``: [label, radius in pixels], none where no structure is drawn; ``others``: structures of other departments are drawn;
    ``marks``: proposed posts are; ``remark``: what is not drawn, or "".
    """

    svg: str
    alternative: str
    legend: str
    classes: tuple[ClassLine, ...]
    circles: tuple[tuple[str, float], ...]
    circle_color: str
    others: bool
    marks: bool
    remark: str


@dataclass(frozen=True)
class Picture:
    """A page: a map, its title, the choices and the date, what it means and where it comes from."""

    title: str
    choices: str
    dates: str
    plate: Plate
    remarks: tuple[str, ...]
    sources: tuple[str, ...]


def edition(study: Study, stamp: Stamp, contours: bytes | None = None) -> Edition:
    """A study, ready to be printed.

    ``stamp``: geo.stamp.stamp_of; ``contours``: the department's document, where it is already made.

    Raises
    ------
    DataError : a shipped file is missing or damaged.
    """
    departments = load_departments()
    if contours is None:
        contours = contours_document(study.communes, departments, study.department)
    return Edition(study, stamp, str(departments.at[study.department, "of_name"]), contours)


def dates(stamp: Stamp) -> str:
    """The day of a print, and the date of the file that it is made from."""
    of_file = (
        f"à jour du comité de sélection (COSELEC) du {date(stamp.as_of)}"
        if stamp.as_of
        else "sans date de comité de sélection (COSELEC)"
    )
    return typographic(f"Établie le {date(stamp.exported_on)} ; fichier des structures {of_file}.")


def plate(
    edition: Edition,
    layer: Layer,
    frame: Frame,
    marks: Sequence[Sequence[float]] = (),
    people: str = "hab.",
) -> Plate:
    """The drawn map of a layer.

    ``marks``: [latitude, longitude] of proposed posts, numbered in their order; ``people``: what the
    layer's people are.
    """
    study = edition.study
    description, shown = DESCRIPTIONS[layer.indicator], within_reach(study)
    label = f"{description.label_of(layer.level)}, par {NOUNS[layer.level][0]}"
    classes = class_lines(layer, people)
    said = " ; ".join(f"{entry.label} : {entry.content}" for entry in classes)
    alternative = f"Carte {edition.of_name}. {label} : {said.rstrip('.')}. {_hosts(study)}"
    if marks:
        alternative += f" {count(len(marks), 'poste proposé', 'postes proposés')} y figurent."
    shapeless = int(study.communes.geometry.isna().sum())
    plural = "s" if shapeless > 1 else ""
    return Plate(
        map_svg(edition.contours, layer, shown, study.department, frame, marks),
        typographic(alternative),
        label,
        classes,
        circle_sizes() if shown["located"].any() else (),
        CIRCLE_COLOR,
        bool((shown["department"] != study.department).any()),
        bool(marks),
        typographic(f"{count(shapeless, 'commune')} sans contour dans la source : non dessinée{plural}.")
        if shapeless
        else "",
    )


def _hosts(study: Study) -> str:
    """Where the structures are, in words."""
    hosts = study.table[study.table["posts"] > 0].sort_values(["posts", "population"], ascending=False)
    if hosts.empty:
        return "Aucune structure n’y figure."
    first = hosts.head(TOLD_HOSTS)
    told = [
        f"{named(name)} ({count(posts, 'poste')})"
        for name, posts in zip(first["name"], first["posts"], strict=True)
    ]
    left = len(hosts) - len(first)
    told += [f"{number(left)} autre{'s' if left > 1 else ''}"] if left else []
    where = "dans une commune" if len(hosts) == 1 else f"dans {number(len(hosts))} communes"
    return f"Les structures sont {where} : {enumeration(told)}."


def picture(
    edition: Edition,
    layer: Layer,
    marks: Sequence[Sequence[float]] = (),
    people: str = "hab.",
) -> Picture:
    """The page of a layer's map. The layer's threshold is the stamp's; ``marks`` and ``people``: see plate."""
    description = DESCRIPTIONS[layer.indicator]
    label = description.label_of(layer.level)
    said = label[:1].lower() + label[1:] + FURTHER.get(layer.indicator, "")
    if layer.indicator is Indicator.LEFT_OUT:
        said += f" de plus de {kilometres_of(edition.stamp.km)}"
    title = f"Conseillers numériques {inside(edition.of_name)} : {said}"
    drawn = plate(edition, layer, FRAME, marks, people)
    far = STRAIGHT if layer.indicator in (Indicator.LEFT_OUT, Indicator.SITING) else ""
    missing = lack(edition.study, edition.stamp.neighbours)
    remarks = (WHY[missing] if missing else "", description.definition, far, AWAY, VALIDATED, drawn.remark)
    return Picture(
        typographic(title),
        printable(choices(edition.stamp), LONGEST_LINE),
        dates(edition.stamp),
        drawn,
        tuple(typographic(text) for text in remarks if text),
        tuple(printable(str(origin), LONGEST_LINE) for origin in edition.stamp.origins),
    )


def picture_png(picture: Picture, ppi: float = PPI) -> bytes:
    """A PNG of 297 mm by 210 mm; ``ppi``: pixels an inch."""
    content = asdict(picture)
    svg = content["plate"].pop("svg")
    return png("picture.typ", content, {"map": svg}, ppi)
