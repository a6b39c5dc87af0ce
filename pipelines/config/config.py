"""What a configuration can say: a Config, with the options of each section."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta, Struct, field

from transforms.batch import WriteOptions
from transforms.extract_results import ExtractOptions
from transforms.notices.options import NotifyOptions
from transforms.poll_results import PollOptions
from transforms.pure.enrichment.enriching import EnrichOptions
from transforms.pure.net.audiences import origin_of
from transforms.pure.net.proxies import shown_proxy
from transforms.pure.rights.policy import RightsOptions
from transforms.rechecks import RevisionOptions
from transforms.records import Feed
from transforms.state.places import absolute
from transforms.state.retention import RetentionOptions
from transforms.state.roots import Roots
from transforms.state.roster import Roster, make_roster
from transforms.story_options import StoriesOptions
from transforms.tries import FetchOptions
from transforms.warc.options import WarcOptions
from transforms.web.options import WebOptions
from transforms.websub.options import WebSubOptions

if TYPE_CHECKING:
    from transforms.own_steps.ready import ReadyStep

HIDDEN = "(hidden)"
MAX_SHARDS = 4096


class Config(Struct, frozen=True, kw_only=True, dict=True):
    """What a configuration file says; the options of each section are defined beside the code that they steer.

    output: where articles, failures and run manifests are written, a folder or fsspec URL.
    state: where newsbeam remembers; None is `<output>/_state`.
    shards: into how many buckets sites are hashed; fixed when the state is made; `newsbeam reshard` changes it.
    memory_mb: how much a worker process may remember of its shards between their turns, in millions of bytes; 0: nothing.
    drop_owed: whether what is owed to feeds that are removed or disabled is dropped.
    max_minutes: when an ingest begins no new request.
    tick_seconds: how often a stream looks for what is due.
    grace_seconds: how long requests under way may still take once somebody asked to stop.
    failure_share: the share of failures, first refusals among them, above which an ingest ends with exit code 1.
    runner: the Beam runner.
    feeds: those in place and those of `feeds_from`.
    """

    output: str
    state: str | None = None
    shards: Annotated[int, Meta(ge=1, le=MAX_SHARDS)] = 1
    memory_mb: Annotated[float, Meta(ge=0)] = 256.0
    drop_owed: bool = False
    max_minutes: Annotated[float, Meta(gt=0)] = 60.0
    tick_seconds: Annotated[float, Meta(gt=0)] = 60.0
    grace_seconds: Annotated[float, Meta(ge=0)] = 30.0
    failure_share: Annotated[float, Meta(ge=0, le=1)] = 0.5
    runner: str = "FnApiRunner"
    feeds: tuple[Feed, ...] = ()
    feeds_from: str | tuple[str, ...] = ()
    poll: PollOptions = field(default_factory=PollOptions)
    web: WebOptions = field(default_factory=WebOptions)
    fetch: FetchOptions = field(default_factory=FetchOptions)
    extract: ExtractOptions = field(default_factory=ExtractOptions)
    enrich: EnrichOptions = field(default_factory=EnrichOptions)
    rights: RightsOptions = field(default_factory=RightsOptions)
    write: WriteOptions = field(default_factory=WriteOptions)
    warc: WarcOptions = field(default_factory=WarcOptions)
    revisions: RevisionOptions = field(default_factory=RevisionOptions)
    retention: RetentionOptions = field(default_factory=RetentionOptions)
    websub: WebSubOptions = field(default_factory=WebSubOptions)
    notify: NotifyOptions = field(default_factory=NotifyOptions)
    stories: StoriesOptions = field(default_factory=StoriesOptions)

    @property
    def state_root(self) -> str:
        """Give the root of the state."""
        return self.state if self.state is not None else f"{self.output.rstrip('/')}/_state"

    @property
    def roots(self) -> Roots:
        """Give the roots of state and output, named alike wherever a command or a worker runs."""
        return Roots(
            state=absolute(self.state_root), output=absolute(self.output), shards=self.shards, memory_mb=self.memory_mb
        )

    @property
    def active_feeds(self) -> tuple[Feed, ...]:
        """List the feeds that are polled."""
        return tuple(feed for feed in self.feeds if feed.enabled)

    @cached_property
    def roster(self) -> Roster:
        """Give the feeds that are polled, by shard and id: hashing them takes time, so once for all passes."""
        return make_roster(self.active_feeds, self.shards)

    @cached_property
    def own_steps(self) -> tuple[ReadyStep, ...]:
        """Give the user's own steps of enrichment, imported and found good. Raises: ConfigError."""
        from pipelines.config.own_steps import ready_steps

        return ready_steps(self.enrich.own)

    def public(self) -> dict[str, Any]:
        """Give the configuration as plain values for logs, with what may be secret hidden.

        Hidden are the values of all headers, a proxy's credentials, the options of the user's own steps, and the path of the
        address that notices go to, which is the secret of some receivers.
        """
        shown: dict[str, Any] = msgspec.to_builtins(self)
        for feed in shown["feeds"]:
            feed["headers"] = dict.fromkeys(feed["headers"], HIDDEN)
        for step in shown["enrich"]["steps"]:
            if isinstance(step, dict) and step["options"] is not None:
                step["options"] = HIDDEN
        if self.web.proxy is not None:
            shown["web"]["proxy"] = shown_proxy(self.web.proxy)
        if self.notify.url is not None:
            shown["notify"]["url"] = origin_of(self.notify.url)
        return shown
