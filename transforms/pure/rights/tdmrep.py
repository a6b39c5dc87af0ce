"""TDMRep: who reserves text and data mining in a file of the site, in a header, or on the page.

W3C Community Group Final Report of 10 May 2024, "TDM Reservation Protocol". The section that a rule rests on is named with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from transforms.pure.page.links import absolute
from transforms.pure.rights.patterns import fits, path_of, spelled
from transforms.pure.rights.statements import stated
from transforms.rights import Answer, Place, Statement, Use

PATH: Final = "/.well-known/tdmrep.json"
MOST_BYTES: Final = 256 * 1024
MOST_RULES: Final = 2_000
NAMES: Final = ("tdm-reservation", "tdm-policy")
_ANSWERS: Final[dict[str, Answer]] = {"0": "allowed", "1": "reserved"}


class TdmRule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A rule of the site's file. `pattern` is its location, spelled; `reservation` is None where it has no value of the protocol.

    `words` is the rule as the file has it.
    """

    pattern: str
    words: str
    reservation: Answer | None = None
    policy: str | None = None


def read_tdm_file(body: bytes) -> tuple[TdmRule, ...]:
    """Give the rules of a `tdmrep.json`; none where it is no JSON array ("TDM File on the Origin Server").

    What is no object with a `location` is passed over.

    >>> [rule.reservation for rule in read_tdm_file(b'[{"location": "/", "tdm-reservation": 1}]')]
    ['reserved']
    """
    try:
        read = json.loads(body[:MOST_BYTES].decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError):
        return ()
    if not isinstance(read, list):
        return ()
    found = (_read_rule(one) for one in read[:MOST_RULES] if isinstance(one, dict))
    return tuple(rule for rule in found if rule is not None)


def say_file(rules: Sequence[TdmRule], url: str) -> list[Statement]:
    """Give what the rules of its site's file say of a URL: the first that fits counts, and no other one.

    >>> text = b'[{"location": "/a/*.jpg", "tdm-reservation": 0}, {"location": "/a/", "tdm-reservation": 1}]'
    >>> [one.signal.allows for one in say_file(read_tdm_file(text), "https://valley.example/a/b.jpg")]
    [('tdm',)]
    """
    path = path_of(url) if rules else ""
    rule = next((rule for rule in rules if fits(rule.pattern, path)), None)
    return [] if rule is None else [_say("tdmrep_file", rule.words, rule.reservation, rule.policy, url)]


def say_values(place: Place, values: Mapping[str, Sequence[str]], url: str) -> list[Statement]:
    """Give what `tdm-reservation` and `tdm-policy` of a header or of meta elements say: a statement, or nothing.

    A value that is neither 0 nor 1 leaves the reservation unset ("tdm-reservation"). Where a place gives several, the first
    counts.

    >>> say_values("meta", {"tdm-reservation": ["1"]}, "https://valley.example/").pop().signal.reserves
    ('tdm',)
    """
    reservation, policy = (_first(values.get(name)) for name in NAMES)
    if reservation is None and policy is None:
        return []
    said = zip(NAMES, (reservation, policy), strict=True)
    words = "; ".join(f"{name}: {value}" for name, value in said if value is not None)
    return [_say(place, words, _ANSWERS.get(reservation or ""), policy, url)]


def _say(place: Place, words: str, answer: Answer | None, policy: str | None, url: str) -> Statement:
    answers: dict[Use, Answer] = {"tdm": answer} if answer else {}
    # Where nothing is reserved the policy is not looked at ("tdm-policy").
    address = absolute(policy, url) if policy and answer != "allowed" else None
    return stated("tdmrep", place, words, answers, policy_url=address)


def _read_rule(one: dict[str, Any]) -> TdmRule | None:
    location, value, policy = one.get("location"), one.get(NAMES[0]), one.get(NAMES[1])
    if not isinstance(location, str) or not location:
        return None
    # True is 1 to Python, and no value of the protocol.
    reservation = None if isinstance(value, bool) else _ANSWERS.get(str(value))
    words = {name: one[name] for name in ("location", *NAMES) if name in one}
    return TdmRule(
        pattern=spelled(location),
        words=json.dumps(words, ensure_ascii=False)[:2_000],
        reservation=reservation,
        policy=policy.strip() if isinstance(policy, str) and policy.strip() else None,
    )


def _first(values: Iterable[str] | None) -> str | None:
    return next((value.strip() for value in values or () if value.strip()), None)
