"""What `newsbeam retry` prints."""

from collections import Counter

from msgspec.structs import replace
from one_shard import NOON, entry

from pipelines.run.retrying import Outcome
from pipelines.show.retried import describe
from transforms.state.failures import FailedEntry, Failures
from transforms.state.retries import Fate, Retried


def failed(name: str, reason: str = "http_404", site: str = "site.example") -> FailedEntry:
    made = replace(entry(name), url=f"https://{site}/{name}")
    return FailedEntry(entry=made, reason=reason, failed_at=NOON)


def outcome(
    parked: list[FailedEntry], left: list[tuple[FailedEntry, Fate]], *, dry_run: bool = False, polls: int = 0
) -> Outcome:
    wanted = {one.entry.id: one for one in (*parked, *(one for one, _ in left))}
    counts = Counter(one.reason for one in wanted.values())
    failures = Failures(wanted=wanted, polls=polls, by_reason=counts)
    return Outcome(failures=failures, retried=Retried(parked=parked, left=left), dry_run=dry_run)


def test_what_is_owed_again_stands_by_reason_and_site() -> None:
    some = [failed("a"), failed("b"), failed("c", site="other.example"), failed("d", "no_text")]
    assert describe(outcome(some, []), "my.yaml").splitlines() == [
        "4 entries that failed are owed again:",
        "    http_404                  3  site.example 2, other.example 1",
        "    no_text                   1  site.example 1",
        "Now run: newsbeam ingest my.yaml",
    ]


def test_many_sites_are_not_all_named() -> None:
    said = describe(outcome([failed(f"a{n}", site=f"site{n}.example") for n in range(8)], []), "my.yaml")
    assert (
        " 8  site0.example 1, site1.example 1, site2.example 1, site3.example 1, site4.example 1 and 3 other sites"
        in said
    )


def test_a_dry_run_says_what_would_be() -> None:
    assert describe(outcome([failed("a")], [], dry_run=True), "my.yaml").splitlines() == [
        "1 entry that failed would be owed again:",
        "    http_404                  1  site.example 1",
        "Nothing was changed. Without --dry-run it is; then run: newsbeam ingest my.yaml",
    ]


def test_what_is_left_says_why() -> None:
    fates: list[Fate] = ["owed", "ended", "taken_down", "too_old"]
    lines = describe(outcome([], [(failed(fate), fate) for fate in fates]), "my.yaml").splitlines()
    assert lines[0] == "0 entries that failed are owed again."
    assert [line.removeprefix("Left as they are, ").split(":")[0] for line in lines[1::2]] == [
        "1 owed already",
        "1 retried before, and ended since in another way",
        "1 taken down for good",
        "1 too old",
    ]
    assert lines[2::2] == ["    http_404                  1  site.example 1"] * 4


def test_failed_polls_are_not_retried() -> None:
    said = describe(outcome([failed("a")], [], polls=2), "my.yaml")
    assert "2 failed polls of feeds are not retried: a feed is polled again by itself" in said


def test_without_a_match_it_says_what_there_is() -> None:
    nothing = Outcome(failures=Failures(by_reason=Counter(no_text=2, http_404=3)), retried=Retried(), dry_run=False)
    assert describe(nothing, "my.yaml").splitlines() == [
        "0 entries that failed are owed again.",
        "Nothing that failed matches. What failed, by reason:",
        "    http_404                  3",
        "    no_text                   2",
    ]
    assert "No entry has failed so far." in describe(outcome([], []), "my.yaml")
