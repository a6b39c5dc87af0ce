"""What stands on a page, unjudged: elements, lines, blocks, meta elements, JSON-LD."""
