"""How the sites of a shard were asked on the last days, as its document says: counts at least, where a process was killed."""

from __future__ import annotations

from datetime import date

import msgspec

from transforms.health_records import SiteAsked
from transforms.pure.net.receipts import Receipt
from transforms.state.documents import load_sites
from transforms.state.storage import Store


def read_receipts(state: Store, shard: int) -> dict[str, dict[date, SiteAsked]]:
    """Read the receipts of a shard's sites, by site and day. Of documents of earlier versions there are none."""
    found: dict[str, dict[date, SiteAsked]] = {}
    for site, advice in load_sites(state, shard).sites.items():
        given = advice.get("receipts") if isinstance(advice, dict) else None
        try:
            receipts = msgspec.convert(given or (), tuple[Receipt, ...])
        except msgspec.ValidationError:
            continue  # It is advice: what cannot be read is left out.
        if receipts:
            found[site] = {one.day: asked_of(one) for one in receipts}
    return found


def asked_of(receipt: Receipt) -> SiteAsked:
    """Give a receipt as it is written."""
    return SiteAsked(
        requests=receipt.requests,
        not_modified=receipt.not_modified,
        bytes=receipt.bytes,
        smallest_gap_seconds=receipt.gap_seconds,
        retry_after_heard=receipt.waits,
        longest_retry_after_seconds=receipt.longest_wait or None,
    )
