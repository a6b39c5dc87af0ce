"""The error of a configuration."""

from pipelines.config.errors import ConfigError


def test_its_message_is_all_that_is_wrong_a_line_each() -> None:
    error = ConfigError(["news.yaml:1: one", "news.yaml:2: two"])
    assert str(error) == "news.yaml:1: one\nnews.yaml:2: two"
    assert error.problems == ("news.yaml:1: one", "news.yaml:2: two") and error.partial is None
