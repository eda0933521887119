"""Statistics of the trials of one job. Scores are in the unit of the job's metric; `goal` says which end is better."""
