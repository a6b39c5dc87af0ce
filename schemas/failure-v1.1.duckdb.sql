-- newsbeam failures, v1.1: SELECT * FROM failures('out/failures/**/*.jsonl.gz')
CREATE OR REPLACE MACRO failures(files) AS TABLE
SELECT * FROM read_json(files, format = 'newline_delimited', columns = {
    stage: 'VARCHAR',
    reason: 'VARCHAR',
    message: 'VARCHAR',
    retryable: 'BOOLEAN',
    subject: 'VARCHAR',
    failed_at: 'TIMESTAMPTZ',
    schema_version: 'VARCHAR',
    id: 'VARCHAR',
    feed_url: 'VARCHAR',
    attempts: 'BIGINT',
    first_seen_at: 'TIMESTAMPTZ',
    evidence: 'STRUCT("status" BIGINT, "content_type" VARCHAR, "bytes" BIGINT, "title" VARCHAR, "first_characters" VARCHAR, "server" VARCHAR, "retry_after" VARCHAR, "cf_mitigated" VARCHAR, "requested" VARCHAR, "redirects" STRUCT("status" BIGINT, "url" VARCHAR, "location" VARCHAR)[], "came_from" VARCHAR[])',
    entry: 'STRUCT("id" VARCHAR, "url" VARCHAR, "link" VARCHAR, "feed_url" VARCHAR, "parked_at" TIMESTAMPTZ, "feed_title" VARCHAR, "guid" VARCHAR, "title" VARCHAR, "summary" VARCHAR, "content" VARCHAR, "authors" VARCHAR[], "categories" VARCHAR[], "language" VARCHAR, "section" VARCHAR, "tags" VARCHAR[], "published_at" TIMESTAMPTZ, "updated_at" TIMESTAMPTZ, "came_from" VARCHAR[], "came_by" VARCHAR, "image" VARCHAR, "said" STRUCT("standard" VARCHAR, "place" VARCHAR, "value" VARCHAR, "allows" VARCHAR[], "reserves" VARCHAR[])[])',
    run: 'STRUCT("id" VARCHAR, "newsbeam_version" VARCHAR)'
});
