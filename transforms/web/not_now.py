"""What a request is told that may not begin, or not now, by the function that it awaits before it sends anything.

It is meant for the flight that made the request, and passes whatever lies between.
"""

from __future__ import annotations


class NotNow(Exception):
    """The request may not begin now."""


class NotBegun(NotNow):
    """The flight was stopped before this request began."""


class NoRoom(NotNow):
    """So many answers wait to be taken that this request may not begin now."""


class OthersFirst(NotNow):
    """A feed of this page's site has become due meanwhile, or a page has come that was not asked for before."""
