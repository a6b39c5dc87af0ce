"""Reading the stories back: nothing is wrong with sound ones, and each damage is named with its cure."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from told_stories import CHESS, DAM, DAM_AGAIN, StoryWorld, report

from transforms.row_files import VOID
from transforms.state.story_states import story_stores
from transforms.state.story_verification import VerifiedStories, verify_stories


class Stories:
    """A dataset with stories, to be damaged."""

    def __init__(self, folder: Path) -> None:
        self.world = StoryWorld(folder)
        self.world.publish(report("dam-opens", DAM), report("chess", CHESS))
        self.world.tell()
        self.world.publish(
            report("gates-open", DAM, hours=1, site="second.example"),
            report("leave", DAM_AGAIN, hours=2, site="third.example"),
        )
        self.world.tell()
        self.output = folder / "out" / "stories"
        self.state = folder / "out" / "_state" / "stories"

    def file(self) -> Path:
        return sorted(self.output.glob("date=*/*.gz"))[-1]

    def live(self) -> Path:
        (path,) = self.state.glob("live/en/*")
        return path

    def verify(self) -> VerifiedStories:
        found = verify_stories(*story_stores(self.world.config.roots))
        assert found is not None
        return found


@pytest.fixture
def told(tmp_path: Path) -> Stories:
    return Stories(tmp_path)


def test_where_there_are_no_stories_there_is_nothing_to_read(tmp_path: Path) -> None:
    assert verify_stories(*story_stores(StoryWorld(tmp_path).config.roots)) is None


def test_nothing_is_wrong_with_sound_stories(told: Stories) -> None:
    (told.file().parent / "part-00000000T000000Z-void.jsonl.gz").write_bytes(VOID)
    found = told.verify()
    assert found.findings == ()
    assert (found.languages, found.rows) == (1, len(told.world.rows()))
    assert found.manifests == len(list(told.output.glob("runs/date=*/*.json"))) > 0


def test_what_no_manifest_lists_yet_is_not_wrong(told: Stories) -> None:
    for path in [*told.output.glob("runs/date=*/*.json"), *told.state.glob("manifests/*.json")]:
        path.unlink()
    assert told.verify().findings == ()


def delete_a_file(told: Stories) -> None:
    told.file().unlink()


def empty_a_file(told: Stories) -> None:
    told.file().write_bytes(VOID)


def change_a_row(told: Stories) -> None:
    told.file().write_bytes(gzip.compress(gzip.decompress(told.file().read_bytes()).replace(b"dam", b"mad", 1)))


def cut_a_file(told: Stories) -> None:
    told.file().write_bytes(told.file().read_bytes()[:-20])


def add_a_file(told: Stories) -> None:
    (told.file().parent / "part-mine.jsonl.gz").write_bytes(told.file().read_bytes())


def damage_a_manifest(told: Stories) -> None:
    sorted(told.output.glob("runs/date=*/*.json"))[0].write_text("{")


def damage_a_log(told: Stories) -> None:
    sorted(told.state.glob("log/*/*.json"))[0].write_text("{")


def delete_a_state(told: Stories) -> None:
    told.live().unlink()


def cut_a_state(told: Stories) -> None:
    told.live().write_bytes(told.live().read_bytes()[:-20])


def make_a_state_of_another_version(told: Stories) -> None:
    told.live().write_bytes(told.live().read_bytes().replace(b"\xa7version\x01", b"\xa7version\x02", 1))


ANEW = "makes the stories of the look-back anew"
DAMAGES: dict[str, tuple[Callable[[Stories], None], str, str, str]] = {
    "a file is gone": (delete_a_file, "stories/date=", "it is gone", ANEW),
    "a file is void": (empty_a_file, "stories/date=", "it is void", ANEW),
    "a row is another": (change_a_row, "stories/date=", "not the one that its manifest lists", ANEW),
    "a file is cut": (cut_a_file, "stories/date=", "not the one that its manifest lists", ANEW),
    "a file is nobody's": (add_a_file, "part-mine", "no manifest and no commit of the stories names it", "move it out"),
    "a manifest is damaged": (damage_a_manifest, "stories/runs/", "it cannot be read", ANEW),
    "a log is damaged": (damage_a_log, "stories/log", "it cannot be read", ANEW),
    "a state is gone": (delete_a_state, "live/en/", "the log names this state of the stories, and it is gone", ANEW),
    "a state is cut": (cut_a_state, "live/en/", "damaged", ANEW),
    "a state is of another version": (make_a_state_of_another_version, "live/en/", "version 2 of their format", ANEW),
}


@pytest.mark.parametrize(("damage", "subject", "problem", "cure"), DAMAGES.values(), ids=DAMAGES)
def test_each_damage_is_named_with_its_cure(
    told: Stories, damage: Callable[[Stories], None], subject: str, problem: str, cure: str
) -> None:
    damage(told)
    lines = list(map(str, told.verify().findings))
    assert lines and any(subject in line and problem in line and cure in line for line in lines), lines


def test_the_cure_mends_it(told: Stories) -> None:
    """What the line says: delete both folders, and the next run tells the stories of the look-back again."""
    before = told.world.current()
    cut_a_state(told)
    for path in sorted([*told.state.rglob("*"), *told.output.rglob("*")], reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    told.world.tell()
    assert told.verify().findings == () and told.world.current().keys() == before.keys()
