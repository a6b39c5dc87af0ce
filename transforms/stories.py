"""Make stories of committed articles: read their profiles, and group those of a language, one owner at a time."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import apache_beam as beam
import msgspec
from msgspec import Struct

from transforms.clock import Clock
from transforms.counters import count
from transforms.errors import OutputError
from transforms.pure.stories.options import StoryOptions
from transforms.pure.stories.profiles import Profile, make_profile
from transforms.pure.text.languages import primary
from transforms.records import Article, Run
from transforms.row_files import read_lines
from transforms.state.changes import RowPlace
from transforms.state.files import CommitFiles, is_same
from transforms.state.log import ShardLog
from transforms.state.owner import Owner, open_shard
from transforms.state.roots import Roots
from transforms.state.storage import Store, open_store
from transforms.state.story_states import story_shard, story_stores
from transforms.story_turns import NO_LANGUAGE, tell_language

# Kinds of page that report something; the others are lists, products and the like.
REPORTS = frozenset(("article", "liveblog", "gallery", "video", "stub"))


class StoryFile(Struct, frozen=True, kw_only=True):
    """Rows of articles to read: where they stand, how to know the file, and the number of the manifest that brought them."""

    place: RowPlace
    sha256: str
    manifest: int


class Arrival(Struct, frozen=True, kw_only=True, array_like=True):
    """An article's profile, and the number of the manifest that brought it."""

    manifest: int
    profile: Profile


Keyed = tuple[str, bytes]


@dataclass(eq=False, repr=False)
class ReadProfiles(beam.PTransform):
    """StoryFile -> (shard of the language, an Arrival as bytes): what is compared of each article.

    Of articles seen before `since` nothing is read; None reads all.
    """

    output: str
    since: datetime | None

    def expand(self, files: beam.PCollection[StoryFile]) -> beam.PCollection[Keyed]:
        return files | beam.ParDo(_ReadProfiles(self)).with_output_types(tuple[str, bytes])


class _ReadProfiles(beam.DoFn):
    def __init__(self, step: ReadProfiles) -> None:
        self._step = step

    def setup(self) -> None:
        self._store = open_store(self._step.output)
        self._decoder = msgspec.json.Decoder(Article)

    def process(self, file: StoryFile) -> Iterator[Keyed]:
        since = self._step.since
        for line in rows_of(self._store, file):
            article = self._decoder.decode(line)
            if article.page_kind in REPORTS and (since is None or article.fetched.fetched_at >= since):
                arrival = Arrival(manifest=file.manifest, profile=make_profile(article))
                yield str(story_shard(language_of(arrival.profile))), msgspec.msgpack.encode(arrival)


def rows_of(store: Store, file: StoryFile) -> Iterator[bytes]:
    """Give the rows of a file. Raises: OutputError where it is not as its manifest names it."""
    data = store.read(file.place.path)
    if data is None or not is_same(data, file.sha256):
        raise OutputError(
            f"{store.root}/{file.place.path}: this file is gone, or not the one that its manifest names; if `newsbeam compact` or"
            " `forget` ran meanwhile, run `newsbeam stories` again; else `newsbeam verify` says what is wrong"
        )
    lines = read_lines(data)
    yield from (lines[number] for number in file.place.rows)


def language_of(profile: Profile) -> str:
    """Give the language whose stories an article may be part of."""
    return primary(profile.language) if profile.language else NO_LANGUAGE


@dataclass(eq=False, repr=False)
class TellStories(beam.PTransform):
    """(shard, [Arrival as bytes]) -> nothing: the stories that changed are rows of `<output>/stories/`, durable and settled."""

    roots: Roots
    options: StoryOptions
    run: Run
    clock: Clock

    def expand(self, keyed: beam.PCollection[tuple[str, Iterable[bytes]]]) -> beam.PCollection[None]:
        return keyed | beam.ParDo(_TellStories(self))


class _TellStories(beam.DoFn):
    def __init__(self, step: TellStories) -> None:
        self._step = step

    def setup(self) -> None:
        self._decoder = msgspec.msgpack.Decoder(Arrival)
        self._state, self._output = story_stores(self._step.roots)
        self._rng = random.Random()

    def process(self, keyed: tuple[str, Iterable[bytes]]) -> Iterator[None]:
        by_language: dict[str, list[Arrival]] = {}
        for data in keyed[1]:
            arrival = self._decoder.decode(data)
            by_language.setdefault(language_of(arrival.profile), []).append(arrival)
        owner = self._open(int(keyed[0]))
        for language, arrivals in sorted(by_language.items()):
            arrivals.sort(key=lambda arrival: (arrival.manifest, arrival.profile.seen_at, arrival.profile.id))
            profiles = [arrival.profile for arrival in arrivals]
            if not tell_language(owner, language, profiles, self._step.options, self._step.run):
                count("stories", "lost")
                break
        yield from ()

    def _open(self, shard: int) -> Owner:
        return open_shard(
            ShardLog(self._state, shard),
            CommitFiles(self._output),
            pass_id=self._step.run.id,
            attempt=f"{self._rng.getrandbits(40):010x}",
            opened_at=self._step.clock(),
            clock=self._step.clock,
        )
