"""Lists of feeds as people have them: OPML, CSV, plain text, and edits of a YAML list that keep its comments."""
