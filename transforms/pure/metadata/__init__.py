"""What a page says of its article: title, standfirst, authors, dates, pictures."""
