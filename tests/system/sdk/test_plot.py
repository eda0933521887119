"""`lmsearcher plot` as a process, against the real stack: it writes valid files that are not empty."""

import io
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from lmsearcher import Client, Job, NotFoundError, SearchSpace
from lmsearcher.cli import FORMATS
from lmsearcher.plots import PNG_SCALE, WIDTH
from PIL import Image

from tests.servers import ROOT


@pytest.fixture
def job(service: Client, space: SearchSpace) -> Job:
    job = service.jobs.create(space=space, metric="acc", max_trials=4, warmup=4, ranker="surrogate", seed=3)
    job.evaluate(lambda architecture: float(architecture["depth"]))
    return job


def plot(url: str, *arguments: str, prelude: str = "") -> subprocess.CompletedProcess[str]:
    """Runs the command in a process, after the Python code in `prelude`."""
    code = f"{prelude}\nimport sys\nfrom lmsearcher.cli import main\nsys.exit(main())"
    environment = {**os.environ, "LMSEARCHER_URL": url, "PYTHONPATH": str(ROOT / "sdk")}
    command = [sys.executable, "-c", code, "plot", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_every_figure_becomes_a_file(live_api: str, job: Job, tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    ran = plot(live_api, job.id, "--out", str(out))
    assert ran.returncode == 0, ran.stderr
    figures = [job.figure(summary.name) for summary in job.figures()]
    assert {path.name for path in out.iterdir()} == {f"{figure.name}.svg" for figure in figures if not figure.empty}
    assert len(list(out.iterdir())) > 5
    assert all(figure.reading in ran.stdout for figure in figures)
    for path in out.iterdir():
        assert ET.parse(path).getroot().tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314  our own
    assert all(word in (out / "history.svg").read_text() for word in ("acc", "trial", "random warm-up"))


def test_png_is_wide_enough_and_not_blank(live_api: str, job: Job, tmp_path: Path) -> None:
    assert plot(live_api, job.id, "--out", str(tmp_path), "--format", "png", "--only", "history").returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["history.png"]
    with Image.open(io.BytesIO((tmp_path / "history.png").read_bytes())) as picture:
        assert picture.width > WIDTH * PNG_SCALE
        colours = np.unique(np.asarray(picture.convert("RGB")).reshape(-1, 3), axis=0)
    assert len(colours) > 20


def test_pdf_is_written(live_api: str, job: Job, tmp_path: Path) -> None:
    assert plot(live_api, job.id, "--out", str(tmp_path), "--format", "pdf", "--only", "options").returncode == 0
    assert (tmp_path / "options.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("nowhere",), "nowhere"), (("--only", "portrait"), "history"), (("--format", "gif"), ", ".join(FORMATS))],
)
def test_plot_error_is_printed(
    live_api: str, job: Job, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    first = () if arguments[0] == "nowhere" else (job.id,)
    ran = plot(live_api, *first, *arguments, "--out", str(tmp_path))
    assert ran.returncode != 0
    assert message in ran.stderr.replace("'", "")
    assert "Traceback" not in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_plot_without_extra_says_how_to_install_it(live_api: str, job: Job, tmp_path: Path) -> None:
    ran = plot(live_api, job.id, "--out", str(tmp_path), prelude="import sys; sys.modules['vl_convert'] = None")
    assert ran.returncode == 1
    assert "pip install 'lmsearcher[plots]'" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_client_returns_the_same_figures(service: Client, job: Job) -> None:
    assert service.jobs.figures(job.id) == job.figures()
    figure = job.figure("history")
    assert figure == service.jobs.figure(job.id, "history")
    assert (figure.empty, figure.title) == (False, {f.name: f.title for f in job.figures()}["history"])
    assert job.figure("tradeoff", metric="params").spec is None
    with pytest.raises(NotFoundError, match="history"):
        job.figure("portrait")
