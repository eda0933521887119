"""Signing, sealing, and the guarded way out."""
