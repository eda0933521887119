"""What the service is about, as pure values and functions: standard library, numpy and scipy only."""
