"""Server, client and citation have one version, and both command lines print it."""

import lmsearcher
import lmsearcher.cli
import pytest
import yaml
from typer.testing import CliRunner

import app
from app.cli import cli
from tests.servers import ROOT


def test_server_client_and_citation_have_one_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert {app.__version__, lmsearcher.__version__, citation["version"]} == {app.__version__}


def test_the_server_command_prints_the_version() -> None:
    ran = CliRunner().invoke(cli, ["--version"])
    assert (ran.exit_code, ran.output) == (0, f"lmsearcher-server {app.__version__}\n")


def test_the_client_command_prints_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"^0$"):
        lmsearcher.cli.main(["--version"])
    assert capsys.readouterr().out == f"lmsearcher {lmsearcher.__version__}\n"
