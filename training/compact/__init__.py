"""Training of the compact ranker on synthetic functions, and on tables if told: `python -m training.compact --help`."""
