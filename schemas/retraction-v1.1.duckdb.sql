-- newsbeam retractions, v1.1: SELECT * FROM retractions('out/retractions/**/*.jsonl.gz')
CREATE OR REPLACE MACRO retractions(files) AS TABLE
SELECT * FROM read_json(files, format = 'newline_delimited', columns = {
    id: 'VARCHAR',
    url: 'VARCHAR',
    site: 'VARCHAR',
    because: 'VARCHAR',
    retracted_at: 'TIMESTAMPTZ',
    version: 'BIGINT',
    schema_version: 'VARCHAR',
    title: 'VARCHAR',
    feed_url: 'VARCHAR',
    answers: 'STRUCT("status" BIGINT, "answered_at" TIMESTAMPTZ)[]',
    notice: 'VARCHAR',
    run: 'STRUCT("id" VARCHAR, "newsbeam_version" VARCHAR)'
});
