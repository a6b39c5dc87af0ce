"""The running text of a page: several readings, which one to believe, and what to cut."""
