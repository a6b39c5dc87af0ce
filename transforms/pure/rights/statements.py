"""Several statements about one page, put together: what follows for each use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, cast, get_args

from transforms.pure.shown.display import one_line
from transforms.rights import Answer, Place, RightsSignal, Standard, Statement, Use

USES: Final = cast(tuple[Use, ...], get_args(Use))
# A record keeps so much of what a publisher says in one place.
MOST_CHARACTERS: Final = 500
# TDMRep, "Processing priority": what comes later counts, and where it says nothing the former stays.
_TDM_PLACES: Final[tuple[Place, ...]] = ("tdmrep_file", "header", "meta")


def stated(
    standard: Standard,
    place: Place,
    value: str,
    answers: Mapping[Use, Answer] | None = None,
    *,
    licence_url: str | None = None,
    policy_url: str | None = None,
) -> Statement:
    """Make a statement of the publisher's words, on one line and cut to their bound.

    >>> stated("aipref", "header", "train-ai=n", {"train_ai": "reserved"}).signal.reserves
    ('train_ai',)
    """
    said = answers or {}
    signal = RightsSignal(
        standard=standard,
        place=place,
        value=one_line(value).strip()[:MOST_CHARACTERS],
        allows=tuple(use for use, answer in said.items() if answer == "allowed"),
        reserves=tuple(use for use, answer in said.items() if answer == "reserved"),
    )
    return Statement(signal=signal, licence_url=licence_url, policy_url=policy_url)


def combine(statements: Iterable[Statement]) -> dict[Use, Answer]:
    """Give what follows for each use that somebody speaks of: reserved where one statement reserves it.

    So AIPREF has it (draft-ietf-aipref-vocab, "Combining Preferences"): the most restrictive counts. Of those by TDMRep only
    one counts, the last in its own order; see `last_of_tdmrep`.

    >>> said = [stated("aipref", "header", "train-ai=y", {"train_ai": "allowed"})]
    >>> combine([*said, stated("content_signal", "robots_txt", "ai-train=no", {"train_ai": "reserved"})])
    {'train_ai': 'reserved'}
    """
    all_said = list(statements)
    tdm = last_of_tdmrep(all_said)
    signals = [one.signal for one in all_said if one.signal.standard != "tdmrep" or one is tdm]
    allowed: dict[Use, Answer] = {use: "allowed" for signal in signals for use in signal.allows}
    reserved: dict[Use, Answer] = {use: "reserved" for signal in signals for use in signal.reserves}
    return allowed | reserved


def last_of_tdmrep(statements: Iterable[Statement]) -> Statement | None:
    """Give the statement by TDMRep that counts, or None: a page's over its header's, and that over the file's of its site.

    One that sets no value resets nothing (TDMRep, "Processing priority").
    """
    said = [one for one in statements if one.signal.standard == "tdmrep" and (one.signal.allows or one.signal.reserves)]
    return max(said, key=lambda one: _TDM_PLACES.index(one.signal.place), default=None)


def first_licence(statements: Iterable[Statement]) -> str | None:
    """Give the address of the first licence that is named, or None."""
    return next((one.licence_url for one in statements if one.licence_url), None)


def policy_of(statements: Iterable[Statement]) -> str | None:
    """Give the address of the policy: the one by TDMRep that comes last in its order, or else the first that is named."""
    named = [one for one in statements if one.policy_url]
    by_tdmrep = [one for one in named if one.signal.standard == "tdmrep"]
    last = max(by_tdmrep, key=lambda one: _TDM_PLACES.index(one.signal.place), default=None)
    return (last or named[0]).policy_url if named else None
