# newsbeam health, v1.1: pyarrow.dataset.dataset(files, schema=SCHEMA, format="json")
import pyarrow as pa

SCHEMA = pa.schema(
    [
        ("day", pa.string()),
        ("feed_url", pa.string()),
        ("site", pa.string()),
        ("schema_version", pa.string()),
        ("name", pa.string()),
        ("is_configured", pa.bool_()),
        ("articles", pa.int64()),
        ("with_text", pa.int64()),
        ("paid", pa.int64()),
        ("reserved", pa.int64()),
        ("entries_failed", pa.int64()),
        ("blocked", pa.int64()),
        ("polls_failed", pa.int64()),
        ("failed", pa.list_(pa.struct([("reason", pa.string()), ("count", pa.int64())]))),
        ("lag_articles", pa.int64()),
        ("lag_median_seconds", pa.float64()),
        ("lag_p95_seconds", pa.float64()),
        ("filled", pa.struct([("title", pa.int64()), ("standfirst", pa.int64()), ("authors", pa.int64()), ("published_at", pa.int64()), ("section", pa.int64()), ("images", pa.int64()), ("language", pa.int64())])),
        ("expected", pa.float64()),
        ("sigma", pa.float64()),
        ("volume", pa.string()),
        ("seen", pa.int64()),
        ("missed", pa.float64()),
        ("gaps", pa.int64()),
        ("asked", pa.struct([("requests", pa.int64()), ("not_modified", pa.int64()), ("bytes", pa.int64()), ("smallest_gap_seconds", pa.float64()), ("retry_after_heard", pa.int64()), ("longest_retry_after_seconds", pa.float64())])),
        ("newsbeam_version", pa.string()),
    ]
)
