"""Suffixes under which a site's name is its last three labels, for shards alone (`co.uk`).

Frozen, and apart from the public suffix list: what a host hashes by must never change for a state.
"""

from __future__ import annotations

# ICANN suffixes only; the list need not be complete, since a suffix missing here merely gathers its sites in one shard.
_SECOND_LEVEL = {
    "com": "ar au bd bh bn bo br by cn co cu cy do ec eg et fj ge gh gt hk hn hr iq jm jo kh kw kz lb ly mk mm mt mx my na "
    "ng ni np om pa pe pg ph pk pl pr ps pt py qa ro sa sb sd sg sl sv sy tn tr tt tw ua uy uz ve vn ye zm",
    "co": "ae ao at bw ci cr hu id il in ir jp ke kr ls ma me mg mu mw mz nz rs rw th tz ug uk uz ve vi za zm zw",
    "net": "ar au bd br cn co do ec eg id il in jo kw lb mx my ng np nz om pe ph pk pl ps qa sa sg sy th tr tw ua uk uy ve vn "
    "za",
    "org": "ar au bd bo br cn co cy do ec eg es ge gh hk il in ir jo kh kw lb ma mk mx my na ng ni np nz om pa pe ph pk pl ps "
    "pt py qa rs sa sg sv sy tn tr tt tw ua ug uk uy uz ve vn ye za zm zw",
    "gov": "ae ar au az bd bh bn br cn co cy eg ge gh gr hk ie il in iq ir it jo kh kw kz lb lk ly ma my ng np om ph pk pl pt "
    "qa rw sa sg sy tn tr tt tw ua uk ve vn za zm zw",
    "edu": "ar au bd bo br cn co do ec eg ge gh gr gt hk in iq jo kh kw lb lk ly mo mt mx my ng ni np om pe ph pk pl qa sa sg "
    "sv sy tr tw ua uy ve vn za",
    "ac": "ae at bd cn cr id il in ir jp ke kr lk ma mz nz rs rw th tz ug uk za zm zw",
    "or": "at ci cr id it jp ke kr mu th tz ug",
    "ne": "jp ke kr tz ug",
    "go": "ci cr id it jp ke kr th tj tz ug",
    "gob": "ar bo cl do ec es gt hn mx ni pa pe sv ve",
    "web": "do id lk nf pk tr ve za",
    "info": "hu ke la pl ro tr ve vn",
    "in": "th ua",
    "asn": "au",
    "govt": "nz",
    "gouv": "ci fr ht km ml sn",
    "ltd": "cy lk uk",
    "plc": "uk",
    "me": "ke uk",
}
SHARD_SUFFIXES = frozenset(f"{second}.{tld}" for second, tlds in _SECOND_LEVEL.items() for tld in tlds.split())


def count_shard_labels(labels: list[str]) -> int:
    """Give the number of a host's last labels that decide its shard: 2, or 3 under a suffix of the list.

    >>> count_shard_labels(["www", "valley", "example"]), count_shard_labels(["www", "valley", "co", "uk"])
    (2, 3)
    """
    return 3 if ".".join(labels[-2:]) in SHARD_SUFFIXES else 2
