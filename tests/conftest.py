"""Settings that every test shares.

NEWSBEAM_PROFILE=long has hypothesis try many more examples of each property, as `make simulate` does.
"""

import os

import pytest
from hypothesis import settings

settings.register_profile("short", max_examples=60, deadline=None)
settings.register_profile("long", max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("NEWSBEAM_PROFILE", "short"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Ask for what takes minutes, or needs more than Python."""
    parser.addoption("--flink", action="store_true", help="the tests on a real Flink (make test-flink)")
    parser.addoption("--all", action="store_true", help="with --flink: also the long ones")


def pytest_configure() -> None:
    """Name the runner; our package comes first, since it quiets a warning that Beam gives when it is imported."""
    import transforms  # noqa: F401, I001
    from apache_beam.testing.test_pipeline import TestPipeline

    # The default runner tries to download another runner first and may change which one it is (see README, Limits).
    TestPipeline.pytest_test_pipeline_options = "--runner=FnApiRunner"
