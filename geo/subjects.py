"""Subjects of an export, and the table of each: the figures on screen, with their definitions."""

from enum import StrEnum

from geo.categories import LABELS as CATEGORY_LABELS
from geo.categories import Category
from geo.cells import PERSON, PERSON_NAME
from geo.study import Study
from geo.tables import Column, Kind, Table, table
from geo.territories import Level, by_territory
from geo.waves import progress
from geo.wording import threshold


class Subject(StrEnum):
    """What a table is about; values go in addresses and on the command line."""

    COMMUNES = "commune"
    EPCI = "epci"
    ARRONDISSEMENTS = "arrondissement"
    STRUCTURES = "structures"
    WAVES = "vagues"


# For programs and file names, and for the reader.
NAMES = {
    Subject.COMMUNES: ("communes", "Communes"),
    Subject.EPCI: ("epci", "EPCI"),
    Subject.ARRONDISSEMENTS: ("arrondissements", "Arrondissements"),
    Subject.STRUCTURES: ("structures", "Structures"),
    Subject.WAVES: ("vagues", "Vagues"),
}
YES_NO = {True: "oui", False: "non"}
LABEL_VALUES = "d’après le fichier de l’ANCT : oui, non, sans objet ou non renseigné."
UNANNOUNCED = "Vide si aucun nombre n’a été annoncé."

HOME = [
    Column("epci_code", "Code EPCI", Kind.TEXT, "Numéro SIREN de l’EPCI. Vide hors EPCI."),
    Column("epci_name", "EPCI", Kind.TEXT, "Établissement public de coopération intercommunale."),
    Column("arrondissement_code", "Code arrondissement", Kind.TEXT, "Code INSEE. Vide hors arrondissement."),
    Column("arrondissement_name", "Arrondissement", Kind.TEXT, "Arrondissement de la commune."),
]
COUNTS = [
    Column(
        "population", "Habitants", Kind.WHOLE,
        "Population municipale. D’un EPCI à cheval sur plusieurs départements, seule la partie dans le "
        "département est comptée, ici comme dans les autres colonnes.",
    ),
    Column(
        "structures", "Structures", Kind.WHOLE,
        "Structures qui ont leur siège dans le territoire ; chaque ligne du fichier de l’ANCT en est une.",
    ),
    Column(
        "posts", "Postes", Kind.WHOLE,
        "Postes de conseillers validés par le COSELEC dans ces structures ; un poste validé n’est pas "
        "forcément déjà pourvu.",
    ),
    Column(
        "posts_per_100000", "Postes pour 100 000 habitants", Kind.DECIMAL,
        "Postes du territoire rapportés à sa population. Vide où personne n’habite.", 2,
    ),
]  # fmt: skip
OF_STRUCTURES = [
    Column(
        "name", "Structure", Kind.TEXT,
        "Raison sociale, d’après le fichier de l’ANCT. Le nom d’une personne physique n’est pas donné.",
    ),
    Column("commune_code", "Code commune", Kind.TEXT, "Code INSEE de la commune actuelle du siège."),
    Column("commune_name", "Commune", Kind.TEXT, "Commune du siège. Vide si le fichier n’en donne pas d’exploitable."),
    Column(
        "posts", "Postes", Kind.WHOLE,
        "Postes de conseillers validés par le COSELEC ; un poste validé n’est pas forcément déjà pourvu.",
    ),
    Column(
        "validated_on", "Date du COSELEC", Kind.DATE,
        "Date de validation par le comité de sélection. Vide si elle est absente ou impossible.",
    ),
    Column("wave", "Vague", Kind.TEXT, "Vague annoncée qui comprend cette date ; à défaut, la session du COSELEC."),
    Column("type", "Type", Kind.TEXT, "publique, privée ou non renseigné, d’après le fichier de l’ANCT."),
    Column("category", "Catégorie", Kind.TEXT, "Catégorie juridique, lue dans les premiers chiffres du SIREN."),
    Column("zrr", "ZRR", Kind.TEXT, f"Zone de revitalisation rurale, {LABEL_VALUES}"),
    Column("qpv", "QPV", Kind.TEXT, f"Quartier prioritaire de la politique de la ville, {LABEL_VALUES}"),
    Column("france_services", "France services", Kind.TEXT, f"Espace France services, {LABEL_VALUES}"),
    Column(
        "siret", "SIRET", Kind.TEXT,
        "Tel que dans le fichier de l’ANCT. Vide s’il est absent, ou pour une personne physique.",
    ),
    Column("located", "Sur la carte", Kind.TEXT, "oui si la position est connue ; sinon, non."),
    Column(
        "position", "Position", Kind.TEXT,
        "adresse : coordonnées du fichier ; commune : point de service de la commune. Vide hors carte.",
    ),
    Column("longitude", "Longitude", Kind.DECIMAL, "Degrés, WGS84. Vide hors carte.", 5),
    Column("latitude", "Latitude", Kind.DECIMAL, "Degrés, WGS84. Vide hors carte.", 5),
]  # fmt: skip
OF_WAVES = [
    Column("label", "Vague", Kind.TEXT, "Vague annoncée ; à défaut, session du COSELEC."),
    Column("announced_posts", "Postes annoncés", Kind.WHOLE, f"Postes annoncés pour la vague. {UNANNOUNCED}"),
    Column("validated_posts", "Postes validés", Kind.WHOLE, "Postes que le COSELEC a validés dans la vague."),
    Column(
        "announced_structures", "Structures annoncées", Kind.WHOLE,
        f"Structures annoncées pour la vague. {UNANNOUNCED}",
    ),
    Column("validated_structures", "Structures validées", Kind.WHOLE, "Structures validées dans la vague."),
    Column("expected_by", "Attendue pour le", Kind.DATE, "Échéance annoncée. Vide s’il n’y en a pas."),
]  # fmt: skip


def subject_table(study: Study, subject: Subject, km: float) -> Table:
    """The table of a subject; ``km``: threshold of "covered", kilometres."""
    if subject is Subject.STRUCTURES:
        return structures_table(study)
    if subject is Subject.WAVES:
        return table(*NAMES[subject], OF_WAVES, progress(study.structures, study.plan))
    return communes_table(study, km) if subject is Subject.COMMUNES else territories_table(study, subject, km)


def communes_table(study: Study, km: float) -> Table:
    """Communes in the order of their names."""
    figures = by_territory(study.table, Level.COMMUNE, km)
    distance = figures["distance_m"]
    frame = figures.assign(
        code=figures.index,
        distance_km=distance / 1000,
        near=(distance <= km * 1000).map(YES_NO).where(distance.notna(), None),
        **{column.name: study.table[column.name] for column in HOME},
    )
    columns = [
        Column("code", "Code commune", Kind.TEXT, "Code INSEE de la commune."),
        Column("name", "Commune", Kind.TEXT, "Nom de la commune."),
        *HOME,
        *COUNTS,
        Column(
            "distance_km", "Distance (km)", Kind.DECIMAL,
            "Distance à vol d’oiseau, et non par la route, du point de service de la commune (sa mairie) à la "
            "structure la plus proche, dans la projection légale. Vide si elle n’est pas connue.", 3,
        ),
        Column(
            "near", f"À {threshold(km)} ou moins", Kind.TEXT,
            "oui si la distance n’est pas au-delà du seuil : les habitants sont alors comptés comme couverts ; "
            "sinon, non. Vide si elle n’est pas connue.",
        ),
    ]  # fmt: skip
    return table(*NAMES[Subject.COMMUNES], columns, frame)


def territories_table(study: Study, subject: Subject, km: float) -> Table:
    """EPCI or arrondissements in the order of their names: their part within the department."""
    figures = by_territory(study.table, Level(subject.value), km)
    known = figures["distance_m"].notna()
    frame = figures.assign(
        code=figures.index,
        distance_km=figures["distance_m"] / 1000,
        **{name: figures[name].where(known) for name in ("covered", "left_out", "covered_share")},
    )
    near, far = f"à {threshold(km)} ou moins", f"à plus de {threshold(km)}"
    code, name = HOME[:2] if subject is Subject.EPCI else HOME[2:]
    columns = [
        Column("code", code.title, Kind.TEXT, code.definition),
        Column("name", name.title, Kind.TEXT, "Nom du territoire."),
        Column("communes", "Communes", Kind.WHOLE, "Communes du territoire, dans le département."),
        *COUNTS,
        Column(
            "distance_km", "Distance moyenne (km)", Kind.DECIMAL,
            "Moyenne des distances des communes, pondérée par leur population. Vide si aucune n’est connue.", 3,
        ),
        Column(
            "covered", f"Habitants {near}", Kind.WHOLE,
            f"Habitants des communes {near} d’une structure. Vide si aucune distance n’est connue.",
        ),
        Column(
            "left_out", f"Habitants {far}", Kind.WHOLE,
            f"Habitants des communes {far} de toute structure. Vide si aucune distance n’est connue.",
        ),
        Column(
            "covered_share", f"Part des habitants {near}", Kind.SHARE,
            f"Habitants {near}, rapportés à la population du territoire.", 2,
        ),
    ]  # fmt: skip
    return table(*NAMES[subject], columns, frame)


def structures_table(study: Study) -> Table:
    """The department's own structures that the selection keeps, unlocated ones included.

    Of a natural person, neither name nor SIRET is given: the public register tells one from the other.
    """
    own = study.structures
    person = (own["name"] == PERSON_NAME) | own["siret"].str.fullmatch(PERSON).astype(bool)
    frame = own.assign(
        siret=own["siret"].mask(person, ""),
        category=own["category"].map(lambda value: CATEGORY_LABELS[Category(value)]),
        located=own["located"].map(YES_NO),
    )
    return table(*NAMES[Subject.STRUCTURES], OF_STRUCTURES, frame)
