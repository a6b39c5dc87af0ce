"""Whether a page may be kept as it came: what `noarchive` and `nocache` say to us."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from transforms.pure.rights.directives import EVERYBODY, by_agent, read_directives
from transforms.rights import RightsSignal

# `nocache` is Bing's word for it.
_FORBID: Final = frozenset(("noarchive", "nocache"))


def may_archive(signals: Iterable[RightsSignal], agent: str) -> bool:
    """Tell whether no copy of a page is forbidden to all, or to `agent`: our product token (`Heard.agent`).

    Only the robots meta element and X-Robots-Tag speak of copies. What they say to another agent by name is not said to us.

    >>> said = RightsSignal(standard="robots_meta", place="meta", value="noarchive, nosnippet")
    >>> other = RightsSignal(standard="robots_meta", place="header", value="gptbot: noarchive")
    >>> may_archive([said], "newsbeam"), may_archive([other], "newsbeam"), may_archive([], "newsbeam")
    (False, True, True)
    """
    names = (EVERYBODY, agent.lower())
    return not any(
        name in names and not _FORBID.isdisjoint(read_directives(directives))
        for signal in signals
        if signal.standard == "robots_meta"
        for name, directives in by_agent(signal.value)
    )
