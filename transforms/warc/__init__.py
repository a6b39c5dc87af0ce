"""Pages as they came: WARC records, the files that hold them, and reading them back."""
