"""The main arrangement: feeds in, articles and failures out. Start reading here."""

from __future__ import annotations

from functools import partial

import apache_beam as beam

from pipelines.config.config import Config
from pipelines.version import VERSION
from transforms.clock import Clock, utc_now
from transforms.compare_versions import CompareVersions
from transforms.enrich import EnrichArticles
from transforms.extract import ExtractArticles
from transforms.harvest import HarvestOptions, HarvestShards
from transforms.keep import KeepArticles
from transforms.publish import PublishManifests
from transforms.pure.enrichment.enriching import enrich_article
from transforms.pure.normalisation import normalise_article
from transforms.replay import ReplayShards, at_moment
from transforms.tick import TickForEver, TickOnce
from transforms.write import WriteRecords

Ticks = TickOnce | TickForEver


def build(
    pipeline: beam.Pipeline,
    config: Config,
    ticks: Ticks,
    clock: Clock = utc_now,
    replayed: ReplayShards | None = None,
) -> None:
    """Lay the graph: at each tick a shard's feeds are polled and the pages that it owes fetched, then extracted and written.

    `ticks` alone says whether the job is bounded (`TickOnce`) or has no end (`TickForEver`). `replayed` are kept
    pages, which take the place of what is polled and fetched.
    All steps after the GroupByKey are one fused stage, in which one owner at a time works on a shard: pages never cross a
    shuffle. What a step cannot use becomes a Failure or a counted drop, and ends in the last step like the articles.
    """
    roots, roster = config.roots, config.roster
    wanted = roster if config.drop_owed else None  # By default also those of feeds that were removed.
    # What follows extraction runs where the page was read, in a pool of processes, and so on all cores.
    then = (normalise_article, partial(enrich_article, options=config.enrich))
    extract, tries = config.extract, config.fetch
    judged_by = clock if replayed is None else partial(at_moment, replayed.choice.moment)
    (
        pipeline
        | "Tick" >> ticks  # (shard, Pass)
        | "By shard" >> beam.GroupByKey()  # (shard, [Pass])
        | "Publish manifests" >> PublishManifests(roots, VERSION, clock)  # (shard, [Pass])
        | "Harvest"
        >> (
            replayed or HarvestShards(_harvest_options(config), roots, roster, wanted, clock)
        )  # Page | Failed | Dropped | ...
        | "Extract articles"
        >> ExtractArticles(extract, judged_by, then, None, tries, config.warc, replayed is not None)  # Extracted | ...
        | "Keep articles" >> KeepArticles(config.poll.keep, config.rights)  # Extracted | Dropped
        | "Compare versions"
        >> CompareVersions(config.revisions, tries, extract.min_text_chars, roots, clock)  # Revised | ...
        | "Enrich articles" >> EnrichArticles(config.own_steps, clock)  # Extracted | Revised, by the user's own steps
        | "Write records"
        >> WriteRecords(config.write, VERSION, clock, config.warc, config.revisions)  # durable, then settled
    )


def _harvest_options(config: Config) -> HarvestOptions:
    return HarvestOptions(
        poll=config.poll,
        fetch=config.fetch,
        web=config.web,
        processes=config.extract.processes,
        process_mb=config.extract.process_mb,
        rights=config.rights,
        warc=config.warc,
        revisions=config.revisions,
    )
