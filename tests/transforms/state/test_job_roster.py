"""The document that says which feeds a job polls by now, written by one process and read by others."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from transforms.errors import StorageError
from transforms.state.job_roster import KEPT_JOBS, JobRoster
from transforms.state.roots import Roots


def job_of(folder: Path, name: str = "20261122T120000Z-1") -> JobRoster:
    return JobRoster(Roots(state=str(folder / "state"), output=str(folder / "out"), shards=2), name)


def test_at_first_it_is_the_roster_of_the_start(tmp_path: Path) -> None:
    assert job_of(tmp_path).name() is None


def test_what_one_process_writes_another_reads(tmp_path: Path) -> None:
    there = pickle.loads(pickle.dumps(job_of(tmp_path)))
    for name in ("b", "c"):
        job_of(tmp_path).change(name)
        assert there.name() == name


def test_each_job_has_its_own(tmp_path: Path) -> None:
    job_of(tmp_path, "1").change("b")
    assert job_of(tmp_path, "2").name() is None


def test_a_job_that_is_over_leaves_nothing(tmp_path: Path) -> None:
    job_of(tmp_path).change("b")
    job_of(tmp_path).forget()
    assert [path for path in (tmp_path / "state" / "roster").rglob("*") if path.is_file()] == []


def test_jobs_that_were_killed_do_not_pile_up(tmp_path: Path) -> None:
    for n in range(KEPT_JOBS + 2):
        job_of(tmp_path, f"job-{n:03}").change("b")
    left = sorted(path.name for path in (tmp_path / "state" / "roster" / "jobs").iterdir())
    assert left == [f"job-{n:03}" for n in range(2, KEPT_JOBS + 2)]


def in_the_way(folder: Path) -> Path:
    """Make the document unreadable: a file lies where its folder should be."""
    jobs = folder / "state" / "roster" / "jobs"
    for path in jobs.iterdir() if jobs.exists() else ():
        path.unlink()
    jobs.rmdir() if jobs.exists() else jobs.parent.mkdir(parents=True)
    jobs.write_text("in the way")
    return jobs


def test_a_store_that_fails_leaves_the_list_as_it_was(tmp_path: Path) -> None:
    job = job_of(tmp_path)
    job.change("b")
    assert job.name() == "b"
    in_the_way(tmp_path)
    assert job.name() == "b"


def test_a_process_that_knows_nothing_yet_does_not_guess(tmp_path: Path) -> None:
    in_the_way(tmp_path)
    with pytest.raises(StorageError, match="cannot be read"):
        job_of(tmp_path).name()
