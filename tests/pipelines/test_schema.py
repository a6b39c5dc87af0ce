"""The JSON Schemas and docs/records.md: as committed, complete, and true of what is written."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import jsonschema
import msgspec
import pytest

from pipelines.field_meanings import FLAGS, MEANINGS, PAGE_KINDS
from pipelines.schema import RECORDS, Kind, records_page, schema_path, schema_text
from transforms import written as as_written
from transforms.reasons import TABLE
from transforms.records import (
    Article,
    Entry,
    Failure,
    FeedRef,
    Fetched,
    Image,
    PageKind,
    Run,
    Source,
)

HOME = Path(__file__).parents[2]
NOON = datetime(2025, 10, 17, 12, tzinfo=UTC)
URL = "https://valley.example/news/flood"
ENTRY = Entry(id="e1", url=URL, link=URL + "?utm_source=rss", feed_url="https://valley.example/rss", parked_at=NOON)
ARTICLE = Article(
    id="a1",
    url=URL,
    fetched_url=URL,
    source=Source(site="valley.example"),
    feed=FeedRef(url="https://valley.example/rss"),
    fetched=Fetched(fetched_at=NOON, status=200, bytes=812),
    text="The river rose.\n\nIt fell again.",
    published_at=NOON,
    images=(Image(url="https://valley.example/flood.jpg", position=1),),
    run=Run(id="p1", newsbeam_version="0.1.0"),
)
FAILURE = Failure(
    stage="fetch",
    reason="http_404",
    message="the page is gone",
    retryable=False,
    subject=URL,
    failed_at=NOON,
    entry=ENTRY,
)


def validator(kind: Kind) -> jsonschema.Draft202012Validator:
    schema = json.loads(schema_text(kind))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def written(record: Article | Failure) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(msgspec.json.encode(as_written.written(record)))
    return row


@pytest.mark.parametrize("kind", RECORDS)
def test_the_committed_schema_is_the_generated_one(kind: Kind) -> None:
    committed = (HOME / schema_path(kind)).read_text(encoding="utf-8")
    assert committed == schema_text(kind), "run `python -m pipelines.schema` and commit what it writes"


def test_the_committed_page_is_the_generated_one() -> None:
    committed = (HOME / "docs/records.md").read_text(encoding="utf-8")
    assert committed == records_page(), "run `python -m pipelines.schema` and commit what it writes"


@pytest.mark.parametrize("record", MEANINGS, ids=lambda record: record.__name__)
def test_each_field_has_a_meaning_and_no_other(record: type[msgspec.Struct]) -> None:
    assert sorted(MEANINGS[record]) == sorted(record.__struct_fields__)


@pytest.mark.parametrize(("kind", "record"), [("article", ARTICLE), ("failure", FAILURE)])
def test_what_is_written_is_valid(kind: Kind, record: Article | Failure) -> None:
    assert [error.message for error in validator(kind).iter_errors(written(record))] == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"text": None}, "None is not of type 'string'", id="no text"),
        pytest.param({"title": ""}, "'' should be non-empty", id="empty instead of null"),
        pytest.param({"version": "1"}, "'1' is not of type 'integer'", id="text for a number"),
        pytest.param({"schema_version": "v2.0"}, "'v2.0' does not match", id="another major version"),
        pytest.param({"page_kind": "poem"}, "'poem' is not one of", id="unknown kind"),
        pytest.param({"source": {"name": None}}, "'site' is a required property", id="half a source"),
        pytest.param({"images": [{"url": 1}]}, "1 is not of type 'string'", id="inside an image"),
        pytest.param({"is_free": "yes"}, "'yes' is not of type 'boolean', 'null'", id="no truth"),
    ],
)
def test_what_is_wrong_is_refused(change: dict[str, Any], message: str) -> None:
    messages = [error.message for error in validator("article").iter_errors(written(ARTICLE) | change)]
    assert any(message in said for said in messages), messages


@pytest.mark.parametrize("field", [name for name in Article.__struct_fields__ if name != "extra"])
def test_every_field_of_the_first_version_is_required(field: str) -> None:
    row = written(ARTICLE)
    del row[field]
    messages = [error.message for error in validator("article").iter_errors(row)]
    since = MEANINGS[Article][field].since
    assert messages == ([f"'{field}' is a required property"] if since == "v1.0" else [])


def test_a_later_minor_version_with_a_new_field_is_valid() -> None:
    row = written(ARTICLE) | {"schema_version": "v1.9", "novelty": []}
    assert list(validator("article").iter_errors(row)) == []


def test_times_have_their_format_and_fields_their_meaning() -> None:
    properties = json.loads(schema_text("article"))["properties"]
    assert properties["published_at"] == {
        "description": "When it was first published, UTC; null where nothing credible says so.",
        "type": ["string", "null"],
        "minLength": 1,
        "format": "date-time",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
    }


def test_the_page_names_the_counterparts() -> None:
    lines = records_page().splitlines()
    assert (
        "| `published_at` | time or null | When it was first published, UTC; null where nothing credible says so."
        " | `datePublished` | `contentCreated` |"
    ) in lines
    assert any(line.startswith("| `images[].credit` | text or null |") for line in lines)
    assert any(line.startswith("| `entry.guid` | text or null |") for line in lines)


def test_each_kind_of_page_is_explained() -> None:
    assert set(PAGE_KINDS) == set(get_args(PageKind))


@pytest.mark.parametrize("name", [*PAGE_KINDS, *FLAGS, *TABLE])
def test_the_page_explains_each_name(name: str) -> None:
    assert any(line.startswith(f"| `{name}` | ") for line in records_page().splitlines())


@pytest.mark.parametrize("kind", ["article", "failure"])
def test_records_of_the_first_version_are_valid(kind: Kind) -> None:
    earlier = (HOME / f"tests/data/records/{kind}s-v1.0.jsonl").read_text(encoding="utf-8").splitlines()
    for row in map(json.loads, earlier):
        assert row["schema_version"] == "v1.0"
        validator(kind).validate(row)
        assert msgspec.convert(row, RECORDS[kind]).schema_version == "v1.0"  # type: ignore[attr-defined]
