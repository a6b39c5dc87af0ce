# newsbeam articles, v1.0: pyarrow.dataset.dataset(files, schema=SCHEMA, format="json")
import pyarrow as pa

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("url", pa.string()),
        ("fetched_url", pa.string()),
        ("source", pa.struct([("site", pa.string()), ("name", pa.string())])),
        ("feed", pa.struct([("url", pa.string()), ("title", pa.string()), ("entry_id", pa.string()), ("entry_title", pa.string()), ("categories", pa.list_(pa.string())), ("came_by", pa.string())])),
        ("fetched", pa.struct([("fetched_at", pa.timestamp("s", "UTC")), ("status", pa.int64()), ("bytes", pa.int64()), ("etag", pa.string()), ("last_modified", pa.string())])),
        ("text", pa.string()),
        ("schema_version", pa.string()),
        ("version", pa.int64()),
        ("canonical_url", pa.string()),
        ("title", pa.string()),
        ("standfirst", pa.string()),
        ("authors", pa.list_(pa.string())),
        ("published_at", pa.timestamp("s", "UTC")),
        ("modified_at", pa.timestamp("s", "UTC")),
        ("language", pa.string()),
        ("section", pa.string()),
        ("tags", pa.list_(pa.string())),
        ("images", pa.list_(pa.struct([("url", pa.string()), ("caption", pa.string()), ("credit", pa.string()), ("position", pa.int64())]))),
        ("is_free", pa.bool_()),
        ("page_kind", pa.string()),
        ("word_count", pa.int64()),
        ("reading_minutes", pa.int64()),
        ("content_hash", pa.string()),
        ("fingerprint", pa.string()),
        ("quality", pa.struct([("confidence", pa.float64()), ("agreement", pa.float64()), ("flags", pa.list_(pa.string()))])),
        ("provenance", pa.list_(pa.struct([("field", pa.string()), ("source", pa.string())]))),
        ("run", pa.struct([("id", pa.string()), ("newsbeam_version", pa.string())])),
    ]
)
