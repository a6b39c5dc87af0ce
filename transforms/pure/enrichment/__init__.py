"""What can be told from an article alone: a named step each, a pure function from article to article."""
