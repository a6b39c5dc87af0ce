"""TDMRep: who reserves text and data mining in a header or on the page.

W3C Community Group Final Report of 10 May 2024, "TDM Reservation Protocol". The section that a rule rests on is named with it.
Its third place, a file of the site (`/.well-known/tdmrep.json`), is not asked for yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from transforms.pure.page.links import absolute
from transforms.pure.rights.statements import stated
from transforms.rights import Answer, Place, Statement, Use

NAMES: Final = ("tdm-reservation", "tdm-policy")
_ANSWERS: Final[dict[str, Answer]] = {"0": "allowed", "1": "reserved"}


def say_values(place: Place, values: Mapping[str, Sequence[str]], url: str) -> list[Statement]:
    """Give what `tdm-reservation` and `tdm-policy` of a header or of meta elements say: a statement, or nothing.

    A value that is neither 0 nor 1 leaves the reservation unset ("tdm-reservation"). Where a place gives several, the first
    counts. Where nothing is reserved the policy is not looked at ("tdm-policy").

    >>> say_values("meta", {"tdm-reservation": ["1"]}, "https://valley.example/").pop().signal.reserves
    ('tdm',)
    """
    reservation, policy = (_first(values.get(name)) for name in NAMES)
    if reservation is None and policy is None:
        return []
    said = zip(NAMES, (reservation, policy), strict=True)
    shown = "; ".join(f"{name}: {value}" for name, value in said if value is not None)
    answer = _ANSWERS.get(reservation or "")
    answers: dict[Use, Answer] = {"tdm": answer} if answer else {}
    address = absolute(policy, url) if policy and answer != "allowed" else None
    return [stated("tdmrep", place, shown, answers, policy_url=address)]


def _first(values: Iterable[str] | None) -> str | None:
    return next((value.strip() for value in values or () if value.strip()), None)
