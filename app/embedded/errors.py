"""Why the embedded stack cannot start or go on; the messages are written for the person at the terminal."""


class EmbeddedError(Exception):
    """The root: caught once, by the command line, and printed without a traceback."""


class MissingServerError(EmbeddedError):
    """A server's wheel is not installed, or not for this platform."""


class StartError(EmbeddedError):
    """A process did not come up; the message ends with the last lines of its log."""


class DataDirectoryInUseError(EmbeddedError):
    """Another stack owns the data folder."""


class PortInUseError(EmbeddedError):
    """The API's port belongs to another process."""
