"""The stories' arrangement: committed articles in, the stories that changed out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import apache_beam as beam

from transforms.clock import Clock
from transforms.pure.stories.options import StoryOptions
from transforms.records import Run
from transforms.state.roots import Roots
from transforms.stories import ReadProfiles, StoryFile, TellStories


def build_stories(
    pipeline: beam.Pipeline,
    files: Sequence[StoryFile],
    roots: Roots,
    options: StoryOptions,
    *,
    since: datetime | None,
    run: Run,
    clock: Clock,
) -> None:
    """Lay the graph: profiles of the articles in `files`, a few kilobytes each, go to the owner of their language.

    Of articles seen before `since` nothing is read; None reads all.
    """
    (
        pipeline
        | "Files" >> beam.Create(files)  # StoryFile
        | "Spread" >> beam.Reshuffle()  # StoryFile
        | "Read profiles" >> ReadProfiles(roots.output, since)  # (shard, Arrival as bytes)
        | "By language" >> beam.GroupByKey()  # (shard, [Arrival as bytes])
        | "Tell stories" >> TellStories(roots, options, run, clock)  # durable, then settled
    )
