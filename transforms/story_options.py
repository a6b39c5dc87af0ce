"""What the configuration says of stories."""

from __future__ import annotations

from transforms.pure.stories.options import StoryOptions


class StoriesOptions(StoryOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How stories are made, and when.

    after_ingest: whether each ingest brings the stories up to date at its end.
    """

    after_ingest: bool = False
