"""PgBouncer in transaction mode before a database, as a process of its own."""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from app.embedded.identity import give_to_unprivileged, unprivileged
from app.embedded.ports import LOOPBACK, free_port
from app.embedded.process import ChildProcess

START_TIMEOUT_S = 30
_MISSING = "PgBouncer is not installed: make pgbouncer"


class PgBouncer:
    """A running one: give it URLs that lead to Postgres."""

    def __init__(self, port: int, process: ChildProcess) -> None:
        self.port = port
        self.process = process

    def url(self, database_url: str) -> str:
        """The same database and login, through PgBouncer."""
        return make_url(database_url).set(host=LOOPBACK, port=self.port).render_as_string(hide_password=False)


@contextmanager
def running_pgbouncer(logins: Iterable[str], folder: Path, *, connections: int) -> Iterator[PgBouncer]:
    """Starts one for these logins of a server, given as URLs. connections: to Postgres, for each of them."""
    urls = [make_url(login) for login in logins]
    users = folder / "users.txt"
    users.write_text("".join(f'"{url.username}" "{url.password}"\n' for url in urls))
    port = free_port()
    configuration = folder / "pgbouncer.ini"
    configuration.write_text(
        f"""
[databases]
* = host={urls[0].host} port={urls[0].port}
[pgbouncer]
listen_addr = {LOOPBACK}
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {users}
pool_mode = transaction
default_pool_size = {connections}
"""
    )
    give_to_unprivileged(folder)
    command = unprivileged([_binary(), str(configuration)])
    process = ChildProcess("pgbouncer", command, log_path=folder / "pgbouncer.log")
    bouncer = PgBouncer(port, process)
    process.start()
    try:
        process.wait_until(
            lambda: _answers(bouncer.url(urls[0].render_as_string(hide_password=False))), timeout_s=START_TIMEOUT_S
        )
        yield bouncer
    finally:
        process.stop()


def _binary() -> str:
    """Skips the test where there is none, but not in CI."""
    found = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None and os.environ.get("CI"):
        pytest.fail(_MISSING)
    if found is None:
        pytest.skip(_MISSING)
    return found


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
