"""The list of feeds of a configuration: begun, read as it stands, changed in place, and brought in from other lists."""
