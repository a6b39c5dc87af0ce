"""Fixtures and settings that every test shares."""

from apache_beam.testing.test_pipeline import TestPipeline

# The default runner tries to download another runner first and may change which one it is (see README, Limits).
TestPipeline.pytest_test_pipeline_options = "--runner=FnApiRunner"
