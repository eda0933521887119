"""What API and dashboard share of a request: who sends it, how often it may, and how errors are answered."""
