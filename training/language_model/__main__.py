"""`python -m training.language_model CONFIG.yaml`: tunes a language model to rank, evaluates it, writes its card."""

from pathlib import Path
from typing import Annotated

import typer

from training.language_model.config import UnusableConfig, load_config
from training.language_model.run import tune
from training.language_model.samples import UnusableSamples
from workers.ranking.checkpoints.loading import UnusableCheckpoint


def main(
    config: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="YAML; configs/ beside this module.")],
) -> None:
    """Tune a language model to rank; a run found in its folder is resumed. OUT/checkpoint is what the service loads."""
    try:
        folder = tune(load_config(config), command=f"python -m training.language_model {config}")
    except (UnusableConfig, UnusableSamples) as error:
        raise typer.BadParameter(str(error)) from error
    except UnusableCheckpoint as error:
        raise typer.BadParameter(error.detail) from error
    print(folder)


if __name__ == "__main__":
    typer.run(main)
