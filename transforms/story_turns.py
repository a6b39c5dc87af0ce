"""One owner's turn at the stories of a language: load them, add what came, write what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import msgspec

from transforms import reasons
from transforms.counters import count
from transforms.pure.stories.live import LiveStories
from transforms.pure.stories.options import StoryOptions
from transforms.pure.stories.profiles import Profile
from transforms.pure.stories.rarity import load_prior
from transforms.pure.stories.saving import UnreadableStories
from transforms.pure.stories.views import StoryView
from transforms.records import Run
from transforms.row_files import pack
from transforms.state.files import plan_file
from transforms.state.owner import Owner
from transforms.state.part_names import part_name
from transforms.state.storage import Store
from transforms.state.story_states import (
    clear_states,
    load_state,
    newest_state,
    refuse_changed,
    refuse_state,
    save_state,
    state_name,
    with_checksum,
)
from transforms.story_records import Story
from transforms.written import in_seconds

# Where an article says no language, and none was detected.
NO_LANGUAGE = "und"
# So many articles are added ahead of a commit: what a kill costs.
COMMIT_ARTICLES = 20_000


def tell_language(
    owner: Owner,
    language: str,
    profiles: Sequence[Profile],
    options: StoryOptions,
    run: Run,
    at_once: int = COMMIT_ARTICLES,
) -> bool:
    """Add the articles of a language to its stories, in their order; tell whether the shard is still ours.

    Each commit holds the rows of the stories that changed, and settles the state after them. Raises: StateError, StorageError.
    """
    number, name = newest_state(owner.memory.settled, language)
    live = _load(owner.state, name, language, options)
    if live is None:
        return False
    for some in _batches(profiles, at_once):
        for profile in some:
            live.add(profile)
        number += 1
        views = _write(owner, live, state_name(language, number, owner.attempt), number, run)
        if views is None:
            return False
        count("stories", "articles", len(some))
        for outcome, n in _outcomes(views).items():
            count("stories", outcome, n)
    return True


def remove_from_language(owner: Owner, language: str, is_meant: Callable[[Profile], bool], run: Run) -> bool:
    """Take articles out of the stories of a language; tell whether the shard is still ours. Raises: StateError, StorageError."""
    number, name = newest_state(owner.memory.settled, language)
    live = _load(owner.state, name, language, StoryOptions())
    if live is None:
        return False
    if not live.remove(is_meant):
        return True
    return _write(owner, live, state_name(language, number + 1, owner.attempt), number + 1, run) is not None


def _write(owner: Owner, live: LiveStories, name: str, version: int, run: Run) -> list[StoryView] | None:
    """Write the stories that changed, and the state after them, and give them; None where the shard is lost."""
    # What is closed stays as it was told last.
    views = [view for view in live.changed() if view.state != "closed"]
    rows = [record_of(view, version, run) for view in views]
    data = live.dump()
    name = with_checksum(name, data)
    if not save_state(owner.state, name, data) or not _commit(owner, name, rows, run.id):
        return None
    clear_states(owner.state, name)
    return views


def _load(state: Store, name: str | None, language: str, options: StoryOptions) -> LiveStories | None:
    """Give the stories of a state, none yet where it has no name; None where another owner has replaced it."""
    prior = load_prior(language)
    if name is None:
        return LiveStories(options, prior)
    data = load_state(state, name)
    try:
        if data is None:
            return None
        live = LiveStories.load(data, options, prior)
        refuse_changed(name, data)
        return live
    except UnreadableStories as error:
        raise refuse_state(state, name, error) from error


def _batches(profiles: Iterable[Profile], size: int) -> Iterator[list[Profile]]:
    left = iter(profiles)
    while some := list(islice(left, size)):
        yield some


def _commit(owner: Owner, name: str, rows: Sequence[Story], run_id: str) -> bool:
    """Commit rows, and the name of the state after them; tell whether both are there."""
    if not rows:
        return owner.commit({}, {reasons.NO_STORY: [name]}, {})
    path = f"date={owner.read_at:%Y-%m-%d}/{part_name(run_id, owner.shard, owner.attempt, owner.commits, 0)}"
    data = pack(path, map(msgspec.json.encode, rows))
    planned = plan_file(data, [name], {"written": len(rows)}, len(rows))
    # A file that somebody made void belongs to a turn that was taken for dead: the shard is lost.
    return owner.commit({path: (planned, data)}, {}, {}) and owner.memory.decisions[path] == "kept"


def record_of(view: StoryView, version: int, run: Run) -> Story:
    """Give the record of a story as it stands."""
    story = Story(
        story_id=view.story_id,
        version=version,
        first_seen_at=view.first_seen,
        last_seen_at=view.last_seen,
        title=view.title,
        articles=view.articles,
        copies=view.copies,
        languages=view.languages,
        entities=view.entities,
        growth=view.growth,
        merged_into=view.merged_into,
        split_from=view.split_from,
        run=run,
    )
    return in_seconds(story)


def _outcomes(views: Iterable[StoryView]) -> Counter[str]:
    """Count stories by what happened to them, and the copies in them."""
    counts: Counter[str] = Counter()
    for view in views:
        counts[view.state] += 1
        counts["copies"] += sum(len(group.copies) for group in view.copies)
    return counts
