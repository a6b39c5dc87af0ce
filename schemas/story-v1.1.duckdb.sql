-- newsbeam stories, v1.1: SELECT * FROM stories('out/stories/**/*.jsonl.gz')
CREATE OR REPLACE MACRO stories(files) AS TABLE
SELECT * FROM read_json(files, format = 'newline_delimited', columns = {
    story_id: 'VARCHAR',
    version: 'BIGINT',
    first_seen_at: 'TIMESTAMPTZ',
    last_seen_at: 'TIMESTAMPTZ',
    schema_version: 'VARCHAR',
    title: 'VARCHAR',
    articles: 'STRUCT("id" VARCHAR, "site" VARCHAR, "url" VARCHAR, "title" VARCHAR, "published_at" TIMESTAMPTZ, "similarity" DOUBLE)[]',
    copies: 'STRUCT("original" VARCHAR, "evidence" VARCHAR, "copies" STRUCT("id" VARCHAR, "site" VARCHAR, "kind" VARCHAR, "delay_seconds" BIGINT)[])[]',
    languages: 'VARCHAR[]',
    entities: 'VARCHAR[]',
    growth: 'STRUCT("hour" TIMESTAMPTZ, "articles" BIGINT)[]',
    merged_into: 'VARCHAR',
    split_from: 'VARCHAR',
    run: 'STRUCT("id" VARCHAR, "newsbeam_version" VARCHAR)'
});
