"""Take articles out of the stories: out of what is remembered, and out of the rows that were written."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial
from itertools import islice

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from transforms.clock import Clock
from transforms.errors import StateError
from transforms.pure.stories.profiles import Profile
from transforms.records import Run
from transforms.row_files import pack
from transforms.state.changes import Replaced
from transforms.state.forgetting import FILES_A_COMMIT, Target
from transforms.state.manifests import KeptFile
from transforms.state.owner import Owner
from transforms.state.part_names import part_name
from transforms.state.rewriting import TRIES, Draft, NewFile, Rewriter
from transforms.state.storage import Store
from transforms.state.story_states import STORY_SHARDS, languages_of, story_shard
from transforms.story_records import Story
from transforms.story_turns import remove_from_language


def take_down_stories(state: Store, output: Store, target: Target, version: str, clock: Clock) -> int:
    """Take down what the target takes; give how many rows of stories were written again without it.

    `state` and `output` are those of the stories. Who is interrupted runs the same again, and finds what is left.
    Raises: StateError where another process is at work at the same stories.
    """
    if not state.names("log"):
        return 0
    rewriter = Rewriter(state, output, STORY_SHARDS, job="forget", version=version, clock=clock)
    run = Run(id=rewriter.pass_id, newsbeam_version=version)
    for language in languages_of(state):
        _remove(rewriter, language, target, run)
    rewriter.publish()
    changed = 0
    for shard in range(STORY_SHARDS):
        drafts = _Drafts()
        while rewriter.commit(shard, partial(_without, rewriter, target, drafts)):
            changed += drafts.rows
    return changed


def _remove(rewriter: Rewriter, language: str, target: Target, run: Run) -> None:
    """Take the articles out of what is remembered of a language, so that no later row names them."""

    def is_meant(profile: Profile) -> bool:
        return target.takes([profile.id], filter(None, (profile.url, profile.canonical_url)))

    for _ in range(TRIES):
        if remove_from_language(rewriter.open(story_shard(language)), language, is_meant, run):
            return
    raise StateError(
        f"{rewriter.state.root}: another run works on the stories, and came first {TRIES} times; run the command again, or stop"
        " that run"
    )


class _Drafts(Struct):
    """How many rows the last draft changes: the one that was committed is the last."""

    rows: int = 0


def _without(rewriter: Rewriter, target: Target, drafts: _Drafts, owner: Owner, files: list[KeptFile]) -> Draft | None:
    """Draft files whose rows name no article that is meant."""
    draft, drafts.rows = Draft(), 0
    for k, (file, rows, changed) in enumerate(islice(_hits(rewriter, target, files), FILES_A_COMMIT)):
        kept = [row for row in rows if row.articles or row.merged_into is not None]
        by = None
        if kept:
            name = part_name(rewriter.pass_id, owner.shard, owner.attempt, owner.commits, k)
            by = f"{file.path.rpartition('/')[0]}/{name}"
            draft.files[by] = NewFile(pack(by, map(msgspec.json.encode, kept)), len(kept), False)
        gone = tuple(number for number, row in enumerate(rows) if row not in kept)
        draft.replaces.append(Replaced(path=file.path, by=by, removed=gone))
        drafts.rows += changed
    return draft if draft.replaces else None


def _hits(
    rewriter: Rewriter, target: Target, files: Collection[KeptFile]
) -> Iterator[tuple[KeptFile, list[Story], int]]:
    """Give the files that name such an article, with their rows without it, and how many of these have changed."""
    for file in files:
        rows = [msgspec.json.decode(line, type=Story) for line in rewriter.read(file)]
        without = [without_articles(row, target) for row in rows]
        changed = sum(row != other for row, other in zip(rows, without, strict=True))
        if changed:
            yield file, without, changed


def without_articles(story: Story, target: Target) -> Story:
    """Give a story without the articles that a target takes, and without their headline where it was the story's."""
    gone = {one.id for one in story.articles if target.takes([one.id], [one.url])}
    if not gone:
        return story
    articles = tuple(one for one in story.articles if one.id not in gone)
    titles = [one.title for one in articles if one.title is not None]
    copies = (
        replace(group, copies=tuple(copy for copy in group.copies if copy.id not in gone))
        for group in story.copies
        if group.original not in gone
    )
    return replace(
        story,
        articles=articles,
        copies=tuple(group for group in copies if group.copies),
        title=story.title if story.title in titles else next(iter(titles), None),
        entities=(),  # They are those of all articles together; which were whose is not known.
    )
