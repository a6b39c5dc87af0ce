"""`newsbeam.schema`: the committed schemas, and records that fit them."""

import json

import jsonschema
import msgspec
import pytest
from one_shard import article, failure
from sample_run import ROOT

import newsbeam

RECORDS = {"article": article("a"), "failure": failure("a")}


@pytest.mark.parametrize("kind", RECORDS)
def test_it_is_the_committed_one(kind: str) -> None:
    assert newsbeam.schema(kind) == json.loads((ROOT / "schemas" / f"{kind}-v1.1.json").read_text(encoding="utf-8"))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_fits_it_and_half_a_record_does_not(kind: str) -> None:
    row = json.loads(msgspec.json.encode(RECORDS[kind]))
    jsonschema.validate(row, newsbeam.schema(kind))  # type: ignore[arg-type]
    del row["schema_version"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(row, newsbeam.schema(kind))  # type: ignore[arg-type]
