"""Which articles an operator drops because their publisher reserves what they are collected for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from msgspec import Struct

from transforms import reasons
from transforms.rights import Rights, RightsSignal, Use

# To train a model, or to put a text before one, is to mine it: who reserves text and data mining reserves these.
_INCLUDED: Final[dict[Use, tuple[Use, ...]]] = {
    "tdm": ("tdm",),
    "train_ai": ("train_ai", "tdm"),
    "ai_input": ("ai_input", "tdm"),
    "search": ("search",),
}
# The other standards reserve nothing.
RESERVED_BY: Final = {
    "tdmrep": reasons.RESERVED_TDMREP,
    "aipref": reasons.RESERVED_AIPREF,
    "content_signal": reasons.RESERVED_CONTENT_SIGNAL,
    "rsl": reasons.RESERVED_RSL,
    "robots_meta": reasons.RESERVED_ROBOTS_META,
}


class RightsOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What becomes of what a publisher reserves. `purposes` are what the articles are collected for.

    record: it is kept, and said in the record. drop_reserved: it is dropped where it is reserved for one of the purposes.
    site_files: a site's `/.well-known/tdmrep.json` and the RSL documents that it names are read, each once a day.

    Raises: ValueError where articles are to be dropped, and no purpose is named.
    """

    policy: Literal["record", "drop_reserved"] = "record"
    purposes: tuple[Use, ...] = ()
    site_files: bool = True

    def __post_init__(self) -> None:
        if self.policy == "drop_reserved" and not self.purposes:
            raise ValueError("drop_reserved needs rights.purposes: one or more of tdm, train_ai, ai_input, search")


def find_reservation(rights: Rights | None, options: RightsOptions) -> RightsSignal | None:
    """Give why an article is dropped: the first signal that reserves it for a purpose; None where it is kept.

    >>> from transforms.rights import RightsSignal
    >>> signal = RightsSignal(standard="tdmrep", place="meta", value="tdm-reservation: 1", reserves=("tdm",))
    >>> options = RightsOptions(policy="drop_reserved", purposes=("train_ai",))
    >>> find_reservation(Rights(signals=(signal,), tdm="reserved"), options) == signal
    True
    """
    if rights is None or options.policy == "record":
        return None
    reserved = [use for use in _uses_of(options.purposes) if getattr(rights, use) == "reserved"]
    said = (signal for signal in rights.signals if signal.standard in RESERVED_BY)
    return next((one for one in said if any(use in one.reserves for use in reserved)), None)


def _uses_of(purposes: Iterable[Use]) -> dict[Use, None]:
    return dict.fromkeys(use for purpose in purposes for use in _INCLUDED[purpose])
