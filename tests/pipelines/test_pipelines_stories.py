"""The graph of the stories: files are spread over the workers, and only profiles go on from there, by language."""

from datetime import UTC, datetime

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from told_stories import MONDAY

from pipelines.stories import build_stories
from transforms.pure.stories.options import StoryOptions
from transforms.records import Run
from transforms.state.changes import RowPlace
from transforms.state.roots import Roots
from transforms.stories import StoryFile

FILE = StoryFile(place=RowPlace("articles/date=2026-11-23/part-1.jsonl.gz", (0,)), sha256="0", manifest=1)


def test_the_steps_stand_in_their_order() -> None:
    pipeline = beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"]))
    build_stories(
        pipeline,
        [FILE],
        Roots(state="memory://s", output="memory://o", shards=1),
        StoryOptions(),
        since=MONDAY,
        run=Run(id="p", newsbeam_version="0"),
        clock=lambda: datetime(2026, 11, 24, tzinfo=UTC),
    )
    labels = [part.full_label for part in pipeline.transforms_stack[0].parts]
    assert labels == ["Files", "Spread", "Read profiles", "By language", "Tell stories"]
