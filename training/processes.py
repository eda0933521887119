"""Worker processes that do not outlive a parent that was killed."""

import multiprocessing
import os
import threading


def end_with_parent() -> None:
    """For the start of a worker process: ends it as soon as its parent is gone."""
    threading.Thread(target=_exit_after_parent, daemon=True).start()


def _exit_after_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
