"""The time until a user sees the dashboard's pages in a real Chromium, beside Optuna's on the same trials."""
