# newsbeam failures, v1.1: pl.scan_ndjson("out/failures/**/*.jsonl.gz", schema=SCHEMA)
import polars as pl

SCHEMA = {
    "stage": pl.String,
    "reason": pl.String,
    "message": pl.String,
    "retryable": pl.Boolean,
    "subject": pl.String,
    "failed_at": pl.Datetime("us", "UTC"),
    "schema_version": pl.String,
    "id": pl.String,
    "feed_url": pl.String,
    "attempts": pl.Int64,
    "first_seen_at": pl.Datetime("us", "UTC"),
    "evidence": pl.Struct({"status": pl.Int64, "content_type": pl.String, "bytes": pl.Int64, "title": pl.String, "first_characters": pl.String, "server": pl.String, "retry_after": pl.String, "cf_mitigated": pl.String, "requested": pl.String, "redirects": pl.List(pl.Struct({"status": pl.Int64, "url": pl.String, "location": pl.String})), "came_from": pl.List(pl.String)}),
    "entry": pl.Struct({"id": pl.String, "url": pl.String, "link": pl.String, "feed_url": pl.String, "parked_at": pl.Datetime("us", "UTC"), "feed_title": pl.String, "guid": pl.String, "title": pl.String, "summary": pl.String, "content": pl.String, "authors": pl.List(pl.String), "categories": pl.List(pl.String), "language": pl.String, "section": pl.String, "tags": pl.List(pl.String), "published_at": pl.Datetime("us", "UTC"), "updated_at": pl.Datetime("us", "UTC"), "came_from": pl.List(pl.String), "came_by": pl.String, "image": pl.String, "said": pl.List(pl.Struct({"standard": pl.String, "place": pl.String, "value": pl.String, "allows": pl.List(pl.String), "reserves": pl.List(pl.String)}))}),
    "run": pl.Struct({"id": pl.String, "newsbeam_version": pl.String}),
}
