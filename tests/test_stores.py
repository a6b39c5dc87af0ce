"""The whole sample on each kind of store: a local folder, memory, and emulators of Google Cloud Storage, S3 and Azure."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from emulators import Emulator, emulator, settled_in
from sample_run import CONFIG, EXPECTED, arguments, served
from sound import problems
from warm import Warm

from pipelines.config.loading import load_config
from pipelines.export.choice import ExportChoice
from pipelines.export.exporting import export
from pipelines.run.errors import Refused
from pipelines.run.passes import ingest
from transforms.row_files import VOID
from transforms.state.storage import Store, open_store

PARQUET = "write.formats=[jsonl, parquet]"


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    with served() as found:
        yield found


@pytest.fixture(params=["gs", "s3", "az"])
def found(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """An emulator with an empty bucket, which this process finds, too."""
    with emulator(request.param) as found, settled_in(found):
        yield found


(DENIED,) = [url for url, other in EXPECTED["others"].items() if other["fate"] == "waits"]


def rows_in(store: Store, folder: str) -> list[dict[str, Any]]:
    found = []
    for day in store.names(folder):
        for name in store.names(f"{folder}/{day}"):
            data = store.read(f"{folder}/{day}/{name}")
            assert data is not None
            found += [json.loads(line) for line in gzip.decompress(data).splitlines()]
    return found


def check(output: str) -> None:
    store = open_store(output)
    assert problems(output) == []
    assert {row["url"] for row in rows_in(store, "articles")} == set(EXPECTED["articles"])
    assert {row["reason"] for row in rows_in(store, "failures")} == {"http_404", "no_text"}
    assert store.names("runs") and store.read("_newsbeam.json")
    for kind in ("articles", "failures"):
        wanted = [row["id"] for row in rows_in(store, kind)]
        twins = [
            f"parquet/{kind}/{day}/{name}"
            for day in store.names(f"parquet/{kind}")
            for name in store.names(f"parquet/{kind}/{day}")
        ]
        found = [pq.read_table(io.BytesIO(store.read(twin) or b"")).column("id").to_pylist() for twin in twins]
        assert [id_ for ids in found for id_ in ids] == wanted
    # Each poll's file is gone with the last of its entries.
    (left,) = [name for name in store.names("_state/inbox/0") if name]
    assert DENIED in {entry["url"] for entry in json.loads(store.read(f"_state/inbox/0/{left}") or b"")}


def check_export(output: str, to: str) -> None:
    """Rows are copied to a URL of their own, over an earlier copy only where that is asked for."""
    store, now = open_store(to), datetime(2026, 11, 29, tzinfo=UTC)
    done = export(output, ExportChoice(to=to, format="csv"), now)
    assert (done.rows, store.names("")) == (len(EXPECTED["articles"]), ["_SUCCESS", "part-00000.csv"])
    with pytest.raises(Refused, match="an earlier export is there"):
        export(output, ExportChoice(to=to, format="datasets"), now)
    export(output, ExportChoice(to=to, format="datasets", where="language = 'de'", overwrite=True), now)
    assert store.names("") == ["README.md", "_SUCCESS", "data"]
    table = pq.read_table(io.BytesIO(store.read("data/part-00000.parquet") or b""))
    assert set(table["language"].to_pylist()) == {"de"}


def test_in_memory(environment: dict[str, str]) -> None:
    config = load_config(CONFIG, ["output=memory://sample-in-memory", PARQUET], environment)
    report = ingest(config)
    assert report.settled["written"] == len(EXPECTED["articles"]) and not report.missing
    check("memory://sample-in-memory")
    again = ingest(config)
    assert again.counts["poll/not_modified"] == 5 and not again.settled
    check("memory://sample-in-memory")


def test_in_an_object_store(warm: Warm, environment: dict[str, str], found: Emulator) -> None:
    """Twice, in processes of their own, as on a schedule; with nothing but the environment that docs/stores.md names."""
    surrounding = environment | found.environment
    for expected in (f"{len(EXPECTED['articles'])} written", "5 not modified"):
        ran = warm.run(*arguments(f"{found.bucket}/news", PARQUET), env=surrounding)
        assert ran.returncode == 0, ran.stderr
        assert expected in ran.stdout
    check(f"{found.bucket}/news")
    check_export(f"{found.bucket}/news", f"{found.bucket}/copies/one")


def test_state_and_output_on_different_stores(environment: dict[str, str], tmp_path: Path) -> None:
    config = load_config(CONFIG, ["output=memory://sample-apart", f"state={tmp_path / 'state'}"], environment)
    report = ingest(config)
    assert report.settled["written"] == len(EXPECTED["articles"])
    assert not open_store("memory://sample-apart").names("_state")
    assert (tmp_path / "state" / "meta.json").is_file()
    assert problems("memory://sample-apart", tmp_path / "state") == []


def test_a_void_file_is_a_gzip_stream_of_nothing() -> None:
    assert gzip.decompress(VOID) == b""
