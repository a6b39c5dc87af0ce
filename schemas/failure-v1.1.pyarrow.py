# newsbeam failures, v1.1: pyarrow.dataset.dataset(files, schema=SCHEMA, format="json")
import pyarrow as pa

SCHEMA = pa.schema(
    [
        ("stage", pa.string()),
        ("reason", pa.string()),
        ("message", pa.string()),
        ("retryable", pa.bool_()),
        ("subject", pa.string()),
        ("failed_at", pa.timestamp("s", "UTC")),
        ("schema_version", pa.string()),
        ("id", pa.string()),
        ("feed_url", pa.string()),
        ("attempts", pa.int64()),
        ("first_seen_at", pa.timestamp("s", "UTC")),
        ("evidence", pa.struct([("status", pa.int64()), ("content_type", pa.string()), ("bytes", pa.int64()), ("title", pa.string()), ("first_characters", pa.string()), ("server", pa.string()), ("retry_after", pa.string()), ("cf_mitigated", pa.string()), ("requested", pa.string()), ("redirects", pa.list_(pa.struct([("status", pa.int64()), ("url", pa.string()), ("location", pa.string())]))), ("came_from", pa.list_(pa.string()))])),
        ("entry", pa.struct([("id", pa.string()), ("url", pa.string()), ("link", pa.string()), ("feed_url", pa.string()), ("parked_at", pa.timestamp("s", "UTC")), ("feed_title", pa.string()), ("guid", pa.string()), ("title", pa.string()), ("summary", pa.string()), ("content", pa.string()), ("authors", pa.list_(pa.string())), ("categories", pa.list_(pa.string())), ("language", pa.string()), ("section", pa.string()), ("tags", pa.list_(pa.string())), ("published_at", pa.timestamp("s", "UTC")), ("updated_at", pa.timestamp("s", "UTC")), ("came_from", pa.list_(pa.string())), ("came_by", pa.string()), ("image", pa.string()), ("said", pa.list_(pa.struct([("standard", pa.string()), ("place", pa.string()), ("value", pa.string()), ("allows", pa.list_(pa.string())), ("reserves", pa.list_(pa.string()))])))])),
        ("run", pa.struct([("id", pa.string()), ("newsbeam_version", pa.string())])),
    ]
)
