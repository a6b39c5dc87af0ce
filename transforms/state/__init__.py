"""What is remembered and what is owed: the commit protocol over fsspec stores."""
