"""The package: whole in wheel, sdist and what Beam stages for workers; each runs where nothing else of this repository is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import sample_run
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.portability.api import beam_runner_api_pb2
from apache_beam.runners.portability.stager import Stager

ROOT = Path(__file__).parent.parent
SOURCES = ("setup.py", "pyproject.toml", "README.md", "LICENSE")
PACKAGES = ("newsbeam", "pipelines", "transforms")


def kept_files() -> set[str]:
    """What the tree has of our packages."""
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in found if "__pycache__" not in path.parts}


def run(command: Sequence[str | Path], folder: Path, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a package is built from, so that the tree stays clean and an old build/ adds nothing."""
    folder = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        shutil.copy(ROOT / name, folder)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="module")
def built(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sdist, and the wheel that is made from it."""
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, sources], sources)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return {"wheel": wheel, "sdist": sdist}


@pytest.fixture(scope="module")
def staged(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Beam puts together for workers from `--setup_file`."""
    folder = tmp_path_factory.mktemp("staged")
    options = PipelineOptions([f"--setup_file={sources / 'setup.py'}", "--requirements_cache=skip"])
    resources = Stager.create_job_resources(options, str(folder), log_submission_env_dependencies=False)
    names = {}
    for resource in resources:
        role = beam_runner_api_pb2.ArtifactStagingToRolePayload.FromString(resource.role_payload)
        names[role.staged_name] = beam_runner_api_pb2.ArtifactFilePayload.FromString(resource.type_payload).path
    assert set(names) <= {"workflow.tar.gz", "pickled_main_session"}
    return Path(names["workflow.tar.gz"])


def members_of(archive: Path) -> set[str]:
    """The files in an archive, below the folder that an sdist has at its top."""
    if archive.suffix == ".whl":
        return set(zipfile.ZipFile(archive).namelist())
    with tarfile.open(archive) as tar:
        return {member.name.partition("/")[2] for member in tar.getmembers() if member.isfile()}


def test_the_wheel_has_all_of_the_packages_and_nothing_else(built: dict[str, Path]) -> None:
    members = {name for name in members_of(built["wheel"]) if ".dist-info/" not in name}
    assert members == kept_files()
    assert any(name.endswith(".txt") for name in members), "the phrases and names are data of the package"


@pytest.mark.parametrize("archive", ["sdist", "staged"])
def test_what_is_installed_from_source_has_all_that_it_is_built_from(
    archive: str, built: dict[str, Path], staged: Path
) -> None:
    members = members_of(staged if archive == "staged" else built[archive])
    assert members >= kept_files() | set(SOURCES)
    assert not {name for name in members if name.startswith(("tests", "bench", "sample"))}


@pytest.mark.parametrize("archive", ["wheel", "staged"])
def test_it_installs_and_ingests_where_nothing_else_is(
    archive: str, built: dict[str, Path], staged: Path, tmp_path: Path
) -> None:
    python = bare_environment(tmp_path / "venv")
    package = staged if archive == "staged" else built[archive]
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index"]
    # Among what is lent, pip sees this environment's own newsbeam.
    run([*install, "--ignore-installed", "--no-build-isolation", package], tmp_path)
    own = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    found = run([python, "-c", "import transforms; print(transforms.__file__)"], tmp_path, own).strip()
    assert Path(found).is_relative_to(tmp_path), "another newsbeam was imported"
    newsbeam = python.with_name("newsbeam")
    with sample_run.served() as served:
        port = {"NEWSBEAM_SAMPLE_PORT": served["NEWSBEAM_SAMPLE_PORT"]}
        sample = [sample_run.CONFIG, "--set", f"output={tmp_path / 'out'}"]
        said = run([newsbeam, "ingest", *sample], tmp_path, own | port)
        checked = run([newsbeam, "verify", *sample], tmp_path, own | port)
    assert "Articles  12 written" in said
    assert sample_run.OWED_AT_THE_END in said
    assert "All is as the manifests and the state say." in checked


def bare_environment(folder: Path) -> Path:
    """A virtual environment with our dependencies (lent by this one) and without newsbeam; its Python."""
    run([sys.executable, "-m", "venv", "--without-pip", folder], folder.parent)
    python = folder / "bin" / "python"
    site = run([python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"], folder).strip()
    # A .pth file adds a folder to the path and reads no .pth file in it, such as that of an editable install.
    (Path(site) / "lent.pth").write_text(
        "\n".join(dict.fromkeys([sysconfig.get_paths()["purelib"], sysconfig.get_paths()["platlib"]]))
    )
    return python
