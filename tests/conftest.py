"""Settings that every test shares."""


def pytest_configure() -> None:
    """Name the runner; our package comes first, since it quiets a warning that Beam gives when it is imported."""
    import transforms  # noqa: F401, I001
    from apache_beam.testing.test_pipeline import TestPipeline

    # The default runner tries to download another runner first and may change which one it is (see README, Limits).
    TestPipeline.pytest_test_pipeline_options = "--runner=FnApiRunner"
