"""Revision 0001 in parts. Each creates its tables, with their indexes and their row-level security, and drops them."""
