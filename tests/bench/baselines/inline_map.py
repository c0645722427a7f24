"""A map of Moselle as Streamlit and folium pages are usually written: every contour inline.

Same data, same measure (distance to the nearest structure), same classes, size of map and filter as
the dashboard's home page, and nothing else of it. What is usually advised is done: files are read once
(st.cache_data), nothing is asked back from the map. There is no background map, and of folium's scripts
and styles Leaflet's alone are loaded, from this server: both flatter this page.
"""

from pathlib import Path

import folium
import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

DATA = Path(__file__).resolve().parents[3] / "data"
DEPARTMENT, LAMBERT_93, WGS84 = "57", 2154, 4326
BOUNDS_KM = (5, 10, 15, 20)
COLORS = ["#DBDAFF", "#A4A4D7", "#6E6DAF", "#373687", "#00005F"]
TYPES = {"Toutes": None, "Publique": "publique", "Privée": "privée"}


@st.cache_data
def read_communes() -> gpd.GeoDataFrame:
    return gpd.read_parquet(DATA / "communes" / f"{DEPARTMENT}.parquet")


@st.cache_data
def read_structures() -> pd.DataFrame:
    return pd.read_csv(DATA / "structures.csv", sep=";", dtype={"Code commune INSEE": str})


def with_distances(communes: gpd.GeoDataFrame, structures: pd.DataFrame) -> gpd.GeoDataFrame:
    """Contours with the distance to the nearest structure (kilometres) and its class."""
    places = gpd.GeoSeries.from_xy(structures["longitude"], structures["latitude"], crs=WGS84)
    seats = gpd.GeoDataFrame(geometry=places).to_crs(LAMBERT_93)
    points = communes.set_geometry("service_point").to_crs(LAMBERT_93)[["code", "service_point"]]
    near = points.sjoin_nearest(seats, distance_col="metres").drop_duplicates("code").set_index("code")
    table = communes[["code", "name", "geometry"]].copy()
    km = table["code"].map(near["metres"]) / 1000
    table["km"] = km.round(1)
    table["class"] = sum((km > bound).astype(int) for bound in BOUNDS_KM)
    return table


st.set_page_config(layout="wide")
kind = TYPES[st.sidebar.radio("Type de structure", list(TYPES), horizontal=True)]
structures = read_structures()
if kind:
    structures = structures[structures["Type"] == kind]
table = with_distances(read_communes(), structures)

west, south, east, north = table.total_bounds
page = folium.Map(tiles=None)
page.default_js = [("leaflet", "/leaflet/leaflet.js")]
page.default_css = [("leaflet_css", "/leaflet/leaflet.css")]
page.fit_bounds([[south, west], [north, east]])
folium.GeoJson(
    table,
    style_function=lambda feature: {
        "fillColor": COLORS[feature["properties"]["class"]],
        "fillOpacity": 1,
        "color": "#c3c3d2",
        "weight": 0.6,
    },
    tooltip=folium.GeoJsonTooltip(["name", "km"]),
).add_to(page)
for place in structures.to_dict("records"):
    folium.CircleMarker([place["latitude"], place["longitude"]], radius=6, color="#F59C00").add_to(page)

st.title("Couverture de la Moselle")
st_folium(page, height=470, use_container_width=True, returned_objects=[])
