"""`lmsearcher-server keys`: API keys of a project. It needs access to the database."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.options import DataDir, ProjectName, printable
from app.domain.keys import Scope

if TYPE_CHECKING:
    from app.services.access.keys import MadeKey

commands = typer.Typer(help=__doc__, no_args_is_help=True)

DAY_S, HOUR_S = 86_400, 3_600
PAGE = 500
KeyId = Annotated[str, typer.Argument(help="The public id of the key: the third part of its text.")]


@commands.command()
def create(
    name: Annotated[str, typer.Option(help="What the key is for.", callback=printable)],
    scope: Annotated[list[Scope], typer.Option(help="What the key allows; may be repeated. admin includes all.")],
    project: ProjectName = "default",
    days: Annotated[int | None, typer.Option(help="Days until the key expires.", min=1, max=3_650)] = None,
    data_dir: DataDir = Path("data"),
) -> None:
    """Create a key and write it to stdout. It cannot be shown again: only its SHA-256 is stored."""
    from app.commands.database import in_project
    from app.services.access import keys

    with in_project(data_dir, project) as context:
        made = keys.create_key(
            context.session,
            context.principal,
            name=name,
            scopes=scope,
            lifetime_s=None if days is None else days * DAY_S,
            environment=context.settings.key_environment,
            now=context.now,
        )
    _show(made)


@commands.command(name="list")
def list_(project: ProjectName = "default", data_dir: DataDir = Path("data")) -> None:
    """List all keys of a project, newest first."""
    from app.commands.database import in_project
    from app.services.access import keys

    with in_project(data_dir, project) as context:
        after = None
        while True:
            page = keys.list_keys(context.session, context.principal.project_id, limit=PAGE, after=after)
            for key in page.items:
                used = "never used" if key.last_used_at is None else f"used {key.last_used_at:%Y-%m-%d %H:%M}"
                ends = "" if key.expires_at is None else f", ends {key.expires_at:%Y-%m-%d %H:%M}"
                state = keys.state_of(key, context.now)
                typer.echo(f"{key.public_id}  {state:8}  {','.join(key.scopes):28}  {key.name}  ({used}{ends})")
            after = page.next
            if after is None:
                return


@commands.command()
def rotate(
    key_id: KeyId,
    project: ProjectName = "default",
    overlap_hours: Annotated[int, typer.Option(help="Hours until the old key expires.", min=0, max=720)] = 24,
    data_dir: DataDir = Path("data"),
) -> None:
    """Create a successor of a key, with the same name, scopes and lifetime."""
    from app.commands.database import in_project
    from app.services.access import keys

    with in_project(data_dir, project) as context:
        made = keys.rotate_key(
            context.session,
            context.principal,
            key_id,
            overlap_s=overlap_hours * HOUR_S,
            environment=context.settings.key_environment,
            now=context.now,
        )
    _show(made)


@commands.command()
def revoke(key_id: KeyId, project: ProjectName = "default", data_dir: DataDir = Path("data")) -> None:
    """Revoke a key at once."""
    from app.commands.database import in_project
    from app.services.access import keys

    with in_project(data_dir, project) as context:
        keys.revoke_key(context.session, context.principal, key_id, now=context.now)
    typer.echo(f"{key_id} is revoked")


def _show(made: "MadeKey") -> None:
    typer.echo(f"key {made.row.public_id} with {', '.join(made.row.scopes)}; it cannot be shown again:", err=True)
    typer.echo(made.text)
