"""Training of the compact ranker on synthetic functions alone: `python -m training.compact --help`."""
