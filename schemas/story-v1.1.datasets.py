# newsbeam stories, v1.1: load_dataset("json", data_files=files, features=FEATURES)
from datasets import Features, List, Value

FEATURES = Features(
    {
        "story_id": Value("string"),
        "version": Value("int64"),
        "first_seen_at": Value("timestamp[s, tz=UTC]"),
        "last_seen_at": Value("timestamp[s, tz=UTC]"),
        "schema_version": Value("string"),
        "title": Value("string"),
        "articles": List({"id": Value("string"), "site": Value("string"), "url": Value("string"), "title": Value("string"), "published_at": Value("timestamp[s, tz=UTC]"), "similarity": Value("float64")}),
        "copies": List({"original": Value("string"), "evidence": Value("string"), "copies": List({"id": Value("string"), "site": Value("string"), "kind": Value("string"), "delay_seconds": Value("int64")})}),
        "languages": List(Value("string")),
        "entities": List(Value("string")),
        "growth": List({"hour": Value("timestamp[s, tz=UTC]"), "articles": Value("int64")}),
        "merged_into": Value("string"),
        "split_from": Value("string"),
        "run": {"id": Value("string"), "newsbeam_version": Value("string")},
    }
)
