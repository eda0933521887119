"""Connections to other systems: outbound HTTP, message signatures, encryption of secrets, shared rate limits."""
