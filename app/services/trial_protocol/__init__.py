"""The requests of workers (ask, tell, heartbeat, release), answered in batches of one or more."""
