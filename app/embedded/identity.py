"""The user of the Postgres process, which refuses to run as root.

Root runs it in a user namespace, where the same files belong to another user. Where namespaces are forbidden, as in
most containers, root runs it as `nobody`. Other users run it as themselves.
"""

import os
import pwd
import shutil
import subprocess
from functools import cache
from pathlib import Path

_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


def unprivileged(argv: list[str]) -> list[str]:
    """The command that runs `argv` as a user other than root."""
    if os.geteuid() != 0:
        return argv
    if user_namespaces_work():
        return [*_NAMESPACE, *argv]
    user = pwd.getpwnam("nobody")
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--", *argv]


def give_to_unprivileged(folder: Path) -> None:
    """Gives the folder to the user of `unprivileged`, if that is another user than this one."""
    if os.geteuid() != 0 or user_namespaces_work():
        return
    user = pwd.getpwnam("nobody")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)


@cache
def user_namespaces_work() -> bool:
    if shutil.which("unshare") is None:
        return False
    probe = subprocess.run([*_NAMESPACE, "true"], capture_output=True, check=False, timeout=10)  # noqa: S603 - constant
    return probe.returncode == 0
