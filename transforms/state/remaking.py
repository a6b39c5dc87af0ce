"""Manifests put back: from the chain in the state or its copies in the output, else made again from files and neighbours."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from msgspec.structs import replace

from transforms.errors import StateError
from transforms.row_files import is_void
from transforms.state.chain import as_published
from transforms.state.decoding import encode, read_document
from transforms.state.files import plan_file
from transforms.state.findings import RESTORE_MANIFEST
from transforms.state.log import read_commit, read_log
from transforms.state.manifests import REPAIR, KeptFile, Manifest, current_archives, current_files, list_published
from transforms.state.numbering import last_of, number_of, numbered, padded
from transforms.state.part_names import is_warc
from transforms.state.storage import Store
from transforms.state.twins import twin_path
from transforms.state.verification import count_rows, list_files
from transforms.state.warc_checks import list_warcs

Manifests = dict[int, Manifest]


def restore_chain(state: Store, output: Store) -> list[str]:
    """Put back those documents of the chain that are damaged or gone, from their copies in the output; say what was done.

    What lies behind the chain's end is put back where the logs show that this state made it; else the state is an older copy.
    Raises: StateError where the copy is damaged, too.
    """
    done = []
    published = list_published(output)
    names = state.names("manifests")
    for name in names:
        path = f"manifests/{name}"
        if _is_damaged(state, path):
            done += _put_back(state, output, path, published.get(number_of(name), ""))
    end = last_of(names)
    gone = [number for number in published if number > end]
    if gone and _made_here(state, output, published[max(gone)]):
        for number in gone[-2:]:
            done += _put_back(state, output, f"manifests/{numbered(number)}", published[number])
    return done


def _is_damaged(state: Store, path: str) -> bool:
    try:
        manifest = read_document(state, path, Manifest, "")
    except StateError:
        return True
    return manifest is not None and manifest.sequence != number_of(path.rpartition("/")[2])


def _put_back(state: Store, output: Store, path: str, copy: str) -> list[str]:
    manifest = read_document(output, copy, Manifest, "bring one of the two back from a copy") if copy else None
    if manifest is None:
        return []
    state.put(path, encode(manifest))
    return [f"{path}: put back into the state from {copy}"]


def _made_here(state: Store, output: Store, copy: str) -> bool:
    """Tell whether the logs hold all that a manifest covers: then it was made of them, and only the chain has lost it."""
    manifest = read_document(output, copy, Manifest, RESTORE_MANIFEST)
    if manifest is None:
        return False
    logs = {shard: [number_of(name) for name in state.names(f"log/{shard}")] for shard in manifest.covered}
    if any(max(numbers, default=0) < manifest.covered[shard] for shard, numbers in logs.items()):
        return False
    commits = [
        read_commit(state, int(shard), numbered(number)) for shard, numbers in logs.items() for number in numbers
    ]
    named = {path for commit in commits if commit is not None for path in commit.files}
    is_compacted = any(min(numbers) > 1 for numbers in logs.values() if numbers)
    return is_compacted or all(file.path in named for file in (*manifest.files, *manifest.rewritten))


def put_back_manifests(state: Store, output: Store, version: str) -> list[str]:
    """Put back the manifests that the output lacks, or that are damaged there; say what was done."""
    chain = _chain(state)
    present, damaged = _published(output, max(chain, default=0))
    missing = [number for number in range(1, max(chain, default=0) + 1) if number not in present]
    places = _places(missing, damaged, present | chain)
    remade = _Remaking(state, output, chain, present | chain, version).make(
        {number: place for number, place in places.items() if number not in chain}
    )
    done = []
    for number, place in places.items():
        source = "from the state" if number in chain else "made again from the files that no other one lists"
        output.put(place, as_published(chain[number] if number in chain else remade[number]))
        done.append(f"{place}: put back, {source}")
    return done


def _chain(state: Store) -> Manifests:
    found = {
        number_of(name): read_document(state, f"manifests/{name}", Manifest, RESTORE_MANIFEST)
        for name in state.names("manifests")
    }
    return {number: manifest for number, manifest in found.items() if manifest is not None}


def _published(output: Store, end: int) -> tuple[Manifests, dict[int, str]]:
    """Give the manifests of the output up to a number, and the paths of those that are damaged."""
    present: Manifests = {}
    damaged: dict[int, str] = {}
    for number, path in list_published(output).items():
        if number <= end:
            try:
                manifest = read_document(output, path, Manifest, RESTORE_MANIFEST)
            except StateError:
                damaged[number] = path
                continue
            if manifest is not None:
                present[number] = manifest
    return present, damaged


def _places(missing: list[int], damaged: dict[int, str], known: Manifests) -> dict[int, str]:
    """Give the path of each missing manifest, by its number: as the one behind it says, where that is known."""
    places: dict[int, str] = {}
    for number in reversed(missing):
        place = known[number].path if number in known else damaged.get(number)
        if place is None and number + 1 in known:
            place = known[number + 1].follows
        behind = places.get(number + 1) or (known[number + 1].path if number + 1 in known else "")
        places[number] = place or f"{behind.rpartition('/')[0]}/{padded(number)}-{REPAIR}.json"
    return dict(sorted(places.items()))


class _Remaking:
    """Makes manifests again that are nowhere: of the files with rows that no other one lists.

    What a takedown or compaction said in one is lost: the files that it replaced are then found void.
    """

    def __init__(self, state: Store, output: Store, chain: Manifests, known: Manifests, version: str) -> None:
        self._state, self._output, self._chain, self._known = state, output, chain, known
        self._version = version

    def make(self, places: dict[int, str]) -> Manifests:
        """Make the manifests that belong at these paths, by their numbers. Files go to the oldest, or where their pass is."""
        made: Manifests = {}
        if not places:
            return made
        files: dict[int, list[KeptFile]] = {number: [] for number in places}
        passes = {_pass_of(place): number for number, place in places.items()}
        for file in self._unlisted():
            owner = next((number for pass_id, number in passes.items() if f"/part-{pass_id}-" in file.path), None)
            files[min(places) if owner is None else owner].append(file)
        for number, place in places.items():
            before = made.get(number - 1) or self._known.get(number - 1)
            made[number] = self._manifest(number, place, before, tuple(files[number]))
        return made

    def _manifest(self, number: int, place: str, before: Manifest | None, files: tuple[KeptFile, ...]) -> Manifest:
        totals = self._totals(number)
        settled = Counter(totals)
        settled.subtract(_sum(before))
        day = place.split("/")[1].removeprefix("date=")
        return Manifest(
            sequence=number,
            pass_id=_pass_of(place),
            made_at=datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC),
            newsbeam_version=self._version,
            follows=None if before is None else before.path,
            files=tuple(file for file in files if not is_warc(file.path)),
            archived=tuple(file for file in files if is_warc(file.path)),
            settled={outcome: n for outcome, n in sorted(settled.items()) if n > 0},
            complete_through=None if before is None else before.complete_through,
            covered={} if before is None else before.covered,
            totals={"0": dict(totals)},
            opened={} if before is None else before.opened,
        )

    def _totals(self, number: int) -> Counter[str]:
        """Count all that was settled until a manifest: what the next known one says, less what it added itself."""
        following = self._known[min(known for known in self._known if known > number)]
        totals = _sum(following)
        totals.subtract(following.settled)
        return +totals

    def _unlisted(self) -> list[KeptFile]:
        """Give the files, of rows and of pages, that no known manifest lists, and none of a commit that is not listed yet."""
        known = [self._known[number] for number in sorted(self._known)]
        listed = current_files(known) | current_archives(known)
        replaced = {change.path for manifest in self._known.values() for change in manifest.replaced}
        found, others = [], {*listed, *replaced, *self._pending()}
        for path in (*list_files(self._output), *list_warcs(self._output, self._known.values())):
            if path in others or "/part-" not in path:
                continue
            data = self._output.read(path)
            rows = None if data is None or is_void(data) else count_rows(path, data)
            if data is not None and rows is not None:
                twin = twin_path(path)
                has_twin = not is_warc(path) and self._output.head(twin, 1) is not None
                file = KeptFile.of(path, plan_file(data, (), {}, rows))
                found.append(replace(file, parquet=twin if has_twin else None))
        return found

    def _pending(self) -> set[str]:
        covered = self._chain[max(self._chain)].covered
        logs = {shard: read_log(self._state, int(shard)) for shard in covered}
        return {
            path
            for shard, log in logs.items()
            for number, commit in log
            if number > covered[shard]
            for path in commit.files
        }


def _pass_of(place: str) -> str:
    return place.rpartition("/")[2].partition("-")[2].removesuffix(".json")


def _sum(manifest: Manifest | None) -> Counter[str]:
    totals: Counter[str] = Counter()
    for counts in manifest.totals.values() if manifest is not None else ():
        totals.update(counts)
    return totals
