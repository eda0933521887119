"""Whether the compact ranker's predicted distributions are calibrated: docs/compact-ranker.md."""
