# newsbeam retractions, v1.1: load_dataset("json", data_files=files, features=FEATURES)
from datasets import Features, List, Value

FEATURES = Features(
    {
        "id": Value("string"),
        "url": Value("string"),
        "site": Value("string"),
        "because": Value("string"),
        "retracted_at": Value("timestamp[s, tz=UTC]"),
        "version": Value("int64"),
        "schema_version": Value("string"),
        "title": Value("string"),
        "feed_url": Value("string"),
        "answers": List({"status": Value("int64"), "answered_at": Value("timestamp[s, tz=UTC]")}),
        "notice": Value("string"),
        "run": {"id": Value("string"), "newsbeam_version": Value("string")},
    }
)
