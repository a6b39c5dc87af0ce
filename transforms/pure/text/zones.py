"""Time zones as dates name them: offsets, abbreviations, and places of the IANA database."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache

# Names that mean one thing where news is written.
_ZONE_HOURS = {
    "UTC": 0.0, "UT": 0.0, "GMT": 0.0, "Z": 0.0, "WET": 0.0, "WEST": 1.0, "CET": 1.0, "MEZ": 1.0, "CEST": 2.0,
    "MESZ": 2.0, "EET": 2.0, "EEST": 3.0, "MSK": 3.0, "WAT": 1.0, "CAT": 2.0, "SAST": 2.0, "EAT": 3.0, "PKT": 5.0,
    "NPT": 5.75, "WIB": 7.0, "ICT": 7.0, "SGT": 8.0, "HKT": 8.0, "MYT": 8.0, "PHT": 8.0, "AWST": 8.0, "JST": 9.0,
    "KST": 9.0, "ACST": 9.5, "ACDT": 10.5, "AEST": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0, "NST": -3.5,
    "NDT": -2.5, "BRT": -3.0, "ART": -3.0, "ADT": -3.0, "EST": -5.0, "EDT": -4.0, "CDT": -5.0,
    "MST": -7.0, "MDT": -6.0, "PST": -8.0, "PDT": -7.0, "AKST": -9.0, "AKDT": -8.0, "HST": -10.0,
}  # fmt: skip
# Names that mean several: the language of the feed decides, where it is of one place.
_BY_LANGUAGE = {
    "IST": {
        **dict.fromkeys(("en-in", "hi", "ta", "te", "kn", "ml", "mr", "gu", "pa-in", "or", "as", "bn-in"), 5.5),
        **dict.fromkeys(("he", "iw", "en-il"), 2.0),
        **dict.fromkeys(("ga", "en-ie"), 1.0),
    },
    "CST": {
        **dict.fromkeys(("en-us", "en-ca", "es-mx", "es-us", "fr-ca"), -6.0),
        **dict.fromkeys(("zh", "en-cn", "en-tw"), 8.0),
    },
    "BST": {**dict.fromkeys(("en-gb", "cy", "gd"), 1.0), **dict.fromkeys(("bn-bd", "en-bd"), 6.0)},
    "AST": {**dict.fromkeys(("en-us", "en-ca", "es-pr", "es-do"), -4.0), "ar": 3.0},
}
_MAX_OFFSET = timedelta(hours=15)
# `+100` is one hour, and what a monotonic clock says, as Go prints it, no zone at all.
_ZONE = re.compile(
    r"(?:(?:GMT|UTC)? ?(?P<sign>[+-]) ?(?!0[0-9]{2}(?![0-9]))(?P<hours>[0-9]{1,2}?)(?::?(?P<minutes>[0-9]{2}))?(?![0-9]))?"
    r"(?: ?\[?(?P<name>[A-Z][A-Z0-9_]{0,30}(?:/[A-Z0-9_+-]{1,30}){0,2})\]?| [+-][0-9]{4})?(?: M=[+-][0-9.]+)?"
)


def read_zone(text: str, language: str | None = None) -> tzinfo | None:
    """Give the zone that a text in capitals names; None where it is no zone, or one of several.

    An offset counts, whatever name stands behind it. `language` (BCP 47) decides on names that several countries use.

    >>> read_zone("+0800 CST"), read_zone("CST", "en-US"), read_zone("CST")
    (datetime.timezone(datetime.timedelta(seconds=28800)), datetime.timezone(datetime.timedelta(days=-1, seconds=64800)), None)
    """
    found = _ZONE.fullmatch(text.strip().replace("Z[", "+00:00["))
    if found is None or not text.strip():
        return None
    if found["sign"]:
        offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
        if offset > _MAX_OFFSET or int(found["minutes"] or 0) > 59:
            return None
        return timezone(offset if found["sign"] == "+" else -offset)
    return _read_name(found["name"] or "", language)


def _read_name(name: str, language: str | None) -> tzinfo | None:
    if name in _BY_LANGUAGE:
        tag = (language or "").replace("_", "-").lower()
        hours = _BY_LANGUAGE[name].get(tag, _BY_LANGUAGE[name].get(tag.split("-")[0]))
    else:
        hours = _ZONE_HOURS.get(name)
    if hours is not None:
        return timezone(timedelta(hours=hours)) if hours else UTC
    return _places().get(name) if "/" in name or any(map(str.isdigit, name)) else None


@lru_cache(maxsize=1)
def _places() -> dict[str, tzinfo]:
    from dateutil.zoneinfo import (
        get_zonefile_instance,
    )  # here, since few dates name a place, and few commands read dates

    return {name.upper(): zone for name, zone in get_zonefile_instance().zones.items()}
