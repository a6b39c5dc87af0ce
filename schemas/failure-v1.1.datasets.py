# newsbeam failures, v1.1: load_dataset("json", data_files=files, features=FEATURES)
from datasets import Features, List, Value

FEATURES = Features(
    {
        "stage": Value("string"),
        "reason": Value("string"),
        "message": Value("string"),
        "retryable": Value("bool"),
        "subject": Value("string"),
        "failed_at": Value("timestamp[s, tz=UTC]"),
        "schema_version": Value("string"),
        "id": Value("string"),
        "feed_url": Value("string"),
        "attempts": Value("int64"),
        "first_seen_at": Value("timestamp[s, tz=UTC]"),
        "evidence": {"status": Value("int64"), "content_type": Value("string"), "bytes": Value("int64"), "title": Value("string"), "first_characters": Value("string"), "server": Value("string"), "retry_after": Value("string"), "cf_mitigated": Value("string"), "requested": Value("string"), "redirects": List({"status": Value("int64"), "url": Value("string"), "location": Value("string")}), "came_from": List(Value("string"))},
        "entry": {"id": Value("string"), "url": Value("string"), "link": Value("string"), "feed_url": Value("string"), "parked_at": Value("timestamp[s, tz=UTC]"), "feed_title": Value("string"), "guid": Value("string"), "title": Value("string"), "summary": Value("string"), "content": Value("string"), "authors": List(Value("string")), "categories": List(Value("string")), "language": Value("string"), "section": Value("string"), "tags": List(Value("string")), "published_at": Value("timestamp[s, tz=UTC]"), "updated_at": Value("timestamp[s, tz=UTC]"), "came_from": List(Value("string")), "came_by": Value("string"), "image": Value("string"), "said": List({"standard": Value("string"), "place": Value("string"), "value": Value("string"), "allows": List(Value("string")), "reserves": List(Value("string"))})},
        "run": {"id": Value("string"), "newsbeam_version": Value("string")},
    }
)
