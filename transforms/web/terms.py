"""What the configuration says on each reason for which a page is kept from us: where that changes, it is asked for again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from transforms import reasons
from transforms.reasons import Reason
from transforms.web.options import WebOptions

_WHO_WE_ARE = ("user_agent", "contact")
# The options that each reason hangs on: another value may bring the page.
_HANGS_ON: Mapping[Reason, tuple[str, ...]] = {
    reasons.BLOCKED_ADDRESS: ("allow_addresses", "resolve"),
    reasons.ROBOTS_DENIED: ("respect_robots", "user_agent"),
    reasons.TOO_LARGE: ("page_max_bytes",),
    reasons.HTTP_401: _WHO_WE_ARE,
    reasons.HTTP_402: _WHO_WE_ARE,
    reasons.HTTP_403: _WHO_WE_ARE,
    reasons.HTTP_429: (*_WHO_WE_ARE, "spacing_seconds", "per_site"),
    reasons.HTTP_451: _WHO_WE_ARE,
    reasons.BOT_CHECK: _WHO_WE_ARE,
    reasons.CONSENT_PAGE: _WHO_WE_ARE,
}


def terms_of(options: WebOptions) -> dict[Reason, str]:
    """Give a hash of what the options say on each reason for which entries wait long.

    >>> before, after = terms_of(WebOptions()), terms_of(WebOptions(allow_addresses=("10.1.0.0/16",)))
    >>> [reason for reason in before if before[reason] != after[reason]]
    ['blocked_address']
    """
    values = msgspec.to_builtins(options)
    # Who signs shows who it is. Nothing is added where nobody does, so that such terms stay what they were.
    signed = [options.signature.directory] if options.signature.directory is not None else []
    return {
        reason: _hash([*(values[name] for name in names), *(signed if "contact" in names else [])])
        for reason, names in _HANGS_ON.items()
    }


def terms_hash(terms: Mapping[Reason, str]) -> str:
    """Give a hash of all terms, to see whether any has changed."""
    return _hash(sorted(terms.items()))


def _hash(value: object) -> str:
    return hashlib.blake2b(msgspec.json.encode(value, order="sorted"), digest_size=6).hexdigest()
