"""The separate database logins of docs/operations.md."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.servers import ROOT


@contextmanager
def logins_of_the_guide(database_url: str, *, prefix: str) -> Iterator[dict[str, str]]:
    """Made with the guide's statements, but for their names: the URL of `api` and of `worker`."""
    guide = (ROOT / "docs/operations.md").read_text()
    statements = re.findall(r"^CREATE ROLE lmsearcher_(\w+) (LOGIN PASSWORD '([^']+)' .*;)$", guide, flags=re.MULTILINE)
    assert [name for name, _, _ in statements] == ["api", "worker"]
    url = make_url(database_url)
    with psycopg.connect(database_url, autocommit=True) as owner:
        for name, rest, _ in statements:
            owner.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(prefix + name)))
            owner.execute(f"CREATE ROLE {prefix}{name} {rest}".encode())
        yield {
            name: url.set(username=prefix + name, password=password).render_as_string(hide_password=False)
            for name, _, password in statements
        }
        for name, _, _ in statements:
            owner.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(prefix + name)))
