"""Data and method: where each figure comes from, what was flagged, and the definitions."""

import re

import streamlit as st

from geo.french import count, number, sentence_case
from geo.indicators import DESCRIPTIONS
from geo.structures import Reading
from geo.waves import load_plan
from geo.wording import SEAT, as_of
from pages import flags, loading, markup, store
from pages.source import Kind

DEFINITIONS = {
    "Conseiller numérique": "Personne financée par l’État et hébergée par une structure publique ou privée, "
    "qui aide les habitants à se servir de l’informatique, d’internet et des services publics en ligne.",
    "Poste": "Poste de conseiller numérique validé par le comité de sélection (COSELEC) de l’Agence nationale "
    "de la cohésion des territoires (ANCT). Un poste validé n’est pas forcément déjà pourvu.",
    "Structure": "Organisme qui accueille un ou plusieurs postes. Chaque ligne du fichier de l’ANCT compte "
    "pour une structure ; le même SIRET peut donc y figurer plusieurs fois.",
    "Point de service d’une commune": "Sa mairie, si elle est strictement à l’intérieur du contour de la "
    "commune ; sinon un point représentatif du contour. Toute la population y est comptée.",
    "Distance": "Distance euclidienne, dans la projection légale du département (Lambert-93 en métropole), du "
    "point de service de la commune à la structure la plus proche. Ce n’est pas une distance par la route.",
    "Couvert à R km": "Commune dont la distance est inférieure ou égale à R ; ses habitants sont alors "
    "comptés comme couverts.",
    "Quantile pondéré": "Plus petite distance en deçà de laquelle vit la part demandée des habitants.",
    "Postes pour 100 000 habitants": "Postes dont la structure a son siège dans le territoire, rapportés à sa "
    "population. Pour un EPCI à cheval sur plusieurs départements, seule sa partie dans le département compte.",
    "Indice de Gini": "Un moins deux fois l’aire sous la courbe de Lorenz, pondérée par la population, par la "
    "méthode des trapèzes : 0 pour une répartition égale, proche de 1 pour une concentration extrême.",
    "Fragilité": "Effet de la fermeture d’une structure, une à la fois : les communes dont elle est la plus "
    "proche dépendent alors de la deuxième.",
    "EPCI": "Établissement public de coopération intercommunale à fiscalité propre : communauté de communes "
    "(CC), communauté d’agglomération (CA), communauté urbaine (CU) ou métropole.",
    "Catégorie d’une structure": "Lue dans les premiers chiffres de son numéro SIREN : 21 commune ; 20 et 24 "
    "intercommunalité ; 22 département ; 23 région ; 25 syndicat ; 26 organisme public local ; 27 et 28 "
    "entreprise ou office public local ; 1 État ou organisme national ; sinon, droit privé.",
    "ZRR, QPV, France services": "Mentions du fichier de l’ANCT : zone de revitalisation rurale, quartier "
    "prioritaire de la politique de la ville, espace France services.",
}


def show(visit: store.Visit) -> None:
    """Lay out the page."""
    reading = visit.source.reading
    markup.write(
        markup.heading(
            "Données et méthode",
            f"{named(visit)} : {count(reading.rows, 'ligne lue', 'lignes lues')} "
            f"(dernier COSELEC le {as_of(reading.structures)}), {number(reading.located)} sur la carte, "
            f"{number(reading.unlocated)} hors carte, {number(reading.rejected)} rejetée"
            f"{'s' if reading.rejected > 1 else ''}.",
        )
    )
    quality(reading)
    st.header("Signalements", anchor=False)
    flags.show(reading, "affiches")
    st.header("Charger un autre fichier", anchor=False)
    loading.show(visit.view.department)
    st.header("Sources", anchor=False)
    markup.write(*sources(visit))
    st.header("Définitions", anchor=False)
    markup.write(definitions())


def named(visit: store.Visit) -> str:
    """The file shown; a visitor's own keeps its name as it is."""
    own = visit.source.kind is Kind.OWN
    return f"« {visit.source.name} »" if own else sentence_case(visit.source.name)


def quality(reading: Reading) -> None:
    """What became of the rows."""
    markup.write(
        *markup.figures(
            [
                markup.Figure("Lignes lues", number(reading.rows), "", "Lignes du fichier, hors en-tête."),
                markup.Figure(
                    "Sur la carte",
                    number(reading.located),
                    count(reading.posts, "poste") + " en tout",
                    "Structures dont la commune est connue ; placées à leur adresse si le fichier donne des "
                    "coordonnées, sinon au point de service de la commune.",
                ),
                markup.Figure(
                    "Hors carte",
                    number(reading.unlocated),
                    "",
                    "Structures sans commune exploitable : leurs postes comptent dans le département déclaré.",
                ),
                markup.Figure(
                    "Rejetées",
                    number(reading.rejected),
                    "",
                    "Lignes dont le nombre de postes ou le territoire est inexploitable : elles ne comptent nulle "
                    "part.",
                ),
            ]
        )
    )


@store.shared
def sources(visit: store.Visit) -> markup.Blocks:
    """Producer, vintage and licence of every file; what was announced."""
    department = visit.view.department
    name = store.department_names()[department][0]
    plan = load_plan(department)
    others = re.compile(rf"communes/(?!{department}\.|codes\.)")
    rows = [
        [s.title, s.producer, s.vintage, s.version, s.licence]
        for s in store.sources()
        if not others.match(s.file)
    ]
    table = markup.table(
        "Fichiers livrés avec l’application",
        [
            markup.Column("Contenu"),
            markup.Column("Producteur"),
            markup.Column("Millésime"),
            markup.Column("Version"),
            markup.Column("Licence"),
        ],
        rows,
    )
    announced = f"{plan.source}." if plan.source else f"aucune pour ce département ({name})."
    return table, markup.small(f"Vagues annoncées : {announced} {SEAT}")


@store.shared
def definitions() -> str:
    """One definition for each measure."""
    described = {f"Carte « {d.label} »": d.definition for d in DESCRIPTIONS.values()}
    return markup.template("definitions.html").render(definitions=DEFINITIONS | described)
