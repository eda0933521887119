"""Figures of a job: Vega-Lite 6 specifications with their data, which the dashboard and the client draw."""
