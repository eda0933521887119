"""Signatures, encryption and guarded outbound requests."""
