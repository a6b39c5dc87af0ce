# newsbeam articles, v1.0: load_dataset("json", data_files=files, features=FEATURES)
from datasets import Features, List, Value

FEATURES = Features(
    {
        "id": Value("string"),
        "url": Value("string"),
        "fetched_url": Value("string"),
        "source": {"site": Value("string"), "name": Value("string")},
        "feed": {"url": Value("string"), "title": Value("string"), "entry_id": Value("string"), "entry_title": Value("string"), "categories": List(Value("string")), "came_by": Value("string")},
        "fetched": {"fetched_at": Value("timestamp[s, tz=UTC]"), "status": Value("int64"), "bytes": Value("int64"), "etag": Value("string"), "last_modified": Value("string")},
        "text": Value("string"),
        "schema_version": Value("string"),
        "version": Value("int64"),
        "canonical_url": Value("string"),
        "title": Value("string"),
        "standfirst": Value("string"),
        "authors": List(Value("string")),
        "published_at": Value("timestamp[s, tz=UTC]"),
        "modified_at": Value("timestamp[s, tz=UTC]"),
        "language": Value("string"),
        "section": Value("string"),
        "tags": List(Value("string")),
        "images": List({"url": Value("string"), "caption": Value("string"), "credit": Value("string"), "position": Value("int64")}),
        "is_free": Value("bool"),
        "page_kind": Value("string"),
        "word_count": Value("int64"),
        "reading_minutes": Value("int64"),
        "content_hash": Value("string"),
        "fingerprint": Value("string"),
        "quality": {"confidence": Value("float64"), "agreement": Value("float64"), "flags": List(Value("string"))},
        "provenance": List({"field": Value("string"), "source": Value("string")}),
        "run": {"id": Value("string"), "newsbeam_version": Value("string")},
    }
)
