"""Errors of the embedded stack. Their messages are for the user at the terminal."""


class EmbeddedError(Exception):
    """The base class. The command line catches it and prints it without a traceback."""


class MissingServerError(EmbeddedError):
    """The wheel of a server is not installed, or does not fit this platform."""


class StartError(EmbeddedError):
    """A process did not start; the message ends with the last lines of its log."""


class DataDirectoryInUseError(EmbeddedError):
    """Another stack uses the data folder."""


class PortInUseError(EmbeddedError):
    """Another process uses the port of the API."""
