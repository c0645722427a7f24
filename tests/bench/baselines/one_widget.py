"""A page with one widget: the least that any Streamlit page costs."""

import streamlit as st

st.set_page_config(layout="wide")
chosen = st.selectbox("Choix", ["Alpha", "Bravo"])
st.html(f'<p id="chosen">{chosen}</p>')
