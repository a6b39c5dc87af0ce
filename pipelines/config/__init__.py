"""One YAML file read into a typed configuration, strictly."""
