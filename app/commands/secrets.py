"""`lmsearcher-server reencrypt`: the last step of a rotation of LMSEARCHER_SECRET_KEYS."""

import uuid
from pathlib import Path

import typer

from app.commands.options import DataDir


def reencrypt(data_dir: DataDir = Path("data")) -> None:
    """Encrypt all stored secrets with the first of LMSEARCHER_SECRET_KEYS, so that the others can be removed.

    It may run again, and while the service runs. The exit status is 1 if the key of a secret is missing; that secret is
    kept.
    """
    from app.commands.database import owner_sessions
    from app.integrations.encryption import Encryptor, NoSecretKeys
    from app.services.maintenance import STEPS

    count, lost = 0, list[str]()
    with owner_sessions(data_dir) as (settings, sessions):
        try:
            encryptor = Encryptor.of(settings)
        except NoSecretKeys as error:
            raise typer.BadParameter(str(error)) from None
        for step in STEPS:
            after: uuid.UUID | None = None
            while True:
                with sessions.begin() as session:
                    done = step(session, encryptor, after)
                count += done.count
                lost += done.lost
                if done.last is None:
                    break
                after = done.last
    typer.echo(f"{count} encrypted anew")
    for what in lost:
        typer.echo(f"not readable with these keys: {what}", err=True)
    raise typer.Exit(1 if lost else 0)
