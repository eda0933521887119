"""Python's garbage collection."""

import gc


def keep_out_of_collections() -> None:
    """Leaves all that a process has loaded by now out of later garbage collections.

    It stays until the end anyway. To look at it again takes a tenth of a second, in which no request is answered.
    """
    gc.collect()
    gc.freeze()
