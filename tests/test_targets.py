"""Every test is run by exactly one target of the Makefile, in the process of its file; `.ci/run` runs all of them."""

import os
import re

import pytest
import yaml

from tests.servers import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()
INSTALL_PACKAGES = {"browser", "pgbouncer"}
NEEDS_DOWNLOADS = {"test-smollm2", "test-vllm"}


def test_a_folder_that_make_test_leaves_out_has_one_other_target() -> None:
    [apart] = re.findall(r"^APART := (.*)$", MAKEFILE, flags=re.MULTILINE)
    named = [
        folder
        for recipe in re.findall(r"^\t\$\(PYTEST\) (tests/.*)$", MAKEFILE, flags=re.MULTILINE)
        for folder in recipe.split()
    ]
    assert sorted(named) == sorted(f"tests/{folder}" for folder in apart.split())
    assert all((ROOT / folder).is_dir() for folder in named)


def test_what_is_merged_has_passed_every_target() -> None:
    targets = set(re.findall(r"^(test[a-z0-9-]*):", MAKEFILE, flags=re.MULTILINE)) | {"check"}
    run = re.findall(r"^make (\S+)$", (ROOT / ".ci/run").read_text(), flags=re.MULTILINE)
    assert set(run) - INSTALL_PACKAGES == targets - NEEDS_DOWNLOADS


def test_pre_commit_runs_targets_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z][a-z0-9-]*):", MAKEFILE, flags=re.MULTILINE))
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    entries = {hook["entry"] for repository in config["repos"] for hook in repository["hooks"]}
    assert "make check" in entries
    assert entries <= {f"make {target}" for target in targets}


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="one process has all tests")
def test_the_tests_of_a_file_share_a_process(request: pytest.FixtureRequest) -> None:
    """pytest-xdist has read the groups: it appends them to the names."""
    assert request.node.nodeid.endswith(f"@{request.path}")
