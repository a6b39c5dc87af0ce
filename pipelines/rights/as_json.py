"""What each site said, as plain values for programs: `newsbeam rights --json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.rights.known_files import KnownFile
from pipelines.rights.reading import SiteRights
from pipelines.rights.spans import find_spans
from pipelines.rights.telling import USES, count_answers, count_unsaid, in_order


def list_sites(sites: Mapping[str, SiteRights], files: Mapping[str, Sequence[KnownFile]]) -> list[dict[str, Any]]:
    """Give the same as plain values, for programs: all sites with all that they said."""
    return [_site_as_json(known, files.get(name, ())) for name, known in sites.items()]


def _site_as_json(known: SiteRights, files: Sequence[KnownFile]) -> dict[str, Any]:
    return {
        "site": known.site,
        "articles": known.articles,
        "first_seen": None if not known.days else str(min(known.days)),
        "last_seen": None if not known.days else str(max(known.days)),
        "uses": {
            use: {
                "allowed": count_answers(known, use, "allowed"),
                "reserved": count_answers(known, use, "reserved"),
                "unsaid": count_unsaid(known, use),
            }
            for use in USES
        },
        "dropped": {reason: days.total() for reason, days in sorted(known.dropped.items())},
        "said": [
            {
                "standard": signal.standard,
                "place": signal.place,
                "value": signal.value,
                "allows": list(signal.allows),
                "reserves": list(signal.reserves),
                "spans": [
                    {"first": str(span.first), "last": str(span.last), "articles": span.articles}
                    for span in find_spans(signal, known.said, known.days)
                ],
            }
            for signal in in_order(known)
        ],
        "files": [
            {
                "address": file.address,
                "read_at": file.read_at,
                "statements": file.statements,
                "problem": file.problem,
            }
            for file in files
        ],
    }
