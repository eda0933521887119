"""Figures of a job, as Vega-Lite 6 specifications with their data; the dashboard and the client draw them."""
