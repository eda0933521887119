"""Short work in several threads, that must not take longer than there is time."""

import threading
import time
from collections.abc import Callable, Sequence


def run_together(tasks: Sequence[Callable[[], object]], *, within_s: float) -> None:
    """Returns when all have ended or the time is over; threads that have not are left behind."""
    threads = [threading.Thread(target=task, daemon=True) for task in tasks]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + within_s
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
