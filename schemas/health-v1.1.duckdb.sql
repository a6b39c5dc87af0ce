-- newsbeam health, v1.1: SELECT * FROM health('out/health/**/*.jsonl.gz')
CREATE OR REPLACE MACRO health(files) AS TABLE
SELECT * FROM read_json(files, format = 'newline_delimited', columns = {
    day: 'VARCHAR',
    feed_url: 'VARCHAR',
    site: 'VARCHAR',
    schema_version: 'VARCHAR',
    name: 'VARCHAR',
    is_configured: 'BOOLEAN',
    articles: 'BIGINT',
    with_text: 'BIGINT',
    paid: 'BIGINT',
    entries_failed: 'BIGINT',
    blocked: 'BIGINT',
    polls_failed: 'BIGINT',
    failed: 'STRUCT("reason" VARCHAR, "count" BIGINT)[]',
    lag_articles: 'BIGINT',
    lag_median_seconds: 'DOUBLE',
    lag_p95_seconds: 'DOUBLE',
    filled: 'STRUCT("title" BIGINT, "standfirst" BIGINT, "authors" BIGINT, "published_at" BIGINT, "section" BIGINT, "images" BIGINT, "language" BIGINT)',
    expected: 'DOUBLE',
    sigma: 'DOUBLE',
    volume: 'VARCHAR',
    seen: 'BIGINT',
    missed: 'DOUBLE',
    gaps: 'BIGINT',
    asked: 'STRUCT("requests" BIGINT, "not_modified" BIGINT, "bytes" BIGINT, "smallest_gap_seconds" DOUBLE, "retry_after_heard" BIGINT, "longest_retry_after_seconds" DOUBLE)',
    newsbeam_version: 'VARCHAR'
});
