"""How Python runs a process of the service."""

import gc
import sys

SWITCH_INTERVAL_S = 0.0005


def keep_out_of_collections() -> None:
    """Leaves all that a process has loaded by now out of later garbage collections.

    It stays until the end anyway. To look at it again takes a tenth of a second, in which no request is answered.
    """
    gc.collect()
    gc.freeze()


def switch_often() -> None:
    """Lets a thread with a short task interrupt one that computes for long, ten times as often as by default.

    A request of a worker changes threads some times. By default each change may wait 5 ms for a thread that computes.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
