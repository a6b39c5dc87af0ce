"""What the configuration says of stories: by default they are made on request only."""

from pathlib import Path

import pytest

from pipelines.config.loading import ConfigError, load_config
from transforms.pure.stories.options import StoryOptions
from transforms.story_options import StoriesOptions


def test_by_default_stories_are_made_on_request() -> None:
    options = StoriesOptions()
    assert not options.after_ingest
    assert (options.look_back_days, options.similarity) == (StoryOptions().look_back_days, StoryOptions().similarity)


def test_a_similarity_beyond_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "news.yaml"
    path.write_text("output: out\nstories: {similarity: 1.5, look_back_days: 2w, after_ingest: yes}\n")
    with pytest.raises(ConfigError) as caught:
        load_config(str(path))
    assert any(
        'stories.similarity: expected a number above 0 and below 1, got "1.5"' in said for said in caught.value.problems
    )
