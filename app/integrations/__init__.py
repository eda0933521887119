"""The ways out of the service to other systems, and what keeps them safe: HTTP, signatures, encrypted secrets."""
