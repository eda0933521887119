"""What a job's trials say as a whole. Scores are in the job's own unit; `goal` says which end is better."""
