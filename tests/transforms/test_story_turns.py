"""One turn at the stories of a language: rows and state are there together, whenever a process dies and whoever comes between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from dying_store import Died, Dying, Life
from told_stories import CHESS, DAM, DAM_AGAIN, report

from transforms.errors import StateError
from transforms.pure.stories.options import StoryOptions
from transforms.pure.stories.profiles import Profile, make_profile
from transforms.records import Run
from transforms.row_files import read_lines
from transforms.state.files import CommitFiles
from transforms.state.log import ShardLog
from transforms.state.owner import Owner, open_shard
from transforms.state.storage import Store, open_store
from transforms.story_records import Story
from transforms.story_turns import tell_language

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
RUN = Run(id="p1", newsbeam_version="0")
PROFILES = [
    make_profile(article)
    for article in (
        report("dam-opens", DAM),
        report("gates-open", DAM, hours=1, site="second.example"),
        report("chess", CHESS, hours=2),
        report("hundreds-leave", DAM_AGAIN, hours=3, site="third.example"),
        report("chess-prize", CHESS, hours=4, site="second.example"),
    )
]


class Stories:
    """The stories of one shard in a folder."""

    def __init__(self, folder: Path) -> None:
        self.state, self.output = open_store(str(folder / "state")), open_store(str(folder / "out"))
        self._attempts = 0

    def open(self, life: Life | None = None) -> Owner:
        """Open the shard; with a life, in a process that ends with it."""
        state, output = self.state, self.output
        if life is not None:
            state, output = Dying(state, life), Dying(output, life)
        self._attempts += 1
        return open_shard(
            ShardLog(state, 2),
            CommitFiles(output),
            pass_id=RUN.id,
            attempt=f"{self._attempts:010x}",
            opened_at=NOW,
            clock=lambda: NOW,
        )

    def tell(self, profiles: Sequence[Profile], owner: Owner | None = None) -> bool:
        """Add articles, two a commit."""
        return tell_language(owner or self.open(), "en", profiles, StoryOptions(), RUN, at_once=2)

    def rows(self) -> list[Story]:
        """Give all rows, oldest first."""
        found = [
            msgspec.json.decode(line, type=Story) for path in files(self.output) for line in lines(self.output, path)
        ]
        return sorted(found, key=lambda row: row.version)

    def current(self) -> dict[str, tuple[list[str], int]]:
        """Give the articles of each story, and how many copies are in it."""
        return {
            row.story_id: ([one.id for one in row.articles], sum(len(group.copies) for group in row.copies))
            for row in self.rows()
        }


def files(output: Store) -> list[str]:
    return [f"{day}/{name}" for day in output.names("") if day.startswith("date=") for name in output.names(day)]


def lines(output: Store, path: str) -> list[bytes]:
    return read_lines(output.read(path) or b"")


@pytest.fixture
def undisturbed(tmp_path: Path) -> Stories:
    stories = Stories(tmp_path / "undisturbed")
    assert stories.tell(PROFILES)
    return stories


def test_copies_and_reports_of_one_event_are_told(undisturbed: Stories) -> None:
    ids = [profile.id for profile in PROFILES]
    assert sorted(undisturbed.current().values()) == sorted([([ids[0], ids[1], ids[3]], 1), ([ids[2], ids[4]], 1)])


def test_each_row_of_a_story_has_a_higher_version(undisturbed: Stories) -> None:
    versions = [(row.story_id, row.version) for row in undisturbed.rows()]
    assert len(set(versions)) == len(versions) == 3


@pytest.mark.parametrize("operations", range(24))
def test_whenever_a_process_dies_the_stories_become_the_same(
    tmp_path: Path, undisturbed: Stories, operations: int
) -> None:
    stories = Stories(tmp_path / "dying")
    try:
        stories.tell(PROFILES, stories.open(Life(operations)))
    except Died:
        pass
    else:
        assert operations >= 11, "so many operations change something: else this test does not meet them all"
    assert stories.tell(PROFILES)
    assert stories.current() == undisturbed.current()
    versions = [(row.story_id, row.version) for row in stories.rows()]
    assert len(set(versions)) == len(versions)


def test_an_owner_that_was_overtaken_writes_nothing(tmp_path: Path, undisturbed: Stories) -> None:
    stories = Stories(tmp_path / "two")
    slow = stories.open()
    assert stories.tell(PROFILES)
    assert not stories.tell(PROFILES, slow)
    assert stories.current() == undisturbed.current()


def test_without_a_story_only_the_state_is_committed(tmp_path: Path) -> None:
    stories = Stories(tmp_path)
    assert stories.tell(PROFILES[:1])
    assert stories.rows() == [] and stories.state.names("live/en") != []
    assert stories.tell(PROFILES[1:2])
    assert len(stories.rows()) == 1


def test_a_state_of_another_version_is_refused_with_the_cure(tmp_path: Path) -> None:
    stories = Stories(tmp_path)
    stories.tell(PROFILES[:1])
    (name,) = stories.state.names("live/en")
    stories.state.put(f"live/en/{name}", msgspec.msgpack.encode({"version": 99}))
    with pytest.raises(
        StateError, match=r"saved by version 99 .*; use the version of newsbeam that made it, or delete"
    ):
        stories.tell(PROFILES[1:])


def test_a_damaged_state_is_refused_with_the_cure(tmp_path: Path) -> None:
    stories = Stories(tmp_path)
    stories.tell(PROFILES[:1])
    (name,) = stories.state.names("live/en")
    stories.state.put(f"live/en/{name}", b"no stories")
    with pytest.raises(StateError, match=r"are damaged: .*; bring it back from a copy, or delete"):
        stories.tell(PROFILES[1:])
