"""What every page ends with: the date and source of its figures."""

from geo.wording import SEAT, as_of
from pages import markup, store
from pages.source import Kind
from pages.store import Visit


def show(visit: Visit) -> None:
    """Sources and vintages, and what a distance is."""
    told = (visit.source.kind, visit.source.name)
    markup.write(block(visit, *told))


@store.shared
def block(visit: Visit, kind: Kind, name: str) -> str:
    """The footer of a file of this kind and name."""
    files = [f"communes/{visit.view.department}.parquet"]
    sources = []
    if kind is Kind.SHIPPED:
        files.insert(0, "structures.csv")
    else:
        sources.append(f"Structures et postes : {name}")
    sources += [f"{s.content} : {s.producer}, {s.vintage}" for s in store.sources() if s.file in files]
    dated = f"Structures : dernier comité de sélection (COSELEC) pris en compte : {as_of(visit.source.reading.structures)}."
    return markup.template("footer.html").render(sources=sources, note=f"{dated} {SEAT}")
