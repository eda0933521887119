"""Finds the lease-keeper processes of a process."""

from pathlib import Path


def keeper_processes(parent: int) -> list[int]:
    children = [pid for tasks in Path(f"/proc/{parent}/task").glob("*/children") for pid in tasks.read_text().split()]
    return [int(pid) for pid in children if "lmsearcher._lease_keeper_process" in _command(pid)]


def _command(pid: str) -> str:
    """Empty for a process that has just ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
