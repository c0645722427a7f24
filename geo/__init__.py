"""Everything Maillage computes: functions from frames to frames, without Streamlit."""
