"""Instruction samples for language models, as LM-Searcher makes them: `python -m training.instruction --help`."""
