"""How soon somebody sees something: the dashboard's pages in a real Chromium, beside Optuna's on the same trials."""
