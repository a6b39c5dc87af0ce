"""State and output belong together: each mismatch is refused with its cure."""

import itertools
import os
import shutil
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec
import pytest
from dying_store import Died, Dying, Life
from msgspec.structs import replace

from transforms.errors import StateError, StorageError
from transforms.state.roots import Roots, adopt, claim, examine, find, require
from transforms.state.storage import Store, open_store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def roots(tmp_path: Path) -> Roots:
    return Roots(state=str(tmp_path / "state"), output=str(tmp_path / "out"), shards=4)


def commit_something(roots: Roots) -> None:
    open_store(roots.state).create("log/0/0000000001.json", b"{}")


def test_a_url_of_no_known_kind_is_refused_with_its_cure(roots: Roots) -> None:
    with pytest.raises(StorageError, match=r"^s4://bucket/news: cannot be opened \(.*s4\); name a folder"):
        claim(replace(roots, output="s4://bucket/news"), NOW)


def test_the_first_claim_makes_the_pair_and_a_second_finds_it(roots: Roots) -> None:
    assert find(roots) is None
    made = claim(roots, NOW)
    assert (made.shards, made.output, made.made_at) == (4, roots.output, NOW)
    assert claim(roots, datetime(2027, 1, 1, tzinfo=UTC)) == made
    assert find(roots) == made


def test_finding_makes_nothing(roots: Roots) -> None:
    find(roots)
    assert not Path(roots.state).exists()
    assert not Path(roots.output).exists()


def test_a_claim_that_was_killed_half_way_is_finished_by_the_next(roots: Roots) -> None:
    made = claim(roots, NOW)
    (Path(roots.output) / "_newsbeam.json").unlink()
    assert claim(roots, NOW) == made
    assert (Path(roots.output) / "_newsbeam.json").exists()


def test_a_claim_sweeps_what_killed_writers_left(roots: Roots) -> None:
    claim(roots, NOW)
    left = [Path(root) / ".tmp" / "left" for root in (roots.state, roots.output)]
    for path in left:
        path.write_bytes(b"half a ro")
        os.utime(path, (0, 0))
    claim(roots, NOW)
    assert not any(path.exists() for path in left)
    assert not (Path(roots.output) / "_probe").exists()


def moved(roots: Roots, tmp_path: Path, *kinds: str) -> Roots:
    """Move the state, the output or both."""
    for kind in kinds:
        shutil.move(getattr(roots, kind), tmp_path / f"{kind}-moved")
    return replace(roots, **{kind: str(tmp_path / f"{kind}-moved") for kind in kinds})


@pytest.mark.parametrize("kinds", [["output"], ["state"], ["state", "output"]])
def test_a_pair_that_was_moved_still_fits_and_is_known_by_its_new_place(
    tmp_path: Path, roots: Roots, kinds: list[str]
) -> None:
    made = claim(roots, NOW)
    commit_something(roots)
    there = moved(roots, tmp_path, *kinds)
    assert claim(there, NOW) == replace(made, output=there.output) == find(there)
    shutil.rmtree(there.state)
    with pytest.raises(StateError, match=f"is gone from {there.state}; bring it back"):
        claim(there, NOW)


def copied(roots: Roots, tmp_path: Path, *kinds: str) -> Roots:
    for kind in kinds:
        shutil.copytree(getattr(roots, kind), tmp_path / f"{kind}-copied")
    return replace(roots, **{kind: str(tmp_path / f"{kind}-copied") for kind in kinds})


COPY = (
    "^{copy}: this is a copy of the state at {state}, which is still there; two copies that write to one output write its"
    " articles twice. If you moved it, stop what uses the old one and rename {state}/meta.json; if you want both, give this one"
    " a copy of the output too, and run `newsbeam adopt`$"
)


def test_a_copy_does_not_write_while_the_original_is_there(tmp_path: Path, roots: Roots) -> None:
    claim(roots, NOW)
    commit_something(roots)
    copy = copied(roots, tmp_path, "state")
    with pytest.raises(StateError, match=COPY.format(copy=copy.state, state=roots.state)):
        claim(copy, NOW)
    assert require(copy)  # to read it is all right
    (Path(roots.state) / "meta.json").rename(Path(roots.state) / "meta.json.old")
    claim(copy, NOW)
    with pytest.raises(StateError, match=f"belongs to the state at {copy.state}, and {roots.state} holds none"):
        claim(roots, NOW)


def test_a_copy_of_both_is_adopted_and_both_continue(tmp_path: Path, roots: Roots) -> None:
    claim(roots, NOW)
    commit_something(roots)
    copy = copied(roots, tmp_path, "state", "output")
    with pytest.raises(StateError, match="this is a copy"):
        claim(copy, NOW)
    adopt(copy)
    assert claim(copy, NOW).output == copy.output
    assert claim(roots, NOW).output == roots.output


def test_a_copied_state_that_was_adopted_shuts_out_the_original(tmp_path: Path, roots: Roots) -> None:
    claim(roots, NOW)
    copy = copied(roots, tmp_path, "state")
    adopt(copy)
    claim(copy, NOW)
    with pytest.raises(StateError, match=COPY.format(copy=roots.state, state=copy.state)):
        claim(roots, NOW)


def test_what_is_no_pair_is_not_adopted(tmp_path: Path, roots: Roots) -> None:
    with pytest.raises(StateError, match="no state yet"):
        adopt(roots)
    claim(roots, NOW)
    with pytest.raises(StateError, match=r"-new: no output of the state at .* is here; copy both, then adopt them"):
        adopt(other_output(roots))
    with pytest.raises(StateError, match="this output belongs to the state at"):
        adopt(output_of_another_state(roots))


def test_one_place_under_two_names_is_no_copy(tmp_path: Path, roots: Roots) -> None:
    claim(roots, NOW)
    (tmp_path / "link").symlink_to(roots.state)
    claim(replace(roots, state=str(tmp_path / "link")), NOW)
    claim(roots, NOW)
    assert not list(Path(roots.state).rglob("*.place"))


def test_where_the_old_place_cannot_be_seen_a_warning_says_so(roots: Roots, caplog: pytest.LogCaptureFixture) -> None:
    claim(roots, NOW)
    path = Path(roots.output) / "_newsbeam.json"
    path.write_bytes(msgspec.json.encode(msgspec.json.decode(path.read_bytes()) | {"state": "s4://bucket/state"}))
    claim(roots, NOW)
    assert "last used at s4://bucket/state, where it cannot be seen whether it is still there" in caplog.messages[0]


def test_a_state_that_is_older_than_its_output_is_refused(roots: Roots) -> None:
    claim(roots, NOW)
    state, output = roots.stores()
    output.create("runs/date=2026-11-21/0000000009-p.json", b"{}")
    output.create("runs/date=2026-11-22/0000000010-p.json", b"{}")
    output.create("runs/date=2026-11-22/notes.txt", b"somebody's own")
    state.create("manifests/0000000010.json", b"{}")
    claim(roots, NOW)
    state.delete("manifests/0000000010.json")
    state.create("manifests/0000000008.json", b"{}")
    with pytest.raises(StateError, match=r"a manifest with number 10, and the state at .* ends at 8: it is an older"):
        claim(roots, NOW)


def test_a_claim_upgrades_a_state_of_the_earlier_layout(roots: Roots, caplog: pytest.LogCaptureFixture) -> None:
    made = claim(roots, NOW)
    before = (Path(roots.state) / "meta.json").read_bytes()
    change_meta(roots, layout=1)
    assert require(roots) == replace(made, layout=1)  # who only reads changes nothing
    assert not caplog.messages
    assert claim(roots, NOW) == made == find(roots)
    assert (Path(roots.state) / "meta.json").read_bytes() == before
    assert caplog.messages == [
        f"{roots.state}: upgraded from layout 1 to 2; earlier versions of newsbeam refuse it now"
    ]
    claim(roots, NOW)
    assert len(caplog.messages) == 1


def test_what_is_refused_is_not_upgraded(roots: Roots) -> None:
    claim(roots, NOW)
    change_meta(roots, layout=1)
    for wrong in (other_number_of_shards(roots), other_output(roots), new_state_over_old_output(roots)):
        with pytest.raises(StateError):
            claim(wrong, NOW)
    found = find(roots)
    assert found is not None and found.layout == 1


class DyingRoots(Roots, frozen=True, kw_only=True):
    """Roots whose stores die together before the n-th operation that changes something."""

    operations: int

    def stores(self) -> tuple[Store, Store]:
        life = Life(self.operations)
        state, output = super().stores()
        return Dying(state, life), Dying(output, life)


def test_a_claim_that_dies_anywhere_leaves_one_layout_or_the_other_and_is_finished_by_the_next(roots: Roots) -> None:
    made = claim(roots, NOW)
    seen = []
    for operations in itertools.count():
        change_meta(roots, layout=1)
        dying = DyingRoots(state=roots.state, output=roots.output, shards=roots.shards, operations=operations)
        try:
            claim(dying, NOW)
        except Died:
            seen.append(require(roots).layout)
            assert claim(roots, NOW) == made
        else:
            break
    # Eight operations try the stores out, and the ninth is the upgrade.
    assert seen == [1] * 9 and require(roots).layout == 2


def other_number_of_shards(roots: Roots) -> Roots:
    return replace(roots, shards=8)


def change_meta(roots: Roots, **fields: object) -> Roots:
    path = Path(roots.state) / "meta.json"
    meta = msgspec.json.decode(path.read_bytes())
    path.write_bytes(msgspec.json.encode(meta | fields))
    return roots


def state_of_other_rules(roots: Roots) -> Roots:
    return change_meta(roots, rules=999)


def state_of_a_newer_layout(roots: Roots) -> Roots:
    return change_meta(roots, layout=3)


def new_state_over_old_output(roots: Roots) -> Roots:
    return replace(roots, state=f"{roots.state}-new")


def lost_state(roots: Roots) -> Roots:
    shutil.rmtree(roots.state)
    return roots


def emptied_output(roots: Roots) -> Roots:
    shutil.rmtree(roots.output)
    return roots


def other_output(roots: Roots) -> Roots:
    return replace(roots, output=f"{roots.output}-new")


def output_of_another_state(roots: Roots) -> Roots:
    other = Roots(state=f"{roots.state}-2", output=f"{roots.output}-2", shards=4)
    claim(other, NOW)
    return replace(roots, output=other.output)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            other_number_of_shards,
            "{state}: this state has 4 shards, the configuration says 8; set `shards: 4`, or change the state with"
            " `newsbeam reshard`",
        ),
        (
            state_of_other_rules,
            "{state}: this state has rules 999, this newsbeam 1; use the version that made it, or a new output and state",
        ),
        (
            state_of_a_newer_layout,
            "{state}: this state has layout 3, and this newsbeam knows none above 2: a newer version has upgraded it; use that"
            " version, or bring back the copies of state and output from before the upgrade",
        ),
        (
            new_state_over_old_output,
            "{output}: this output belongs to the state at {state}, and {state}-new holds none; set `state: {state}`, or"
            " choose a new output",
        ),
        (
            lost_state,
            "{output}: the state that this output belongs to is gone from {state}; bring it back, or choose a new output:"
            " a new state would write this output's articles again",
        ),
        (
            emptied_output,
            "{output}: the state at {state} has written here before, and its files are gone; bring them back, or choose a"
            " new state and a new output: with this state their articles would never be written again",
        ),
        (
            other_output,
            "{output}-new: the state at {state} was made for the output at {output}; set `output: {output}`, or choose a"
            " new state for the new output",
        ),
        (
            output_of_another_state,
            "{output}-2: this output belongs to the state at {state}-2, not to {state}; set `state: {state}-2`, or choose"
            " another output",
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_mismatch_is_refused_with_its_cure(roots: Roots, spoil: object, message: str) -> None:
    claim(roots, NOW)
    commit_something(roots)
    spoiled = spoil(roots)  # type: ignore[operator]
    before = files_of(roots)
    for look in (examine, partial(claim, now=NOW)):
        with pytest.raises(StateError) as refused:
            look(spoiled)
        assert str(refused.value) == message.format(state=roots.state, output=roots.output)
        assert look is not examine or files_of(roots) == before, "who only looks makes nothing"


def files_of(roots: Roots) -> list[str]:
    return sorted(str(path) for path in Path(roots.state).parent.rglob("*") if ".tmp" not in path.parts)


def test_what_is_a_pair_or_can_become_one_is_no_problem(roots: Roots) -> None:
    examine(roots)
    assert files_of(roots) == []
    claim(roots, NOW)
    commit_something(roots)
    before = files_of(roots)
    examine(roots)
    assert files_of(roots) == before


def test_a_store_that_cannot_be_written_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    roots = Roots(state=str(tmp_path / "state"), output=str(tmp_path / "file" / "out"), shards=1)
    with pytest.raises(
        StorageError, match=r"file/out/\.tmp/\S+: cannot be written \(Not a directory\); check the path"
    ):
        claim(roots, NOW)
    assert find(roots) is None
