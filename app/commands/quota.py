"""`lmsearcher-server projects quota`: the quotas of a project that differ from the defaults."""

from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import DataDir

_ABSENT = "as all"


def quota(
    name: Annotated[str, typer.Argument(help="Name of the project.")],
    *,
    open_jobs: Annotated[int | None, typer.Option(help="Jobs that have not ended.", min=0)] = None,
    open_trials: Annotated[int | None, typer.Option(help="The sum of max_parallel of the open jobs.", min=0)] = None,
    requests_per_s: Annotated[float | None, typer.Option(help="Requests per second in the long run.", min=0)] = None,
    requests_burst: Annotated[int | None, typer.Option(help="Requests at once.", min=1)] = None,
    ranking_s_per_hour: Annotated[float | None, typer.Option(help="Seconds of ranking in an hour.", min=0)] = None,
    reset: Annotated[bool, typer.Option("--reset", help="First return to the defaults.")] = False,
    data_dir: DataDir = Path("data"),
) -> None:
    """Set quotas of a project, which hold at once; 0 means no limit. Without options, show them."""
    given = {
        "open_jobs": open_jobs,
        "open_trials": open_trials,
        "requests_per_s": requests_per_s,
        "requests_burst": requests_burst,
        "ranking_s_per_hour": ranking_s_per_hour,
    }
    changes = given if reset else {name_: value for name_, value in given.items() if value is not None}
    from app.commands.database import as_owner
    from app.services.access import projects

    with as_owner(data_dir) as session:
        project = projects.set_quotas(session, name, changes) if changes else projects.project_named(session, name)
        own = dict(project.quotas)
    for name_ in given:
        typer.echo(f"{name_:20} {own.get(name_, _ABSENT)}")
