"""What each site allows and reserves, and since when, read back from a dataset for `newsbeam rights`."""
