"""The whole service under a monkey that kills it: what is promised holds at the end, or is listed. `make chaos`."""
