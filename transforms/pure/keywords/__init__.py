"""Words that set an article apart: terms, their forms, and how rare they are."""
