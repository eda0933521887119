"""Postgres refuses to run as root. Root therefore runs it in a user namespace, where the same files belong to somebody
who is not root; where namespaces are forbidden (most containers), as `nobody`. Other users run it as themselves."""

import os
import pwd
import shutil
import subprocess
from functools import cache
from pathlib import Path

_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


def unprivileged(argv: list[str]) -> list[str]:
    """The command that runs `argv` as somebody who is not root."""
    if os.geteuid() != 0:
        return argv
    if user_namespaces_work():
        return [*_NAMESPACE, *argv]
    nobody = pwd.getpwnam("nobody")
    return ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups", "--", *argv]


def give_to_unprivileged(folder: Path) -> None:
    """Hands the tree to the user that `unprivileged` runs as, where that is another one than ours."""
    if os.geteuid() != 0 or user_namespaces_work():
        return
    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)


@cache
def user_namespaces_work() -> bool:
    if shutil.which("unshare") is None:
        return False
    probe = subprocess.run([*_NAMESPACE, "true"], capture_output=True, check=False, timeout=10)  # noqa: S603 - constant
    return probe.returncode == 0
