__version__ = "0.1.0"
"""Of the server. The client has the same: docs/versions.md."""
