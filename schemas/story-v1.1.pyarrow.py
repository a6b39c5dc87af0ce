# newsbeam stories, v1.1: pyarrow.dataset.dataset(files, schema=SCHEMA, format="json")
import pyarrow as pa

SCHEMA = pa.schema(
    [
        ("story_id", pa.string()),
        ("version", pa.int64()),
        ("first_seen_at", pa.timestamp("s", "UTC")),
        ("last_seen_at", pa.timestamp("s", "UTC")),
        ("schema_version", pa.string()),
        ("title", pa.string()),
        ("articles", pa.list_(pa.struct([("id", pa.string()), ("site", pa.string()), ("url", pa.string()), ("title", pa.string()), ("published_at", pa.timestamp("s", "UTC")), ("similarity", pa.float64())]))),
        ("copies", pa.list_(pa.struct([("original", pa.string()), ("evidence", pa.string()), ("copies", pa.list_(pa.struct([("id", pa.string()), ("site", pa.string()), ("kind", pa.string()), ("delay_seconds", pa.int64())])))]))),
        ("languages", pa.list_(pa.string())),
        ("entities", pa.list_(pa.string())),
        ("growth", pa.list_(pa.struct([("hour", pa.timestamp("s", "UTC")), ("articles", pa.int64())]))),
        ("merged_into", pa.string()),
        ("split_from", pa.string()),
        ("run", pa.struct([("id", pa.string()), ("newsbeam_version", pa.string())])),
    ]
)
