"""Training of the compact ranker on synthetic functions and tables: `python -m training.compact --help`."""
