# newsbeam retractions, v1.1: pl.scan_ndjson("out/retractions/**/*.jsonl.gz", schema=SCHEMA)
import polars as pl

SCHEMA = {
    "id": pl.String,
    "url": pl.String,
    "site": pl.String,
    "because": pl.String,
    "retracted_at": pl.Datetime("us", "UTC"),
    "version": pl.Int64,
    "schema_version": pl.String,
    "title": pl.String,
    "feed_url": pl.String,
    "answers": pl.List(pl.Struct({"status": pl.Int64, "answered_at": pl.Datetime("us", "UTC")})),
    "notice": pl.String,
    "run": pl.Struct({"id": pl.String, "newsbeam_version": pl.String}),
}
