# newsbeam stories, v1.1: pl.scan_ndjson("out/stories/**/*.jsonl.gz", schema=SCHEMA)
import polars as pl

SCHEMA = {
    "story_id": pl.String,
    "version": pl.Int64,
    "first_seen_at": pl.Datetime("us", "UTC"),
    "last_seen_at": pl.Datetime("us", "UTC"),
    "schema_version": pl.String,
    "title": pl.String,
    "articles": pl.List(pl.Struct({"id": pl.String, "site": pl.String, "url": pl.String, "title": pl.String, "published_at": pl.Datetime("us", "UTC"), "similarity": pl.Float64})),
    "copies": pl.List(pl.Struct({"original": pl.String, "evidence": pl.String, "copies": pl.List(pl.Struct({"id": pl.String, "site": pl.String, "kind": pl.String, "delay_seconds": pl.Int64}))})),
    "languages": pl.List(pl.String),
    "entities": pl.List(pl.String),
    "growth": pl.List(pl.Struct({"hour": pl.Datetime("us", "UTC"), "articles": pl.Int64})),
    "merged_into": pl.String,
    "split_from": pl.String,
    "run": pl.Struct({"id": pl.String, "newsbeam_version": pl.String}),
}
