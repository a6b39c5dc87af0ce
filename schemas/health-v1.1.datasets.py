# newsbeam health, v1.1: load_dataset("json", data_files=files, features=FEATURES)
from datasets import Features, List, Value

FEATURES = Features(
    {
        "day": Value("string"),
        "feed_url": Value("string"),
        "site": Value("string"),
        "schema_version": Value("string"),
        "name": Value("string"),
        "is_configured": Value("bool"),
        "articles": Value("int64"),
        "with_text": Value("int64"),
        "paid": Value("int64"),
        "reserved": Value("int64"),
        "entries_failed": Value("int64"),
        "blocked": Value("int64"),
        "polls_failed": Value("int64"),
        "failed": List({"reason": Value("string"), "count": Value("int64")}),
        "lag_articles": Value("int64"),
        "lag_median_seconds": Value("float64"),
        "lag_p95_seconds": Value("float64"),
        "filled": {"title": Value("int64"), "standfirst": Value("int64"), "authors": Value("int64"), "published_at": Value("int64"), "section": Value("int64"), "images": Value("int64"), "language": Value("int64")},
        "expected": Value("float64"),
        "sigma": Value("float64"),
        "volume": Value("string"),
        "seen": Value("int64"),
        "missed": Value("float64"),
        "gaps": Value("int64"),
        "asked": {"requests": Value("int64"), "not_modified": Value("int64"), "bytes": Value("int64"), "smallest_gap_seconds": Value("float64"), "retry_after_heard": Value("int64"), "longest_retry_after_seconds": Value("float64")},
        "newsbeam_version": Value("string"),
    }
)
