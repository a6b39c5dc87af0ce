"""The version of newsbeam, as installed."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("newsbeam")
except PackageNotFoundError:  # a checkout on the path that is not installed
    VERSION = "0+unknown"


def beam_version() -> str:
    """Give the version of Beam that is installed, without importing it."""
    return version("apache-beam")
