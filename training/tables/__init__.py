"""Tables of measured architectures: the format that training and benchmarks read, and importers of public formats."""
