# newsbeam retractions, v1.1: pyarrow.dataset.dataset(files, schema=SCHEMA, format="json")
import pyarrow as pa

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("url", pa.string()),
        ("site", pa.string()),
        ("because", pa.string()),
        ("retracted_at", pa.timestamp("s", "UTC")),
        ("version", pa.int64()),
        ("schema_version", pa.string()),
        ("title", pa.string()),
        ("feed_url", pa.string()),
        ("answers", pa.list_(pa.struct([("status", pa.int64()), ("answered_at", pa.timestamp("s", "UTC"))]))),
        ("notice", pa.string()),
        ("run", pa.struct([("id", pa.string()), ("newsbeam_version", pa.string())])),
    ]
)
