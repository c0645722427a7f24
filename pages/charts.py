"""Charts (Altair): frames in, a Vega-Lite specification out, with French words and numbers.

Each says in a sentence what it shows: it stands under the chart, and is what a screen reader reads of it.
"""

from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from geo.french import count, date, enumeration, number, percent, typographic
from pages import markup

INK, MAIN, SECOND = "#161616", "#373687", "#B34000"
EQUALITY = "#77778A"
PERCENT = "round(datum.value * 100) + '\u00a0%'"
Chart = alt.LayerChart | alt.FacetChart
Specification = dict[str, Any]
# Vega writes numbers in English unless told otherwise.
FRENCH = {
    "formatLocale": {
        "decimal": ",",
        "thousands": "\u202f",
        "grouping": [3],
        "currency": ["", "\u00a0€"],
        "percent": "\u202f%",
    },
    "actions": False,
}


def finished(chart: Chart, height: int, told: str) -> Specification:
    """Common form of every chart, checked and written out; ``told``: what it shows, in a sentence."""
    shaped: Specification = (
        chart.properties(height=height, description=typographic(told), usermeta={"embedOptions": FRENCH})
        # Vega would name each mark and axis in English: the sentence and the table beside it say more.
        .configure_axis(labelColor=INK, titleColor=INK, labelFontSize=12, titleFontSize=12, aria=False)
        .configure_legend(labelColor=INK, titleColor=INK, labelFontSize=12, aria=False)
        .configure_mark(aria=False)
        .to_dict()
    )
    return shaped


def draw(specification: Specification) -> None:
    """Put a chart on the page, and what it shows in a sentence."""
    st.vega_lite_chart(specification, width="stretch")
    markup.write(markup.small(specification["description"]))


def progress(cumulated: pd.DataFrame, announced: pd.DataFrame, objective: int | None) -> Specification:
    """Posts validated up to each date, against what was announced and the objective.

    ``cumulated``: date, cumulated. ``announced``: date, posts (cumulated), label.
    """
    dates = pd.concat([cumulated["date"], announced["date"]])
    start, end = dates.min() - pd.Timedelta(days=30), dates.max() + pd.Timedelta(days=30)
    steps = pd.concat(
        [
            pd.DataFrame({"date": [start], "cumulated": [0]}),
            cumulated[["date", "cumulated"]],
            pd.DataFrame({"date": [end], "cumulated": cumulated["cumulated"].tail(1).to_numpy()}),
        ]
    )
    steps = steps.assign(day=[date(d) for d in steps["date"]], said=[number(v) for v in steps["cumulated"]])
    x = alt.X(
        "date:T",
        title=None,
        axis=alt.Axis(labelExpr="timeFormat(datum.value, '%d/%m/%Y')", tickCount=6, grid=False),
    )
    top = max(objective or 0, int(steps["cumulated"].max()), 1)
    y = alt.Y("cumulated:Q", title="Postes, cumulés", scale=alt.Scale(domain=[0, top * 1.1]))
    layers = [
        alt.Chart(steps).mark_line(interpolate="step-after", color=MAIN, strokeWidth=3).encode(x=x, y=y),
        alt.Chart(steps.iloc[1:-1])
        .mark_point(filled=True, color=MAIN, size=80)
        .encode(
            x=x, y=y, tooltip=[alt.Tooltip("day:N", title="COSELEC"), alt.Tooltip("said:N", title="Postes")]
        ),
        alt.Chart(steps.iloc[1:-1])
        .mark_text(align="left", dx=8, dy=-8, color=MAIN, fontWeight="bold")
        .encode(x=x, y=y, text="said:N"),
    ]
    if len(announced):
        marked = announced.rename(columns={"posts": "cumulated"})
        layers += [
            alt.Chart(marked).mark_point(shape="diamond", size=120, color=SECOND).encode(x=x, y=y),
            alt.Chart(marked)
            .mark_text(align="left", dx=10, dy=12, color=SECOND)
            .encode(x=x, y=y, text="label:N"),
        ]
    if objective:
        goal = pd.DataFrame(
            {"cumulated": [objective], "date": [start], "text": [f"Objectif : {objective} postes"]}
        )
        layers += [
            alt.Chart(goal).mark_rule(strokeDash=[6, 4], color=INK).encode(y=y),
            alt.Chart(goal).mark_text(align="left", dy=-8, dx=4, color=INK).encode(x=x, y=y, text="text:N"),
        ]
    return finished(alt.layer(*layers), 300, progress_told(cumulated, announced, objective))


def progress_told(cumulated: pd.DataFrame, announced: pd.DataFrame, objective: int | None) -> str:
    """What the chart of the posts validated in time shows."""
    first, last = cumulated.iloc[0], cumulated.iloc[-1]
    told = f"Postes validés : {number(last['cumulated'])} au {date(last['date'])}"
    if len(cumulated) > 1:
        told += f", contre {number(first['cumulated'])} au {date(first['date'])}"
    if len(announced):
        latest = announced.iloc[-1]
        told += f" ; annoncés : {number(latest['posts'])} au {date(latest['date'])}"
    return told + (f" ; objectif : {number(objective)}." if objective else ".")


def lorenz(curves: dict[str, pd.DataFrame]) -> Specification:
    """Lorenz curves (geo.concentration) by name, with the line of equality."""
    names = list(curves)
    frame = pd.concat([curve.assign(curve=name) for name, curve in curves.items()])
    equality = pd.DataFrame({"population_share": [0, 1], "value_share": [0, 1]})
    percent = alt.Axis(labelExpr=PERCENT, tickCount=5)
    x = alt.X("population_share:Q", title="Part cumulée des habitants", axis=percent)
    y = alt.Y("value_share:Q", title="Part cumulée de la grandeur", axis=percent)
    lines = (
        alt.Chart(frame)
        .mark_line(strokeWidth=2.5)
        .encode(
            x=x,
            y=y,
            order="population_share:Q",
            color=alt.Color(
                "curve:N",
                title=None,
                scale=alt.Scale(domain=names, range=[MAIN, SECOND]),
                legend=alt.Legend(orient="top", direction="vertical", labelLimit=320),
            ),
            strokeDash=alt.StrokeDash("curve:N", legend=None, scale=alt.Scale(range=[[1, 0], [6, 3]])),
        )
    )
    base = alt.Chart(equality).mark_line(strokeDash=[3, 3], color=EQUALITY).encode(x=x, y=y)
    return finished(alt.layer(base, lines), 340, lorenz_told(curves))


def share_held(curve: pd.DataFrame, people: float) -> float:
    """Share of the value that goes to the share ``people`` of the inhabitants who have the least."""
    return float(np.interp(people, curve["population_share"], curve["value_share"]))


def lorenz_told(curves: dict[str, pd.DataFrame]) -> str:
    """What Lorenz curves show, at half of the inhabitants."""
    held = [f"{percent(share_held(curve, 0.5))} (« {name} »)" for name, curve in curves.items()]
    return (
        f"La moitié des habitants qui en a le moins totalise {enumeration(held)} ; à égalité, elle en "
        f"totaliserait {percent(0.5, 0)}."
    )


def posts_curve(points: pd.DataFrame, total: float, asked: int) -> Specification:
    """What a number of new posts can cover at best: ``points`` has posts, covered, proven."""
    frame = points.assign(
        share=points["covered"] / total if total else 0.0,
        said=[number(value, 0 if total >= 1_000 else 3) for value in points["covered"]],
    )
    x = alt.X("posts:Q", title="Nouveaux postes", axis=alt.Axis(tickMinStep=1, grid=False))
    y = alt.Y("share:Q", title="Part couverte", axis=alt.Axis(labelExpr=PERCENT), scale=alt.Scale(zero=False))
    tips = [alt.Tooltip("posts:Q", title="Postes"), alt.Tooltip("said:N", title="Couverts")]
    layers = [
        alt.Chart(frame).mark_line(color=MAIN, strokeWidth=2.5).encode(x=x, y=y),
        alt.Chart(frame).mark_point(filled=True, size=60, color=MAIN).encode(x=x, y=y, tooltip=tips),
        alt.Chart(pd.DataFrame({"posts": [asked]})).mark_rule(strokeDash=[6, 4], color=INK).encode(x=x),
        alt.Chart(pd.DataFrame({"posts": [asked], "text": [f"{asked} demandés"]}))
        .mark_text(align="right", dx=-6, dy=-8, y="height", color=INK)
        .encode(x=x, text="text:N"),
    ]
    return finished(alt.layer(*layers), 300, posts_told(frame))


def posts_told(frame: pd.DataFrame) -> str:
    """What the curve shows: ``frame`` has posts and share."""
    before, after = frame.iloc[0], frame.iloc[-1]
    return (
        f"Part couverte au mieux : {percent(after['share'])} avec {count(after['posts'], 'nouveau poste', 'nouveaux postes')}, "
        f"contre {percent(before['share'])} sans nouveau poste."
    )
