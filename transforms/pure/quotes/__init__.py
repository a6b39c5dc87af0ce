"""Who said what: quoted spans, verbs of saying, speakers."""
